// Package built names the very program that runs.
package built

import (
	"fmt"
	"hash/fnv"
	"os"
	"runtime/debug"
)

// ID is another one for every program that was built: by what it was built from, as far as it knows, and by the size and the time of
// its file. It is empty if the file cannot be looked at.
func ID() string {
	file, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(file)
	if err != nil {
		return ""
	}
	h := fnv.New64a()
	fmt.Fprint(h, info.Size(), info.ModTime().UnixNano())
	if build, ok := debug.ReadBuildInfo(); ok {
		fmt.Fprint(h, build)
	}
	return fmt.Sprintf("%x", h.Sum64())
}
