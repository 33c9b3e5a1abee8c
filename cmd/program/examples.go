package program

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/examples"
)

// bots are the examples: those that are shipped, and those of an integrator.
func (e *runEnv) bots() fs.FS {
	if e.Examples == nil {
		return examples.Files
	}
	return together{examples.Files, e.Examples}
}

// together are the files of several trees. Of a directory that two of them have, all entries are there.
type together []fs.FS

// Open opens a file of the first tree that has it.
func (t together) Open(name string) (fs.File, error) {
	for _, tree := range t {
		if f, err := tree.Open(name); err == nil || !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists a directory, by name.
func (t together) ReadDir(name string) ([]fs.DirEntry, error) {
	var out []fs.DirEntry
	missing := error(&fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist})
	for _, tree := range t {
		entries, err := fs.ReadDir(tree, name)
		switch {
		case err == nil:
			missing = nil
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
		for _, e := range entries {
			if !slices.ContainsFunc(out, func(x fs.DirEntry) bool { return x.Name() == e.Name() }) {
				out = append(out, e)
			}
		}
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out, missing
}
