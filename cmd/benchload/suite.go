package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/scenarist/scenarist/storage/storagetest"
)

// suiteOptions are the flags of the suite.
type suiteOptions struct {
	run              bool
	runs             int
	hosted           int
	sessions, timers int
}

// quietRate is the rate of the latencies that do not depend on the machine, in updates a second.
const quietRate = 1000

// database is one of the databases that are measured.
type database struct {
	name  string
	alone bool                                                                 // one process has it for itself
	fresh func(ctx context.Context) (url string, drop func() error, err error) // an empty one; the address is empty for SQLite
}

// column is what was measured on one database, every value the median of the runs.
type column struct {
	one, many, full figures // one bot, many bots, stored sessions
	two             figures // many bots on two processes; on PostgreSQL only
	floor           figures // the smallest program of its kind; the same
	shares          []share
}

// figures are the medians of some runs.
type figures struct {
	saturation       float64
	server, database time.Duration
	p50, p99         [2]time.Duration // at quietRate, at half of the saturation
	memory, program  int64
}

// suite measures all that the README quotes.
func suite(ctx context.Context, o *options, out io.Writer) (err error) {
	disk, err := syncTime(o.data)
	if err != nil {
		return err
	}
	tg, err := newStandIn(ctx)
	if err != nil {
		return err
	}
	defer tg.close()
	databases := []database{{"SQLite", true, func(context.Context) (string, func() error, error) { return "", func() error { return nil }, nil }}}
	pg, stop, err := startPostgres(ctx, o.pgURL)
	switch {
	case errors.Is(err, storagetest.ErrMissing):
		fmt.Fprintln(os.Stderr, "benchload: without PostgreSQL:", err)
	case err != nil:
		return err
	default:
		defer func() { err = errors.Join(err, stop()) }()
		databases = append([]database{pg}, databases...)
	}
	columns := make([]column, len(databases))
	for i, d := range databases {
		if columns[i], err = measureColumn(ctx, o, tg, d); err != nil {
			return fmt.Errorf("%s: %w", d.name, err)
		}
	}
	var idle report
	if o.bots > 0 {
		if err := idle.measureIdle(ctx, o, tg); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "%s, %d cores, %s/%s, %s; %s for one write and fsync of 4 KB.\nGenerator, stand-in, server and database on the same cores; %d people; medians of %d runs of %s.\n\n",
		processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), round(disk), o.people, o.suite.runs, o.length)
	printSuite(out, o, databases, columns, &idle)
	return ctx.Err()
}

// startPostgres gives fresh databases on the server of the address, or on one of its own that ends with stop.
func startPostgres(ctx context.Context, address string) (_ database, stop func() error, err error) {
	stop = func() error { return nil }
	if address == "" {
		server, err := storagetest.NewServer(ctx, "min_wal_size=800MB")
		if err != nil {
			return database{}, nil, err
		}
		address, stop = server.URL("postgres"), server.Stop
		if err := ageWAL(ctx, address); err != nil {
			return database{}, nil, errors.Join(err, stop())
		}
	}
	u, err := url.Parse(address)
	if err != nil {
		return database{}, nil, errors.Join(errors.New("-postgres is no address like postgres://user@host/postgres"), stop())
	}
	made := 0
	ask := func(ctx context.Context, statement string) error {
		conn, err := pgx.Connect(ctx, address)
		if err != nil {
			return fmt.Errorf("make a database: %w", err)
		}
		_, err = conn.Exec(ctx, statement)
		return errors.Join(err, conn.Close(ctx))
	}
	fresh := func(ctx context.Context) (string, func() error, error) {
		made++
		name := fmt.Sprintf("benchload_%d_%d", os.Getpid(), made)
		if err := ask(ctx, "CREATE DATABASE "+name); err != nil {
			return "", nil, err
		}
		at := *u
		at.Path = "/" + name
		return at.String(), func() error { return ask(context.WithoutCancel(ctx), "DROP DATABASE "+name+" WITH (FORCE)") }, nil
	}
	return database{"PostgreSQL", false, fresh}, stop, nil
}

// ageWAL gives a new server the log of one that has been in use. A new one fills every segment of it with zeros before the first
// write, some 40 ms in which nothing is committed, every few seconds under load; later it writes over old segments.
func ageWAL(ctx context.Context, address string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return fmt.Errorf("fill the server's log: %w", err)
	}
	// 700 MB; the second checkpoint may reuse what was written before the first.
	for _, statement := range []string{
		"CREATE TABLE aged AS SELECT repeat('x', 500) FROM generate_series(1, 1200000)", "CHECKPOINT", "DROP TABLE aged", "CHECKPOINT",
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("fill the server's log: %w", errors.Join(err, conn.Close(ctx)))
		}
	}
	return conn.Close(ctx)
}

// part is what the suite measures some times, and where the medians go.
type part struct {
	into  *figures
	what  stored
	talks []talk
}

func measureColumn(ctx context.Context, o *options, tg *standIn, d database) (c column, err error) {
	one, many, two, full := stored{bots: 1}, stored{bots: o.suite.hosted}, stored{bots: o.suite.hosted, instances: 2},
		stored{bots: 1, sessions: o.suite.sessions, timers: o.suite.timers}
	alike := []*part{{into: &c.one, what: one}}
	if many.bots > 0 {
		alike = append(alike, &part{into: &c.many, what: many})
		if !d.alone {
			alike = append(alike, &part{into: &c.two, what: two})
		}
	}
	if err := o.measureParts(ctx, tg, d, alike); err != nil {
		return c, err
	}
	if full.sessions > 0 {
		if err := o.measureParts(ctx, tg, d, []*part{{into: &c.full, what: full}}); err != nil {
			return c, err
		}
	}
	if err := measureFloors(ctx, o, tg, d, &c.floor); err != nil {
		return c, err
	}
	err = o.inPlace(ctx, d, func(at place) error {
		c.shares, err = profileTalk(ctx, o, tg, at)
		return err
	})
	return c, err
}

// measureParts measures one part after the other, and that as often as there are runs: what is compared with one another is measured
// within a minute, since the speed of a machine that others use changes.
func (o *options) measureParts(ctx context.Context, tg *standIn, d database, parts []*part) error {
	for range o.suite.runs {
		for _, p := range parts {
			err := o.inPlace(ctx, d, func(at place) error {
				t, err := measureTalk(ctx, o, tg, at, p.what, quietRate)
				p.talks = append(p.talks, t)
				return errors.Join(err, t.fault())
			})
			if err != nil {
				return err
			}
		}
	}
	for _, p := range parts {
		*p.into = medians(p.talks)
	}
	return nil
}

// inPlace has f measure with a database of its own.
func (o *options) inPlace(ctx context.Context, d database, f func(place) error) error {
	address, drop, err := d.fresh(ctx)
	if err != nil {
		return err
	}
	at, err := o.newPlace(address)
	if err == nil {
		err = f(at)
	}
	return errors.Join(err, os.RemoveAll(at.dir), drop())
}

func medians(talks []talk) (f figures) {
	f.saturation = medianOf(talks, func(t *talk) float64 { return t.saturation })
	f.server = medianOf(talks, func(t *talk) time.Duration { return t.server })
	f.database = medianOf(talks, func(t *talk) time.Duration { return t.database })
	f.memory = medianOf(talks, func(t *talk) int64 { return t.memory })
	f.program = medianOf(talks, func(t *talk) int64 { return t.program })
	for i := range f.p50 {
		f.p50[i] = medianOf(talks, func(t *talk) time.Duration { return t.latencies[i].percentile(0.5) })
		f.p99[i] = medianOf(talks, func(t *talk) time.Duration { return t.latencies[i].percentile(0.99) })
	}
	return f
}

// medianOf gives the middle of what the runs measured, the lower one of two.
func medianOf[T float64 | int64 | time.Duration](talks []talk, value func(*talk) T) T {
	all := make([]T, len(talks))
	for i := range talks {
		all[i] = value(&talks[i])
	}
	slices.Sort(all)
	return all[(len(all)-1)/2]
}
