package main

import (
	"regexp"
	"strings"
	"testing"
)

// A short run comes to its end with figures; what they are is for a machine that does nothing else.
func TestRun_MeasuresBothWaits(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds and runs the whole program")
	}
	var out strings.Builder
	args := []string{"-data", t.TempDir(), "-time", "2s", "-users", "1500", "-runs", "1", "-latency", "5ms"}
	if err := run(t.Context(), args, &out); err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`^medians of 1 runs, 1500 people a minute .*\n +p50 ms +p99 ms\ncalm +[\d.]+ +[\d.]+\nflood +[\d.]+ +[\d.]+\nratio of p99s [\d.]+; \d+ updates`)
	if !want.MatchString(out.String()) {
		t.Errorf("printed\n%s", out.String())
	}
}
