package simulator

import (
	"maps"
	"slices"
	"sync"

	"github.com/scenarist/scenarist/engine"
)

// turnWatch keeps what a walk wants to know of the turns.
type turnWatch struct {
	mu       sync.Mutex
	turns    int
	passed   map[string]bool                       // blocks, by id
	sessions map[engine.SessionKey]*engine.Session // as the last turn left them
	quiet    map[engine.SessionKey]int             // turns that took an event on purpose without a word
	troubles []engine.Note                         // that the owner was told of since they were taken last
}

func newTurnWatch() *turnWatch {
	return &turnWatch{
		passed: map[string]bool{}, sessions: map[engine.SessionKey]*engine.Session{}, quiet: map[engine.SessionKey]int{},
	}
}

// see notes a turn.
func (t *turnWatch) see(key engine.SessionKey, r *engine.Result) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turns++
	t.sessions[key] = r.Session
	if r.Quiet {
		t.quiet[key]++
	}
	for i := range r.Film {
		t.passed[r.Film[i].Block] = true
	}
	for i := range r.Notes {
		if r.Notes[i].Kind == engine.NoteError {
			t.troubles = append(t.troubles, r.Notes[i])
		}
	}
}

// count is how many turns there were.
func (t *turnWatch) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.turns
}

// blocks gives the ids of the blocks that sessions came by, sorted.
func (t *turnWatch) blocks() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.passed))
}

// session is as the last turn left it; nil before the first.
func (t *turnWatch) session(key engine.SessionKey) *engine.Session {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sessions[key]
}

func (t *turnWatch) quietTurns(key engine.SessionKey) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.quiet[key]
}

// takeTroubles gives the troubles since the last time, in the order of the turns.
func (t *turnWatch) takeTroubles() []engine.Note {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.troubles
	t.troubles = nil
	return out
}
