package storage

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

const (
	// syncStep is how much of a file is written at once: what a sync of another file may have to wait for.
	syncStep = 256 << 10
	// syncSteps is into how many parts a large file is divided, which are larger then. What is to be written lies far apart in it.
	syncSteps = 1000
)

// syncSlowly writes what the kernel holds of a file part after part, and syncs it in the end. All at once, the disk would be
// busy with thousands of pages, and every commit would wait for them.
func syncSlowly(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	step := max(syncStep, info.Size()/syncSteps)
	for at := int64(0); at < info.Size(); at += step {
		err := unix.SyncFileRange(int(f.Fd()), at, step, unix.SYNC_FILE_RANGE_WRITE|unix.SYNC_FILE_RANGE_WAIT_AFTER)
		if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) {
			break // not for this kernel or file system
		}
		if err != nil {
			return fmt.Errorf("write part of file at %d: %w", at, err)
		}
	}
	return f.Sync()
}
