//go:build profile

package program

import (
	"fmt"
	"io"
	"os"
	"runtime/pprof"
)

// profile writes what the processor does until its end to SCENARIST_PROFILE. It is in no program but the one that cmd/benchload
// builds, with -tags profile.
func profile(errors io.Writer) (end func()) {
	name := os.Getenv("SCENARIST_PROFILE")
	if name == "" {
		return func() {}
	}
	f, err := os.Create(name)
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		fmt.Fprintln(errors, "scenarist: no profile:", err)
		return func() {}
	}
	return func() {
		pprof.StopCPUProfile()
		if err := f.Close(); err != nil {
			fmt.Fprintln(errors, "scenarist: no profile:", err)
		}
	}
}
