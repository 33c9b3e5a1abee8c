package memstore

import (
	"context"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// BeginRefresh notes the mark of the bot's timed triggers and has the queue tell all sessions of it.
func (s *Store) BeginRefresh(_ context.Context, botID int64, mark string, at time.Time) error {
	s.mu.Lock()
	known := s.marks[botID] == mark
	s.marks[botID] = mark
	s.mu.Unlock()
	if known {
		return nil
	}
	s.queue.endRefresh(botID)
	if mark != "" {
		r := &host.Refresh{BotID: botID, Mark: mark, Since: micros(at)}
		s.queue.add([]*job{{key: engine.SessionKey{BotID: botID}, refresh: r, due: s.now()}})
	}
	return nil
}

// PrivateSessions gives the users above the given one who have a session in a private chat, ascending.
func (s *Store) PrivateSessions(_ context.Context, botID, after int64, limit int) ([]int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var users []int64
	for k := range s.sessions {
		if k.BotID == botID && k.ChatID == k.UserID && k.UserID > after {
			users = append(users, k.UserID)
		}
	}
	slices.Sort(users)
	return users[:min(len(users), limit)], nil
}

// endRefresh forgets the job of an earlier mark.
func (q *queue) endRefresh(botID int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for j := range q.waiting {
		if j.refresh != nil && j.refresh.BotID == botID {
			q.drop(j)
		}
	}
}

// refresh tells some sessions, and comes again for the next ones.
func (q *queue) refresh(ctx context.Context, w host.Worker, j *job) {
	after, again, err := w.Refresh(ctx, *j.refresh)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.busy--
	j.refresh.After = after
	_, waiting := q.waiting[j]
	switch {
	case !waiting:
	case err != nil:
		q.again(j)
	case again.IsZero():
		delete(q.waiting, j)
	default:
		j.due, j.tries = again, 0
		q.arm(j)
	}
	q.changed.Broadcast()
}
