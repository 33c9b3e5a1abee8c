package program

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// modulesKept is how long what a WebAssembly module was compiled to is kept. Nothing on the disk says which package it is of, and what is
// still used is compiled again in a second: so once a month everything is, and what was removed or updated goes.
const modulesKept = 30 * 24 * time.Hour

// sweepModules removes what was compiled before.
func sweepModules(folder string, before time.Time) error {
	if folder == "" {
		return nil
	}
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // another process sweeps, too
			return nil
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err == nil && info.ModTime().Before(before) {
			err = os.Remove(path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
}
