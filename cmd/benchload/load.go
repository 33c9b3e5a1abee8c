package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// load sends the people's updates to the server.
type load struct {
	people []*person
	update atomic.Int64

	mu      sync.Mutex
	wrong   int
	first   error
	refused int
}

// answerTimeout is when an answer counts as lost.
const answerTimeout = 30 * time.Second

var errNoAnswer = errors.New("no answer came")

// newLoad has people talk to the bots, as many to each.
func newLoad(tg *standIn, hooks []webhook, people int) *load {
	l := &load{}
	for n := range people {
		l.people = append(l.people, newPerson(n, &hooks[n%len(hooks)]))
	}
	tg.join(l.people)
	return l
}

// saturate lets everybody send as soon as they are answered, for the time, and gives how many updates were answered.
func (l *load) saturate(ctx context.Context, d time.Duration) int {
	end := time.Now().Add(d)
	var all sync.WaitGroup
	var done atomic.Int64
	for _, p := range l.people {
		all.Go(func() {
			for time.Now().Before(end) && ctx.Err() == nil {
				at, err := l.step(ctx, p)
				if err != nil {
					l.failed(err)
					return
				}
				if at.Before(end) {
					done.Add(1)
				}
			}
		})
	}
	all.Wait()
	return int(done.Load())
}

// keepUp sends updates that are due at random moments, rate of them a second on average, and gives the sorted times from
// when each was due until its answer came. Whoever is free takes the next one.
func (l *load) keepUp(ctx context.Context, rate float64, d time.Duration) []time.Duration {
	due := make(chan time.Time, int(rate*d.Seconds()*2)+1000) // never full: it must not hold up the clock
	times := make([][]time.Duration, len(l.people))
	var all sync.WaitGroup
	for i, p := range l.people {
		all.Go(func() {
			for t := range due {
				at, err := l.step(ctx, p)
				if err != nil {
					l.failed(err)
					return
				}
				times[i] = append(times[i], at.Sub(t))
			}
		})
	}
	chance := rand.New(rand.NewPCG(1, 2))
	begin := time.Now()
	for t := begin; t.Sub(begin) < d && ctx.Err() == nil; {
		t = t.Add(time.Duration(chance.ExpFloat64() / rate * float64(time.Second)))
		if wait := time.Until(t); wait > 0 {
			select {
			case <-time.After(wait):
			case <-ctx.Done():
			}
		}
		due <- t
	}
	close(due)
	all.Wait()
	sorted := slices.Concat(times...)
	slices.Sort(sorted)
	return sorted
}

// step sends the person's next update and gives when the right answer came.
func (l *load) step(ctx context.Context, p *person) (time.Time, error) {
	if err := l.deliver(ctx, p); err != nil {
		return time.Time{}, err
	}
	timer := time.NewTimer(answerTimeout)
	defer timer.Stop()
	select {
	case a := <-p.heard:
		if want := p.expects(); a.text != want {
			return time.Time{}, fmt.Errorf("got %q, want %q", a.text, want)
		}
		p.next()
		return a.at, nil
	case <-timer.C:
		return time.Time{}, fmt.Errorf("wait for %q: %w", p.expects(), errNoAnswer)
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	}
}

// deliver posts an update until it is taken, as Telegram does.
func (l *load) deliver(ctx context.Context, p *person) error {
	update := p.update(p.buf[:0], l.update.Add(1))
	p.buf = update
	if p.conn == nil {
		var err error
		if p.conn, err = p.hook.dial(ctx); err != nil {
			return err
		}
	}
	for {
		status, err := p.conn.post(p.hook, update)
		switch {
		case err != nil:
			return fmt.Errorf("deliver update: %w", err)
		case status == http.StatusOK:
			return nil
		case status != http.StatusServiceUnavailable:
			return fmt.Errorf("deliver update: %s", http.StatusText(status))
		}
		l.mu.Lock()
		l.refused++
		l.mu.Unlock()
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// close ends the people's connections.
func (l *load) close() {
	for _, p := range l.people {
		if p.conn != nil {
			_ = p.conn.conn.Close() // nothing is under way
		}
	}
}

func (l *load) failed(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong++
	if l.first == nil {
		l.first = err
	}
}
