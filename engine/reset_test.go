package engine_test

import (
	"slices"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func reset(variables bool) engine.Event {
	return engine.Event{Kind: engine.SessionReset, Reset: &engine.Reset{Variables: variables}}
}

func TestReset_EndsTheWaitAndKeepsWhatIsKnown(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	b.turn(set("user", "count", "3"))
	b.turn(set("session", "x", "y"))
	res := b.turn(reset(false))
	s := b.load()
	if !res.Handled || len(res.Effects) > 0 || len(s.Frames) > 0 || s.Status != engine.SessionIdle || s.Vars["x"] != "y" || b.user["count"] != 3.0 {
		t.Errorf("session %+v, user %v, effects %+v", s, b.user, res.Effects)
	}
	b.say("/start")
	if b.user == nil {
		t.Fatal("nothing is known of the user")
	}
	b.user["_.ban"] = map[string]any{"by": 1.0}
	b.user["_passed"] = []any{"once"}
	res = b.turn(reset(true))
	var gone []string
	for _, w := range res.Writes {
		gone = append(gone, string(w.Op)+" "+w.Scope+"."+w.Name)
	}
	if s := b.load(); len(s.Frames) > 0 || len(s.Vars) > 0 || !slices.Equal(gone, []string{"unset user._passed", "unset user.count"}) {
		t.Errorf("session %+v, writes %v", s, gone)
	}
}

func TestReset_HasBlocksGiveBackWhatTheyHold(t *testing.T) {
	t.Parallel()
	b := newBot(t, holds(`{}`))
	b.informed(message("/start"))
	want(t, texts(b.informed(reset(false))), "abandoned kept by h")
	if got := b.last.Records; len(got) != 1 || got[0].Key != "x" || got[0].Value != nil {
		t.Errorf("changed records %+v", got)
	}
}

func TestPasses_TellEntriesFromGoingOn(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	var all []bool
	run := func(text string) {
		b.say(text)
		for _, s := range b.last.Film {
			all = append(all, s.Entered)
		}
	}
	run("/start")
	entered := len(all)
	run("Bob")
	if entered == 0 || slices.Contains(all[:entered], false) || all[entered] {
		t.Errorf("entered %v, of which the first %d are of the first turn", all, entered)
	}
}
