package program_test

import (
	"fmt"
	"os"
	"slices"
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

// smapsOfPIE is what the kernel says of a position-independent program, with less of its measures: the second part holds addresses
// that were written into it before it was closed.
const smapsOfPIE = `55d0c0000000-55d0c1e00000 r-xp 00000000 fe:00 1234                       /opt/scenarist
Size:              30720 kB
Rss:               20480 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me
55d0c1e00000-55d0c2a00000 r--p 01e00000 fe:00 1234                       /opt/scenarist
Rss:               12288 kB
Anonymous:         11264 kB
55d0c2a00000-55d0c2b00000 rw-p 02a00000 fe:00 1234                       /opt/scenarist
Rss:                1024 kB
Anonymous:             0 kB
55d0c2b00000-55d0c2c00000 r--p 02b00000 fe:00 1234                       /opt/scenarist
Anonymous:             0 kB
7f0000000000-7f0000200000 r--p 00000000 fe:00 99                         /usr/lib/libc.so.6
Anonymous:             0 kB
7f0000200000-7f0000300000 rw-p 00000000 00:00 0
Anonymous:             0 kB
`

func TestForgetStartPages_KeepsWhatWasWritten(t *testing.T) {
	t.Parallel()
	want := [][2]uintptr{{0x55d0c0000000, 0x55d0c1e00000}, {0x55d0c2b00000, 0x55d0c2c00000}}
	if got := program.Untouched(smapsOfPIE, "/opt/scenarist"); !slices.Equal(got, want) {
		t.Errorf("got %x, want %x", got, want)
	}
	if got := program.Untouched(smapsOfPIE, "/opt/another"); got != nil {
		t.Errorf("of another file: %x", got)
	}
}
