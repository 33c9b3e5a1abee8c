package storage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"gorm.io/gorm"

	"github.com/scenarist/scenarist/editor/studio"
)

// DB is an open database: the store of the host, and the queue that belongs to it. All methods are safe for concurrent
// use.
type DB struct {
	now     func() time.Time
	keep    time.Duration
	films   time.Duration // how long they are kept
	backend backend
	peers   *postgresDB // nil where there can be one process only
	words   *words
	write   *gorm.DB
	read    *gorm.DB
	vault   *vault
	queue   *Queue
	known   manifests
	folding sync.Mutex // figures, where one process does it
}

// Open opens the database, makes its tables if there are none, and brings its schema up to date. The caller closes it.
// Errors are ErrInUse, ErrWrongKey, ErrForeign, ErrDamaged, migrate.ErrNewer and, for a guest, migrate.ErrOther, or those of
// the disk or the network.
func Open(ctx context.Context, o Options) (*DB, error) {
	d, err := open(ctx, o.withDefaults())
	if err != nil {
		return nil, fmt.Errorf("open database %q: %w", o.Name(), err)
	}
	return d, nil
}

func open(ctx context.Context, o Options) (_ *DB, err error) {
	d := &DB{now: o.Machine, keep: o.KeepMessages, films: o.KeepFilms}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	quiet := slog.New(atLeast{slog.LevelWarn, o.Log.Handler()})
	if o.URL != "" {
		p, err := openPostgres(ctx, o.URL, &o, quiet)
		if err != nil {
			return nil, err
		}
		d.backend, d.peers = p, p
		d.now = p.clock.now
	} else if d.backend, err = openSQLite(ctx, o.Path, o.Beside, quiet); err != nil {
		return nil, err
	}
	if o.Now != nil {
		d.now = o.Now
	}
	d.words = d.backend.words()
	d.write, d.read = d.backend.handles()
	if err := d.backend.migrate(ctx); err != nil {
		return nil, err
	}
	if err := d.openVault(ctx, &o); err != nil {
		return nil, err
	}
	if err := d.backend.prepare(ctx, d.now()); err != nil {
		return nil, err
	}
	if d.queue, err = newQueue(d, o, quiet); err != nil {
		return nil, err
	}
	return d, nil
}

// Close closes the database. The queue must be stopped before, and no call may be running.
func (d *DB) Close() error {
	if d.backend == nil {
		return nil
	}
	if err := d.backend.close(); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

// Guest reports whether another process has the database; see Options.Beside.
func (d *DB) Guest() bool { return d.backend.guest() }

// Queue gives the database's job queue.
func (d *DB) Queue() *Queue { return d.queue }

// postgresCommitters is how many group commits run at once on PostgreSQL: while one waits for the server's disk, the server
// works for the others. More would only make the groups smaller.
const postgresCommitters = 4

// Committers gives how many group commits at the same time serve a host best.
func (d *DB) Committers() int {
	if d.words.concurrent {
		return postgresCommitters
	}
	return 1
}

// maxTxTries is how often a transaction is begun that others come in between.
const maxTxTries = 20

// inTx runs f in a transaction that writes, and once more if another transaction came in between: f must do everything
// anew then.
func (d *DB) inTx(ctx context.Context, f func(ctx context.Context, t *tx) error) error {
	note := studio.Noted(ctx)
	if note == nil {
		return d.repeat(ctx, d.backend.inTx, f)
	}
	err := d.repeat(ctx, d.backend.inTx, func(ctx context.Context, t *tx) error {
		if err := f(ctx, t); err != nil {
			return err
		}
		return d.addToLog(t, note.Entry)
	})
	if err == nil {
		note.Written()
	}
	return err
}

// repeat is inTx for any way to begin a transaction.
func (d *DB) repeat(ctx context.Context, in func(context.Context, func(context.Context, *tx) error) error, f func(context.Context, *tx) error) error {
	for try := 1; ; try++ {
		err := in(ctx, f)
		if !again(err) || try == maxTxTries || ctx.Err() != nil {
			return err
		}
	}
}
