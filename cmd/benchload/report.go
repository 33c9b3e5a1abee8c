package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// report is what was measured.
type report struct {
	talk
	sync time.Duration // of one page on this disk

	oneBot, idleBots, pollingBots idleServer
	otherVersion                  idleServer // when another version of the program has published the bots
}

// idle tells of the idle bots in a sentence.
func (r *report) idle(bots int) string {
	each := func(s *idleServer) string {
		return fmt.Sprintf("%s (%s each)", mega(s.memory), kilo((s.memory-r.oneBot.memory)/int64(max(bots-1, 1))))
	}
	start := func(s *idleServer) string {
		return fmt.Sprintf("served after %s, at rest %s later (%s of a core)", round(s.ready), round(s.calm), round(s.busy))
	}
	return fmt.Sprintf("%d by webhook: %s, %s; at the first start of another version: %s, %s; by polling: %s, %s; one bot: %s", bots,
		each(&r.idleBots), start(&r.idleBots), each(&r.otherVersion), start(&r.otherVersion), each(&r.pollingBots), start(&r.pollingBots),
		mega(r.oneBot.memory))
}

func (r *report) print(out io.Writer, o *options) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, format string, args ...any) { fmt.Fprintf(w, name+"\t"+format+"\n", args...) }
	line("Machine", "%s, %d cores, %s/%s, %s", processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	line("Disk", "%s for one write and fsync of 4 KB", round(r.sync))
	database := "SQLite, synchronous=FULL"
	if o.pgURL != "" {
		database = "PostgreSQL"
	}
	line("Set-up", "server, load generator and stand-in on the same cores; %s; HTTP on loopback, webhooks", database)
	line("Saturation", "%.0f updates/s (%d people, %s)", r.saturation, o.people, o.length)
	if r.database > 0 {
		line("Processor", "%s of the server and %s of PostgreSQL for an update at saturation", round(r.server), round(r.database))
	} else {
		line("Processor", "%s of the server for an update at saturation", round(r.server))
	}
	for _, l := range r.latencies {
		line("Latency", "p50 %s, p90 %s, p99 %s, longest %s at %.0f updates/s (%d updates; the server took %.2f cores)",
			round(l.percentile(0.5)), round(l.percentile(0.9)), round(l.percentile(0.99)), round(l.percentile(1)),
			l.rate, len(l.times), l.busy)
	}
	line("Memory", "%s of the server afterwards, %s of them its own file", mega(r.memory), mega(r.program))
	if o.bots > 0 {
		line("Idle bots", "%s", r.idle(o.bots))
	}
	if r.refused > 0 {
		line("Refused", "%d deliveries were put off because the server was full", r.refused)
	}
	_ = w.Flush() // nobody reads it
}

func round(d time.Duration) time.Duration {
	switch {
	case d > 100*time.Millisecond:
		return d.Round(time.Millisecond)
	case d > time.Millisecond:
		return d.Round(10 * time.Microsecond)
	default:
		return d.Round(time.Microsecond)
	}
}

func mega(n int64) string { return fmt.Sprintf("%.0f MB", float64(n)/(1<<20)) }
func kilo(n int64) string { return fmt.Sprintf("%.0f KB", float64(n)/(1<<10)) }

// processor names the machine's, where the system tells.
func processor() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "processor unknown"
	}
	defer f.Close() //nolint:errcheck // it was only read
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "processor unknown"
}
