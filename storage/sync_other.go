//go:build !linux

package storage

import "os"

// syncSlowly syncs a file: this system has no way to do it part after part.
func syncSlowly(f *os.File) error { return f.Sync() }
