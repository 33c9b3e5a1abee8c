package fleet

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// Owners decides, among several processes that serve the same bots, which one does for a bot what only one may do.
type Owners interface {
	// Own gives for which of the bots it is this process, and which of them it should release since it has more than its part.
	// It takes on those that nobody has.
	Own(ctx context.Context, bots []int64) (own, spare []int64, err error)
	// Release lets others take bots on, all for nil.
	Release(ctx context.Context, bots []int64) error
	// Watch has f told of what others did, until stop is called. f must be quick.
	Watch(f func(host.Notice)) (stop func())
}

// releaseTime is how long others wait at most for a release at the end; then they find out themselves.
const releaseTime = 5 * time.Second

// hear does what a notice of the other processes asks for.
func (f *Fleet) hear(n host.Notice) {
	switch n.Kind {
	case host.NoticeUnseated:
		f.disown()
		return
	case host.NoticeMissed:
		f.mu.Lock()
		f.missed = true
		f.mu.Unlock()
	case host.NoticeBots, host.NoticeOwners, host.NoticePeers, host.NoticeSeated:
	default:
		return
	}
	f.Kick()
}

// disown ends all polling at once: another process may begin.
func (f *Fleet) disown() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.epoch++
	for id := range f.owned {
		k := f.keepers[id]
		if k == nil {
			continue
		}
		if k.cease != nil {
			k.cease()
		}
		f.bring(k, k.row)
	}
	clear(f.owned)
}

// owns reports whether this process does for a bot what only one may do; the lock is held.
func (f *Fleet) owns(id int64) bool { return f.o.Owners == nil || f.owned[id] }

// wanted are the bots that somebody has to own, by id; the lock is held.
func (f *Fleet) wanted() []int64 {
	var ids []int64
	for id, k := range f.keepers {
		if !k.row.Paused && !k.row.Leaving && k.row.Revision > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// share takes bots on, and gives those away that others are to have.
func (f *Fleet) share(ctx context.Context) error {
	f.mu.Lock()
	wanted, epoch, receiving := f.wanted(), f.epoch, f.receiving
	f.mu.Unlock()
	if f.o.Owners == nil || !receiving {
		return nil
	}
	own, spare, err := f.o.Owners.Own(ctx, wanted)
	if err != nil {
		return fmt.Errorf("share the bots with other processes: %w", err)
	}
	for _, id := range own {
		if !slices.Contains(spare, id) && !containsSorted(wanted, id) {
			spare = append(spare, id) // it is paused
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.epoch != epoch || f.stopped {
		return nil // what it owns may be another's by now
	}
	var given []*keeper
	for _, id := range spare {
		if f.handing[id] {
			continue
		}
		f.handing[id] = true
		k := f.keepers[id]
		if k == nil {
			k = &keeper{f: f, id: id, settled: closed()}
		}
		given = append(given, k)
	}
	was := f.owned
	f.owned = make(map[int64]bool, len(own))
	for _, id := range own {
		if !f.handing[id] {
			f.owned[id] = true
		}
	}
	for id, k := range f.keepers {
		if was[id] != f.owned[id] {
			f.bring(k, k.row)
		}
	}
	if len(given) > 0 {
		f.working.Go(func() { f.give(given) })
	}
	return nil
}

func containsSorted(ids []int64, id int64) bool {
	_, ok := slices.BinarySearch(ids, id)
	return ok
}

// give releases bots as soon as nothing is done for them any more.
func (f *Fleet) give(bots []*keeper) {
	ids := make([]int64, len(bots))
	for i, k := range bots {
		ids[i] = k.id
		f.mu.Lock()
		settled := k.settled
		f.mu.Unlock()
		<-settled
	}
	if err := f.o.Owners.Release(f.ctx, ids); err != nil && f.ctx.Err() == nil {
		f.o.Log.WarnContext(f.ctx, "bots could not be given to other processes; trying again", "error", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range ids {
		delete(f.handing, id)
	}
}

// release lets others take on everything.
func (f *Fleet) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, releaseTime)
	defer cancel()
	if err := f.o.Owners.Release(ctx, nil); err != nil {
		f.o.Log.WarnContext(ctx, "the bots could not be handed over; other processes take them when this one has ended", "error", err)
	}
}

// lookForGone finds bots that were removed while nobody could tell us.
func (f *Fleet) lookForGone(ctx context.Context) error {
	f.mu.Lock()
	missed := f.missed
	f.missed = false
	f.mu.Unlock()
	if !missed {
		return nil
	}
	all, err := f.o.Store.Bots(ctx)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil {
		f.missed = true
		return fmt.Errorf("look for bots that have gone: %w", err)
	}
	there := make(map[int64]bool, len(all))
	for i := range all {
		there[all[i].ID] = true
	}
	for id, k := range f.keepers {
		if !there[id] {
			row := k.row
			row.Leaving = true
			f.bring(k, row)
		}
	}
	return nil
}
