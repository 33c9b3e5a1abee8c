package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/scenarist/scenarist/storage/migrate"
)

// Copy is what a backup holds. Its content was read, all of it, before this was said of it.
type Copy struct {
	File     string
	Postgres bool // made by pg_dump; else it is an SQLite database
	Bytes    int64
	Schema   int64            // version
	Rows     map[string]int64 // by table, of all tables
	Holds    Holding
	Pending  int64     // messages that were still to be sent
	Newest   time.Time // when the last message came or was said, zero for none: nothing later is in the copy

	keys []vaultKeyRow // sealed
}

// OpensWith gives ErrWrongKey unless all master keys that the copied database needs are among those that are given.
func (c *Copy) OpensWith(keys [][]byte) error {
	masters, err := newMasterKeys(&Options{Keys: func() ([][]byte, error) { return keys, nil }})
	if err != nil {
		return err
	}
	return c.opensWith(masters)
}

func (c *Copy) opensWith(masters *masterKeys) error {
	v := newVault(masters)
	for i := range c.keys {
		if _, err := v.unwrap(&c.keys[i]); err != nil {
			return err
		}
	}
	return nil
}

// The reasons why a backup is not made or not taken, beyond those of Open.
var (
	// ErrExists: there is a file of that name already.
	ErrExists = errors.New("the file exists already")
	// ErrNoCopy: the file is neither an SQLite database nor made by pg_dump.
	ErrNoCopy = errors.New("the file is no backup")
	// ErrOtherKind: the backup is that of SQLite and the database is PostgreSQL, or the other way round.
	ErrOtherKind = errors.New("the backup is that of another kind of database")
)

// Backup copies a database as it is at one moment into a file, also while a process has it, and reads the copy to its end
// before the file gets its name. A file that is there is replaced only if that is asked for. Neither the key nor another
// version of the schema keeps it from being copied.
func Backup(ctx context.Context, o Options, file string, replace bool) (_ *Copy, err error) {
	made, err := backup(ctx, o, file, replace)
	if err != nil {
		return nil, fmt.Errorf("back up %s to %s: %w", o.Name(), file, err)
	}
	return made, nil
}

func backup(ctx context.Context, o Options, file string, replace bool) (_ *Copy, err error) {
	there, err := os.Stat(file)
	switch {
	case err == nil && !replace:
		return nil, ErrExists
	case err == nil && o.URL == "":
		if own, err := os.Stat(o.Path); err == nil && os.SameFile(own, there) {
			return nil, fmt.Errorf("%w, and it is the database itself", ErrExists)
		}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	return whole(file, func(part string) (*Copy, error) {
		if o.URL != "" {
			return dumpPostgres(ctx, o.URL, part)
		}
		if err := copySQLite(ctx, o.Path, part); err != nil {
			return nil, err
		}
		return LookAtCopy(ctx, part)
	})
}

// whole lets f fill a file beside the given one, which gets its name when it is safely on the disk. Only we can read it.
func whole(file string, f func(part string) (*Copy, error)) (_ *Copy, err error) {
	temp, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".part-*")
	if err != nil {
		return nil, err
	}
	part := temp.Name()
	defer func() {
		if err != nil {
			err = errors.Join(err, removed(part))
		}
	}()
	if err := temp.Close(); err != nil {
		return nil, err
	}
	c, err := f(part)
	if err != nil {
		return nil, err
	}
	if err := syncFile(part); err != nil {
		return nil, err
	}
	if err := os.Rename(part, file); err != nil {
		return nil, err
	}
	if err := syncFolder(filepath.Dir(file)); err != nil {
		return nil, err
	}
	c.File = file
	return c, nil
}

// removed removes a file that may be gone already.
func removed(file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// syncFile waits until a file is on the disk.
func syncFile(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// The first bytes of what backups are: https://www.sqlite.org/fileformat.html, and pg_dump's custom format.
var (
	magicSQLite   = []byte("SQLite format 3\x00")
	magicPostgres = []byte("PGDMP")
)

// LookAtCopy reads a backup to its end. Errors are ErrNoCopy, ErrForeign, ErrDamaged, migrate.ErrNewer, or those of the disk and of
// pg_restore.
func LookAtCopy(ctx context.Context, file string) (*Copy, error) {
	c, err := lookAtCopy(ctx, file)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return c, nil
}

func lookAtCopy(ctx context.Context, file string) (*Copy, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	head := make([]byte, len(magicSQLite))
	n, err := io.ReadFull(f, head)
	head = head[:n]
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	info, statErr := f.Stat()
	if err := errors.Join(err, statErr, f.Close()); err != nil {
		return nil, err
	}
	c := &Copy{File: file, Bytes: info.Size(), Rows: map[string]int64{}}
	switch {
	case bytes.Equal(head, magicSQLite):
		err = c.readSQLite(ctx)
	case bytes.HasPrefix(head, magicPostgres):
		c.Postgres = true
		err = c.readDump(ctx)
	default:
		return nil, ErrNoCopy
	}
	if err != nil {
		return nil, err
	}
	known, err := migrate.Known()
	if err == nil && c.Schema > known {
		err = fmt.Errorf("schema version %d, known up to %d: %w", c.Schema, known, migrate.ErrNewer)
	}
	return c, err
}
