package host

import "sync"

const recentUpdates = 1 << 14

// recent remembers the last handled updates, so that one that comes again soon costs no turn. The store knows them all.
type recent struct {
	mu   sync.Mutex
	set  map[updateRef]struct{}
	ring []updateRef
	next int
}

type updateRef struct{ bot, update int64 }

func newRecent() *recent {
	return &recent{set: make(map[updateRef]struct{})}
}

func (r *recent) has(bot, update int64) bool {
	if update == 0 {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.set[updateRef{bot, update}]
	return ok
}

func (r *recent) add(bot, update int64) {
	if update == 0 {
		return
	}
	ref := updateRef{bot, update}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.set[ref]; ok {
		return
	}
	if len(r.ring) < recentUpdates {
		r.ring = append(r.ring, ref)
	} else {
		delete(r.set, r.ring[r.next])
		r.ring[r.next] = ref
		r.next = (r.next + 1) % recentUpdates
	}
	r.set[ref] = struct{}{}
}
