package storage

import (
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
)

// wire is the memory in which a connection puts together what it sends of group commits, kept from one to the next: the driver makes
// its own anew for whatever is longer than a kilobyte, which was a seventh of all memory that an update took at 1,000 a second. It goes
// to the driver as a message that has no bytes, in front of those of a phase.
type wire struct {
	messages kept   // of a phase
	params   kept   // of a statement, until they are in the messages
	room     int    // bytes that the phase takes, about
	units    []unit // of a phase
	arrays   []pgArray
	args     []any // the arrays of its statements, one statement after the other
}

const (
	wireKey = "scenarist.wire" // in the connection's own data
	// mostKept is how many bytes of either kind a connection keeps: those of a group of a hundred members, so that under load they are
	// hardly ever made anew, which was a fifth of all garbage then.
	mostKept = 128 << 10
	// calm is after how many uses of a small part of it memory is given back.
	calm = 64
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
	return append(w.messages.take(len(b)+w.room, 0), b...), nil
}

// forParams gives the parameters of a statement, of which there are none yet, room for so many bytes.
func (w *wire) forParams(b []byte, room int) []byte {
	if len(b) > 0 || cap(b) >= room {
		return slices.Grow(b, room)
	}
	return w.params.take(room, leastParams)
}

// kept is memory that is used again and again.
type kept struct {
	b     []byte
	small int // how often in a row most of it was not needed
}

// take gives empty memory of at least a size, and keeps it for the next time if it is not too much.
func (k *kept) take(size, least int) []byte {
	if k.small++; size > cap(k.b)/4 {
		k.small = 0
	}
	if cap(k.b) >= size && k.small < calm {
		return k.b[:0]
	}
	b := make([]byte, 0, max(least, size+size/2))
	if k.small = 0; cap(b) <= mostKept {
		k.b = b
	}
	return b
}

// forArrays gives memory for the arrays of a statement and for its arguments. Where there is none left, what was given before stays
// where it is.
func (w *wire) forArrays(n int) ([]pgArray, []any) {
	w.arrays = slices.Grow(w.arrays, n)
	w.args = slices.Grow(w.args, n)
	from := len(w.arrays)
	w.arrays, w.args = w.arrays[:from+n], w.args[:from+n]
	return w.arrays[from:], w.args[from : from+n : from+n]
}

// forget lets go of what the statements of a phase were made of, which the connection would hold until the next one.
func (w *wire) forget() {
	clear(w.arrays)
	clear(w.args)
	w.arrays, w.args = w.arrays[:0], w.args[:0]
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
