package host

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// Refresh says how far the idle sessions of a bot have been brought up to a publish that changed its timed triggers.
type Refresh struct {
	BotID int64
	Mark  string    // engine.Revision.TimedMark of what they are brought up to
	Since time.Time // when it was published; UTC
	After int64     // user whose session was the last one; 0 for none yet
}

const (
	refreshPage   = 400         // sessions of one run
	refreshAtOnce = 8           // turns at a time, so that a message never waits behind many of them
	refreshYields = 50          // waiting events beyond which it makes way for them
	refreshPause  = time.Second // for this long
)

// tellTimed has the queue bring the idle sessions of the bot up to the timed triggers of its revision, if those are others
// than they know.
func (h *Host) tellTimed(ctx context.Context, b *bot) error {
	if h.cfg.Queue == nil {
		return nil
	}
	return h.cfg.Store.BeginRefresh(ctx, b.record.ID, b.published.mark, h.now())
}

// Refresh brings the next sessions up to the bot's revision: an event without any news, at the end of whose turn the
// session's alarm is set anew. It gives the last user and when to go on behind that one; a zero time means that all have been,
// or that the bot has been published again meanwhile. What is done twice changes nothing.
func (h *Host) Refresh(ctx context.Context, r Refresh) (after int64, again time.Time, err error) {
	b := h.bots.get(r.BotID)
	switch {
	case b == nil:
		return r.After, h.unserved(), nil
	case b.published.mark != r.Mark && h.cfg.Cluster != nil:
		// This process may be the one that is behind. If the publish has been overtaken, the store has another one by then.
		return r.After, h.now().Add(refreshPause), nil
	case b.published.mark != r.Mark:
		return r.After, time.Time{}, nil
	}
	users, err := h.cfg.Store.PrivateSessions(ctx, r.BotID, r.After, refreshPage)
	if err != nil {
		return r.After, time.Time{}, fmt.Errorf("refresh sessions of bot %d: %w", r.BotID, err)
	}
	after = r.After
	for group := range slices.Chunk(users, refreshAtOnce) {
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
	if len(users) < refreshPage {
		return after, time.Time{}, nil
	}
	return after, h.now(), nil
}

// refreshAll runs the turns of some sessions and waits for their commits, which they share.
func (h *Host) refreshAll(ctx context.Context, r Refresh, users []int64) error {
	items := make([]*item, len(users))
	for i, user := range users {
		key := engine.SessionKey{BotID: r.BotID, ChatID: user, UserID: user}
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
