//go:build unix

package storage

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// fileLock keeps a second process out. The system frees it when the process dies, however it dies; the file stays, since
// removing it would let two processes lock two different files of the same name.
type fileLock struct{ f *os.File }

// lockFile takes the lock or gives ErrInUse with the pid of the holder, where that can be read.
func lockFile(path string) (*fileLock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = inUse(f)
		}
		return nil, errors.Join(fmt.Errorf("lock: %w", err), f.Close())
	}
	err = f.Truncate(0)
	if err == nil {
		_, err = f.WriteString(strconv.Itoa(os.Getpid()) + "\n")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("write lock file: %w", err), f.Close())
	}
	return &fileLock{f}, nil
}

// release frees the lock. Closing alone would not, while a process that is being started has the file from us.
func (l *fileLock) release() error {
	return errors.Join(syscall.Flock(int(l.f.Fd()), syscall.LOCK_UN), l.f.Close())
}

// inUse names the holder, whose pid the lock file holds.
func inUse(f io.Reader) error {
	pid, err := io.ReadAll(io.LimitReader(f, 32))
	if s := strings.TrimSpace(string(pid)); err == nil && s != "" {
		return fmt.Errorf("%w (pid %s)", ErrInUse, s)
	}
	return ErrInUse
}
