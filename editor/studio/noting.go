package studio

import (
	"context"
	"sync"
)

// Note is a line of the audit log that goes along with the next change that is stored.
type Note struct {
	Entry *Entry

	mu   sync.Mutex
	done bool
}

type noteKey struct{}

// Noting has the store write the line in the transaction of the first change that is made with the context. It is for changes
// of the host's own records, whose stores know nothing of an audit log.
func Noting(ctx context.Context, e *Entry) (context.Context, *Note) {
	n := &Note{Entry: e}
	return context.WithValue(ctx, noteKey{}, n), n
}

// Noted gives the line that is to be written; nil for none, and once it was written.
func Noted(ctx context.Context) *Note {
	n, _ := ctx.Value(noteKey{}).(*Note)
	if n == nil || n.Done() {
		return nil
	}
	return n
}

// Done reports whether it was written.
func (n *Note) Done() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.done
}

// Written says that it was.
func (n *Note) Written() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.done = true
}
