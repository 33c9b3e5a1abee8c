package editor_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine/host"
)

// listener reads the events of a bot.
type listener struct {
	*workshop
	lines *bufio.Scanner
}

func (w *workshop) listen(who, bot string) *listener {
	w.Helper()
	req, err := http.NewRequestWithContext(w.Context(), http.MethodGet, w.server.URL+"/api/v1/bots/"+bot+"/events?language=ru&client=page", http.NoBody)
	w.check(err)
	req.AddCookie(&http.Cookie{Name: "scenarist_session", Value: who})
	res, err := w.server.Client().Do(req)
	w.check(err)
	w.Cleanup(func() { w.check(res.Body.Close()) })
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" {
		w.Fatalf("events: %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	return &listener{w, bufio.NewScanner(res.Body)}
}

// until reads events of a kind up to one that is as it should be.
func until[T any](l *listener, kind string, right func(T) bool) T {
	l.Helper()
	name := ""
	for l.lines.Scan() {
		line := l.lines.Text()
		if e, ok := strings.CutPrefix(line, "event: "); ok {
			name = e
		}
		data, ok := strings.CutPrefix(line, "data: ")
		if !ok || name != kind {
			continue
		}
		var v T
		l.check(json.Unmarshal([]byte(data), &v))
		if right(v) {
			return v
		}
	}
	l.Fatalf("the events ended without the right %s: %v", kind, l.lines.Err())
	panic("unreachable")
}

func TestEvents_SpeakTheLanguageThatIsAskedFor(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	w.connect(b.ID)
	get[struct{}](w, "owner", "POST", "/bots/"+b.ID+"/publish", `{"version": 1}`)
	w.check(w.db.ChangeBot(w.Context(), 7001, func(r *host.BotRecord) error { r.Trouble = host.TokenTrouble; return nil }))
	l := w.listen("viewer", b.ID)
	got := until(l, "bot", func(got editor.Bot) bool { return got.Trouble != "" })
	if !strings.HasPrefix(got.Trouble, "Telegram не принимает токен") {
		t.Errorf("the trouble is told as %q", got.Trouble)
	}
	if !got.TokenRefused {
		t.Error("that only a new token helps is not told")
	}
}

func TestEvents_TellWhatOthersDo(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	l := w.listen("viewer", b.ID)
	until(l, "bot", func(got editor.Bot) bool { return got.ID == b.ID && got.Name == "My bot" })
	get[struct{}](w, "editor", "POST", "/bots/"+b.ID+"/presence", `{"client": "p1", "flow": "main", "block": "hello"}`)
	who := until(l, "presence", func(got editor.PresenceEvent) bool { return len(got) == 1 })
	if who[0].Client != "p1" || who[0].Who.Name != "editor" || who[0].Block != "hello" {
		t.Errorf("who looks: %+v", who)
	}
	get[editor.DraftEdited](w, "editor", "PATCH", "/bots/"+b.ID+"/draft", `{"client": "p1", "changes": [{"path": ["name"], "before": "My bot", "after": "Mine"}]}`)
	change := until(l, "draft", func(editor.DraftEvent) bool { return true })
	if change.Version != 2 || change.Client != "p1" || !strings.Contains(string(change.Changes), `"after":"Mine"`) {
		t.Errorf("change: %+v", change)
	}
	get[editor.Bot](w, "editor", "PATCH", "/bots/"+b.ID, `{"name": "Shop"}`)
	until(l, "bot", func(got editor.Bot) bool { return got.Name == "Shop" && got.DraftVersion == 2 })
	w.refused(404, "not_found", "stranger", "GET", "/bots/"+b.ID+"/events", nil)
}
