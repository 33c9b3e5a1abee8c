package botapi

import (
	"container/list"
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"time"
)

// firstUpdateID is where a bot's update ids begin; they rise by one.
const firstUpdateID = 100_000_000

// maxPollSeconds is where the server cuts getUpdates.timeout.
const maxPollSeconds = 50

// updateQueue holds a bot's unconfirmed updates, oldest first, and the one way
// in which they leave: polls, a webhook, or Next and Await in process.
type updateQueue struct {
	bot *bot

	mu      sync.Mutex
	nextID  int64
	pending *list.List // of *pendingUpdate
	allowed map[string]bool
	hook    *webhook      // nil without one
	poller  *poller       // the poll under way
	wake    chan struct{} // closed when an update arrives; nil when nobody waits
}

// poller is one getUpdates call; ended is closed when something else takes the
// updates over.
type poller struct {
	ended  chan struct{}
	reason string
}

func (q *updateQueue) init(b *bot) {
	q.bot = b
	q.nextID = firstUpdateID
	q.pending = list.New()
}

// add makes an update of the value. lane and key tell whose queue it is in; the
// value must not change afterwards.
func (q *updateQueue) add(kind, lane string, key int64, life time.Duration, value any) {
	raw, err := json.Marshal(value)
	if err != nil {
		return // every value here is one of this package's own types
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if !allows(q.allowed, kind) {
		return
	}
	u := &pendingUpdate{
		id: q.nextID, kind: kind, lane: lane + strconv.FormatInt(key, 10),
		expires: q.bot.server.now().Add(life),
	}
	u.payload = encodeUpdate(u.id, kind, raw)
	q.nextID++
	element := q.pending.PushBack(u)
	if q.hook != nil {
		q.hook.dispatch(u, element)
		return
	}
	q.wakeLocked()
}

func (q *updateQueue) wakeLocked() {
	if q.wake != nil {
		close(q.wake)
		q.wake = nil
	}
}

// waitLocked gives a channel that closes when the next update arrives.
func (q *updateQueue) waitLocked() <-chan struct{} {
	if q.wake == nil {
		q.wake = make(chan struct{})
	}
	return q.wake
}

// expireLocked drops what Telegram would no longer deliver.
func (q *updateQueue) expireLocked() {
	now := q.bot.server.now()
	for e := q.pending.Front(); e != nil; {
		next := e.Next()
		if e.Value.(*pendingUpdate).expires.Before(now) {
			q.pending.Remove(e)
		}
		e = next
	}
}

// getUpdates is the long poll. A second poll ends the first with a 409.
func (q *updateQueue) getUpdates(ctx context.Context, r *request) (any, error) {
	allowed, refusal := r.allowedUpdates()
	if refusal != nil {
		return nil, refusal
	}
	limit := int(r.integer("limit"))
	if limit < 1 || limit > 100 {
		limit = 100
	}
	timeout := time.Duration(min(max(r.integer("timeout"), 0), maxPollSeconds)) * time.Second

	q.mu.Lock()
	if q.hook != nil {
		q.mu.Unlock()
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	if q.poller != nil {
		q.poller.reason = "terminated by other getUpdates request; make sure that only one bot instance is running"
		close(q.poller.ended)
	}
	me := &poller{ended: make(chan struct{})}
	q.poller = me
	if r.str("allowed_updates") != "" {
		q.allowed = allowed
	}
	q.confirmLocked(r.integer("offset"))
	q.mu.Unlock()

	wait, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return q.poll(ctx, wait, me, limit)
}

// confirmLocked applies an offset: everything below it is done with; a negative
// one keeps only the last updates.
func (q *updateQueue) confirmLocked(offset int64) {
	if offset < 0 {
		for int64(q.pending.Len()) > -offset {
			q.pending.Remove(q.pending.Front())
		}
		return
	}
	for e := q.pending.Front(); e != nil && e.Value.(*pendingUpdate).id < offset; e = q.pending.Front() {
		q.pending.Remove(e)
	}
}

func (q *updateQueue) poll(ctx, wait context.Context, me *poller, limit int) (any, error) {
	for {
		q.mu.Lock()
		q.expireLocked()
		if q.poller == me && (q.pending.Len() > 0 || wait.Err() != nil) {
			out := make([]json.RawMessage, 0, min(limit, q.pending.Len()))
			for e := q.pending.Front(); e != nil && len(out) < limit; e = e.Next() {
				out = append(out, e.Value.(*pendingUpdate).payload)
			}
			q.poller = nil
			q.mu.Unlock()
			return out, ctx.Err()
		}
		arrived := q.waitLocked()
		q.mu.Unlock()
		select {
		case <-arrived:
		case <-wait.Done():
		case <-me.ended:
			return nil, conflict(me.reason)
		}
	}
}

// Next takes the oldest update of the bot, as a JSON Update. It is false when
// none is waiting, when the bot is unknown, and while a webhook is set.
func (s *Server) Next(token string) (json.RawMessage, bool) {
	b := s.bot(token)
	if b == nil {
		return nil, false
	}
	u, _ := b.queue.take()
	if u == nil {
		return nil, false
	}
	return u.payload, true
}

// Peek is Next that leaves the update in the queue until Confirm: who keeps
// Snapshots loses none, whenever it is stopped.
func (s *Server) Peek(token string) (update json.RawMessage, id int64, ok bool) {
	b := s.bot(token)
	if b == nil {
		return nil, 0, false
	}
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	u, _ := b.queue.firstLocked()
	if u == nil {
		return nil, 0, false
	}
	return u.payload, u.id, true
}

// Confirm takes the update that Peek gave out of the queue. What is not the
// oldest one any more stays as it is.
func (s *Server) Confirm(token string, id int64) {
	b := s.bot(token)
	if b == nil {
		return
	}
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	if u, e := b.queue.firstLocked(); u != nil && u.id == id {
		b.queue.handedLocked(u, e)
	}
}

// Await is Next that waits for an update. The error is the context's, or that
// there is no such bot.
func (s *Server) Await(ctx context.Context, token string) (json.RawMessage, error) {
	b, err := s.mustBot(token)
	if err != nil {
		return nil, err
	}
	for {
		u, arrived := b.queue.take()
		if u != nil {
			return u.payload, nil
		}
		select {
		case <-arrived:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// take removes the oldest update, or gives a channel that closes when there may
// be one.
func (q *updateQueue) take() (*pendingUpdate, <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	u, e := q.firstLocked()
	if u == nil {
		return nil, q.waitLocked()
	}
	q.handedLocked(u, e)
	return u, nil
}

// firstLocked is the oldest update; nil without one, and while a webhook is set.
func (q *updateQueue) firstLocked() (*pendingUpdate, *list.Element) {
	q.expireLocked()
	e := q.pending.Front()
	if e == nil || q.hook != nil {
		return nil, nil
	}
	return e.Value.(*pendingUpdate), e
}

// handedLocked takes an update out that was handed over, unless a fault lets it
// come once more.
func (q *updateQueue) handedLocked(u *pendingUpdate, e *list.Element) {
	if !u.again && q.bot.server.faults.resend() {
		u.again = true
		return
	}
	q.pending.Remove(e)
}

// Pending is how many updates the bot has not confirmed yet.
func (s *Server) Pending(token string) int {
	b := s.bot(token)
	if b == nil {
		return 0
	}
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	return b.queue.pending.Len()
}
