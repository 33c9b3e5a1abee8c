package botapi

import (
	"slices"
	"time"
	"unicode/utf8"
)

// Draft is a message that a bot is said to be writing.
type Draft struct {
	ID       int64     `json:"id"`
	ThreadID int64     `json:"thread_id,omitempty"`
	Text     string    `json:"text,omitempty"` // "" shows as Thinking…
	Entities []Entity  `json:"entities,omitempty"`
	At       time.Time `json:"at"`
}

// DraftLasts is how long a draft is in sight: sendMessageDraft, "a temporary
// 30-second preview".
const DraftLasts = 30 * time.Second

func sendMessageDraft(b *bot, r *request) (any, *Error) {
	d := Draft{ID: r.integer("draft_id"), ThreadID: r.integer("message_thread_id")}
	if d.ID == 0 {
		return nil, badRequest("draft_id must be non-zero")
	}
	f, err := r.formatted("text", "entities")
	switch {
	case err != nil:
		return nil, err
	case len(f.text) > maxText && utf8.RuneCountInString(f.text) > maxText:
		return nil, badRequest("message is too long")
	}
	d.Text, d.Entities = f.text, f.entities
	c, err := b.writable(r)
	switch {
	case err != nil:
		return nil, err
	case !c.private():
		return nil, badRequest("TEXTDRAFT_PEER_INVALID")
	case d.ThreadID != 0:
		return nil, badRequest("message thread not found")
	}
	if err := b.server.limiter.take(b, c, 1); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	d.At = b.server.now()
	c.drafts = slices.DeleteFunc(c.drafts, func(old Draft) bool { return d.At.Sub(old.At) >= DraftLasts })
	if i := slices.IndexFunc(c.drafts, func(old Draft) bool { return old.ID == d.ID }); i >= 0 {
		c.drafts[i] = d
	} else {
		c.drafts = append(c.drafts, d)
	}
	return true, nil
}
