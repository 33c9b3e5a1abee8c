package program

import (
	"bytes"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// forgetStartPages takes those pages of the program's own file out of the process that only the start has read: of what a start
// reads, a server that runs needs a third. They are in the system's memory all the same and come back by the first touch, but they
// do not count as ours, and the system may take them. Only what cannot be written is forgotten, so that nothing is lost.
func forgetStartPages() {
	own, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return
	}
	for line := range bytes.Lines(maps) {
		// From-to in hexadecimal, rights, offset, device, inode, file: proc_pid_maps(5).
		fields := bytes.Fields(line)
		if len(fields) != 6 || string(fields[5]) != own || fields[1][1] == 'w' {
			continue
		}
		from, to, _ := bytes.Cut(fields[0], []byte("-"))
		begin, err := strconv.ParseUint(string(from), 16, 64)
		end, endErr := strconv.ParseUint(string(to), 16, 64)
		if err == nil && endErr == nil {
			// An error leaves all as it is.
			_, _, _ = unix.Syscall(unix.SYS_MADVISE, uintptr(begin), uintptr(end-begin), unix.MADV_DONTNEED)
		}
	}
}
