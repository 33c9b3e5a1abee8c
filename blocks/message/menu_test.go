package message_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// visitor is one user of a bot with one block, whose document may change between the turns.
type visitor struct {
	t       *testing.T
	session *engine.Session
	now     time.Time
	shown   engine.Content // what was sent or edited last
}

const blockID = "the_main_menu_item" // as long as a token writes an id out

func newVisitor(t *testing.T) *visitor {
	t.Helper()
	return &visitor{t: t, session: engine.NewSession(engine.SessionKey{BotID: 1, ChatID: 7, UserID: 7}), now: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)}
}

// revision is a bot with the one block; none of its exits leads on.
func revision(t *testing.T, typ, config string, exits ...string) *engine.Revision {
	t.Helper()
	ends := map[string]string{}
	for _, e := range exits {
		ends[e] = flow.ExitEnd
	}
	written, err := json.Marshal(ends)
	if err != nil {
		t.Fatal(err)
	}
	d, err := flow.Load(fmt.Appendf(nil, `{"schema_version": %d, "name": "Bot", "language": "en", "flows": [{"id": "main", "name": "Main", "blocks": [{"id": %q, "type": %q, "v": 1, "config": %s, "exits": %s}], "edges": []}]}`,
		flow.SchemaVersion, blockID, typ, config, written))
	if err != nil {
		t.Fatal(err)
	}
	rev, err := engine.Compile(d, setup(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	return rev
}

func (v *visitor) turn(rev *engine.Revision, ev engine.Event) *engine.Result {
	v.t.Helper()
	ev.Chat, ev.User, ev.Time = engine.Chat{ID: 7, Type: "private"}, engine.User{ID: 7, FirstName: "Ann", Language: "en"}, v.now
	res, err := rev.Turn(v.t.Context(), engine.State{Session: v.session}, ev, engine.Deps{
		Now: v.now, Seed: 1, Key: []byte("0123456789abcdef"), Log: slog.New(slog.DiscardHandler), Trace: true,
		NewID: func() string { return "id" },
	})
	if err != nil {
		v.t.Fatal(err)
	}
	v.session = res.Session
	for _, e := range res.Effects {
		if e.Content != nil {
			v.shown = *e.Content
		}
	}
	return res
}

func (v *visitor) start(rev *engine.Revision) {
	v.t.Helper()
	v.turn(rev, engine.Event{Kind: engine.FlowStarted, Start: &engine.Start{Flow: "main"}})
}

// press presses the button of the message that was shown last.
func (v *visitor) press(rev *engine.Revision, label string) *engine.Result {
	v.t.Helper()
	return v.turn(rev, engine.Event{Kind: engine.ButtonPressed, Button: &engine.ButtonPress{
		QueryID: "q", MessageID: 100, Data: v.token(label),
	}})
}

func (v *visitor) token(label string) string {
	v.t.Helper()
	for _, row := range v.shown.Inline {
		for _, b := range row {
			if b.Label == label {
				return b.Token
			}
		}
	}
	v.t.Fatalf("no button %q", label)
	return ""
}

// exit is where the block left; empty if it did not.
func exit(res *engine.Result) string {
	if len(res.Film) == 0 {
		return ""
	}
	return res.Film[len(res.Film)-1].Exit
}

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
