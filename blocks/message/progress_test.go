package message_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks/message"
	"github.com/scenarist/scenarist/engine"
)

// worker is a flow with three passes and a line that begins anew; more is a setting of all passes.
func worker(t *testing.T, more string) *engine.Revision {
	t.Helper()
	const pause = `{"type": "message.text", "v": 1, "config": {"text": "Go on?", "buttons": [[{"id": "on", "label": "On"}]]}, `
	return compiled(t, `[
		{"id": "p1", "type": "message.progress", "v": 1, "config": {"slot": "work", "text": "Working", "percent": "10"`+more+`}},
		`+pause+`"id": "t1"},
		{"id": "p2", "type": "message.progress", "v": 1, "config": {"slot": "work", "text": "Working", "percent": "60"`+more+`}},
		`+pause+`"id": "t2"},
		{"id": "p3", "type": "message.progress", "v": 1, "config": {"slot": "work", "text": "Ready", "mode": "done"}},
		{"id": "p4", "type": "message.progress", "v": 1, "config": {"slot": "work", "text": "Anew"`+more+`}, "exits": {"next": "end"}}]`,
		`[{"from": "p1", "exit": "next", "to": "t1"}, {"from": "t1", "exit": "button:on", "to": "p2"}, {"from": "p2", "exit": "next", "to": "t2"},
		{"from": "t2", "exit": "button:on", "to": "p3"}, {"from": "p3", "exit": "next", "to": "p4"}]`)
}

// passes goes through the worker and gives what it does with the line.
func passes(t *testing.T, rev *engine.Revision, mine func(e *engine.Effect) bool) []string {
	t.Helper()
	v := newVisitor(t)
	var got []string
	note := func(res *engine.Result) {
		for i := range res.Effects {
			if e := &res.Effects[i]; mine(e) {
				got = append(got, string(e.Kind)+" "+e.Content.Text)
			}
		}
	}
	note(v.turn(rev, engine.Event{Kind: engine.FlowStarted, Start: &engine.Start{Flow: "main"}}))
	v.now = v.now.Add(time.Minute)
	note(v.press(rev, "On"))
	note(v.press(rev, "On"))
	return got
}

func TestProgress_PassesOfOneFlowChangeOneMessage(t *testing.T) {
	t.Parallel()
	got := passes(t, worker(t, `, "live": "edit"`), func(e *engine.Effect) bool { return e.Slot == "work" })
	want := []string{
		"send Working\n▓░░░░░░░░░ 10%", "edit Working\n▓▓▓▓▓▓░░░░ 60%", "edit Ready", "send Anew",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// The questions between the passes cover the draft, which is shown again below them.
func TestProgress_PassesOfOneFlowChangeOneDraft(t *testing.T) {
	t.Parallel()
	got := passes(t, worker(t, ""), func(e *engine.Effect) bool { return e.Kind == engine.ShowDraft || e.Slot == "work" })
	want := []string{
		"draft Working\n▓░░░░░░░░░ 10%", "draft Working\n▓░░░░░░░░░ 10%", "draft Working\n▓▓▓▓▓▓░░░░ 60%", "draft Working\n▓▓▓▓▓▓░░░░ 60%",
		"edit Ready", "draft Anew",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestProgress_LineThatChangesItsWayGoesOnAsAMessage(t *testing.T) {
	t.Parallel()
	rev := compiled(t, `[
		{"id": "p1", "type": "message.progress", "v": 1, "config": {"slot": "work", "text": "One"}},
		{"id": "p2", "type": "message.progress", "v": 1, "config": {"slot": "work", "text": "Two", "interval": "1s", "stop": {"button": "Stop"}}, "exits": {"stopped": "end"}},
		{"id": "t1", "type": "message.text", "v": 1, "config": {"text": "Go on?", "buttons": [[{"id": "on", "label": "On"}]]}, "exits": {"button:on": "end"}},
		{"id": "t0", "type": "message.text", "v": 1, "config": {"text": "Begin?", "buttons": [[{"id": "on", "label": "On"}]]}}]`,
		`[{"from": "p1", "exit": "next", "to": "t0"}, {"from": "t0", "exit": "button:on", "to": "p2"}, {"from": "p2", "exit": "next", "to": "t1"}]`)
	v := newVisitor(t)
	v.start(rev)
	begin := v.token("On")
	v.now = v.now.Add(time.Minute)
	v.shown = engine.Content{}
	press := func(token string) *engine.Result {
		return v.turn(rev, engine.Event{Kind: engine.ButtonPressed, Button: &engine.ButtonPress{QueryID: "q", MessageID: 100, Data: token}})
	}
	res := press(begin)
	if len(res.Effects) == 0 || res.Effects[0].Kind != engine.EditMessage || res.Effects[0].Target.Slot != "_draft.1" || res.Effects[0].Slot != "work" {
		t.Fatalf("the draft does not become a message: %+v", res.Effects)
	}
	stop := res.Effects[0].Content.Inline[0][0].Token
	first := press(stop)
	if kind := first.Effects[0].Kind; kind != engine.DeleteMessage {
		t.Errorf("the line is not taken away, but there is %q", kind)
	}
	second := press(stop)
	for _, e := range second.Effects {
		if e.Kind != engine.AnswerButton {
			t.Errorf("a second press does %q", e.Kind)
		}
	}
}

func TestProgress_BarIsFullOnlyAtTheEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		percent float64
		width   int
		want    string
	}{
		{0, 5, "░░░░░ 0%"},
		{19.9, 5, "░░░░░ 19%"},
		{20, 5, "▓░░░░ 20%"},
		{33.3, 3, "░░░ 33%"},
		{99.9, 5, "▓▓▓▓░ 99%"},
		{100, 5, "▓▓▓▓▓ 100%"},
		{29, 100, "▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 29%"},
	} {
		if got := message.Bar(c.percent, c.width); got != c.want {
			t.Errorf("%v of %d: %q, not %q", c.percent, c.width, got, c.want)
		}
	}
}
