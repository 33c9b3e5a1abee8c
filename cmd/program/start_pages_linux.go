package program

import (
	"bytes"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// forgetStartPages takes those pages of the program's own file out of the process that only the start has read: of what a start
// reads, a server that runs needs a third. They are in the system's memory all the same and come back by the first touch, but they
// do not count as ours, and the system may take them.
func forgetStartPages() {
	own, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	smaps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		return
	}
	for _, p := range untouched(smaps, own) {
		// An error leaves all as it is.
		_, _, _ = unix.Syscall(unix.SYS_MADVISE, p.begin, p.end-p.begin, unix.MADV_DONTNEED)
	}
}

// pages are those of a part of memory.
type pages struct{ begin, end uintptr }

// untouched gives the parts of memory that are as they are in the file, and cannot become otherwise: what was written, even if it
// cannot be any more, as the addresses that a position-independent program gets at its start, would be lost with its pages.
func untouched(smaps []byte, file string) []pages {
	var out []pages
	var open *pages // of the part whose lines are being read, if it can be one
	for line := range bytes.Lines(smaps) {
		// A part begins with from-to in hexadecimal, rights, offset, device, inode, file; lines with its measures follow:
		// proc_pid_smaps(5).
		fields := bytes.Fields(line)
		switch {
		case len(fields) == 3 && string(fields[0]) == "Anonymous:" && string(fields[1]) == "0" && open != nil:
			out = append(out, *open)
		case len(fields) >= 5 && bytes.Contains(fields[0], []byte("-")):
			open = nil
			from, to, _ := bytes.Cut(fields[0], []byte("-"))
			begin, err := strconv.ParseUint(string(from), 16, 64)
			end, endErr := strconv.ParseUint(string(to), 16, 64)
			if err == nil && endErr == nil && len(fields) == 6 && string(fields[5]) == file && fields[1][1] != 'w' {
				open = &pages{uintptr(begin), uintptr(end)}
			}
		}
	}
	return out
}
