package host

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// bot is one served bot. Record and published are replaced, never changed.
type bot struct {
	record    *BotRecord
	published *published
	seed      uint64 // of chance in its turns
	log       *slog.Logger
}

// bots are the served ones.
type bots struct {
	mu  sync.RWMutex
	set map[int64]*bot
}

func (s *bots) get(id int64) *bot {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.set[id]
}

func (s *bots) put(b *bot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set[b.record.ID] = b
}

func (s *bots) all() []*bot {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]*bot, 0, len(s.set))
	for _, b := range s.set {
		out = append(out, b)
	}
	return out
}

// Serve begins to serve a bot, or goes on with another record or revision: a publish, a rollback, a new token. With a
// nil revision the record's one is read from the store and compiled. What was not sent when the bot was last served is
// queued, and the rows of the document's tables are brought in, before Serve returns. If the bot's timed triggers are
// others than its sessions know, or the publish does something to the people inside, the queue tells them. The revision should
// be in the store: one that is is dropped from memory when nobody has used it for Limits.KeepCompiled, and read again for the
// next event. So is one that was read before Start: a host that begins with thousands of bots would hold all of them compiled. One
// of which the store has a digest is not even read then; where another program made that, Renew is due after the start.
func (h *Host) Serve(ctx context.Context, rec BotRecord, rev *engine.Revision) error {
	var p *published
	var err error
	read := rev == nil
	if read && h.bots.get(rec.ID) == nil {
		if p, err = h.digested(ctx, &rec); err != nil {
			return fmt.Errorf("serve bot %d: %w", rec.ID, err)
		}
	}
	if p == nil {
		if p, rev, err = h.compiledFor(ctx, &rec, rev); err != nil {
			return fmt.Errorf("serve bot %d: %w", rec.ID, err)
		}
	}
	b := &bot{record: &rec, published: p, seed: seedOf(rec.Key), log: h.log.With("bot_id", rec.ID)}
	if rev != nil && len(rev.Seeds(h.now())) == 0 {
		h.keepDigest(ctx, b, rev) // before the others are kept waiting: thousands that a start compiles are kept together
	}
	h.serving.Lock()
	defer h.serving.Unlock()
	if err := h.keepTo(ctx, &rec, b); err != nil {
		return fmt.Errorf("serve bot %d: %w", rec.ID, err)
	}
	if h.bots.get(rec.ID) == nil && h.running.Load() {
		if err := h.recover(ctx, b); err != nil {
			return fmt.Errorf("serve bot %d: %w", rec.ID, err)
		}
	}
	if rev != nil {
		if err := h.seedTables(ctx, b, rev); err != nil {
			return fmt.Errorf("serve bot %d: %w", rec.ID, err)
		}
	}
	if read && !h.running.Load() {
		p.compiled.Store(nil) // of the bots that a start serves, most wait for their first event
	}
	h.bots.put(b)
	h.sender.resume(rec.ID)
	// Behind the change of revision: a refresh that finds another one served has been overtaken, and ends.
	if err := h.tell(ctx, b); err != nil {
		return fmt.Errorf("serve bot %d: %w", rec.ID, err)
	}
	return nil
}

// compiledFor gives the published revision, compiled: the given one, or without one that of the record.
func (h *Host) compiledFor(ctx context.Context, rec *BotRecord, rev *engine.Revision) (p *published, _ *engine.Revision, err error) {
	number := rec.Revision
	if rev != nil {
		number = rev.Number
	}
	var made time.Time
	if h.cfg.Program != "" { // asked before the document is read: what is found out of another one is not kept
		if _, made, err = h.readDigest(ctx, rec, number); err != nil {
			return nil, nil, err
		}
	}
	if rev != nil {
		p, err = h.publish(ctx, rec, rev)
	} else if rev, err = h.revisions.compile(ctx, rec, number); err == nil {
		p, err = h.publishRead(ctx, rec, rev)
	}
	if err != nil {
		return nil, nil, err
	}
	p.made = made
	return p, rev, nil
}

// Remove stops serving a bot. What it still had to send stays in the store.
func (h *Host) Remove(botID int64) {
	h.serving.Lock()
	defer h.serving.Unlock()
	h.bots.mu.Lock()
	delete(h.bots.set, botID)
	h.bots.mu.Unlock()
	h.sender.remove(botID)
	h.revisions.forget(botID)
}

// Revision gives the published revision of a served bot; ErrUnknownBot if it is not served.
func (h *Host) Revision(ctx context.Context, botID int64) (*engine.Revision, error) {
	b := h.bots.get(botID)
	if b == nil {
		return nil, fmt.Errorf("find bot %d: %w", botID, ErrUnknownBot)
	}
	return h.revision(ctx, b)
}

// Commands gives the command menu of a served bot; ErrUnknownBot if it is not served. Nothing is compiled for it that was served
// before.
func (h *Host) Commands(ctx context.Context, botID int64) ([]engine.Command, error) {
	b := h.bots.get(botID)
	if b == nil {
		return nil, fmt.Errorf("find bot %d: %w", botID, ErrUnknownBot)
	}
	if menu := b.published.menu; menu != nil {
		return *menu, nil
	}
	rev, err := h.revision(ctx, b)
	if err != nil {
		return nil, err
	}
	return rev.Commands(), nil
}

// Resume lets a served bot send again that sends nothing, since the platform has refused its token (TokenRefused).
func (h *Host) Resume(botID int64) { h.sender.resume(botID) }

// AddStaff gives a user a role on the bot's staff, at once also for turns.
func (h *Host) AddStaff(ctx context.Context, botID, userID int64, role string) error {
	if err := h.cfg.Store.AddStaff(ctx, botID, userID, role); err != nil {
		return err
	}
	h.cache.forget(userEntry(botID, userID))
	return nil
}

// MoveChat remembers that a group became a supergroup and has another id: what is still to be sent goes there.
func (h *Host) MoveChat(botID, from, to int64) { h.sender.move(chatRef{botID, from}, to) }

// seedOf begins the seeds of a bot's turns.
func seedOf(key []byte) uint64 {
	h := uint64(0xcbf29ce484222325) // FNV-1a
	for _, c := range key {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	return h
}

// seedFor is the same for all turns of a session; the engine mixes in which turn it is.
func (b *bot) seedFor(key engine.SessionKey) uint64 {
	h := b.seed
	for _, id := range []int64{key.ChatID, key.UserID} {
		h = (h ^ uint64(id)) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	return h
}
