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
	"strings"
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

func measureColumn(ctx context.Context, o *options, tg *standIn, d database) (c column, err error) {
	for _, part := range []struct {
		into *figures
		what stored
	}{
		{&c.one, stored{bots: 1}},
		{&c.many, stored{bots: o.suite.hosted}},
		{&c.two, stored{bots: o.suite.hosted, instances: 2}},
		{&c.full, stored{bots: 1, sessions: o.suite.sessions, timers: o.suite.timers}},
	} {
		if part.what.bots == 0 || part.what.instances > 1 && d.alone || part.into == &c.full && part.what.sessions == 0 {
			continue
		}
		var talks []talk
		for range o.suite.runs {
			err := o.inPlace(ctx, d, func(at place) error {
				t, err := measureTalk(ctx, o, tg, at, part.what, quietRate)
				talks = append(talks, t)
				return errors.Join(err, t.fault())
			})
			if err != nil {
				return c, err
			}
		}
		*part.into = medians(talks)
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

// printSuite prints tables in Markdown.
func printSuite(out io.Writer, o *options, databases []database, columns []column, idle *report) {
	row := func(name string, cell func(c *column) string) {
		cells := []string{name}
		for i := range columns {
			cells = append(cells, cell(&columns[i]))
		}
		fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
	}
	head := func(title string) {
		fmt.Fprintf(out, "| %s |", title)
		for _, d := range databases {
			fmt.Fprintf(out, " %s |", d.name)
		}
		fmt.Fprintf(out, "\n|---%s|\n", strings.Repeat("|---:", len(databases)))
	}
	p50p99 := func(f *figures, i int) string { return fmt.Sprintf("%s / %s", round(f.p50[i]), round(f.p99[i])) }
	head("durable turns, webhook in to reply delivered")
	row("updates/s at saturation", func(c *column) string { return fmt.Sprintf("%.0f", c.one.saturation) })
	row("processor time of the server for an update", func(c *column) string { return round(c.one.server).String() })
	row("processor time of PostgreSQL for an update", func(c *column) string {
		if c.one.database == 0 {
			return "–"
		}
		return round(c.one.database).String()
	})
	row(fmt.Sprintf("p50 / p99 at %d updates/s", quietRate), func(c *column) string { return p50p99(&c.one, 0) })
	second := "half of the saturation"
	if o.rate > 0 {
		second = fmt.Sprintf("%g updates/s", o.rate)
	}
	row("p50 / p99 at "+second, func(c *column) string { return p50p99(&c.one, 1) })
	row("memory of the server (of this, its own file)", func(c *column) string {
		return fmt.Sprintf("%s (%s)", mega(c.one.memory), mega(c.one.program))
	})
	if o.suite.hosted > 0 {
		row(fmt.Sprintf("%d bots instead of one: updates/s", o.suite.hosted), func(c *column) string {
			return fmt.Sprintf("%.0f (%.2f)", c.many.saturation, c.many.saturation/c.one.saturation)
		})
		row(fmt.Sprintf("%d bots instead of one: p50 / p99 at %d updates/s", o.suite.hosted, quietRate), func(c *column) string { return p50p99(&c.many, 0) })
	}
	if o.suite.hosted > 0 {
		row(fmt.Sprintf("%d bots on two processes instead of one: updates/s", o.suite.hosted), func(c *column) string {
			if c.two.saturation == 0 {
				return "–"
			}
			return fmt.Sprintf("%.0f (%.2f)", c.two.saturation, c.two.saturation/c.many.saturation)
		})
		row(fmt.Sprintf("%d bots on two processes: p50 / p99 at %d updates/s", o.suite.hosted, quietRate), func(c *column) string {
			if c.two.saturation == 0 {
				return "–"
			}
			return p50p99(&c.two, 0)
		})
	}
	if o.suite.sessions > 0 {
		row(fmt.Sprintf("%d stored sessions, %d timers: p50 / p99 at %d updates/s", o.suite.sessions, o.suite.timers, quietRate), func(c *column) string {
			return fmt.Sprintf("%s (p99 %.2f of an empty one's)", p50p99(&c.full, 0), float64(c.full.p99[0])/float64(c.one.p99[0]))
		})
	}
	for i := range columns {
		if f := &columns[i].floor; f.saturation > 0 {
			fmt.Fprintf(out, "\nThe smallest program that keeps as much, on %s: %.0f updates/s, %s of its own and %s of the database for an update, p50 / p99 %s at %d updates/s.\n",
				databases[i].name, f.saturation, round(f.server), round(f.database), p50p99(f, 0), quietRate)
		}
	}
	if o.bots > 0 {
		fmt.Fprintf(out, "\nIdle bots, SQLite: %s.\n", idle.idle(o.bots))
	}
	for i, d := range databases {
		fmt.Fprintf(out, "\n| where the server's time of one update goes, %s | part | |\n|---|---:|---:|\n", d.name)
		for _, s := range columns[i].shares {
			fmt.Fprintf(out, "| %s | %.0f %% | %s |\n", s.stage, 100*s.part, round(time.Duration(s.part*float64(columns[i].one.server))))
		}
	}
}
