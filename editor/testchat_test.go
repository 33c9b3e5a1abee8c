package editor_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/enginetest"
)

// request is one line of a script of requests.
type request struct{ who, method, path, body string }

// TestTestChat_WholeBodies plays scripts of requests and compares everything that comes back.
func TestTestChat_WholeBodies(t *testing.T) {
	t.Parallel()
	chat := func(method, path, body string) request { return request{"editor", method, "/chats/chat1" + path, body} }
	act := func(person, do string) request {
		return chat("POST", "/act", fmt.Sprintf(`{"person": %q, "do": %s}`, person, do))
	}
	for name, script := range map[string][]request{
		"coffee": {
			{"editor", "POST", "/bots/coffee/chats", `{"language": "en"}`},
			act("you", `{"start": ""}`),
			act("you", `{"press": {"message": 3, "row": 2, "col": 0}}`),
			chat("POST", "/clock", `{"skip": "next"}`),
			chat("PUT", "/variables", `{"person": "you", "scope": "session", "name": "note", "value": "no sugar"}`),
			chat("POST", "/faults", `{"api": "ok", "telegram": "errors"}`),
			chat("POST", "/people", `{"name": "second"}`),
			chat("DELETE", "", ""),
			chat("GET", "", ""),
		},
		"refused": {
			{"editor", "POST", "/bots/coffee/chats", `{}`},
			act("you", `{"say": "  "}`),
			act("nobody", `{"say": "hello"}`),
			act("you", `{}`),
			act("you", `{"say": "a", "start": ""}`),
			act("you", `{"press": {"message": 99, "row": 0, "col": 0}}`),
			act("you", `{"pay": {"message": 99, "outcome": "paid"}}`),
			act("you", `{"keyboard": "Menu"}`),
			act("you", `{"edit": "hello"}`),
			chat("POST", "/clock", `{"skip": "soon"}`),
			chat("POST", "/clock", `{"skip": "400d"}`),
			chat("POST", "/clock", `{"skip": "next"}`),
			chat("PUT", "/variables", `{"person": "you", "scope": "user", "name": "id", "value": 5}`),
			chat("POST", "/people", `{"name": "you"}`),
			chat("POST", "/people", `{"name": "Very Second"}`),
			chat("POST", "/jump", `{"person": "you", "flow": "main", "block": "nowhere"}`),
			chat("POST", "/faults", `{"api": "lazy", "telegram": "ok"}`),
			chat("PUT", "/services", `{"call": true, "answers": [], "otherwise": {}}`),
			{"other", "GET", "/chats/chat1", ""},
			{"viewer", "POST", "/bots/coffee/chats", "{}"},
			{"foreign", "POST", "/bots/coffee/chats", "{}"},
			{"script", "PUT", "/chats/chat1/services", `{"call": true, "answers": [], "otherwise": {}}`},
			{"editor", "POST", "/bots/none/chats", "{}"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			var got strings.Builder
			for _, r := range script {
				rec := d.ask(r.who, r.method, r.path, r.body)
				fmt.Fprintf(&got, "# %s %s %s %s\n%d\n", r.who, r.method, r.path, r.body, rec.Code)
				if rec.Body.Len() > 0 {
					got.WriteString(indented(t, rec.Body.Bytes()))
				}
			}
			file := filepath.Join("testdata", "testchat", name+".golden")
			if enginetest.Updating() {
				if err := os.WriteFile(file, []byte(got.String()), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got.String() != string(want) {
				t.Errorf("%s: got\n%s", file, got.String())
			}
		})
	}
}
