package message_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks/message"
	"github.com/scenarist/scenarist/engine"
)

func TestProgress_PassesOfOneFlowChangeOneMessage(t *testing.T) {
	t.Parallel()
	const pause = `{"type": "message.text", "v": 1, "config": {"text": "Go on?", "buttons": [[{"id": "on", "label": "On"}]]}, `
	rev := compiled(t, `[
		{"id": "p1", "type": "message.progress", "v": 1, "config": {"slot": "work", "text": "Working", "percent": "10"}},
		`+pause+`"id": "t1"},
		{"id": "p2", "type": "message.progress", "v": 1, "config": {"slot": "work", "text": "Working", "percent": "60"}},
		`+pause+`"id": "t2"},
		{"id": "p3", "type": "message.progress", "v": 1, "config": {"slot": "work", "text": "Ready", "mode": "done"}},
		{"id": "p4", "type": "message.progress", "v": 1, "config": {"slot": "work", "text": "Anew"}, "exits": {"next": "end"}}]`,
		`[{"from": "p1", "exit": "next", "to": "t1"}, {"from": "t1", "exit": "button:on", "to": "p2"}, {"from": "p2", "exit": "next", "to": "t2"},
		{"from": "t2", "exit": "button:on", "to": "p3"}, {"from": "p3", "exit": "next", "to": "p4"}]`)
	v := newVisitor(t)
	var got []string
	note := func(res *engine.Result) {
		for _, e := range res.Effects {
			if e.Slot == "work" {
				got = append(got, string(e.Kind)+" "+e.Content.Text)
			}
		}
	}
	note(v.turn(rev, engine.Event{Kind: engine.FlowStarted, Start: &engine.Start{Flow: "main"}}))
	v.now = v.now.Add(time.Minute)
	note(v.press(rev, "On"))
	note(v.press(rev, "On"))
	want := []string{
		"send Working\n▓░░░░░░░░░ 10%", "edit Working\n▓▓▓▓▓▓░░░░ 60%", "edit Ready", "send Anew",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
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
