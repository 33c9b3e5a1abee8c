package main

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// The program measures idle bots in processes of its own; here that is the test binary.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "-idle" {
		if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestRun_MeasuresEverything(t *testing.T) {
	t.Parallel()
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
		`Memory +\d+ MB of the server afterwards`,
		`Idle bots +3 by webhook: .+ each\), .+ each\) soon after the start; by polling: .+ soon after the start; a host without bots: .+`,
	} {
		if !regexp.MustCompile(`(?m)^` + line + `$`).MatchString(out.String()) {
			t.Errorf("no line %s in\n%s", line, out.String())
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
	r := report{}
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
	p := newPerson(1)
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
