package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// The program measures the smallest program in a process of its own; here that is the test binary.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "-floor" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// idleOne is what is said of a server with idle bots.
const idleOne = `\d+ MB \(-?\d+ KB each\), served after [1-9]\S*s, at rest \S+s later \([1-9]\S*s of a core\)`

func TestRun_MeasuresEverything(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it starts four servers")
	}
	var out strings.Builder
	err := run(t.Context(), []string{"-data", t.TempDir(), "-people", "4", "-warm", "100ms", "-time", "500ms", "-bots", "3"}, &out)
	if err != nil {
		t.Fatal(err)
	}
	number := `[1-9][0-9]*`
	for _, line := range []string{
		`Machine +.+, \d+ cores, \w+/\w+, go1\.\d+.*`,
		`Disk +.+ for one write and fsync of 4 KB`,
		`Saturation +` + number + ` updates/s \(4 people, 500ms\)`,
		`Processor +.+ of the server for an update at saturation`,
		`Latency +p50 .+, p90 .+, p99 .+, longest .+ at ` + number + ` updates/s \(` + number + ` updates; the server took \d\.\d\d cores\)`,
		`Memory +\d+ MB of the server afterwards, \d+ MB of them its own file`,
		`Idle bots +3 by webhook: ` + idleOne + `; at the first start of another version: ` + idleOne + `; by polling: ` + idleOne + `; one bot: \d+ MB`,
	} {
		if !regexp.MustCompile(`(?m)^` + line + `$`).MatchString(out.String()) {
			t.Errorf("no line %s in\n%s", line, out.String())
		}
	}
}

func TestRun_SuiteMeasuresEverything(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it starts ten servers")
	}
	var out strings.Builder
	err := run(t.Context(), []string{
		"-suite", "-data", t.TempDir(), "-people", "4", "-warm", "100ms", "-time", "300ms", "-runs", "1", "-bots", "3", "-hosted", "2",
		"-stored", "300", "-timers", "30",
	}, &out)
	if err != nil {
		t.Fatal(err)
	}
	const times = `[1-9][0-9.]*m?µ?s / [1-9][0-9.]*m?µ?s`
	for _, line := range []string{
		`.+, \d+ cores, \w+/\w+, go1\.\d+.*; .+ for one write and fsync of 4 KB\.`,
		`\| durable turns, webhook in to reply delivered \|( PostgreSQL \|)? SQLite \|`,
		`\| updates/s at saturation( \| [1-9][0-9]*)+ \|`,
		`\| processor time of the server for an update( \| [1-9].+s)+ \|`,
		`\| processor time of PostgreSQL for an update( \| [1-9].+s)? \| – \|`,
		`\| p50 / p99 at 1000 updates/s( \| ` + times + `)+ \|`,
		`\| p50 / p99 at half of the saturation( \| ` + times + `)+ \|`,
		`\| memory of the server \(of this, its own file\)( \| [1-9][0-9]* MB \([1-9][0-9]* MB\))+ \|`,
		`\| 2 bots instead of one: updates/s( \| [1-9][0-9]* \(\d+\.\d\d\))+ \|`,
		`\| 2 bots on two processes instead of one: updates/s( \| [1-9][0-9]* \(\d+\.\d\d\))? \| – \|`,
		`\| 2 bots on two processes: p50 / p99 at 1000 updates/s( \| ` + times + `)? \| – \|`,
		`\| 300 stored sessions, 30 timers: p50 / p99 at 1000 updates/s( \| ` + times + ` \(p99 \d+\.\d\d of an empty one's\))+ \|`,
		`Idle bots, SQLite: 3 by webhook: ` + idleOne + `; at the first start of another version: ` + idleOne + `; by polling: ` + idleOne + `; one bot: \d+ MB\.`,
		`\| where the server's time of one update goes, SQLite \| part \| \|`,
		`\| group commit \| \d+ % \| [1-9].*s \|`,
	} {
		if !regexp.MustCompile(`(?m)^` + line + `$`).MatchString(out.String()) {
			t.Errorf("no line %s in\n%s", line, out.String())
		}
	}
}

func TestShares_CountTheFirstStageOfAStack(t *testing.T) {
	t.Parallel()
	const traces = `File: scenarist
Type: cpu
Duration: 1s, Total samples = 100ms
-----------+-------------------------------------------------------
      30ms   runtime.memmove
             github.com/scenarist/scenarist/engine.(*Revision).Turn
             github.com/scenarist/scenarist/engine/host.(*Host).work
-----------+-------------------------------------------------------
      20ms   runtime.scanobject
             runtime.gcAssistAlloc
             github.com/scenarist/scenarist/engine.(*Revision).Turn
-----------+-------------------------------------------------------
      50ms   runtime.futex
-----------+-------------------------------------------------------
`
	got := shares([]byte(traces))
	if want := []share{{otherStage, 0.5}, {"turn", 0.3}, {"garbage collection", 0.2}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMedian_IsTheMiddle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of   []float64
		want float64
	}{{[]float64{3}, 3}, {[]float64{9, 1}, 1}, {[]float64{5, 1, 3}, 3}} {
		var talks []talk
		for _, x := range c.of {
			talks = append(talks, talk{saturation: x})
		}
		if got := medianOf(talks, func(t *talk) float64 { return t.saturation }); got != c.want {
			t.Errorf("of %v: %v, want %v", c.of, got, c.want)
		}
	}
}

func TestRun_WrongFlagsAreRefused(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := run(t.Context(), []string{"-people", "many"}, &out); err == nil || out.Len() > 0 {
		t.Errorf("got %v and printed %s", err, out.String())
	}
}

func TestPercentile_CountsFromTheShortest(t *testing.T) {
	t.Parallel()
	r := latencies{}
	if got := r.percentile(0.5); got != 0 {
		t.Errorf("of nothing: %v", got)
	}
	for i := range 100 {
		r.times = append(r.times, time.Duration(i+1))
	}
	got := []time.Duration{r.percentile(0), r.percentile(0.5), r.percentile(0.99), r.percentile(1)}
	if want := []time.Duration{1, 51, 100, 100}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPerson_GoesRound(t *testing.T) {
	t.Parallel()
	p := newPerson(1, nil)
	var got []string
	for range 4 {
		got = append(got, p.expects())
		p.next()
	}
	want := []string{
		"Hello, Person. What is your name?", "<b>Alexandra</b> is a long name. Right?", "Thank you, Alexandra: round 1.",
		"Hello, Person. What is your name?",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
