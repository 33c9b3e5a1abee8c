package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// Refresh says how far the sessions of a bot have been brought up to a publish.
type Refresh struct {
	BotID int64
	Kind  RefreshKind
	Mark  string            // of what they are brought up to
	Since time.Time         // when it was published; UTC
	After engine.SessionKey // the last one; the store begins before all that the kind is for
}

// RefreshKind is what sessions are told of.
type RefreshKind string

// The kinds of refreshes. Each goes its own way, so that one that has many to tell does not hold up the other.
const (
	RefreshTimed RefreshKind = "timed" // of other timed triggers: all in private chats
	RefreshMoved RefreshKind = "moved" // of what a publish does to the people inside: those who notice it
)

const (
	refreshPage   = 400         // sessions of one run
	refreshAtOnce = 8           // turns at a time, so that a message never waits behind many of them
	refreshYields = 50          // waiting events beyond which it makes way for them
	refreshPause  = time.Second // for this long
)

// tell has the queue bring the sessions of the bot up to its revision, if they know another one's timed triggers, or if its
// publish does something to the people inside.
func (h *Host) tell(ctx context.Context, b *bot) error {
	if h.cfg.Queue == nil {
		return nil
	}
	if moved := b.published.marks[RefreshMoved]; moved != "" {
		if err := h.cfg.Store.BeginRefresh(ctx, b.record.ID, RefreshMoved, moved, h.now()); err != nil {
			return err
		}
	}
	return h.cfg.Store.BeginRefresh(ctx, b.record.ID, RefreshTimed, b.published.marks[RefreshTimed], h.now())
}

// Refresh brings the next sessions up to the bot's revision: an event without any news, in whose turn the session takes the
// road to the revision, and at whose end its alarm is set anew. It gives the last session and when to go on behind that one; a
// zero time means that all have been, or that the bot has been published again meanwhile. What is done twice changes nothing.
func (h *Host) Refresh(ctx context.Context, r Refresh) (after engine.SessionKey, again time.Time, err error) {
	b := h.bots.get(r.BotID)
	switch {
	case b == nil:
		return r.After, h.unserved(), nil
	case b.published.marks[r.Kind] != r.Mark && h.cfg.Cluster != nil:
		// This process may be the one that is behind. If the publish has been overtaken, the store has another one by then.
		return r.After, h.now().Add(refreshPause), nil
	case b.published.marks[r.Kind] != r.Mark:
		return r.After, time.Time{}, nil
	}
	list := h.privateSessions
	if r.Kind == RefreshMoved {
		list = h.movedSessions
	}
	page, err := list(ctx, b, r.After)
	if err != nil {
		return r.After, time.Time{}, fmt.Errorf("refresh sessions of bot %d: %w", r.BotID, err)
	}
	after = r.After
	for group := range slices.Chunk(page.tell, refreshAtOnce) {
		if waiting, _ := h.mail.load(); waiting > refreshYields {
			return after, h.now().Add(refreshPause), nil
		}
		switch err := h.refreshAll(ctx, r, group); {
		case errors.Is(err, ErrUnknownBot):
			return after, h.unserved(), nil
		case err != nil:
			return after, time.Time{}, fmt.Errorf("refresh sessions of bot %d: %w", r.BotID, err)
		}
		after = group[len(group)-1]
	}
	if r.Kind == RefreshMoved && len(page.tell) > 0 {
		b.log.InfoContext(ctx, "people were brought up to a publish", "revision", b.published.number, "people", len(page.tell))
	}
	if !page.more {
		return page.last, time.Time{}, nil
	}
	return page.last, h.now(), nil
}

// sessionPage are sessions that a refresh has come to.
type sessionPage struct {
	tell []engine.SessionKey // those that are to have a turn
	last engine.SessionKey
	more bool
}

// privateSessions are all in private chats.
func (h *Host) privateSessions(ctx context.Context, b *bot, after engine.SessionKey) (sessionPage, error) {
	users, err := h.cfg.Store.PrivateSessions(ctx, b.record.ID, after.UserID, refreshPage)
	p := sessionPage{last: after, more: len(users) == refreshPage}
	for _, user := range users {
		p.last = engine.SessionKey{BotID: b.record.ID, ChatID: user, UserID: user}
		p.tell = append(p.tell, p.last)
	}
	return p, err
}

// movedSessions are those that stand in an earlier revision and notice the way to the published one. All others take it with
// their next turn.
func (h *Host) movedSessions(ctx context.Context, b *bot, after engine.SessionKey) (sessionPage, error) {
	all, err := h.cfg.Store.Standing(ctx, b.record.ID, after, b.published.number, refreshPage)
	p := sessionPage{last: after, more: len(all) == refreshPage}
	for i := range all {
		p.last = all[i].Key
		var s engine.Session
		if json.Unmarshal(all[i].Session, &s) == nil && b.published.road.Stirs(s.Frames, s.Revision, b.published.number) {
			p.tell = append(p.tell, p.last)
		}
	}
	return p, err
}

// refreshAll runs the turns of some sessions and waits for their commits, which they share.
func (h *Host) refreshAll(ctx context.Context, r Refresh, keys []engine.SessionKey) error {
	items := make([]*item, len(keys))
	for i, key := range keys {
		items[i] = h.newItem(Incoming{Key: key, Event: engine.Event{
			ID: "refresh:" + r.Mark, Kind: engine.SessionRefreshed, Time: h.now(), Refresh: &engine.Refresh{Since: r.Since},
		}})
		if err := h.mail.add(items[i], true); err != nil {
			return err
		}
	}
	var errs []error
	for _, it := range items {
		select {
		case <-it.done:
			errs = append(errs, it.err)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errors.Join(errs...)
}
