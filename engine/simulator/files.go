package simulator

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/scenarist/scenarist/engine"
)

// AssetsDirectory is where the files of a bot's media library lie, beside its document.
const AssetsDirectory = "assets"

// AssetsIn opens the files of a bot's media library; dir is the one of its document.
func AssetsIn(dir fs.FS) func(name string) ([]byte, string, error) {
	return func(name string) ([]byte, string, error) {
		data, err := fs.ReadFile(dir, path.Join(AssetsDirectory, name))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
			return nil, "", fmt.Errorf("open file %q: %w", name, engine.ErrNotFound)
		}
		return data, path.Base(name), err
	}
}

// FilesIn reads the files that canned answers name.
func FilesIn(dir fs.FS) func(name string) ([]byte, error) {
	return func(name string) ([]byte, error) { return fs.ReadFile(dir, name) }
}
