package program

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A server holds little and throws much away, and what its updates wait for is above all the collector, which takes both cores of a small
// machine for some milliseconds: of 1,000 updates a second the slowest hundredth are those that meet it. So the heap grows further than
// usual between collections, and while little is held up to a size that is the same under load and in calm: with three times as much in
// between p99 was two thirds. What that size is, is what 80 MB leave for it.
const (
	gcPercent = 100 // above the size, as usual
	// The size where the database is a program of its own, and where SQLite's pages take room, too.
	heapApart  = 38 << 20
	heapWithin = 28 << 20
	// What a server holds with one bot, at most. Of many bots it holds more, and each collection looks at all of it: with 200 bots
	// they took 17 µs of an update, and 7 to 9 with about as much room as this.
	ownHeap  = 16 << 20
	manyRoom = 40 << 20
)

// liveHeap is the name of what the last collection found to be in use, in bytes (package runtime/metrics).
const liveHeap = "/gc/heap/live:bytes"

// steadyHeap sets the percentage of the collector after every collection so that the heap grows to the size before the next one. There
// is no other word of a collection than a finalizer that it has run.
func steadyHeap(size uint64) {
	live := []metrics.Sample{{Name: liveHeap}}
	set := gcPercent
	var collected func(*[16]byte)
	collected = func(*[16]byte) {
		metrics.Read(live)
		// Setting it stops the program for a moment, so that it is done for what makes a difference.
		if p := percentFor(live[0].Value.Uint64(), size); p > set+set/10 || p < set-set/10 {
			debug.SetGCPercent(p)
			set = p
		}
		runtime.SetFinalizer(new([16]byte), collected)
	}
	collected(nil)
}

// percentFor is the percentage by which what is held may grow: to the size, and the further the more is held, up to manyRoom.
func percentFor(live, size uint64) int {
	if live == 0 {
		return gcPercent
	}
	room := uint64(0)
	if live < size {
		room = size - live
	}
	if live > ownHeap {
		room = max(room, min(size-ownHeap+4*(live-ownHeap), manyRoom))
	}
	return max(gcPercent, int(room*100/live)) //nolint:gosec // both are megabytes
}
