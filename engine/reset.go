package engine

import (
	"maps"
	"slices"
)

// Reset says how much of a session a person wants to be forgotten, besides what is going on in it.
type Reset struct {
	// Variables are those of the session and of the user, those of the chat where it is the user's own, and what was to happen
	// once only. A ban stays.
	Variables bool `json:"variables,omitempty"`
}

// reset ends all that is going on, without a word to the user. Blocks that hold something while they wait are told (Abandoner),
// a keyboard is taken away, and appointments are made anew, as at the end of every turn.
func (t *Turn) reset() error {
	r := t.ev.Reset
	if r == nil {
		return nil
	}
	t.res.Handled = true
	t.drop()
	s := t.s
	s.Status, s.Asking = SessionIdle, nil
	s.Errors = 0
	if s.Album != nil {
		album := Album{Done: s.Album.Done}
		s.Album = &album
	}
	if r.Variables {
		s.Vars, s.Passes, s.Goals = nil, nil, nil
		t.vars = t.rev.defaults.session.over(nil)
		t.unset(ScopeUser, t.state.User)
		if s.Chat.Private() {
			t.unset(ScopeChat, t.state.Chat)
		}
	}
	t.uncounted()
	t.framed()
	return nil
}

// unset forgets what is stored in a scope, but for what the engine keeps of bans.
func (t *Turn) unset(scope string, stored Values) {
	for _, name := range slices.Sorted(maps.Keys(stored)) {
		if name == bannedField || name == toldField {
			continue
		}
		t.res.Writes = append(t.res.Writes, Write{Scope: scope, Name: name, Op: WriteUnset})
	}
}
