package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// intoSQLite lets a copy of the backup take the name of the database, in one step.
func (d *Restored) intoSQLite(ctx context.Context, o Options, file string, r RestoreOptions) (err error) {
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	lock, err := lockFile(path + ".lock")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	there, err := holdsSQLite(ctx, path)
	if err != nil {
		return err
	}
	if !there.empty() && !r.Replace {
		return &NotEmptyError{there}
	}
	moved := false
	aside := asideName(path, wallTime(o))
	_, err = whole(path, func(part string) (*Copy, error) {
		if err := copyFile(file, part); err != nil {
			return nil, err
		}
		if !r.SendPending {
			if err := d.holdSQLite(ctx, o, part); err != nil {
				return nil, err
			}
		}
		if err := syncFile(part); err != nil { // before what is there loses its name
			return nil, err
		}
		if err := moveAside(ctx, path, aside); err != nil {
			return nil, err
		}
		moved = true
		return &d.Copy, nil
	})
	switch {
	case err != nil && moved:
		return errors.Join(err, os.Rename(aside, path))
	case err != nil:
		return err
	case there.empty():
		return errors.Join(removed(aside), removed(aside+"-wal"), removed(aside+"-shm"))
	}
	d.Aside = aside
	return nil
}

// holdsSQLite looks at what is there, if anything is.
func holdsSQLite(ctx context.Context, path string) (h Holding, err error) {
	db, err := openAsIs(ctx, path)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if errors.Is(err, ErrForeign) {
		if info, err := os.Stat(path); err == nil && info.Size() == 0 {
			return h, nil
		}
	}
	if err != nil {
		return h, fmt.Errorf("%s is there: %w", path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tables, err := sqliteTables(ctx, db)
	if err != nil {
		return h, err
	}
	return h, h.count(tables, func(query string) rowScanner { return db.QueryRowContext(ctx, query) })
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

func (d *Restored) holdSQLite(ctx context.Context, o Options, path string) (err error) {
	db, err := openFile(dsn(path, "synchronous(FULL)") + "&mode=rw")
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	return d.hold(ctx, wallTime(o), execOn(db))
}

// moveAside gives a database another name. What is in its journal goes into the file first: a journal that is left behind
// would be taken for that of the database that comes.
func moveAside(ctx context.Context, path, aside string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if db, err := openAsIs(ctx, path); err == nil {
		_, err = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
		if err := errors.Join(err, db.Close()); err != nil {
			return fmt.Errorf("fold the journal: %w", err)
		}
	}
	for _, end := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(path+end, aside+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
