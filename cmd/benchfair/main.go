package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
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

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchfair:", err)
		os.Exit(1)
	}
}

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
		return errors.Join(err, s.stop())
	}
	var calm50, calm99, flood50, flood99, ratios []float64
	for range o.runs {
		calm, err := g.quiet(ctx)
		if err != nil {
			return errors.Join(err, s.stop())
		}
		end := g.flood(ctx)
		flood, err := g.quiet(ctx)
		if err := errors.Join(err, end()); err != nil {
			return errors.Join(err, s.stop())
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
	return s.stop()
}

// part is a quantile of sorted times, in milliseconds.
func part(sorted []time.Duration, q float64) float64 {
	return float64(sorted[int(float64(len(sorted)-1)*q)]) / float64(time.Millisecond)
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// server is the measured process.
type server struct {
	cmd  *exec.Cmd
	over chan error
}

// startServer adds the two bots and starts the server.
func startServer(ctx context.Context, o options, tg *standIn) (*server, error) {
	if o.server == "" {
		o.server = filepath.Join(o.data, "scenarist")
		build := exec.CommandContext(ctx, "go", "build", "-o", o.server, "github.com/scenarist/scenarist/cmd/scenarist")
		build.Env, build.Stderr = append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
		if err := build.Run(); err != nil {
			return nil, fmt.Errorf("build the server: %w", err)
		}
	}
	file := filepath.Join(o.data, "bot.json")
	if err := os.WriteFile(file, document, 0o600); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
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
	s := &server{cmd: program("serve"), over: make(chan error, 1)}
	s.cmd.Env = append(s.cmd.Env, "SCENARIST_LISTEN="+addr, "SCENARIST_PUBLIC_URL=http://"+addr, "SCENARIST_SEND_RATE=0", "SCENARIST_LOG_LEVEL=error")
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	s.cmd.WaitDelay = time.Minute
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	go func() { s.over <- s.cmd.Wait() }()
	return s, nil
}

// stop ends the server as a supervisor does.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop the server: %w", err)
	}
	if err := <-s.over; err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	return nil
}
