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

// fileLock keeps a second process out: the lock file is opened for writing in a mode that shares reading only. The
// system closes it when the process dies, however it dies.
type fileLock struct{ f *os.File }

// errSharingViolation is ERROR_SHARING_VIOLATION of the Windows system error codes.
const errSharingViolation syscall.Errno = 32

// lockFile takes the lock or gives ErrInUse with the pid of the holder, where that can be read.
func lockFile(path string) (*fileLock, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, syscall.FILE_SHARE_READ, nil,
		syscall.CREATE_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, errSharingViolation) {
		err = inUse(path)
	}
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	f := os.NewFile(uintptr(h), path)
	if _, err := f.WriteString(strconv.Itoa(os.Getpid()) + "\r\n"); err != nil {
		return nil, errors.Join(fmt.Errorf("write lock file: %w", err), f.Close())
	}
	return &fileLock{f}, nil
}

// release frees the lock.
func (l *fileLock) release() error { return l.f.Close() }

// inUse names the holder, whose pid the lock file holds.
func inUse(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return ErrInUse
	}
	pid, err := io.ReadAll(io.LimitReader(f, 32))
	err = errors.Join(err, f.Close())
	if s := strings.TrimSpace(string(pid)); err == nil && s != "" {
		return fmt.Errorf("%w (pid %s)", ErrInUse, s)
	}
	return ErrInUse
}
