//go:build unix

package program

import "syscall"

// freeRoom is how many bytes somebody who is not root may still write.
func freeRoom(path string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(path, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil //nolint:gosec,unconvert // the types differ between systems
}

// openFilesLimit is how many files a process may have open.
func openFilesLimit() (uint64, bool) {
	var l syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l) != nil {
		return 0, false
	}
	return uint64(l.Max), true //nolint:gosec,unconvert // the same; Go raises the soft limit to this one
}
