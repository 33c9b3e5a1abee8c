package message_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestMenu_OldMessagesWorkAfterAPublish(t *testing.T) {
	t.Parallel()
	before := revision(t, "message.menu", `{"text": "Old", "items": [{"id": "gone", "label": "Gone"}, {"id": "moved", "label": "Moved"}, {"id": "page", "label": "Page", "text": "Page"}, {"id": "opened", "label": "Opened"}]}`,
		"next", "item:gone", "item:moved", "item:opened")
	after := revision(t, "message.menu", `{"text": "New", "items": [{"id": "page", "label": "Page"}, {"id": "opened", "label": "Opened", "items": [{"id": "moved", "label": "Moved"}]}]}`,
		"next", "item:page", "item:moved")
	for label, want := range map[string]string{"Gone": "New", "Moved": "item:moved", "Page": "item:page", "Opened": "<b>Opened</b>"} {
		v := newVisitor(t)
		v.start(before)
		got := exit(v.press(after, label))
		if got == "" {
			got = v.shown.Text
		}
		if got != want {
			t.Errorf("%s led to %q, not %q", label, got, want)
		}
	}
}

func TestMenu_PlaceThatIsGoneIsShownAgainAsTheOneAboveIt(t *testing.T) {
	t.Parallel()
	before := revision(t, "message.menu", `{"text": "Old", "items": [{"id": "a", "label": "A", "items": [{"id": "b", "label": "B", "text": "Page"}, {"id": "c", "label": "C"}]}]}`, "next", "item:c")
	for config, want := range map[string]string{
		`{"text": "New", "items": [{"id": "a", "label": "A", "items": [{"id": "b", "label": "B"}]}]}`: "<b>A</b>",
		`{"text": "New", "items": [{"id": "b", "label": "B"}]}`:                                       "New",
	} {
		v := newVisitor(t)
		v.start(before)
		v.press(before, "A")
		v.press(before, "B")
		v.turn(revision(t, "message.menu", config, "next", "item:b"), engine.Event{
			Kind: engine.MessageReceived, Message: &engine.Message{ID: 1, Kind: engine.TextMessage, Text: "hello"},
		})
		if v.shown.Text != want {
			t.Errorf("%q is shown, not %q", v.shown.Text, want)
		}
	}
}

func TestMenu_NothingIsRememberedForItsButtons(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("i", 20)
	rev := revision(t, "message.menu", fmt.Sprintf(`{"text": "Menu", "page_size": 1, "items": [{"id": %q, "label": "A", "items": [{"id": "b", "label": "B"}, {"id": "c", "label": "C"}]}]}`, id), "next", "item:b", "item:c")
	v := newVisitor(t)
	v.session.Gen = 60_000_000
	v.start(rev)
	v.press(rev, "A")
	v.press(rev, "▶️")
	if len(v.session.Lists) != 0 {
		t.Errorf("the session remembers %v", v.session.Lists)
	}
	if n := len(v.token("◀️")); n > engine.MaxTokenBytes {
		t.Errorf("a token has %d bytes", n)
	}
}
