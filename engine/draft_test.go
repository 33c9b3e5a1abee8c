package engine_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// draftBlock shows a draft, puts a message in its place or ends it, and hears of a stop.
type draftBlock struct {
	engine.NoWait
	Text  string `json:"text,omitempty"`
	End   bool   `json:"end,omitempty"`
	Stop  string `json:"stop,omitempty"`
	Panic bool   `json:"panic,omitempty"`
}

func (b *draftBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	switch c := (engine.Content{Text: b.Text}); {
	case b.End && b.Text == "":
		t.EndDraft("work", nil, "")
	case b.End:
		t.EndDraft("work", &c, "line")
	case b.Text != "":
		t.Draft("work", c)
	}
	return engine.Leave("next"), nil
}

func (b *draftBlock) Hears(t *engine.Turn, m *engine.Message) bool {
	if b.Panic {
		panic("deaf")
	}
	return b.Stop != "" && engine.Says(m.Text, []string{b.Stop}) && t.Get("local.mine") == nil
}

func (b *draftBlock) Press(_ context.Context, t *engine.Turn, _ engine.Event) (engine.Outcome, error) {
	t.EndDraft("work", nil, "")
	return engine.Leave("stopped"), nil
}

// drafter shows a draft and asks; answered leads to after.
func drafter(t *testing.T, after string) *bot {
	t.Helper()
	return newBot(t, document(join(
		block("start", "test.trigger", `{"command":"start"}`),
		block("half", "test.draft", `{"text":"Half","stop":"halt"}`, `"exits":{"stopped":"end"}`),
		block("ask", "test.ask", justAsk, `"exits":{"timeout":"end"}`),
		after,
		block("help", "test.trigger", `{"command":"help","when_busy":"nest"}`),
		block("helped", "test.ask", `{"text":"With what?","interrupt":"none"}`, `"exits":{"answered":"end","timeout":"end"}`),
		block("word", "test.trigger", `{"word":"halt"}`),
		block("what", "test.say", `{"text":"Halt what?"}`, ends),
	), join(
		edge("start", "next", "half"), edge("half", "next", "ask"), edge("ask", "answered", "after"),
		edge("help", "next", "helped"), edge("word", "next", "what"),
	)))
}

// drafts tells what a result does with drafts and what stands for them.
func drafts(res *engine.Result) string {
	var out []string
	for _, e := range res.Effects {
		switch {
		case e.Kind == engine.ShowDraft && e.Draft.Again:
			out = append(out, "again "+e.Content.Text)
		case e.Kind == engine.ShowDraft:
			out = append(out, "draft "+e.Content.Text)
		case e.Target != nil && strings.HasPrefix(e.Target.Slot, "_draft."):
			text := ""
			if e.Content != nil {
				text = " " + e.Content.Text
			}
			out = append(out, string(e.Kind)+text+" "+e.Slot)
		}
	}
	return strings.Join(out, ", ")
}

func sameDrafts(t *testing.T, b *bot, want string) {
	t.Helper()
	if got := drafts(b.last); got != want {
		t.Errorf("drafts: %q, not %q", got, want)
	}
}

const justAsk = `{"text":"Colour?"}`

func TestDraft_IsKeptInSightAsLongAsItIsOpen(t *testing.T) {
	t.Parallel()
	b := drafter(t, block("after", "test.draft", `{"text":"Whole","end":true}`, `"exits":{"next":"end","stopped":"end"}`))
	b.say("/start")
	sameDrafts(t, b, "draft Half, again Half") // the question covered it
	if s := b.load(); !s.WakeAt.Equal(start.Add(engine.DraftAgain)) || !s.Due().IsZero() {
		t.Errorf("wakes at %v, due at %v", s.WakeAt, s.Due())
	}
	b.wake()
	sameDrafts(t, b, "again Half")
	b.say("/help")
	sameDrafts(t, b, "again Half") // also that of a flow which waits below
	b.say("nothing")
	b.say("red")
	sameDrafts(t, b, "edit Whole line")
	if s := b.load(); !s.WakeAt.IsZero() || len(s.Frames) != 0 {
		t.Errorf("wakes at %v with %d frames", s.WakeAt, len(s.Frames))
	}
}

func TestDraft_ThatDoesNotChangeForLongBecomesAMessage(t *testing.T) {
	t.Parallel()
	b := drafter(t, block("after", "test.draft", `{"end":true}`, `"exits":{"next":"end","stopped":"end"}`))
	b.say("/start")
	n := 0
	for b.load().WakeAt.After(b.now) {
		b.wake()
		n++
	}
	sameDrafts(t, b, "edit Half ")
	if passed := b.now.Sub(start); passed < engine.DraftKept || passed > engine.DraftKept+engine.DraftAgain || n != int(engine.DraftKept/engine.DraftAgain) {
		t.Errorf("it became one after %v and %d turns", passed, n)
	}
	b.now = b.now.Add(time.Hour)
	b.say("red")
	sameDrafts(t, b, "delete ")
}

func TestDraft_EndsWithItsFlowAndWithABlockedBot(t *testing.T) {
	t.Parallel()
	b := drafter(t, block("after", "test.draft", `{}`, `"exits":{"next":"end","stopped":"end"}`))
	b.say("/start")
	b.say("red")
	if s := b.load(); !s.WakeAt.IsZero() {
		t.Errorf("the flow has ended; the draft wakes at %v", s.WakeAt)
	}
	b.say("/start")
	b.turn(engine.Event{Kind: engine.SendFailed, Failure: &engine.SendFailure{Block: "half", Turn: b.load().Turns, Code: "blocked"}})
	if s := b.load(); !s.WakeAt.IsZero() {
		t.Errorf("nobody can see it; the draft wakes at %v", s.WakeAt)
	}
}

func TestDraft_RefreshOfTheSessionSendsNothing(t *testing.T) {
	t.Parallel()
	b := drafter(t, block("after", "test.draft", `{}`, `"exits":{"next":"end","stopped":"end"}`))
	b.say("/start")
	b.now = b.now.Add(time.Minute)
	if res := b.turn(engine.Event{Kind: engine.SessionRefreshed}); len(res.Effects) != 0 {
		t.Errorf("effects %+v", res.Effects)
	}
}

func TestHearer_HearsBeforeWaitsAndTriggers(t *testing.T) {
	t.Parallel()
	after := block("after", "test.draft", `{}`, `"exits":{"next":"end","stopped":"end"}`)
	b := drafter(t, after)
	want(t, b.say("halt"), "Halt what?") // nothing is going on
	b.say("/start")
	b.say("Halt!")
	sameDrafts(t, b, "delete ")
	if n := len(b.load().Frames); n != 0 {
		t.Errorf("%d flows are going on", n)
	}
	b.say("/start")
	b.say("/help")
	b.say("halt") // the answer to a question that lets nothing in between
	sameDrafts(t, b, "again Half")
	if s := b.load(); len(s.Frames) != 1 || s.Frames[0].Block != "ask" {
		t.Errorf("frames %+v", s.Frames)
	}
}

func TestHearer_ThatBreaksDownHearsNothing(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(join(
		block("start", "test.trigger", `{"command":"start"}`),
		block("half", "test.draft", `{"text":"Half","panic":true}`, `"exits":{"stopped":"end"}`),
		block("ask", "test.ask", justAsk, `"exits":{"timeout":"end"}`),
		block("after", "test.say", `{"text":"Thanks"}`, ends),
	), join(edge("start", "next", "half"), edge("half", "next", "ask"), edge("ask", "answered", "after"))))
	b.say("/start")
	if got := b.say("red"); !slices.Contains(got, "Thanks") {
		t.Errorf("said %q", got)
	}
}

func TestSays(t *testing.T) {
	t.Parallel()
	words := []string{"Stop", "it's enough", "✋", "Всё", ""}
	for text, want := range map[string]bool{
		"stop": true, " STOP!! ": true, "«стоп»": false, "stop it": false, "stopp": false, "It’s  Enough.": true, "✋": true,
		"✋✋": false, "все": true, "": false, "!": false,
	} {
		if got := engine.Says(text, words); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
