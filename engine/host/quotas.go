package host

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// quotas are the meters of all served bots.
type quotas struct {
	mu      sync.RWMutex
	bots    map[int64]*meter
	spaces  map[string]*meter
	members map[int64]string // the workspace of each bot
	limited atomic.Bool      // somebody's sends are
	counted atomic.Bool      // somebody's sends, turns or requests are limited
	stale   atomic.Bool      // limits have changed since what is used was loaded
}

func newQuotas() *quotas {
	return &quotas{bots: map[int64]*meter{}, spaces: map[string]*meter{}, members: map[int64]string{}}
}

// How often what is used is written, and what is stored is measured.
const (
	saveUsageEvery = 10 * time.Second
	measureEvery   = 5 * time.Minute
)

// of gives the meters of a bot; it must have been set.
func (q *quotas) of(botID int64) use {
	q.mu.RLock()
	defer q.mu.RUnlock()
	return use{q.bots[botID], q.spaces[q.members[botID]]}
}

// set brings a bot's limits up to its record. Where one has changed, what is used has to be loaded.
func (q *quotas) set(b *BotRecord, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	u, changed := q.join(b.ID, b.Workspace, now)
	for m, quota := range map[*meter]Quota{u.bot: b.Quota, u.space: b.SpaceQuota} {
		m.mu.Lock()
		changed = changed || m.quota != quota
		m.quota = quota
		m.mu.Unlock()
		if quota.SendsPerDay > 0 {
			q.limited.Store(true)
		}
		if quota.SendsPerDay+quota.TurnsPerMinute+quota.HTTPPerHour > 0 {
			q.counted.Store(true)
		}
	}
	if changed {
		q.stale.Store(true)
	}
}

// join has a bot be of a workspace, with all that it sent today, and reports whether it was of another one; q.mu is held.
func (q *quotas) join(botID int64, workspace string, now time.Time) (u use, moved bool) {
	u = use{q.bots[botID], q.spaces[workspace]}
	if u.bot == nil {
		u.bot = &meter{}
		q.bots[botID] = u.bot
	}
	if u.space == nil {
		u.space = &meter{name: workspace}
		q.spaces[workspace] = u.space
	}
	before, known := q.members[botID]
	q.members[botID] = workspace
	if known && before != workspace {
		sent := u.bot.add(now, 0)
		q.spaces[before].add(now, -sent)
		u.space.add(now, sent)
		return u, true
	}
	return u, false
}

// SetQuota has a served bot keep to the limits of its record from now on.
func (h *Host) SetQuota(ctx context.Context, b *BotRecord) error {
	return h.keepTo(ctx, b)
}

// keepTo has the limits be those of a record, before anything more is sent; coming is the record's bot that is not served yet.
func (h *Host) keepTo(ctx context.Context, rec *BotRecord, coming ...*bot) error {
	h.quotas.set(rec, h.now())
	if !h.running.Load() || !h.quotas.stale.Load() {
		return nil // the start loads it
	}
	err := h.loadUsage(ctx, coming...)
	h.sender.reconsider() // knowing what was sent before
	return err
}

// loadUsage counts what bots used today before this process served them, and measures what they store, where a limit makes
// that worth it: of those that are served, and of one that is to be. Where it fails, it is still to be done.
func (h *Host) loadUsage(ctx context.Context, coming ...*bot) error {
	store, ok := h.cfg.Store.(UsageStore)
	if !ok {
		return nil
	}
	h.quotas.stale.Store(false)
	err := h.countOthers(ctx, store)
	if err == nil {
		err = h.measure(ctx, store, coming...)
	}
	if err != nil {
		h.quotas.stale.Store(true)
	}
	return err
}

// countOthers counts what bots used today elsewhere, where a limit makes that worth it. Those that are not served count, too:
// what they used is their workspace's.
func (h *Host) countOthers(ctx context.Context, store UsageStore) error {
	q, now := h.quotas, h.now()
	if !q.counted.Load() {
		return nil
	}
	used, err := store.UsageOn(ctx, DayOf(now))
	if err != nil {
		return fmt.Errorf("load usage: %w", err)
	}
	for id, u := range used {
		if h.bots.get(id) == nil {
			q.mu.Lock()
			q.join(id, u.Workspace, now)
			q.mu.Unlock()
		}
	}
	for id := range q.known() {
		q.of(id).others(now, used[id])
	}
	return nil
}

// known gives the ids of the bots that have a meter.
func (q *quotas) known() map[int64]string {
	q.mu.RLock()
	defer q.mu.RUnlock()
	return maps.Clone(q.members)
}

// measure finds out how much is stored where that is limited, also by bots that are about to be served.
func (h *Host) measure(ctx context.Context, store UsageStore, coming ...*bot) error {
	q := h.quotas
	spaces := map[*meter]bool{}
	for _, b := range append(h.bots.all(), coming...) {
		u := q.of(b.record.ID)
		if u.bot == nil || u.bot.limits().StoredMB == 0 && u.space.limits().StoredMB == 0 {
			continue
		}
		stored, err := store.Stored(ctx, b.record.ID)
		if err != nil {
			return err
		}
		u.bot.holds(stored)
		if u.space.limits().StoredMB > 0 {
			spaces[u.space] = true
		}
	}
	for m := range spaces { // there is more in a workspace than what is served: bots that are paused, or only drafts
		stored, err := store.StoredIn(ctx, m.name)
		if err != nil {
			return err
		}
		m.holds(stored)
	}
	return nil
}

func (m *meter) limits() Quota {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.quota
}

func (m *meter) holds(s Stored) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stored = s
}

// saveUsage writes what was used since the last time.
func (h *Host) saveUsage(ctx context.Context) error {
	store, ok := h.cfg.Store.(UsageStore)
	if !ok {
		return nil
	}
	now := h.now()
	day := DayOf(now)
	var list []Usage
	q := h.quotas
	q.mu.RLock()
	for id, m := range q.bots {
		m.mu.Lock()
		m.turnDay(now)
		if u := m.unkept; u != (Usage{}) {
			m.wrote = m.wrote.plus(u)
			u.BotID, u.Day = id, day
			list, m.unkept = append(list, u), Usage{}
		}
		m.mu.Unlock()
	}
	q.mu.RUnlock()
	if len(list) == 0 {
		return nil
	}
	err := store.AddUsage(ctx, list)
	if err != nil {
		for _, u := range list { // it is written the next time
			h.quotas.of(u.BotID).bot.keep(u)
		}
	}
	return err
}

func (m *meter) keep(u Usage) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unkept, m.wrote = m.unkept.plus(u), m.wrote.less(u)
}

// meterLoop writes what is used, counts what other processes use and measures what is stored, again and again.
func (h *Host) meterLoop(store UsageStore, n int) {
	h.later(saveUsageEvery, func() {
		h.tasks.run(func(ctx context.Context) {
			err := h.saveUsage(ctx)
			if h.among() {
				err = errors.Join(err, h.countOthers(ctx, store))
			}
			if n%int(measureEvery/saveUsageEvery) == 0 {
				err = errors.Join(err, h.measure(ctx, store))
			}
			if err != nil && ctx.Err() == nil {
				h.log.WarnContext(ctx, "what bots use could not be written or measured", "error", err)
			}
		})
		h.meterLoop(store, n+1)
	})
}

// admit lets an update in, as far as the quota allows it. Money is never held back.
func (h *Host) admit(b *bot, in *Incoming) error {
	if in.Event.Kind == engine.PaymentPaid || in.Event.Kind == engine.PaymentRefunded {
		return nil
	}
	if m := h.quotas.of(b.record.ID).turn(h.now()); m != nil {
		h.reached(b, m, QuotaTurns)
		return fmt.Errorf("the quota of turns is used up: %w", ErrFull)
	}
	return nil
}

// sendsFrom gives the time from which a bot may send; zero for at once.
func (h *Host) sendsFrom(botID int64, now time.Time) time.Time {
	if !h.quotas.limited.Load() {
		return time.Time{}
	}
	u := h.quotas.of(botID)
	if u.bot == nil {
		return time.Time{}
	}
	at, m := u.sendsFrom(now)
	if m != nil {
		if b := h.bots.get(botID); b != nil {
			h.tasks.run(func(context.Context) { h.reached(b, m, QuotaSends) })
		}
	}
	return at
}

// full reports whether the bot may store no further rows.
func (h *Host) full(b *bot) bool {
	m := h.quotas.of(b.record.ID).full()
	if m != nil {
		h.reached(b, m, QuotaStored)
	}
	return m != nil
}
