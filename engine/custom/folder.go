package custom

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// LoadFolder reads the packages of a folder: one for each folder in it that has a manifest, and for each zip archive. What
// stands beside them is left alone.
func LoadFolder(dir fs.FS) ([]*Package, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, fmt.Errorf("read the folder of packages: %w", err)
	}
	var out []*Package
	for _, e := range entries {
		p, err := loadEntry(dir, e)
		if err != nil {
			return nil, fmt.Errorf("package %s: %w", e.Name(), err)
		}
		if p != nil {
			out = append(out, p)
		}
	}
	return out, nil
}

func loadEntry(dir fs.FS, e fs.DirEntry) (*Package, error) {
	switch name := e.Name(); {
	case strings.HasPrefix(name, "."):
		return nil, nil
	case e.IsDir():
		if !hasManifest(dir, name) {
			return nil, nil
		}
		sub, err := fs.Sub(dir, name)
		if err != nil {
			return nil, err
		}
		return LoadDir(sub)
	case path.Ext(name) == ".zip":
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		return LoadArchive(data)
	default:
		return nil, nil
	}
}

func hasManifest(dir fs.FS, folder string) bool {
	for _, name := range manifestNames {
		if _, err := fs.Stat(dir, path.Join(folder, name)); err == nil {
			return true
		}
	}
	return false
}
