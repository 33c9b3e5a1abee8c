package testchat

import "sync"

// bell says that something happened in a chat, to whoever listens.
type bell struct {
	mu   sync.Mutex
	n    int64 // how often
	rung chan struct{}
}

func newBell() *bell { return &bell{rung: make(chan struct{})} }

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
	close(b.rung)
	b.rung = make(chan struct{})
}

// heard gives how often it has rung, and a channel that is closed when it rings again.
func (b *bell) heard() (n int64, again <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.n, b.rung
}

// Happened gives how much has happened in the chat, by a person or by itself, and a channel that is closed when there is more.
func (c *Chat) Happened() (n int64, more <-chan struct{}) { return c.bell.heard() }
