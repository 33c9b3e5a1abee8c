package composite_test

import (
	"slices"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// TestBlock_RunsItsFlow talks with a block; the session is saved and loaded between any two sentences.
func TestBlock_RunsItsFlow(t *testing.T) {
	t.Parallel()
	lib := library(t, pack(t, street("1.0.0", "Which street in {{ local.city }}?")))
	for name, c := range map[string]struct {
		answer, exit, code, kept string
		points                   any
	}{
		"returns":       {"Main 1", "next", "", "Riga, Main 1", 4.0},
		"names an exit": {"Far", "far", "", "before", 3.0},
		"fails":         {"Bad", "error", "not_a_number", "before", 3.0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := around(t, lib, "acme/street", "1.0.0", `{"city": "Riga", "save": {"address": "session.kept"}}`,
				map[string]any{"user.points": 3.0, "session.answer": "the bot's", "session.kept": "before"})
			must[*engine.Result](t)(b.Enter(t.Context()))
			if got := said(b); got != "Which street in Riga?" {
				t.Errorf("it asks %q", got)
			}
			must[*engine.Result](t)(b.Say(t.Context(), c.answer))
			exit, trouble := b.Exit()
			if exit != c.exit {
				t.Errorf("left by %q with %v, want %q", exit, trouble, c.exit)
			}
			if got := b.Value("session.kept"); got != c.kept {
				t.Errorf("kept is %v", got)
			}
			if got := b.Value("user.points"); got != c.points {
				t.Errorf("the bot's points are %v, want %v", got, c.points)
			}
			if got := b.Value("session.answer"); got != "the bot's" {
				t.Errorf("the bot's own variable became %v", got)
			}
			if got := b.Value("session.acme/street:answer"); got != c.answer {
				t.Errorf("the block's own variable is %v", got)
			}
			at := slices.IndexFunc(b.Last.Notes, func(n engine.Note) bool { return n.Kind == engine.NoteError })
			switch {
			case c.code == "" && at >= 0:
				t.Errorf("there is trouble: %v", b.Last.Notes[at].Error)
			case c.code != "" && (at < 0 || b.Last.Notes[at].Block != "acme/street:fails" || b.Last.Notes[at].Error.Code != c.code):
				t.Errorf("no trouble %s at its place inside: %+v", c.code, b.Last.Notes)
			}
		})
	}
}

func TestBlock_IsCancelledAsItsFlowIs(t *testing.T) {
	t.Parallel()
	b := around(t, library(t, pack(t, street("1.0.0", "Street?"))), "acme/street", "1.0.0", `{"city": "Riga"}`, map[string]any{"user.points": 0.0})
	must[*engine.Result](t)(b.Enter(t.Context()))
	must[*engine.Result](t)(b.Press(t.Context(), "Cancel"))
	if exit, trouble := b.Exit(); exit != "cancelled" || trouble != nil {
		t.Errorf("left by %q, %v", exit, trouble)
	}
}

// TestBlock_MayBeInsideOfAnother runs a block of a block, whose variables of one name are three.
func TestBlock_MayBeInsideOfAnother(t *testing.T) {
	t.Parallel()
	lib := library(t, pack(t, order("2.0.0", "1.0.0")), pack(t, street("1.0.0", "Old street?")), pack(t, street("1.1.0", "Street?")))
	b := around(t, lib, "acme/order", "2.0.0", `{"save": {"order": "session.order"}}`, map[string]any{"user.points": 0.0, "session.answer": "mine", "session.order": ""})
	must[*engine.Result](t)(b.Enter(t.Context()))
	must[*engine.Result](t)(b.Say(t.Context(), "2"))
	if got := said(b); got != "Old street?" {
		t.Errorf("the version inside is not the one that is pinned there: %q", got)
	}
	s := must[*engine.Session](t)(b.Session())
	var at []string
	for _, f := range s.Frames {
		at = append(at, f.Block)
	}
	if want := []string{"it", "acme/order:where", "acme/order:street", "acme/order:acme/street:street"}; !slices.Equal(at, want) {
		t.Errorf("the session stands at %q, want %q", at, want)
	}
	must[*engine.Result](t)(b.Say(t.Context(), "Main 1"))
	if exit, trouble := b.Exit(); exit != "next" || b.Value("session.order") != "2 to Riga, Main 1" {
		t.Errorf("left by %q (%v) with %v", exit, trouble, b.Value("session.order"))
	}
	if b.Value("session.answer") != "mine" || b.Value("session.acme/order:answer") != "2" || b.Value("session.acme/order:acme/street:answer") != "Main 1" {
		t.Errorf("variables of one name are mixed up: %v", must[*engine.Session](t)(b.Session()).Vars)
	}
}
