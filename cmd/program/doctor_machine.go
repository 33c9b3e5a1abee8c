package program

import (
	"os"
	"path/filepath"
	"slices"
)

// What is little.
const (
	littleRoom   = 1 << 30
	noRoom       = 200 << 20
	fewOpenFiles = 4096
)

// writtenTo is a directory that something is written to.
type writtenTo struct{ name, path, variable string }

// disk looks at the room where something is written.
func (d *doctor) disk() []diagnosis {
	places := []writtenTo{{"data", d.s.Data, "SCENARIST_DATA"}, {"temporary files", os.TempDir(), "TMPDIR"}}
	if d.s.backups.Dir != "" {
		places = append(places, writtenTo{"backups", d.s.backups.Dir, "SCENARIST_BACKUP_DIR"})
	}
	if d.s.postgres == "" {
		if dir := filepath.Dir(d.s.database); dir != filepath.Clean(d.s.Data) {
			places = slices.Insert(places, 1, writtenTo{"database", dir, "SCENARIST_DATABASE"})
		}
	}
	out := make([]diagnosis, len(places))
	for i, p := range places {
		free, err := freeRoom(nearest(p.path))
		out[i] = p.judge(free, err)
	}
	return out
}

// judge tells of so many bytes that are free there, or why that is not known.
func (p writtenTo) judge(free int64, err error) diagnosis {
	const check = "disk"
	switch {
	case err != nil:
		return bad(levelWarning, check, "look at the directory; "+p.variable+" names another one", "the room for %s in %s cannot be found out: %v", p.name, p.path, err)
	case free < noRoom:
		return bad(levelError, check, "make room, or name another disk with "+p.variable+"; without room nothing is stored and no update is acknowledged", "only %s are left for %s in %s", sizeOf(free), p.name, p.path)
	case free < littleRoom:
		return bad(levelWarning, check, "make room, or name another disk with "+p.variable, "%s are left for %s in %s", sizeOf(free), p.name, p.path)
	}
	return fine(check, "%s are free for %s in %s", sizeOf(free), p.name, p.path)
}

// nearest gives the directory, or the one above that is there.
func nearest(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	for !exists(path) && filepath.Dir(path) != path {
		path = filepath.Dir(path)
	}
	return path
}

// openFiles tells of how many files a process may have open at most; limited says whether there is such a number.
func openFiles(most uint64, limited bool) diagnosis {
	const check = "open files"
	switch {
	case !limited:
		return fine(check, "this system has no limit that we know of")
	case most < fewOpenFiles:
		return bad(levelWarning, check, "raise it: ulimit -n 65536, or LimitNOFILE=65536 in the systemd unit; every connection is a file", "a process may have %d at once", most)
	}
	return fine(check, "a process may have %d at once", most)
}
