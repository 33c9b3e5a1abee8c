//go:build unix

package storage

import (
	"errors"
	"os"
)

// syncFolder waits until the names of a folder are on the disk.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
