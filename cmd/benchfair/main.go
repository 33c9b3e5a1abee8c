package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/cmd/internal/served"
)

//go:embed bot.json
var document []byte

// options are the flags.
type options struct {
	server  string
	data    string
	pgURL   string
	users   int
	rate    float64
	length  time.Duration
	latency time.Duration
	runs    int
}

func main() { served.Main("benchfair", run) }

func run(ctx context.Context, args []string, out io.Writer) error {
	var o options
	flags := flag.NewFlagSet("benchfair", flag.ContinueOnError)
	flags.StringVar(&o.server, "server", "", "`binary` of scenarist; built out of this checkout if empty")
	flags.StringVar(&o.data, "data", "", "`directory` for the database, on the disk to be measured; default the temporary directory")
	flags.StringVar(&o.pgURL, "postgres", "", "`address` of an empty PostgreSQL database to be measured instead of SQLite")
	flags.IntVar(&o.users, "users", 5000, "how many people write to the flooded bot in a minute, half of them at once")
	flags.Float64Var(&o.rate, "rate", 20, "questions a second to the quiet bot")
	flags.DurationVar(&o.length, "time", time.Minute, "length of each calm and of each flood")
	flags.DurationVar(&o.latency, "latency", 50*time.Millisecond, "how long the Bot API takes for a message")
	flags.IntVar(&o.runs, "runs", 3, "how often; the medians count")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(o.data, "benchfair-")
	if err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary directory
	o.data = dir
	return measure(ctx, o, out)
}

// measure does all runs and prints what came of them.
func measure(ctx context.Context, o options, out io.Writer) error {
	tg, err := newStandIn(ctx, o.latency)
	if err != nil {
		return err
	}
	defer tg.close()
	s, err := startServer(ctx, o, tg)
	if err != nil {
		return err
	}
	g, err := newGenerator(ctx, o, tg, s)
	if err != nil {
		return errors.Join(err, s.Stop())
	}
	var calm50, calm99, flood50, flood99, ratios []float64
	for range o.runs {
		calm, err := g.quiet(ctx)
		if err != nil {
			return errors.Join(err, s.Stop())
		}
		end := g.flood(ctx)
		flood, err := g.quiet(ctx)
		if err := errors.Join(err, end()); err != nil {
			return errors.Join(err, s.Stop())
		}
		calm50, calm99 = append(calm50, part(calm, 0.5)), append(calm99, part(calm, 0.99))
		flood50, flood99 = append(flood50, part(flood, 0.5)), append(flood99, part(flood, 0.99))
		ratios = append(ratios, part(flood, 0.99)/part(calm, 0.99))
	}
	fmt.Fprintf(out, "medians of %d runs, %d people a minute at the flooded bot, %.0f questions a second to the quiet one, %v for a call\n",
		o.runs, o.users, o.rate, o.latency)
	fmt.Fprintf(out, "%-8s%10s%10s\n", "", "p50 ms", "p99 ms")
	fmt.Fprintf(out, "%-8s%10.1f%10.1f\n", "calm", median(calm50), median(calm99))
	fmt.Fprintf(out, "%-8s%10.1f%10.1f\n", "flood", median(flood50), median(flood99))
	fmt.Fprintf(out, "ratio of p99s %.2f; %d updates of the flood were refused and came again\n", median(ratios), g.refused.Load())
	return s.Stop()
}

// part is a quantile of sorted times, in milliseconds.
func part(sorted []time.Duration, q float64) float64 {
	return float64(sorted[int(float64(len(sorted)-1)*q)]) / float64(time.Millisecond)
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// startServer adds the two bots and starts the server.
func startServer(ctx context.Context, o options, tg *standIn) (*served.Process, error) {
	if o.server == "" {
		var err error
		if o.server, err = served.Build(ctx, o.data); err != nil {
			return nil, err
		}
	}
	file := filepath.Join(o.data, "bot.json")
	if err := os.WriteFile(file, document, 0o600); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	addr, err := served.FreeAddress(ctx)
	if err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	program := func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, o.server, args...)
		cmd.Env = append(os.Environ(),
			"SCENARIST_DATA="+filepath.Join(o.data, "data"), "SCENARIST_DATABASE="+o.pgURL, "SCENARIST_API_URL="+tg.url)
		cmd.Stderr = os.Stderr
		return cmd
	}
	for _, token := range []string{quietToken, noisyToken} {
		add := program("bots", "add", "--document", file)
		add.Env = append(add.Env, "SCENARIST_TOKEN="+token)
		var said strings.Builder
		add.Stdout = &said
		if err := add.Run(); err != nil {
			return nil, fmt.Errorf("add a bot: %w: %s", err, said.String())
		}
	}
	serve := program("serve")
	serve.Env = append(serve.Env, "SCENARIST_LISTEN="+addr, "SCENARIST_PUBLIC_URL=http://"+addr, "SCENARIST_SEND_RATE=0", "SCENARIST_LOG_LEVEL=error")
	return served.Start(serve)
}
