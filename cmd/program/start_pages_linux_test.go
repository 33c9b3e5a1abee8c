package program_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/cmd/program"
)

// TestForgetStartPages_LessOfTheFileIsHeld also shows by its end that the pages come back.
func TestForgetStartPages_LessOfTheFileIsHeld(t *testing.T) {
	t.Parallel()
	before := filePages(t)
	program.ForgetStartPages()
	if after := filePages(t); after > before/4*3 {
		t.Errorf("%d kB of files are held, %d before", after, before)
	}
}

// filePages gives how many kB of files the process holds: RssFile of proc_pid_status(5).
func filePages(t *testing.T) (kb int) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "RssFile:"); ok {
			if _, err := fmt.Sscan(value, &kb); err != nil {
				t.Fatal(err)
			}
		}
	}
	return kb
}
