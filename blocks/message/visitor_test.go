package message_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
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
	return compiled(t, fmt.Sprintf(`[{"id": %q, "type": %q, "v": 1, "config": %s, "exits": %s}]`, blockID, typ, config, written), "[]")
}

// compiled is a bot with one flow.
func compiled(t *testing.T, blocks, edges string) *engine.Revision {
	t.Helper()
	d, err := flow.Load(fmt.Appendf(nil, `{"schema_version": %d, "name": "Bot", "language": "en", "flows": [{"id": "main", "name": "Main", "blocks": %s, "edges": %s}]}`,
		flow.SchemaVersion, blocks, edges))
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
		if e.Content != nil && e.Kind != engine.ShowDraft {
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
