package host

import (
	"context"
	"slices"
	"sync"
)

// journal holds what became of sends until it is stored with the next group. One group at a time carries marks, so that
// they are stored in order.
type journal struct {
	busy *activity
	wait func() // has waiting marks stored

	mu      sync.Mutex
	waiting []Mark
	flight  []Mark        // being stored
	settled chan struct{} // closed when those are stored, and then another one
}

func newJournal(busy *activity, wait func()) *journal {
	return &journal{busy: busy, wait: wait, settled: make(chan struct{})}
}

// add takes marks.
func (j *journal) add(marks ...Mark) {
	if len(marks) == 0 {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.waiting = append(j.waiting, marks...)
	j.busy.add(len(marks))
	j.wake()
}

// signal has waiting marks stored even if nothing else is.
func (j *journal) signal() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.wake()
}

func (j *journal) wake() {
	if len(j.waiting) == 0 || len(j.flight) > 0 {
		return
	}
	j.wait()
}

// take gives the waiting marks to be stored; settle must follow if there are any.
func (j *journal) take() []Mark {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.flight) > 0 {
		return nil
	}
	j.flight, j.waiting = j.waiting, nil
	return j.flight
}

// settle ends what take began: the marks are stored, or wait again.
func (j *journal) settle(stored bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !stored {
		j.waiting = append(j.flight, j.waiting...)
		j.flight = nil
		return
	}
	j.busy.end(len(j.flight))
	j.flight = nil
	close(j.settled)
	j.settled = make(chan struct{})
	j.wake()
}

// await waits until all marks of the chat are stored. The error is that of ctx.
func (j *journal) await(ctx context.Context, chat chatRef) error {
	of := func(m Mark) bool { return m.BotID == chat.bot && m.ChatID == chat.chat }
	for {
		j.mu.Lock()
		open, settled := slices.ContainsFunc(j.flight, of) || slices.ContainsFunc(j.waiting, of), j.settled
		j.mu.Unlock()
		if !open {
			return nil
		}
		select {
		case <-settled:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (j *journal) len() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.waiting) + len(j.flight)
}

// slot gives the messages of a slot as far as marks that are not stored know them.
func (j *journal) slot(chat chatRef, slot string) ([]int64, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, marks := range [...][]Mark{j.waiting, j.flight} {
		for i := len(marks) - 1; i >= 0; i-- {
			m := &marks[i]
			if m.Slot == slot && m.State == SendSent && m.BotID == chat.bot && m.ChatID == chat.chat {
				return m.MessageIDs, true
			}
		}
	}
	return nil, false
}

// sent gives messages of the chat that the store does not know yet, newest first.
func (j *journal) sent(chat chatRef) []int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	var ids []int64
	for _, marks := range [...][]Mark{j.waiting, j.flight} {
		for i := len(marks) - 1; i >= 0; i-- {
			m := &marks[i]
			if m.State != SendSent || m.BotID != chat.bot || m.ChatID != chat.chat {
				continue
			}
			for _, id := range slices.Backward(m.MessageIDs) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
