package storage

import (
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
)

// wire is the memory in which a connection puts together what it sends of group commits, kept from one to the next: the driver makes
// its own anew for whatever is longer than a kilobyte, which was a seventh of all memory that an update took at 1,000 a second. It goes
// to the driver as a message that has no bytes, in front of those of a phase.
type wire struct {
	messages []byte // of a phase
	params   []byte // of a statement, until they are in the messages
	room     int    // bytes that the phase takes, about
	units    []unit // of a phase
}

const (
	wireKey = "scenarist.wire" // in the connection's own data
	// mostKept is how many bytes of either kind a connection keeps: those of a group of a few members. The garbage of a crowd is little
	// for each of its updates, and every connection would hold the memory for it.
	mostKept = 16 << 10
	// leastParams is more than what the driver keeps by itself, so that it never takes this memory for its own.
	leastParams = 1 << 10
	// singleHead and paramHead are more than what a statement for one row takes on the wire, and each of its parameters, besides texts.
	singleHead = 128
	paramHead  = 16
)

// wireOf gives the connection's. Only who has the connection may use it.
func wireOf(c *pgconn.PgConn) *wire {
	data := c.CustomData()
	w, ok := data[wireKey].(*wire)
	if !ok {
		w = &wire{}
		data[wireKey] = w
	}
	return w
}

// Frontend marks it as a message to the server.
func (*wire) Frontend() {}

// Decode is never called: nothing of it is sent.
func (*wire) Decode([]byte) error { return nil }

// Encode gives what is to be sent already in memory that has room for the phase.
func (w *wire) Encode(b []byte) ([]byte, error) {
	if cap(b)-len(b) >= w.room {
		return b, nil
	}
	return append(take(&w.messages, len(b)+w.room, 0), b...), nil
}

// forParams gives the parameters of a statement, of which there are none yet, room for so many bytes.
func (w *wire) forParams(b []byte, room int) []byte {
	if w == nil || len(b) > 0 {
		return slices.Grow(b, room)
	}
	return take(&w.params, room, leastParams)
}

// take gives empty memory of at least a size, and keeps it for the next time if it is not too much.
func take(kept *[]byte, size, least int) []byte {
	if cap(*kept) >= size {
		return (*kept)[:0]
	}
	b := make([]byte, 0, max(least, size+size/2))
	if cap(b) <= mostKept {
		*kept = b
	}
	return b
}

// roomOf is about how many bytes a statement for one row takes on the wire.
func roomOf(args []any) int {
	n := singleHead
	for _, a := range args {
		n += paramHead
		switch a := a.(type) {
		case string:
			n += len(a)
		case []byte:
			n += len(a)
		}
	}
	return n
}
