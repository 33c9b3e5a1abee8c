package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/scenarist/scenarist/engine/host"
)

// notice is what processes say to each other.
type notice struct {
	From int64 `json:"from,omitempty"` // seat of who says it, 0 for a guest
	host.Notice
}

func (n notice) text() string {
	data, err := json.Marshal(n)
	if err != nil {
		panic(err) // it has numbers and a text
	}
	return string(data)
}

// notify has the server tell the notice to all when the transaction is committed.
func notify(ctx context.Context, q interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}, n notice,
) error {
	_, err := q.Exec(ctx, "SELECT pg_notify($1, $2)", channel, n.text())
	return err
}

// hear passes on what somebody said, and reports whether it is a reason to look who lives.
func (s *seat) hear(ctx context.Context, payload string) bool {
	var n notice
	if err := json.Unmarshal([]byte(payload), &n); err != nil {
		s.log.WarnContext(ctx, "another process said what this one does not understand", "error", err)
		return false
	}
	s.mu.Lock()
	own := n.From != 0 && n.From == s.id
	s.mu.Unlock()
	if own {
		return false
	}
	if n.Kind == host.NoticePeers {
		s.tidyAt = time.Now() // who has gone may have left something
		return true
	}
	s.tell(n.Notice)
	return false
}

// tell calls the watchers.
func (s *seat) tell(n host.Notice) {
	s.mu.Lock()
	all := make([]func(host.Notice), 0, len(s.watchers))
	for i := range s.count {
		if f := s.watchers[i]; f != nil {
			all = append(all, f)
		}
	}
	s.mu.Unlock()
	for _, f := range all {
		f(n)
	}
}

// addWatcher has f called with what happens from now on.
func (s *seat) addWatcher(f func(host.Notice)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.count
	s.count++
	s.watchers[n] = f
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, n)
	}
}

// serverNow is the server's clock, in microseconds.
const serverNow = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"

// lookAround asks who is there, and whose lock is free. The locks that it takes end with the statement.
const lookAround = `SELECT ` + serverNow + `, EXISTS (SELECT FROM instances WHERE id = $1),
	(SELECT count(*) FROM instances WHERE id <> $1),
	ARRAY(SELECT id FROM instances WHERE id <> $1 AND pg_try_advisory_xact_lock_shared($2, id::int))`

// look asks the server who lives, and takes over what is left of those that have been dead for a while. An error is one of the
// connection.
func (s *seat) look(ctx context.Context, conn *pgx.Conn) error {
	asking, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	var (
		now    int64
		there  bool
		others int
		dead   []int64
	)
	asked := time.Now()
	began := s.clock.machine()
	if err := conn.QueryRow(asking, lookAround, s.id, seatClass).Scan(&now, &there, &others, &dead); err != nil {
		return fmt.Errorf("ask who lives: %w", err)
	}
	s.clock.heard(time.UnixMicro(now), began, time.Since(asked))
	if !there {
		return fmt.Errorf("others have taken this process for dead: %w", errStanding)
	}
	s.mu.Lock()
	lapsed := time.Since(s.confirmed) > trustTime
	changed := s.others != others
	s.confirmed, s.others = asked, others
	if others > 0 {
		s.company = asked
	}
	forgets := s.forgets()
	s.mu.Unlock()
	if forgets {
		s.tell(host.Notice{Kind: host.NoticeMissed})
	}
	if lapsed {
		s.tell(host.Notice{Kind: host.NoticeSeated})
	}
	if changed {
		s.tell(host.Notice{Kind: host.NoticePeers})
	}
	s.suspect(ctx, dead)
	return nil
}

// suspect takes over from instances that have been without their lock for long enough.
func (s *seat) suspect(ctx context.Context, dead []int64) {
	still := make(map[int64]time.Time, len(dead))
	for _, id := range dead {
		since, ok := s.suspects[id]
		if !ok {
			since = time.Now()
		}
		still[id] = since
		if time.Since(since) < graceTime {
			continue
		}
		if err := s.adopt(ctx, id); err != nil {
			if ctx.Err() == nil {
				s.log.WarnContext(ctx, "what is left of a process that died could not be taken over; trying again", "instance", id, "error", err)
			}
			continue
		}
		delete(still, id)
	}
	s.suspects = still
}

// adopt takes over from an instance, if it is dead still and nobody else has.
func (s *seat) adopt(ctx context.Context, id int64) error {
	var done bool
	err := s.alter(ctx, func(ctx context.Context, tx pgx.Tx) error {
		var dead bool
		if err := tx.QueryRow(ctx, "SELECT pg_try_advisory_xact_lock($1, $2)", seatClass, id).Scan(&dead); err != nil || !dead {
			return err
		}
		tag, err := tx.Exec(ctx, "DELETE FROM instances WHERE id = $1", id)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		done = true
		return s.inherit(ctx, tx)
	})
	if err != nil || !done {
		return err
	}
	s.log.WarnContext(ctx, "a process has died; going on with what it left", "instance", id)
	s.tell(host.Notice{Kind: host.NoticeOwners})
	s.tell(host.Notice{Kind: host.NoticeSends})
	return nil
}

// tidy takes over what belongs to instances that there are not any more.
func (s *seat) tidy(ctx context.Context) error {
	s.tidyAt = time.Now().Add(tidyEvery)
	if err := s.alter(ctx, s.inherit); err != nil {
		return err
	}
	s.tell(host.Notice{Kind: host.NoticeOwners})
	s.tell(host.Notice{Kind: host.NoticeSends})
	return nil
}

// inherit makes this process the heir of all who are not there any more: of their effects and jobs, and of what only one
// process may do for a bot, which then is anybody's again.
func (s *seat) inherit(ctx context.Context, tx pgx.Tx) error {
	tag, err := tx.Exec(ctx, inheritEffects, s.id)
	if err != nil {
		return err
	}
	if tag.RowsAffected() > 0 {
		s.tidyAt = time.Now().Add(2 * graceTime) // a commit under way may have left something to who is gone
		if err := notify(ctx, tx, notice{From: s.id, Notice: host.Notice{Kind: host.NoticeSends}}); err != nil {
			return err
		}
	}
	for _, q := range []string{
		`DELETE FROM bot_owners o WHERE NOT EXISTS (SELECT FROM instances i WHERE i.id = o.instance)`,
		// River alone would wait for its time-outs.
		`UPDATE river_job j SET state = 'available' WHERE state = 'running'
			AND NOT EXISTS (SELECT FROM instances i WHERE i.client = j.attempted_by[array_upper(j.attempted_by, 1)])`,
		`DELETE FROM river_leader l WHERE NOT EXISTS (SELECT FROM instances i WHERE i.client = l.leader_id)`,
	} {
		if _, err := tx.Exec(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// inheritEffects takes over effects of nobody. One that is behind an effect which somebody has stays behind it.
const inheritEffects = `UPDATE messages o SET owner = coalesce((SELECT m.owner FROM messages m JOIN instances i ON i.id = m.owner
		WHERE m.bot_id = o.bot_id AND m.chat_id = o.chat_id AND m.state IN ('pending', 'sending') AND m.send_at IS NULL
		AND m.seq + 0 < o.seq ORDER BY m.seq + 0 DESC LIMIT 1), $1)
	WHERE o.state IN ('pending', 'sending') AND NOT EXISTS (SELECT FROM instances i WHERE i.id = o.owner)`

// alter runs f in a transaction of which there is one at a time among all instances.
func (s *seat) alter(ctx context.Context, f func(ctx context.Context, tx pgx.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1, $2)", applicationID, adoptLock); err != nil {
			return err
		}
		return f(ctx, tx)
	})
}
