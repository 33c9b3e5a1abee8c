package storage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/scenarist/scenarist/engine/host"
)

// seat is the place of this process among those that share a PostgreSQL database: a row of instances, and a lock by its
// number on a connection that does nothing else. The server frees the lock when the connection ends, however the process
// dies, and so everybody can tell who lives. The package comment has the protocol.
type seat struct {
	config *pgx.ConnConfig
	pool   *pgxpool.Pool // for what takes longer; set before anything runs
	log    *slog.Logger
	client string // names the job queue's client
	name   string // of this process, for people
	clock  *serverClock

	mu        sync.Mutex
	id        int64 // 0 while the connection is broken
	last      int64 // the id from which others have not evicted us, as far as we know
	pid       uint32
	confirmed time.Time // when the server was last asked with success
	others    int
	company   time.Time // when there were others last; zero if there never were any
	cleared   time.Time // when what had been remembered in company was forgotten
	watchers  map[int]func(host.Notice)
	count     int // of watchers, ever

	suspects map[int64]time.Time // instances that were seen without their lock, and since when
	tidyAt   time.Time           // when to look for effects of nobody
	stop     context.CancelFunc  // nil before it is taken
	done     chan struct{}
	left     error // why others may not go on at once
}

// Advisory locks. The first halves of their names are applicationID, and seatClass for the seats.
const (
	presentLock = 1 // shared by all that have a seat
	openLock    = 2 // of the one that opens the database, which may change its schema
	adoptLock   = 3 // of the one that takes over what others left

	seatClass = applicationID + 1
)

const (
	channel = "scenarist" // of the server's notifications

	lookEvery = time.Second
	// graceTime is how long an instance must have been without its lock before others take over. It learns that its connection
	// broke no later than the server, and stops at once.
	graceTime = time.Second
	// trustTime is how long the last answer of the server counts. The server gives a silent connection up later: session.
	trustTime = 10 * time.Second
	// companyTime is how long a process that has become the only one goes on as if it were not: what others left in the outbox
	// has to be in its memory before anything new is.
	companyTime = 5 * time.Minute
	// tidyEvery is how often effects of nobody are looked for without a reason.
	tidyEvery = time.Minute

	openPatience = 5 * time.Second // for what is left of a process that has just ended
	openPause    = 100 * time.Millisecond
	lookTimeout  = 5 * time.Second
)

// errStanding: the connection of the seat broke, and there is no other one yet.
var errStanding = errors.New("the connection that says that this process lives is lost")

// newSeat connects, and takes the lock of those that open the database, which takeSeat frees. A guest that finds others at work
// gets none.
func newSeat(ctx context.Context, config *pgx.ConnConfig, o *Options, clock *serverClock, log *slog.Logger) (*seat, *pgx.Conn, error) {
	s := &seat{
		config: config.Copy(), log: log, client: rand.Text(), clock: clock, watchers: map[int]func(host.Notice){},
		suspects: map[int64]time.Time{}, done: make(chan struct{}),
	}
	name, err := os.Hostname()
	if err != nil {
		name = "a machine without a name"
	}
	s.name = fmt.Sprintf("scenarist, pid %d on %s", os.Getpid(), name)
	s.config.RuntimeParams["application_name"] = s.name[:min(len(s.name), 63)] // the server cuts it there, and we compare it
	if o.Version != "" {
		s.name += seatVersion + o.Version
	}
	conn, err := pgx.ConnectConfig(ctx, s.config)
	if err != nil {
		return nil, nil, fmt.Errorf("connect: %w", err)
	}
	if o.Beside {
		alone := false
		err := conn.QueryRow(ctx, "SELECT pg_try_advisory_xact_lock($1, $2)", applicationID, presentLock).Scan(&alone)
		if err != nil || !alone {
			s.part(ctx, conn)
			return nil, nil, err
		}
	}
	if err := s.present(ctx, conn); err != nil {
		s.part(ctx, conn)
		return nil, nil, err
	}
	if err := waitToOpen(ctx, conn); err != nil {
		s.part(ctx, conn)
		return nil, nil, fmt.Errorf("wait for others that open the database: %w", err)
	}
	return s, conn, nil
}

// waitToOpen takes the lock of those that open the database. It asks again and again: a statement that waited for it would have a
// snapshot, for whose end a migration waits that makes an index CONCURRENTLY, and that would be the one that we wait for.
func waitToOpen(ctx context.Context, conn *pgx.Conn) error {
	for {
		var got bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1, $2)", applicationID, openLock).Scan(&got); err != nil || got {
			return err
		}
		if err := pause(ctx, openPause); err != nil {
			return err
		}
	}
}

// seatVersion is between a process and its version in the name of a seat.
const seatVersion = ", version "

// processOf reads the name of a seat.
func processOf(seat string) Process {
	name, version, _ := strings.Cut(strings.TrimPrefix(seat, "scenarist, "), seatVersion)
	return Process{Name: name, Version: version}
}

// present begins to listen, and says that there is somebody. One that does not share the database is waited for a little, and
// is an error then.
func (s *seat) present(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	for until := time.Now().Add(openPatience); ; {
		var got bool
		if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock_shared($1, $2)", applicationID, presentLock).Scan(&got); err != nil {
			return fmt.Errorf("lock: %w", err)
		}
		if got {
			return nil
		}
		if time.Now().After(until) {
			return fmt.Errorf("lock: %w", ErrInUse)
		}
		if err := pause(ctx, openPause); err != nil {
			return err
		}
	}
}

// take sits down on a database whose schema is right, takes over what is left of instances that died, and lets others open
// the database.
func (s *seat) take(ctx context.Context, conn *pgx.Conn) error {
	if err := s.join(ctx, conn); err != nil {
		return err
	}
	if err := s.look(ctx, conn); err != nil {
		return err
	}
	if len(s.suspects) > 0 {
		if err := pause(ctx, graceTime); err != nil {
			return err
		}
		if err := s.look(ctx, conn); err != nil {
			return err
		}
	}
	if err := s.tidy(ctx); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_unlock($1, $2)", applicationID, openLock); err != nil {
		return fmt.Errorf("let others open the database: %w", err)
	}
	ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	go s.keep(ctx, conn)
	return nil
}

// join makes a new seat.
func (s *seat) join(ctx context.Context, conn *pgx.Conn) error {
	var id int64
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, "INSERT INTO instances (name, client) VALUES ($1, $2) RETURNING id",
			s.name, s.client).Scan(&id)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_lock($1, $2)", seatClass, id); err != nil {
			return err
		}
		return notify(ctx, tx, notice{From: id, Notice: host.Notice{Kind: host.NoticePeers}})
	})
	if err != nil {
		return fmt.Errorf("join the others: %w", err)
	}
	s.sit(id, conn)
	return nil
}

// sit notes that the server takes us for alive.
func (s *seat) sit(id int64, conn *pgx.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.id, s.last, s.pid, s.confirmed = id, id, conn.PgConn().PID(), time.Now()
}

// keep watches the connection, and makes another one where it broke.
func (s *seat) keep(ctx context.Context, conn *pgx.Conn) {
	defer close(s.done)
	defer func() { s.left = s.leave(context.WithoutCancel(ctx)) }()
	for {
		err := s.watch(ctx, conn)
		if ctx.Err() != nil {
			s.part(ctx, conn)
			return
		}
		s.mu.Lock()
		s.id = 0
		s.mu.Unlock()
		s.tell(host.Notice{Kind: host.NoticeUnseated})
		s.part(ctx, conn)
		s.log.ErrorContext(ctx, "the connection that says that this process lives is lost; nothing is stored or sent until it is there again", "error", err)
		evicted := false
		for conn = nil; conn == nil; {
			if conn, evicted, err = s.again(ctx); err != nil && pause(ctx, openPause) != nil {
				return
			}
		}
		if evicted {
			s.log.WarnContext(ctx, "other processes have taken over what this one had to send; going on as a new one")
			s.tell(host.Notice{Kind: host.NoticeEvicted})
		} else {
			s.log.WarnContext(ctx, "the connection that says that this process lives is there again")
		}
		s.tell(host.Notice{Kind: host.NoticeSeated})
		s.tell(host.Notice{Kind: host.NoticeMissed})
	}
}

// again connects and takes the old seat, or a new one if others have evicted us.
func (s *seat) again(ctx context.Context) (_ *pgx.Conn, evicted bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*lookTimeout)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, s.config)
	if err != nil {
		return nil, false, err
	}
	defer func() {
		if err != nil {
			s.part(ctx, conn)
		}
	}()
	if err := s.present(ctx, conn); err != nil {
		return nil, false, err
	}
	if s.last == 0 {
		return conn, true, s.join(ctx, conn)
	}
	// The server may take the old connection for alive still.
	if _, err := conn.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = $2",
		s.pid, s.config.RuntimeParams["application_name"]); err != nil {
		return nil, false, err
	}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1, $2)", seatClass, s.last); err != nil {
		return nil, false, err
	}
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM instances WHERE id = $1)", s.last).Scan(&there); err != nil {
		return nil, false, err
	}
	if there {
		s.sit(s.last, conn)
		return conn, false, nil
	}
	s.mu.Lock()
	s.last = 0
	s.mu.Unlock()
	return conn, true, s.join(ctx, conn)
}

// watch hears what others say and asks the server again and again who lives. It returns when the connection does not work
// any more, or ctx ends.
func (s *seat) watch(ctx context.Context, conn *pgx.Conn) error {
	for next := time.Now().Add(lookEvery); ; {
		waiting, cancel := context.WithDeadline(ctx, next)
		heard, err := conn.WaitForNotification(waiting)
		cancel()
		if ctx.Err() != nil || conn.IsClosed() {
			return err
		}
		if err == nil && !s.hear(ctx, heard.Payload) && time.Now().Before(next) {
			continue
		}
		if err := s.look(ctx, conn); err != nil {
			return err
		}
		if time.Now().After(s.tidyAt) {
			if err := s.tidy(ctx); err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "what nobody sends could not be looked for; trying again", "error", err)
			}
		}
		next = time.Now().Add(lookEvery)
	}
}

// part closes a connection, and with it frees what it held.
func (s *seat) part(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTimeout)
	defer cancel()
	if err := conn.Close(ctx); err != nil {
		s.log.DebugContext(ctx, "a connection did not close in order", "error", err)
	}
}

// seated gives the id, 0 while there is none that can be relied on.
func (s *seat) seated() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.confirmed) > trustTime {
		return 0
	}
	return s.id
}

// alone reports whether there certainly is nobody else, and what others left is in our hands.
func (s *seat) alone() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id != 0 && s.others == 0 && time.Since(s.confirmed) <= trustTime &&
		(s.company.IsZero() || s.cleared.After(s.company) && time.Since(s.cleared) > trustTime)
}

// forgets reports, once, that what was remembered in company is to be forgotten: commits of one that is alone do not ask whether it is
// what is stored. Turns that began with it are over when alone says so. s.mu is held.
func (s *seat) forgets() bool {
	if s.others > 0 || s.company.IsZero() || s.cleared.After(s.company) || time.Since(s.company) <= companyTime {
		return false
	}
	s.cleared = time.Now()
	return true
}

// release ends everything, and lets others go on at once with what is left.
func (s *seat) release() error {
	if s.stop == nil {
		return nil
	}
	s.stop()
	<-s.done
	return s.left
}

// leave gives the seat up.
func (s *seat) leave(ctx context.Context) error {
	if s.last == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		for _, q := range []string{
			"DELETE FROM bot_owners WHERE instance = $1",
			"UPDATE messages SET owner = 0 WHERE owner = $1 AND state IN ('pending', 'sending')",
			"DELETE FROM instances WHERE id = $1",
		} {
			if _, err := tx.Exec(ctx, q, s.last); err != nil {
				return fmt.Errorf("leave the others: %w", err)
			}
		}
		return notify(ctx, tx, notice{From: s.last, Notice: host.Notice{Kind: host.NoticePeers}})
	})
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
