package engine

import (
	"slices"
	"time"
)

// Caller is the outside program behind a webhook call, as long as it waits for an answer that a flow may give.
type Caller struct {
	ID    string    `json:"id"`    // names the call at the host
	Until time.Time `json:"until"` // from then on the host has answered by itself, UTC
}

// Reply answers the caller of a webhook. Without a status it says that no flow will answer: the caller gets what the
// trigger is set to say.
type Reply struct {
	Caller  string   `json:"caller"` // Caller.ID
	Status  int      `json:"status,omitempty"`
	Headers []Header `json:"headers,omitempty"`
	Body    string   `json:"body,omitempty"`
}

// Header is one header of a request or an answer.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Replier is a block that may answer the caller of a webhook. A caller waits only where such a block can be reached.
type Replier interface {
	Replies()
}

// Caller is who waits for an answer: the caller of the webhook that the running flow, or one of those that called it,
// began with or went on by. Nil if there is none, or it was answered already.
func (t *Turn) Caller() *Caller {
	for _, f := range slices.Backward(t.s.Frames) {
		if f.Caller != nil {
			return f.Caller
		}
		if !f.Called {
			break
		}
	}
	return nil
}

// Reply answers the caller of the webhook; false if nobody waits.
func (t *Turn) Reply(r Reply) bool {
	c := t.Caller()
	if c == nil {
		return false
	}
	r.Caller = c.ID
	t.Emit(Effect{Kind: AnswerCaller, Reply: &r})
	for i := range t.s.Frames {
		if f := t.s.Frames[i].Caller; f != nil && f.ID == c.ID {
			t.s.Frames[i].Caller = nil
		}
	}
	return true
}

// calling is the caller behind the event, if b leads to a block that may answer it.
func (t *Turn) calling(b *compiledBlock) *Caller {
	if w := t.ev.Webhook; t.ev.Kind == WebhookCalled && w != nil && b.replies {
		return w.Caller
	}
	return nil
}

// hangUp lets the callers go whom no flow can answer any more.
func (t *Turn) hangUp() {
	gone := func(c *Caller) {
		switch {
		case c == nil, !t.deps.Now.Before(c.Until):
			return
		case slices.ContainsFunc(t.s.Frames, func(f Frame) bool { return f.Caller != nil && f.Caller.ID == c.ID }):
			return
		case slices.ContainsFunc(t.res.Effects, func(e Effect) bool { return e.Kind == AnswerCaller && e.Reply.Caller == c.ID }):
			return
		}
		t.Emit(Effect{Kind: AnswerCaller, Reply: &Reply{Caller: c.ID}})
	}
	for i := range t.state.Session.Frames {
		gone(t.state.Session.Frames[i].Caller)
	}
	if t.ev.Kind == WebhookCalled && t.ev.Webhook != nil {
		gone(t.ev.Webhook.Caller)
	}
}

// replies finds the blocks from which one that answers callers can be reached. Blocks that take troubles count as
// reached from everywhere they may be.
func (c *compiling) replies() {
	from := map[*compiledBlock][]*compiledBlock{}
	var todo, takers []*compiledBlock // what takes troubles of any block
	lead := func(b, to *compiledBlock) {
		if to != nil {
			from[to] = append(from[to], b)
		}
	}
	if s := c.doc.Settings; s != nil {
		takers = append(takers, c.handlerBlock(s.OnError))
	}
	for _, f := range sortedFlows(c.rev) {
		for _, b := range f.blocks {
			if _, ok := blockAs[Replier](b); ok {
				todo = append(todo, b)
				b.replies = true
			}
			if slices.ContainsFunc(b.keys(), func(k string) bool { return keyKind(k) == "error" }) {
				takers = append(takers, b)
			}
		}
	}
	if len(todo) == 0 {
		return
	}
	for _, f := range sortedFlows(c.rev) {
		handler := c.handlerBlock(f.def.OnError)
		for _, b := range f.blocks {
			for _, w := range b.ways {
				lead(b, w.to)
			}
			lead(b, handler)
			for _, to := range takers {
				lead(b, to)
			}
		}
	}
	for _, l := range c.links {
		if !l.mention {
			lead(l.from, c.target(l))
		}
	}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, before := range from[b] {
			if !before.replies {
				before.replies = true
				todo = append(todo, before)
			}
		}
	}
}

// Webhooks reports whether the bot has a trigger that outside programs call.
func (k *Checking) Webhooks() bool {
	return slices.ContainsFunc(k.c.rev.triggers, func(b *compiledBlock) bool {
		_, ok := b.trigger.(Webhooker)
		return ok
	})
}
