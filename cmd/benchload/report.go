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

	noBots, idleBots, pollingBots idleMemory
	firstStart                    time.Duration // of bots that were never served before
	otherStart, renewing          time.Duration // of another version of the program, and how long it then looks at the documents
}

// idleMemory is the memory of a host in bytes, soon after the start, and when its bots have been idle for a while.
type idleMemory struct {
	begun, idle int64
	start       time.Duration // until all bots were served
	renewed     time.Duration // from then on, until all that another version knew was looked at
}

// each is what a bot adds to a host without any, in words.
func (m idleMemory) each(none idleMemory, bots int) string {
	return fmt.Sprintf("%s (%s each), %s (%s each) soon after the start",
		mega(m.idle), kilo((m.idle-none.idle)/int64(bots)), mega(m.begun), kilo((m.begun-none.begun)/int64(bots)))
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
		line("Idle bots", "%d by webhook: %s; by polling: %s; a host without bots: %s", o.bots,
			r.idleBots.each(r.noBots, o.bots), r.pollingBots.each(r.noBots, o.bots), mega(r.noBots.idle))
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
