package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// talk is what was measured of one server while people talked to its bots.
type talk struct {
	saturation float64       // updates a second
	server     time.Duration // its processor time for an update, at saturation
	database   time.Duration // that of PostgreSQL, as far as it is seen
	latencies  []latencies   // at the rates that were asked for, then at half of the saturation
	memory     int64         // of the server in the end
	program    int64         // of that, pages of its file
	refused    int
	wrong      int
	first      error
}

// latencies are the times of answers at a rate.
type latencies struct {
	rate  float64 // updates a second
	times []time.Duration
	busy  float64 // cores that the server took
}

// percentile gives the time within which the part of the answers came.
func (l *latencies) percentile(part float64) time.Duration {
	if len(l.times) == 0 {
		return 0
	}
	return l.times[min(int(part*float64(len(l.times))), len(l.times)-1)]
}

// measureTalk makes a server with a database of its own, and measures saturation and latencies.
func measureTalk(ctx context.Context, o *options, tg *standIn, at place, what stored, rates ...float64) (t talk, err error) {
	if err := prepare(ctx, at, what); err != nil {
		return t, err
	}
	s, err := startServer(ctx, o.server, at, what, tg)
	if err != nil {
		return t, err
	}
	return measureServer(ctx, o, tg, at, s, rates)
}

// measureServer measures a server that runs, and stops it.
func measureServer(ctx context.Context, o *options, tg *standIn, at place, s *server, rates []float64) (t talk, err error) {
	pg, err := findPostgres(ctx, at.pgURL)
	if err != nil {
		return t, errors.Join(err, s.Stop())
	}
	l := newLoad(tg, s.hooks, o.people)
	defer l.close()
	l.saturate(ctx, o.warm)
	server, database, begin := s.cpu(), pg.cpu(), time.Now()
	done := l.saturate(ctx, o.length)
	t.saturation = float64(done) / o.length.Seconds()
	if done > 0 {
		part := o.length.Seconds() / time.Since(begin).Seconds() // the last answers come after the end
		t.server = time.Duration(float64(s.cpu()-server) * part / float64(done))
		t.database = time.Duration(float64(pg.cpu()-database) * part / float64(done))
	}
	if t.saturation > 0 {
		if o.rate > 0 {
			rates = append(rates, o.rate)
		} else {
			rates = append(rates, t.saturation/2)
		}
		for _, rate := range rates {
			server, begin = s.cpu(), time.Now()
			x := latencies{rate: rate, times: l.keepUp(ctx, rate, o.length)}
			x.busy = (s.cpu() - server).Seconds() / time.Since(begin).Seconds()
			t.latencies = append(t.latencies, x)
		}
	}
	t.memory, t.program = s.memory()
	t.refused, t.wrong, t.first = l.refused, l.wrong, l.first
	return t, s.Stop()
}

// newPlace makes a place with nothing in it.
func (o *options) newPlace(pgURL string) (place, error) {
	o.places++
	at := place{filepath.Join(o.data, "data"+strconv.Itoa(o.places)), pgURL}
	return at, os.Mkdir(at.dir, 0o700)
}
