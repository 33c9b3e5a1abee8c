package host

import (
	"container/list"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// revisions compiles older revisions when a session needs one, and keeps the last used.
type revisions struct {
	now   func() time.Time
	store Store
	cfg   *Config
	limit int

	mu    sync.Mutex
	set   map[revisionRef]*list.Element
	order *list.List // of *compiledRevision, last used first
}

type revisionRef struct {
	bot    int64
	number int
}

type compiledRevision struct {
	ref  revisionRef
	rev  *engine.Revision
	used time.Time
}

func newRevisions(now func() time.Time, cfg *Config, limit int) *revisions {
	return &revisions{now: now, store: cfg.Store, cfg: cfg, limit: limit, set: map[revisionRef]*list.Element{}, order: list.New()}
}

// get gives a revision, compiled.
func (r *revisions) get(ctx context.Context, b *BotRecord, number int) (*engine.Revision, error) {
	ref := revisionRef{b.ID, number}
	r.mu.Lock()
	if e, ok := r.set[ref]; ok {
		r.order.MoveToFront(e)
		c := e.Value.(*compiledRevision)
		c.used = r.now()
		r.mu.Unlock()
		return c.rev, nil
	}
	r.mu.Unlock()
	rev, err := r.compile(ctx, b, number)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.set[ref]; !ok {
		r.set[ref] = r.order.PushFront(&compiledRevision{ref, rev, r.now()})
	}
	for len(r.set) > r.limit {
		r.drop(r.order.Back())
	}
	return rev, nil
}

// compile reads a revision and makes it ready. *flow.LoadError and *engine.CheckError say that it cannot run.
func (r *revisions) compile(ctx context.Context, b *BotRecord, number int) (*engine.Revision, error) {
	data, err := r.store.Revision(ctx, b.ID, number)
	if err != nil {
		return nil, fmt.Errorf("read revision %d: %w", number, err)
	}
	doc, err := flow.Load(data)
	if err != nil {
		return nil, &unusableError{fmt.Errorf("load revision %d: %w", number, err)}
	}
	reg, err := r.cfg.registry(ctx, b.Workspace, doc)
	if err != nil {
		return nil, fmt.Errorf("block types of revision %d: %w", number, err)
	}
	rev, err := engine.Compile(doc, reg, number)
	if err != nil {
		return nil, &unusableError{fmt.Errorf("compile revision %d: %w", number, err)}
	}
	return rev, nil
}

// compiled counts the served bots, and what is compiled of all revisions.
func (h *Host) compiled() (bots, revisions int) {
	all := h.bots.all()
	for _, b := range all {
		if b.published.compiled.Load() != nil {
			revisions++
		}
	}
	h.revisions.mu.Lock()
	defer h.revisions.mu.Unlock()
	return len(all), revisions + len(h.revisions.set)
}

func (r *revisions) drop(e *list.Element) {
	r.order.Remove(e)
	delete(r.set, e.Value.(*compiledRevision).ref)
}

// dropUnused drops what was used before the time only.
func (r *revisions) dropUnused(before time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for e := r.order.Back(); e != nil && e.Value.(*compiledRevision).used.Before(before); e = r.order.Back() {
		r.drop(e)
	}
}

// forget drops the revisions of a bot.
func (r *revisions) forget(botID int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for ref, e := range r.set {
		if ref.bot == botID {
			r.drop(e)
		}
	}
}

// unusableError is ErrUnusable, and says why.
type unusableError struct{ err error }

func (e *unusableError) Error() string        { return e.err.Error() }
func (e *unusableError) Unwrap() error        { return e.err }
func (e *unusableError) Is(target error) bool { return target == ErrUnusable }
