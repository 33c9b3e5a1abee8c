package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

const (
	// checkpointAt is how many pages of the WAL wait when they are brought into the file: 32 MiB. A page that is written often
	// goes there once for all of them.
	checkpointAt = 8000
	// checkpointAtLatest is how many there are when the writer does it itself, if the checkpointer cannot follow: 128 MiB.
	checkpointAtLatest = 32000
	// checkpointAgain is when it is tried again after an error.
	checkpointAgain = 5 * time.Second
	// checkpointEvery is the shortest time from a look at the WAL to the next. Under load 1,000 pages may come meanwhile.
	checkpointEvery = 20 * time.Millisecond
	// lastPages is how many pages may be left for the last pass, for which the writer waits.
	lastPages = 100
	// checkpointPasses is how often the checkpointer goes after a writer that goes on writing.
	checkpointPasses = 5
)

// checkpointer brings the WAL into the file, on a connection of its own, beside the writer. SQLite's own way is to let the
// commit that has filled the WAL do it, and whatever is behind that commit waits for thousands of pages and two fsyncs.
//
// A WAL can begin anew only once all of it is in the file, and a writer under load always adds to it. So the first passes
// run beside the writer, each over what came during the one before, and the last short one holds the writer up. SQLite syncs
// the file only in a pass that reaches the end of the WAL: what the others have written is synced here, little by little, since
// the writer's own syncs wait behind it on the disk.
type checkpointer struct {
	db     *sql.DB  // one connection
	file   *os.File // the database; to be closed after all connections, whose locks go with it: https://www.sqlite.org/howtocorrupt.html
	writer *sql.DB
	log    *slog.Logger
	wake   chan struct{}
	stop   context.CancelFunc
	done   sync.WaitGroup
	tried  walState // after the last time
}

// walState is what there is in the WAL, in pages.
type walState struct {
	all, inFile int
}

func (w walState) left() int { return w.all - w.inFile }

// startCheckpointer starts it; end ends it.
func startCheckpointer(ctx context.Context, path string, writer *sql.DB, log *slog.Logger) (*checkpointer, error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("open for checkpoints: %w", err)
	}
	db, err := openFile(dsn(path, "busy_timeout(0)", "synchronous(FULL)", "cache_size(-64)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open for checkpoints: %w", err), file.Close())
	}
	db.SetMaxOpenConns(1)
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	c := &checkpointer{db: db, file: file, writer: writer, log: log, wake: make(chan struct{}, 1), stop: stop}
	c.done.Go(func() { c.run(ctx) })
	return c, nil
}

// written tells that a transaction was committed. It never waits.
func (c *checkpointer) written() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *checkpointer) run(ctx context.Context) {
	rest := time.NewTimer(0)
	defer rest.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
		}
		pause := checkpointEvery
		if err := c.look(ctx); err != nil && ctx.Err() == nil {
			pause = checkpointAgain
			c.log.WarnContext(ctx, "the database's journal was not brought into its file; it is tried again", "error", err, "in", pause)
		}
		rest.Reset(pause)
		select {
		case <-ctx.Done():
			return
		case <-rest.C:
		}
	}
}

// look brings the WAL into the file if it has grown enough. Where a reader holds it up, it is tried again when as much has
// come anew.
func (c *checkpointer) look(ctx context.Context) error {
	w, err := c.pass(ctx, "NOOP")
	if err != nil || w.left() < checkpointAt {
		return err
	}
	if more := w.all - c.tried.all; c.tried.left() >= checkpointAt && more >= 0 && more < checkpointAt {
		return nil
	}
	c.tried, err = c.bringIn(ctx)
	return err
}

// bringIn brings in all that no reader holds up.
func (c *checkpointer) bringIn(ctx context.Context) (w walState, err error) {
	for range checkpointPasses {
		before := w
		if w, err = c.pass(ctx, "PASSIVE"); err != nil {
			return w, err
		}
		if err = syncSlowly(c.file); err != nil {
			return w, err
		}
		if w, err = c.pass(ctx, "NOOP"); err != nil || w.left() <= lastPages || w.inFile == before.inFile {
			break
		}
	}
	if err != nil || w.left() == 0 || w.left() > checkpointAt {
		return w, err
	}
	conn, err := c.writer.Conn(ctx)
	if err != nil {
		return w, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return c.pass(ctx, "PASSIVE")
}

// pass runs a checkpoint: https://www.sqlite.org/pragma.html#pragma_wal_checkpoint.
func (c *checkpointer) pass(ctx context.Context, mode string) (w walState, err error) {
	var busy int
	err = c.db.QueryRowContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &w.all, &w.inFile)
	if err != nil {
		return w, fmt.Errorf("checkpoint: %w", err)
	}
	return w, nil
}

// end waits for the pass that runs and closes the connection.
func (c *checkpointer) end() error {
	c.stop()
	c.done.Wait()
	return c.db.Close()
}
