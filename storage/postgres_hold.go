package storage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// hold keeps a second process out of a PostgreSQL database: an advisory lock on a connection that does nothing else. The
// server frees it when the connection ends, however the process dies. A process that loses the connection stops writing
// until it has the lock again: somebody else may have it now.
type hold struct {
	config *pgx.ConnConfig
	log    *slog.Logger
	lost   atomic.Bool
	stop   context.CancelFunc
	done   chan struct{}
}

const (
	// holdID is the second half of the lock's name; the first is applicationID.
	holdID = 1
	// holdPatience is how long a start waits for the lock: the server may not have noticed yet that the last process died.
	holdPatience = 5 * time.Second
	holdPause    = 100 * time.Millisecond // between two tries
	holdProbe    = 10 * time.Second       // how often the connection is tried
	holdTimeout  = 5 * time.Second        // of one try
)

// errLost: the connection with the lock broke, and it is not there again yet.
var errLost = errors.New("the hold on the database was lost with its connection")

// holdDatabase takes the lock, or gives, after waiting, ErrInUse with the words by which the server knows the holder.
func holdDatabase(ctx context.Context, config *pgx.ConnConfig, patience time.Duration, log *slog.Logger) (*hold, error) {
	h := &hold{config: config.Copy(), log: log, done: make(chan struct{})}
	host, err := os.Hostname()
	if err != nil {
		host = "a machine without a name"
	}
	h.config.RuntimeParams["application_name"] = fmt.Sprintf("scenarist, pid %d on %s", os.Getpid(), host)
	conn, err := h.take(ctx, time.Now().Add(patience))
	if err != nil {
		return nil, err
	}
	ctx, h.stop = context.WithCancel(context.WithoutCancel(ctx))
	go h.keep(ctx, conn)
	return h, nil
}

// take connects and takes the lock. It tries again until the time while somebody else has it.
func (h *hold) take(ctx context.Context, until time.Time) (_ *pgx.Conn, err error) {
	conn, err := pgx.ConnectConfig(ctx, h.config)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	defer func() {
		if err != nil {
			h.part(ctx, conn)
		}
	}()
	for {
		var got bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1, $2)", applicationID, holdID).Scan(&got); err != nil {
			return nil, fmt.Errorf("lock: %w", err)
		}
		if got {
			return conn, nil
		}
		if time.Now().After(until) {
			return nil, fmt.Errorf("lock: %w", inUseBy(ctx, conn))
		}
		if err := pause(ctx, holdPause); err != nil {
			return nil, err
		}
	}
}

// inUseBy names the holder as the server knows it.
func inUseBy(ctx context.Context, conn *pgx.Conn) error {
	var who string
	err := conn.QueryRow(ctx, `SELECT a.application_name || coalesce(', connected from ' || host(a.client_addr), '')
		FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted
		AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND l.classid = $1 AND l.objid = $2 AND l.objsubid = 2`, uint32(applicationID), uint32(holdID)).Scan(&who)
	if err != nil || who == "" {
		return ErrInUse
	}
	return fmt.Errorf("%w (%s)", ErrInUse, who)
}

// keep watches the connection, and takes the lock again where it broke.
func (h *hold) keep(ctx context.Context, conn *pgx.Conn) {
	defer close(h.done)
	for {
		err := h.watch(ctx, conn)
		h.part(ctx, conn)
		if ctx.Err() != nil {
			return
		}
		h.lost.Store(true)
		h.log.ErrorContext(ctx, "the connection that holds the database is lost; nothing is stored until it is there again", "error", err)
		for conn = nil; conn == nil; {
			if conn, err = h.again(ctx); err != nil && pause(ctx, holdPause) != nil {
				return
			}
		}
		h.lost.Store(false)
		h.log.WarnContext(ctx, "the database is held again")
	}
}

func (h *hold) again(ctx context.Context) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, holdTimeout)
	defer cancel()
	return h.take(ctx, time.Time{})
}

// watch returns when the connection does not work any more, or ctx ends.
func (h *hold) watch(ctx context.Context, conn *pgx.Conn) error {
	for {
		// Nobody notifies us: this ends when the connection breaks, or after a while.
		waiting, cancel := context.WithTimeout(ctx, holdProbe)
		_, err := conn.WaitForNotification(waiting)
		cancel()
		if ctx.Err() != nil || conn.IsClosed() {
			return err
		}
		probing, cancel := context.WithTimeout(ctx, holdTimeout)
		err = conn.Ping(probing)
		cancel()
		if err != nil {
			return err
		}
	}
}

// part closes a connection, and with it frees what it held.
func (h *hold) part(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), holdTimeout)
	defer cancel()
	if err := conn.Close(ctx); err != nil {
		h.log.DebugContext(ctx, "a connection did not close in order", "error", err)
	}
}

// check gives errLost while the lock is not there.
func (h *hold) check() error {
	if h.lost.Load() {
		return errLost
	}
	return nil
}

// release frees the lock.
func (h *hold) release() {
	h.stop()
	<-h.done
}

// pause waits, and gives the error of ctx if that ends before.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
