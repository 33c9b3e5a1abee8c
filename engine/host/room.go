package host

import "sync"

// Room bounds the memory that something takes for all bots together, in bytes, and divides it: a bot may take more only
// while what is free is more than it has, so that one cannot take all. It is safe for concurrent use.
type Room struct {
	mu    sync.Mutex
	bytes int64
	taken int64
	has   map[int64]int64
}

// NewRoom makes a room of so many bytes.
func NewRoom(bytes int64) *Room { return &Room{bytes: bytes, has: map[int64]int64{}} }

// Enter takes n bytes for a bot; false if it has its share. Leave must follow.
func (r *Room) Enter(bot, n int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if free := r.bytes - r.taken; n > free || r.has[bot] >= free {
		return false
	}
	r.has[bot] += n
	r.taken += n
	return true
}

// Leave gives them back.
func (r *Room) Leave(bot, n int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken -= n
	if r.has[bot] -= n; r.has[bot] <= 0 {
		delete(r.has, bot)
	}
}
