package engine_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// ringBlock is a loop as small as can be: it counts its rounds in a local variable, and pauses when the turn is spent.
type ringBlock struct {
	Max    int  `json:"max"`
	Around bool `json:"around,omitempty"` // reports what is around and whether it is closed
}

func (b *ringBlock) Loop() string { return "each" }

func (b *ringBlock) Immediate(exit string) bool { return exit != "each" }

func (b *ringBlock) Check(k *engine.Checking) {
	if b.Around {
		k.Warn("seen", "", "closed %t, %d around", k.Closed(), len(k.Around()))
	}
}

func (b *ringBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	count := engine.Var("local.n_" + t.BlockID())
	n, _ := t.Get(count).(float64)
	if !t.Again() {
		n = 0
	}
	if int(n) >= b.Max {
		return engine.Leave("done"), t.Set(count, nil)
	}
	if err := t.Set(count, n+1); err != nil {
		return engine.Outcome{}, err
	}
	if t.Spent() {
		return engine.WaitUntil(t.Now()), nil
	}
	return engine.Leave("each"), nil
}

func (*ringBlock) Resume(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Leave("each"), nil
}

func ringRegistry(t *testing.T) *engine.Registry {
	t.Helper()
	reg := registry(t)
	err := reg.Add(engine.BlockType{
		Name: "test.ring", Version: 1, Title: text("Ring"), Help: text("Ring"), Icon: "square",
		Exits: []engine.Exit{{Name: "done"}, {Name: "each"}}, Example: `{"max":1}`, New: func() engine.Block { return new(ringBlock) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

func ringDocument(t *testing.T, blocks, edges string) *flow.Document {
	t.Helper()
	doc, err := flow.Load([]byte(document(join(block("start", "test.trigger", `{"command":"start"}`), blocks), join(edge("start", "next", "r"), edges))))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// ringBot is a bot whose command /start leads to the block r.
func ringBot(t *testing.T, blocks, edges string) *bot {
	t.Helper()
	rev, err := engine.Compile(ringDocument(t, blocks, edges), ringRegistry(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	return &bot{tb: t, rev: rev, now: start, chat: engine.Chat{ID: 7, Type: "private"}, who: engine.User{ID: 7}}
}

// rings shows the blocks that a turn passed.
func rings(b *bot) []string {
	out := []string{}
	for _, p := range b.last.Film {
		if p.Block != "start" {
			out = append(out, p.Block)
		}
	}
	return out
}

func wantRings(t *testing.T, b *bot, want ...string) {
	t.Helper()
	if got := rings(b); !slices.Equal(got, want) {
		t.Errorf("passed %v, want %v", got, want)
	}
}

func TestLoop_GoesRoundAndEnds(t *testing.T) {
	t.Parallel()
	b := ringBot(t, join(block("r", "test.ring", `{"max":3}`), block("s", "test.say", `{"text":"s"}`), block("e", "test.say", `{"text":"e"}`, ends)),
		join(edge("r", "each", "s"), edge("s", "next", "r"), edge("r", "done", "e")))
	want(t, b.say("/start"), "s", "s", "s", "e")
	want(t, b.say("/start"), "s", "s", "s", "e")
}

func TestLoop_ABlockThatOthersLeadToIsOutside(t *testing.T) {
	t.Parallel()
	// The user may go out of the loop to the menu, and from the menu comes back into it: then it begins anew.
	b := ringBot(t, join(block("r", "test.ring", `{"max":2}`), block("q", "test.ask", `{"text":"q"}`), block("menu", "test.ask", `{"text":"menu"}`)),
		join(edge("r", "each", "q"), edge("q", "answered", "r"), edge("q", "timeout", "menu"), edge("r", "done", "menu"), edge("menu", "answered", "r"), edge("menu", "timeout", "menu")))
	want(t, b.say("/start"), "q")
	want(t, b.say("x"), "q")
	want(t, b.say("x"), "menu")
	want(t, b.say("x"), "q")
	want(t, b.say("x"), "q")
	want(t, b.say("x"), "menu")
}

func TestLoop_InsideAnotherBeginsAnewEachRound(t *testing.T) {
	t.Parallel()
	b := ringBot(t, join(block("r", "test.ring", `{"max":2}`), block("in", "test.ring", `{"max":2}`), block("s", "test.say", `{"text":"s"}`), block("e", "test.say", `{"text":"e"}`, ends)),
		join(edge("r", "each", "in"), edge("in", "each", "s"), edge("s", "next", "in"), edge("in", "done", "r"), edge("r", "done", "e")))
	b.say("/start")
	wantRings(t, b, "r", "in", "s", "in", "s", "in", "r", "in", "s", "in", "s", "in", "r", "e")
}

func TestLoop_ComesBackByItselfByAJumpAndByATrouble(t *testing.T) {
	t.Parallel()
	itself := ringBot(t, block("r", "test.ring", `{"max":2}`, `"exits":{"done":"end"}`), edge("r", "each", "r"))
	itself.say("/start")
	wantRings(t, itself, "r", "r", "r")

	jump := ringBot(t, join(block("r", "test.ring", `{"max":2}`, `"exits":{"done":"end"}`), block("j", "test.leap", `{"block":"r"}`)), edge("r", "each", "j"))
	jump.say("/start")
	wantRings(t, jump, "r", "j", "r", "j", "r")

	trouble := ringBot(t, join(block("r", "test.ring", `{"max":2}`, `"exits":{"done":"end"}`), block("f", "test.fail", `{}`, `"exits":{"next":"end"}`)),
		join(edge("r", "each", "f"), edge("f", "error", "r")))
	trouble.say("/start")
	wantRings(t, trouble, "r", "f", "r", "f", "r")
}

func TestLoop_TheEnvelopeJudgesItOnce(t *testing.T) {
	t.Parallel()
	b := ringBot(t, join(block("r", "test.ring", `{"max":3}`, `"exits":{"done":"end"},"once_per":"user","goal":"looped","skip_exit":"done"`), block("s", "test.say", `{"text":"s"}`)),
		join(edge("r", "each", "s"), edge("s", "next", "r")))
	want(t, b.say("/start"), "s", "s", "s")
	if n := len(b.last.Notes); n != 1 {
		t.Errorf("%d notes of one goal", n)
	}
	want(t, b.say("/start"))
}

func TestLoop_ManyRoundsGoOnInLaterTurns(t *testing.T) {
	t.Parallel()
	b := ringBot(t, join(block("r", "test.ring", `{"max":400}`), block("s", "test.set", `{"var":"local.total","op":"add","value":1}`), block("e", "test.say", `{"text":"{{ local.total }}"}`, ends)),
		join(edge("r", "each", "s"), edge("s", "next", "r"), edge("r", "done", "e")))
	said := b.say("/start")
	for turns := 0; len(said) == 0; turns++ {
		if turns > 20 {
			t.Fatal("the loop does not end")
		}
		said = b.wake()
	}
	want(t, said, "400")
	talk := ringBot(t, join(block("r", "test.ring", `{"max":60}`, `"exits":{"done":"end"}`), block("s", "test.say", `{"text":"s"}`)), join(edge("r", "each", "s"), edge("s", "next", "r")))
	n := len(talk.say("/start"))
	for talk.load().Top() != nil {
		n += len(talk.wake())
	}
	if n != 60 {
		t.Errorf("%d messages came", n)
	}
}

func TestCheck_LoopsAreNoCircles(t *testing.T) {
	t.Parallel()
	check := func(blocks, edges string) []string {
		out := []string{}
		for _, i := range engine.Check(ringDocument(t, blocks, edges), ringRegistry(t)) {
			if i.Code == "loop_without_wait" || i.Code == "seen" {
				out = append(out, fmt.Sprint(i.Code, " ", i.Block, " ", i.Message))
			}
		}
		return out
	}
	equal := func(what string, got []string, want ...string) {
		t.Helper()
		if len(got) != len(want) || !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	ring, in, s := block("r", "test.ring", `{"max":3,"around":true}`), block("in", "test.ring", `{"max":3,"around":true}`), block("s", "test.say", `{"text":"s"}`)
	end := block("e", "test.say", `{"text":"e"}`, ends)
	equal("a loop", check(join(ring, s, end), join(edge("r", "each", "s"), edge("s", "next", "r"), edge("r", "done", "e"))), "seen r closed true, 0 around")
	equal("an open loop", check(join(ring, s, end), join(edge("r", "each", "s"), edge("s", "next", "e"), edge("r", "done", "e"))), "seen r closed false, 0 around")
	equal("a loop in a loop", check(join(ring, in, s, end), join(edge("r", "each", "in"), edge("in", "each", "s"), edge("s", "next", "in"), edge("in", "done", "r"), edge("r", "done", "e"))),
		"seen r closed true, 0 around", "seen in closed true, 1 around")
	got := check(join(ring, s), join(edge("r", "each", "s"), edge("s", "next", "r"), edge("r", "done", "r")))
	if len(got) != 2 {
		t.Errorf("a loop whose end begins it again: %q", got)
	}
}
