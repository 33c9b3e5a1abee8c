package host

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// callers are the webhook calls whose callers wait for an answer of a flow, and the answers given lately.
type callers struct {
	mu    sync.Mutex
	calls map[callerKey]*waitingCall
	kept  []callerKey // answered calls that may come again, the oldest first
}

type callerKey struct {
	bot int64
	id  string
}

// waitingCall is one call; several requests wait for it if its caller became impatient.
type waitingCall struct {
	done    chan struct{} // closed once reply is set
	reply   *engine.Reply // nil: what the trigger says
	waiting int           // requests
	keyed   bool          // it is known when it comes again
}

// keptReplies is how many answers are remembered for calls that come again. A caller that got none comes back within
// minutes; later it gets what the trigger says.
const keptReplies = 256

// join gives the call, a new one if it is not known.
func (c *callers) join(k callerKey, keyed bool) *waitingCall {
	c.mu.Lock()
	defer c.mu.Unlock()
	x := c.calls[k]
	if x == nil {
		if c.calls == nil {
			c.calls = map[callerKey]*waitingCall{}
		}
		x = &waitingCall{done: make(chan struct{}), keyed: keyed}
		c.calls[k] = x
	}
	x.waiting++
	return x
}

// waits reports whether somebody waits for an answer.
func (c *callers) waits(k callerKey) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	x := c.calls[k]
	return x != nil && !x.answered()
}

// leave ends a request's waiting.
func (c *callers) leave(k callerKey, x *waitingCall) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if x.waiting--; x.waiting == 0 && !slices.Contains(c.kept, k) {
		delete(c.calls, k)
	}
}

// answer gives the callers their answers. One whose caller has gone is dropped.
func (c *callers) answer(bot int64, effects []engine.Effect) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range effects {
		r := effects[i].Reply
		k := callerKey{bot, r.Caller}
		x := c.calls[k]
		if x == nil || x.answered() {
			continue
		}
		if r.Status != 0 {
			x.reply = r
		}
		close(x.done)
		if x.keyed {
			c.keep(k)
		}
	}
}

func (x *waitingCall) answered() bool {
	select {
	case <-x.done:
		return true
	default:
		return false
	}
}

// keep remembers an answered call; c.mu is held.
func (c *callers) keep(k callerKey) {
	c.kept = append(c.kept, k)
	if len(c.kept) <= keptReplies {
		return
	}
	old := c.kept[0]
	c.kept = slices.Delete(c.kept, 0, 1)
	if c.calls[old].waiting == 0 {
		delete(c.calls, old)
	}
}

// Call takes a webhook call, as Receive does, and waits for the answer of its flow, at most as long as the limit: nil if
// there is none, and the caller gets what the trigger says. A call that comes again, as its EventKey tells, gets the same
// answer, and waits for it if it is not there yet.
//
// Answers are not stored. After a crash the caller finds its connection closed; a flow that goes on may still answer it
// when it calls again.
func (h *Host) Call(ctx context.Context, in Incoming, limit time.Duration) (*engine.Reply, error) {
	id := in.EventKey
	if id == "" {
		id = in.Event.ID
	}
	call := *in.Event.Webhook
	call.Caller = &engine.Caller{ID: id, Until: h.now().Add(limit)}
	in.Event.Webhook = &call
	k := callerKey{in.Key.BotID, id}
	x := h.callers.join(k, in.EventKey != "")
	defer h.callers.leave(k, x)
	if x.answered() {
		return x.reply, nil
	}
	settled, err := h.receive(ctx, in)
	if err != nil {
		return nil, err
	}
	if settled {
		if r, err := h.replyOf(ctx, k); r != nil || err != nil {
			return r, err
		}
		open, err := h.awaited(ctx, in.Key, id)
		if !open || err != nil {
			return nil, err
		}
	}
	over := make(chan struct{})
	stop := h.cfg.Clock.AfterFunc(limit, func() { close(over) })
	defer stop()
	select {
	case <-x.done:
		return x.reply, nil
	case <-over:
		return nil, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// awaited reports whether a flow of the session may still answer the caller.
func (h *Host) awaited(ctx context.Context, key engine.SessionKey, id string) (bool, error) {
	l, err := h.cfg.Store.Load(ctx, key)
	if err != nil {
		return false, fmt.Errorf("look for the flow of a call: %w", err)
	}
	var s struct {
		Frames []struct {
			Caller *engine.Caller `json:"caller"`
		} `json:"frames"`
	}
	if l.Session == nil || json.Unmarshal(l.Session, &s) != nil {
		return false, nil //nolint:nilerr // a session that cannot be read answers nobody
	}
	for _, f := range s.Frames {
		if f.Caller != nil && f.Caller.ID == id {
			return true, nil
		}
	}
	return false, nil
}
