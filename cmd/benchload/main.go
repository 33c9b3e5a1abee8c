package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/scenarist/scenarist/cmd/internal/served"
)

// options are the flags.
type options struct {
	server string
	data   string
	pgURL  string
	people int
	length time.Duration
	warm   time.Duration
	rate   float64
	bots   int
	suite  suiteOptions
	floor  string // where the Bot API of the smallest program is; empty to measure
	places int    // made so far
}

func main() { served.Main("benchload", run) }

func run(ctx context.Context, args []string, out io.Writer) error {
	var o options
	flags := flag.NewFlagSet("benchload", flag.ContinueOnError)
	flags.StringVar(&o.server, "server", "", "`binary` of scenarist; built out of this checkout if empty")
	flags.StringVar(&o.data, "data", "", "`directory` for the databases, on the disk to be measured; default the temporary directory")
	flags.StringVar(&o.pgURL, "postgres", "", "`address` of an empty PostgreSQL database to be measured instead of SQLite; not of the idle bots")
	flags.IntVar(&o.people, "people", 200, "how many people talk at once")
	flags.DurationVar(&o.length, "time", 10*time.Second, "length of each measurement")
	flags.DurationVar(&o.warm, "warm", 3*time.Second, "length of the warm-up")
	flags.Float64Var(&o.rate, "rate", 0, "updates a second for the latencies; default half of the saturation")
	flags.IntVar(&o.bots, "bots", 1000, "how many idle bots; 0 leaves that out")
	flags.BoolVar(&o.suite.run, "suite", false, "measure everything that the README quotes, on both databases, and print it as tables")
	flags.IntVar(&o.suite.runs, "runs", 3, "with -suite: runs of each measurement, of which the median counts")
	flags.IntVar(&o.suite.hosted, "hosted", 200, "with -suite: bots among which the people are spread, against one")
	flags.IntVar(&o.suite.sessions, "stored", 0, "with -suite: sessions of others in the database, against none, as 1000000")
	flags.IntVar(&o.suite.timers, "timers", 0, "with -suite: how many of the stored sessions wait for a time, as 100000")
	flags.StringVar(&o.floor, "floor", "", "be the smallest program of its kind, on the database of -postgres, with the Bot API at this `URL` (the program calls itself so)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.floor != "" {
		return floor(ctx, o.floor, o.pgURL)
	}
	dir, err := os.MkdirTemp(o.data, "benchload-")
	if err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary directory
	o.data = dir
	if o.server == "" {
		built, err := served.Build(ctx, o.data, "profile")
		if err != nil {
			return err
		}
		if o.server, err = installed(built); err != nil {
			return err
		}
	}
	if o.suite.run {
		return suite(ctx, &o, out)
	}
	return measure(ctx, &o, out)
}

// installed copies a program, as an installation does. What the linker has written lies in large pieces in the system's memory, and
// a process that touches one byte of a piece counts all of it: 50 MB of its own file at rest, where a copied one has 22.
func installed(built string) (string, error) {
	from, err := os.Open(built)
	if err != nil {
		return "", fmt.Errorf("copy the server: %w", err)
	}
	defer from.Close() //nolint:errcheck // it was only read
	copied := built + "-installed"
	to, err := os.OpenFile(copied, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o700)
	if err != nil {
		return "", fmt.Errorf("copy the server: %w", err)
	}
	_, err = io.Copy(to, from)
	if err := errors.Join(err, to.Close()); err != nil {
		return "", fmt.Errorf("copy the server: %w", err)
	}
	return copied, nil
}

// measure does all measurements of one database and prints them.
func measure(ctx context.Context, o *options, out io.Writer) error {
	var r report
	var err error
	if r.sync, err = syncTime(o.data); err != nil {
		return err
	}
	tg, err := newStandIn(ctx)
	if err != nil {
		return err
	}
	defer tg.close()
	at, err := o.newPlace(o.pgURL)
	if err != nil {
		return err
	}
	if r.talk, err = measureTalk(ctx, o, tg, at, stored{bots: 1}); err != nil {
		return err
	}
	if o.bots > 0 {
		if err := r.measureIdle(ctx, o, tg); err != nil {
			return err
		}
	}
	r.print(out, o)
	return errors.Join(r.fault(), ctx.Err())
}

// fault says what went wrong, if anything did.
func (t *talk) fault() error {
	if t.wrong == 0 {
		return nil
	}
	return fmt.Errorf("%d answers were wrong or did not come, the first: %w", t.wrong, t.first)
}

// syncTime is how long this disk takes to keep a page for good: what every group commit waits for.
func syncTime(dir string) (time.Duration, error) {
	f, err := os.Create(filepath.Join(dir, "sync"))
	if err != nil {
		return 0, fmt.Errorf("measure the disk: %w", err)
	}
	defer f.Close() //nolint:errcheck // it is only measured
	const times = 50
	page := make([]byte, 4096)
	begin := time.Now()
	for range times {
		if _, err := f.Write(page); err != nil {
			return 0, fmt.Errorf("measure the disk: %w", err)
		}
		if err := f.Sync(); err != nil {
			return 0, fmt.Errorf("measure the disk: %w", err)
		}
	}
	return time.Since(begin) / times, nil
}
