package editor_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// meet stores somebody who has written to the shop.
func (w *workshop) meet(user int64, name, username string, status engine.SessionStatus, frames []engine.Frame, vars engine.Values) {
	w.Helper()
	key := engine.SessionKey{BotID: 7001, ChatID: user, UserID: user}
	s := engine.Session{
		Key: key, Version: 1, Revision: 1, Status: status, Frames: frames, Vars: vars, ActiveAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}
	data, err := json.Marshal(s)
	w.check(err)
	m := host.Member{
		Key: key, UpdateID: user, Session: data, Revision: 1, User: &engine.User{ID: user, FirstName: name, Username: username, Language: "en"},
		Writes: []engine.Write{{Scope: engine.ScopeUser, Name: "size", Op: engine.WriteSet, Value: "M"}},
	}
	if user == 103 {
		m.Reachable = new(false)
	}
	verdicts, err := w.db.Commit(w.Context(), []host.Member{m})
	w.check(err)
	if verdicts[0] != (host.Verdict{}) {
		w.Fatalf("verdict %+v", verdicts[0])
	}
}

func TestContacts_AreFoundAndShown(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	path := "/bots/" + b.ID + "/contacts"
	if none := get[listOf[editor.ContactItem]](w, "analyst", "GET", path, nil); len(none.Items) != 0 {
		t.Errorf("contacts of a bot without a token: %+v", none)
	}
	w.connect(b.ID)
	inside := []engine.Frame{{Flow: "main", Block: "hello", Wait: &engine.Wait{Gen: 1, Until: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}, Locals: engine.Values{"x": 1.0}}}
	w.meet(101, "Ann", "ann_b", engine.SessionWaiting, inside, engine.Values{"n": 2.0, "_passed": "of the engine"})
	w.meet(102, "Bob", "", engine.SessionIdle, nil, nil)
	w.meet(103, "Cat_%", "cat", engine.SessionFailed, nil, nil)
	w.meet(104, "Анна An", "", engine.SessionFailed, nil, nil)
	for _, x := range []struct{ query, want string }{
		{"", "[104 103 102 101]"},
		{"?q=aN", "[104 101]"},
		{"?q=%D0%B0%D0%BD%D0%BD", "[104]"}, // анн
		{"?q=%25", "[103]"},
		{"?q=@ann_b", "[101]"},
		{"?q=102", "[102]"},
		{"?q=zzz", "[]"},
		{"?state=blocked", "[103]"},
		{"?state=failed", "[104]"},
		{"?state=inside", "[101]"},
		{"?state=inside&limit=1", "[101]"},
		{"?state=idle", "[102]"},
	} {
		var ids []string
		for _, c := range get[listOf[editor.ContactItem]](w, "analyst", "GET", path+x.query, nil).Items {
			ids = append(ids, c.UserID)
		}
		if got := fmt.Sprint(ids); got != x.want {
			t.Errorf("%s: got %s, want %s", x.query, got, x.want)
		}
	}
	var ids []string
	for cursor, n := "", 0; n == 0 || cursor != ""; n++ {
		page := get[listOf[editor.ContactItem]](w, "analyst", "GET", path+"?limit=3&cursor="+cursor, nil)
		for _, c := range page.Items {
			ids = append(ids, c.UserID)
		}
		cursor = page.Next
	}
	if got := fmt.Sprint(ids); got != "[104 103 102 101]" {
		t.Errorf("page by page: %s", got)
	}
	a := w.as("analyst", "GET", path+"/101", nil)
	want := `{"user_id":"101","name":"Ann","username":"ann_b","language":"en","last_at":"2026-03-01T12:00:00Z","state":"inside","at":{"flow":"main","block":"hello"},` +
		`"variables":{"local":{"x":1},"session":{"n":2},"user":{"size":"M"}},` +
		`"frames":[{"flow":"main","block":"hello","waits":true,"until":"2026-03-02T00:00:00Z"}],"revision":1}`
	if a.body != want {
		t.Errorf("got %s, want %s", a.body, want)
	}
	w.refused(404, "not_found", "analyst", "GET", path+"/999", nil)
	w.refused(403, "forbidden", "viewer", "GET", path, nil)
}

func TestExpressions_AreCheckedAndCompleted(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	type checked struct{ Issues []engine.Issue }
	got := get[checked](w, "editor", "POST", "/bots/"+b.ID+"/expression", `{"flow": "main", "text": "user.first_nam == 1", "kind": "condition"}`)
	if len(got.Issues) != 1 || got.Issues[0].To != len("user.first_nam") {
		t.Errorf("issues %+v", got.Issues)
	}
	if fine := w.as("editor", "POST", "/bots/"+b.ID+"/expression", `{"flow": "main", "text": "Hi, {{ user.first_name }}", "kind": "template"}`); fine.body != `{"issues":[]}` {
		t.Errorf("a text that is fine: %s", fine.body)
	}
	names := get[struct{ Variables []editor.KnownName }](w, "editor", "GET", "/bots/"+b.ID+"/names?flow=main&block=hello", nil)
	from := map[string]string{}
	for _, n := range names.Variables {
		from[n.Name] = n.From
	}
	if _, ok := from["user.first_name"]; !ok || from["local.args"] != "start" {
		t.Errorf("names %+v", names)
	}
	w.refused(422, "invalid", "editor", "POST", "/bots/"+b.ID+"/expression", `{"flow": "main", "text": "", "kind": "poem"}`)
}
