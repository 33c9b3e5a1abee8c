package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"gorm.io/gorm"

	"github.com/scenarist/scenarist/storage/migrate"
)

// DB is an open database: the store of the host, and the queue that belongs to it. All methods are safe for concurrent
// use.
type DB struct {
	now      func() time.Time
	keep     time.Duration
	lock     *fileLock
	writeSQL *sql.DB // one connection
	readSQL  *sql.DB
	write    *gorm.DB
	read     *gorm.DB
	vault    *vault
	commit   *statements // on writeSQL
	load     *sql.Stmt   // on readSQL
	queue    *Queue
}

// Open opens the database, makes it if there is none, and brings its schema up to date. The caller closes it. Errors are
// ErrInUse, ErrWrongKey, ErrForeign, ErrDamaged, migrate.ErrNewer and, for a guest, migrate.ErrOther, or those of the disk.
func Open(ctx context.Context, o Options) (*DB, error) {
	d, err := open(ctx, o.withDefaults())
	if err != nil {
		return nil, fmt.Errorf("open database %q: %w", o.Path, err)
	}
	return d, nil
}

func open(ctx context.Context, o Options) (_ *DB, err error) {
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	d := &DB{now: o.Now, keep: o.KeepMessages}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	d.lock, err = lockFile(path + ".lock")
	guest := o.Beside && errors.Is(err, ErrInUse)
	if err != nil && !guest {
		return nil, err
	}
	if d.writeSQL, err = openWriter(ctx, path); err != nil {
		return nil, err
	}
	quiet := slog.New(atLeast{slog.LevelWarn, o.Log.Handler()})
	if guest {
		err = migrate.SQLiteIsCurrent(ctx, d.writeSQL)
	} else {
		err = migrate.SQLite(ctx, d.writeSQL, quiet)
	}
	if err != nil {
		return nil, damaged(err)
	}
	if d.vault, err = openVault(ctx, d.writeSQL, o.Key, d.now().UnixMicro()); err != nil {
		return nil, err
	}
	if d.readSQL, err = openReaders(path); err != nil {
		return nil, err
	}
	if d.write, err = overGorm(d.writeSQL); err != nil {
		return nil, err
	}
	if d.read, err = overGorm(d.readSQL); err != nil {
		return nil, err
	}
	if d.commit, err = prepareCommit(ctx, d.writeSQL); err != nil {
		return nil, err
	}
	if d.load, err = d.readSQL.PrepareContext(ctx, loadSQL); err != nil {
		return nil, fmt.Errorf("prepare load: %w", err)
	}
	if d.queue, err = newQueue(d, o, quiet); err != nil {
		return nil, err
	}
	return d, nil
}

// Close closes the database. The queue must be stopped before, and no call may be running.
func (d *DB) Close() error {
	var errs []error
	if d.commit != nil {
		errs = append(errs, d.commit.close())
	}
	if d.load != nil {
		errs = append(errs, d.load.Close())
	}
	// The writer last: the last connection of a file folds the WAL into it.
	for _, db := range []*sql.DB{d.readSQL, d.writeSQL} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if d.lock != nil {
		errs = append(errs, d.lock.release())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

// Guest reports whether another process has the database; see Options.Beside.
func (d *DB) Guest() bool { return d.lock == nil }

// Queue gives the database's job queue.
func (d *DB) Queue() *Queue { return d.queue }

// inTx runs f in a transaction of the writer. The wait for the writer ends with ctx; a transaction that has begun runs to
// its end, which is near: a driver that watches a context costs more than the statements it guards.
func (d *DB) inTx(ctx context.Context, f func(ctx context.Context, g *gorm.DB, tx *sql.Tx) error) (err error) {
	conn, err := d.writeSQL.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	ctx = context.WithoutCancel(ctx)
	g := d.write.WithContext(ctx)
	g.Statement.ConnPool = conn
	return g.Transaction(func(g *gorm.DB) error {
		tx, ok := g.Statement.ConnPool.(*sql.Tx)
		if !ok {
			return errors.New("not in a transaction")
		}
		return f(ctx, g, tx)
	})
}
