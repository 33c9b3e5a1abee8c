package host

import (
	"context"
	"time"
)

// Effects are stored before they are queued, so that memory need not hold them all. A bot holds its share of
// Limits.Unsent; what comes beyond is left in the store, and so is all that comes after it, since order holds. When half
// of the share is free again, the outbox is read in its order. Delayed effects have a share of their own, and what is beyond
// that is found by the sweep.
//
//	queued ─▶ share is full: left ─▶ half is free: reading ─▶ nothing was left out meanwhile: queued
//	                           ▲                       │ share is full again
//	                           └───────────────────────┘

// soonDue is how far ahead a delayed effect is queued whatever the share: a sweep would come too late for it.
const soonDue = 90 * time.Second

// roomFor reports whether the bot may hold one more effect in its lanes; s.mu is held.
func (s *sender) roomFor(b *botLanes) bool {
	room := shares{places: s.most, taken: s.queued}
	return room.allow(b.queued)
}

// roomLater reports whether the bot may hold one more delayed effect; s.mu is held.
func (s *sender) roomLater(b *botLanes) bool {
	room := shares{places: s.most, taken: s.count - s.queued}
	return room.allow(len(b.later))
}

// leaveOut forgets an effect that the store has; s.mu is held.
func (s *sender) leaveOut(b *botLanes, d *delivery) {
	delete(s.known, d.ref())
	b.left = true
	b.missed++
}

// wanting reports whether the bot has room for what was left in the store, and nobody reads it yet; s.mu is held.
func (s *sender) wanting(b *botLanes) bool {
	return b.left && !b.reading && !b.halted && 2*b.queued < s.most-s.queued
}

// beginReading gives the mark by which endReading tells whether something was left out meanwhile; false if there is nothing to
// be read now.
func (s *sender) beginReading(botID int64) (mark int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.bots[botID]
	if b == nil || !s.wanting(b) {
		return 0, false
	}
	b.reading = true
	return b.missed, true
}

// endReading ends it. All tells that the outbox was read to its end.
func (s *sender) endReading(botID int64, mark int, all bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.bots[botID]; b != nil {
		b.reading = false
		b.left = b.left && (!all || b.missed != mark)
	}
}

// addLeft queues effects that were left in the store, as far as there is room; false if there was too little.
func (s *sender) addLeft(ds []*delivery, seat int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seat != s.seats {
		return false // they are another process's now
	}
	for i, d := range ds {
		b := s.bot(d.chat.bot)
		due := d.notBefore.IsZero() || !d.notBefore.After(s.clock.Now())
		if due && !s.roomFor(b) {
			for _, d := range ds[i:] {
				delete(s.known, d.ref())
			}
			return false
		}
		s.place(b, d)
	}
	return true
}

// hasLeft reports whether effects of the bot are in the store alone.
func (s *sender) hasLeft(botID int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.bots[botID]
	return b != nil && b.left
}

// wantingBots gives the bots for which readLeft has something to do.
func (s *sender) wantingBots() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []int64
	for id, b := range s.bots {
		if s.wanting(b) {
			ids = append(ids, id)
		}
	}
	return ids
}

// readLeft queues what was left in the store, as far as there is room.
func (h *Host) readLeft(ctx context.Context, botID int64) {
	for {
		mark, ok := h.sender.beginReading(botID)
		if !ok {
			return
		}
		all, err := h.adoptLeft(ctx, botID)
		h.sender.endReading(botID, mark, all)
		if err != nil {
			h.health.down(ctx, err)
			h.later(h.cfg.Limits.StoreRetry, func() {
				h.tasks.run(func(ctx context.Context) { h.readLeft(ctx, botID) })
			})
			return
		}
	}
}

// adoptLeft reads the outbox of a bot; false if there was more than there is room for.
func (h *Host) adoptLeft(ctx context.Context, botID int64) (all bool, err error) {
	h.serving.Lock()
	defer h.serving.Unlock()
	if h.bots.get(botID) == nil {
		return false, nil
	}
	s := h.beginSweep()
	defer h.sender.endSweep()
	for {
		ds, more, err := s.page(ctx, botID)
		switch {
		case err != nil:
			return false, err
		case !h.sender.addLeft(ds, s.seat):
			return false, nil
		case !more:
			return len(s.shut) == 0, nil
		}
	}
}
