package memstore

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// BeginRefresh notes the mark of what the sessions of the bot are to be told of, and has the queue tell them.
func (s *Store) BeginRefresh(_ context.Context, botID int64, kind host.RefreshKind, mark string, at time.Time) error {
	s.mu.Lock()
	known := s.marks[markKey{botID, kind}] == mark
	s.marks[markKey{botID, kind}] = mark
	s.mu.Unlock()
	if known {
		return nil
	}
	s.queue.endRefresh(botID, kind)
	if mark != "" {
		r := &host.Refresh{BotID: botID, Kind: kind, Mark: mark, Since: micros(at), After: engine.SessionKey{BotID: botID}}
		if kind == host.RefreshMoved {
			r.After.ChatID = math.MinInt64 // groups too
		}
		s.queue.add([]*job{{key: engine.SessionKey{BotID: botID}, refresh: r, due: s.now()}})
	}
	return nil
}

// Standing gives the sessions of the bot that are in the middle of something, by chat and user.
func (s *Store) Standing(_ context.Context, botID int64, after engine.SessionKey, below, limit int) ([]host.StandingSession, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []host.StandingSession
	for k, at := range s.sessions {
		if k.BotID != botID || cmp.Or(cmp.Compare(k.ChatID, after.ChatID), cmp.Compare(k.UserID, after.UserID)) <= 0 {
			continue
		}
		var x struct {
			Revision int                  `json:"revision"`
			Status   engine.SessionStatus `json:"status"`
		}
		if json.Unmarshal(at.data, &x) == nil && x.Status == engine.SessionWaiting && (below == 0 || x.Revision < below) {
			out = append(out, host.StandingSession{Key: k, Session: at.data})
		}
	}
	slices.SortFunc(out, func(a, b host.StandingSession) int {
		return cmp.Or(cmp.Compare(a.Key.ChatID, b.Key.ChatID), cmp.Compare(a.Key.UserID, b.Key.UserID))
	})
	return out[:min(len(out), limit)], nil
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
func (q *queue) endRefresh(botID int64, kind host.RefreshKind) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for j := range q.waiting {
		if j.refresh != nil && j.refresh.BotID == botID && j.refresh.Kind == kind {
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
