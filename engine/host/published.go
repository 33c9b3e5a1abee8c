package host

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/publish"
)

// published is the revision that a bot runs on. Compiled it takes hundreds of kilobytes, so that of a bot which nobody
// talks to is dropped, and read again when somebody does. What is needed of it at any moment stays.
type published struct {
	number  int
	marks   map[RefreshKind]string // of what its sessions are told of; none for nothing
	road    publish.Road           // on which they come to it from earlier revisions
	wording engine.Wording         // its words for users
	menu    *[]engine.Command      // nil if it has to be compiled for that
	stored  bool                   // it can be read again
	made    time.Time              // when it was stored, which tells it from that of a bot that was removed; unknown where no digest is kept
	// outdated says that all of this is what another program knew.
	outdated bool

	used     atomic.Int64 // Unix nanoseconds
	compiled atomic.Pointer[engine.Revision]
	loading  sync.Mutex
}

// publish takes a compiled revision. One that the store does not have is never dropped.
func (h *Host) publish(ctx context.Context, rec *BotRecord, rev *engine.Revision) (*published, error) {
	p, err := h.publishRead(ctx, rec, rev)
	if err != nil {
		return nil, err
	}
	_, err = h.cfg.Store.Revision(ctx, rec.ID, rev.Number)
	switch {
	case errors.Is(err, engine.ErrNotFound):
		p.stored = false
	case err != nil:
		return nil, fmt.Errorf("look for revision %d: %w", rev.Number, err)
	}
	return p, nil
}

// publishRead takes a compiled revision that was read from the store.
func (h *Host) publishRead(ctx context.Context, rec *BotRecord, rev *engine.Revision) (*published, error) {
	p, err := h.known(ctx, rec, rev.Number, newDigest(rev))
	if err != nil {
		return nil, err
	}
	p.compiled.Store(rev)
	return p, nil
}

// known is a published revision as it is without being compiled.
func (h *Host) known(ctx context.Context, rec *BotRecord, number int, d *digest) (*published, error) {
	p := &published{number: number, wording: d.Wording, menu: d.Menu, stored: true}
	var err error
	if p.road, err = h.road(ctx, rec.ID, number); err != nil {
		return nil, err
	}
	p.marks = map[RefreshKind]string{RefreshTimed: d.Timed}
	if n := p.road.Stirred(); n > 0 {
		p.marks[RefreshMoved] = strconv.Itoa(n)
	}
	p.used.Store(h.now().UnixNano())
	return p, nil
}

// road reads what was decided for the people inside, up to a revision.
func (h *Host) road(ctx context.Context, botID int64, last int) (publish.Road, error) {
	plans, err := h.cfg.Store.Plans(ctx, botID)
	if err != nil {
		return nil, err
	}
	var steps []publish.Step
	for _, p := range plans {
		if p.Revision > last {
			continue
		}
		step, err := publish.Unpack(p.Revision, p.Plan)
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return publish.NewRoad(steps), nil
}

// revision gives the bot's published revision, compiled.
func (h *Host) revision(ctx context.Context, b *bot) (*engine.Revision, error) {
	p := b.published
	p.used.Store(h.now().UnixNano())
	if rev := p.compiled.Load(); rev != nil {
		return rev, nil
	}
	p.loading.Lock()
	defer p.loading.Unlock()
	if rev := p.compiled.Load(); rev != nil {
		return rev, nil
	}
	rev, err := h.revisions.compile(ctx, b.record, p.number)
	if err != nil {
		return nil, err
	}
	p.compiled.Store(rev)
	return rev, nil
}

// dropUnused forgets what is compiled and was not used for so long.
func (h *Host) dropUnused() {
	before := h.now().Add(-h.cfg.Limits.KeepCompiled)
	for _, b := range h.bots.all() {
		b.published.drop(before)
	}
	h.revisions.dropUnused(before)
}

func (p *published) drop(before time.Time) {
	if p.stored && p.used.Load() < before.UnixNano() {
		p.compiled.Store(nil) // a turn that has it goes on with it
	}
}
