package editor_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/testchat"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/examples"
)

// lastTurn is the newest turn of You.
func lastTurn(t *testing.T, v *testchat.View) testchat.Turn {
	t.Helper()
	for _, x := range slices.Backward(v.Film) {
		if x.Person == testchat.You {
			return x
		}
	}
	t.Fatal("there is no turn")
	return testchat.Turn{}
}

// passed finds a block in a turn.
func passed(t *testing.T, turn testchat.Turn, block string) testchat.Pass {
	t.Helper()
	for _, b := range turn.Blocks {
		if b.Block == block {
			return b
		}
	}
	t.Fatalf("block %s is not in %+v", block, turn.Blocks)
	return testchat.Pass{}
}

func (d *desk) runTests(bot string) []editor.TestOutcome {
	d.t.Helper()
	rec := d.ask("editor", "POST", "/bots/"+bot+"/tests/run", "")
	var out struct{ Items []editor.TestOutcome }
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil || rec.Code != http.StatusOK {
		d.t.Fatalf("run: %d %s", rec.Code, rec.Body)
	}
	return out.Items
}

func (d *desk) save(bot, chat, name string) editor.SavedTest {
	d.t.Helper()
	body, err := json.Marshal(map[string]string{"name": name, "chat": chat})
	if err != nil {
		d.t.Fatal(err)
	}
	rec := d.ask("editor", "POST", "/bots/"+bot+"/tests", string(body))
	var out editor.SavedTest
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil || rec.Code != http.StatusCreated {
		d.t.Fatalf("save: %d %s", rec.Code, rec.Body)
	}
	if out.Last == nil || !out.Last.OK {
		d.t.Fatalf("the test does not come out the same: %s", rec.Body)
	}
	return out
}

func TestTestChat_CoffeeIsOrderedPaidSavedAndBroken(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	v := d.open("coffee")
	v = d.act(v, "you", `{"start": ""}`)
	v = d.press(v, "you", "Latte")
	if got := passed(t, lastTurn(t, v), "drink"); len(got.Sets) != 1 || got.Sets[0].Name != "session.drink" || got.Sets[0].Before != nil ||
		got.Sets[0].After.(map[string]any)["id"] != "latte" {
		t.Errorf("the film shows %+v", got)
	}
	v = d.press(v, "you", "M +10")
	v = d.press(v, "you", "Nothing to add")
	failed := d.act(v, "you", `{"pay": {"message": `+cardOf(t, v)+`, "outcome": "failed"}}`)
	if s := failed.People[0].Screen; s.Toast != "Declined" || !s.Alert {
		t.Errorf("after a payment that fails: toast %q", s.Toast)
	}
	v = d.act(v, "you", `{"pay": {"message": `+cardOf(t, v)+`, "outcome": "cancelled"}}`)
	v = d.act(v, "you", `{"pay": {"message": `+cardOf(t, v)+`, "outcome": "paid"}}`)
	if got := d.last(v); !strings.Contains(got, "Thank you!") {
		t.Errorf("after the payment: %q", got)
	}
	if got := lastTurn(t, v); got.Event.Kind != "payment_paid" || got.Event.Text != "90 XTR" {
		t.Errorf("the event is %+v", got.Event)
	}
	if got := v.People[0].Variables["user"]["coffees"]; got != 1.0 {
		t.Errorf("coffees: %v", got)
	}
	d.save("coffee", v.ID, "A guest buys a latte")
	if got := d.runTests("coffee"); len(got) != 1 || !got[0].OK {
		t.Errorf("unchanged: %+v", got)
	}
	d.change("coffee", "Which size?", "How big?")
	if v = d.chat("GET", "/chats/"+v.ID, ""); !v.Outdated {
		t.Error("the draft has changed and the chat does not say so")
	}
	failed2, of, err := d.tests.Tally(t.Context(), "coffee")
	if err != nil || failed2 != 1 || of != 1 {
		t.Errorf("tally: %d of %d, %v", failed2, of, err)
	}
	before, err := fs.ReadFile(examples.Files, "coffee/bot.json")
	if err != nil {
		t.Fatal(err)
	}
	if failed2, of, err = d.tests.On(t.Context(), "coffee", before); err != nil || failed2 != 0 || of != 1 {
		t.Errorf("on the revision of before: %d of %d, %v", failed2, of, err)
	}
	want := editor.TestOutcome{
		Name: "A guest buys a latte", Step: 2,
		Error: "Step 2 (pressed: “Latte · 80 ⭐”): the bot should have sent “Latte, good choice. Which size?”, but has sent “Latte, good choice. How big?”",
	}
	if got := d.runTests("coffee"); len(got) != 1 || got[0] != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	v = d.chat("POST", "/chats/"+v.ID+"/restart", `{"keep_people": true}`)
	if v.Outdated || v.People[0].Variables["user"]["coffees"] != 1.0 || len(v.People[0].Screen.Messages) != 0 {
		t.Errorf("after the restart: outdated %t, %v, %d messages", v.Outdated, v.People[0].Variables, len(v.People[0].Screen.Messages))
	}
	v = d.act(v, "you", `{"start": ""}`)
	if v = d.press(v, "you", "Latte"); !strings.Contains(d.last(v), "How big?") {
		t.Errorf("after the restart the bot says %q", d.last(v))
	}
	if v = d.chat("POST", "/chats/"+v.ID+"/restart", `{}`); v.People[0].Variables["user"]["coffees"] != 0.0 { // its default
		t.Errorf("values were kept: %v", v.People[0].Variables["user"])
	}
}

func TestTestChat_BookingWithTimeValuesAndTheOwner(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	v := d.open("booking")
	v = d.chat("POST", "/chats/"+v.ID+"/people", `{"name": "owner"}`)
	v = d.act(v, "you", `{"start": ""}`)
	v = d.press(v, "you", "Haircut")
	v = d.press(v, "you", "Mia")
	v = d.press(v, "you", "9")
	v = d.press(v, "you", "10:00")
	v = d.act(v, "you", `{"keyboard": "📱 Share my number"}`)
	v = d.press(v, "you", "Book")
	if n := len(v.People[1].Screen.Messages); n == 0 {
		t.Error("the owner has heard nothing of the visit")
	}
	before := v.Clock
	if v = d.chat("POST", "/chats/"+v.ID+"/clock", `{"skip": "next"}`); !v.Clock.After(before) || !strings.Contains(d.last(v), "Haircut") {
		t.Errorf("from %v to %v, then %q", before, v.Clock, d.last(v))
	}
	v = d.chat("PUT", "/chats/"+v.ID+"/variables", `{"person": "you", "scope": "user", "name": "nickname", "value": "Ann"}`)
	if got := v.People[0].Variables["user"]["nickname"]; got != "Ann" {
		t.Errorf("the value is %v", got)
	}
	if turn := lastTurn(t, v); turn.Event != (testchat.Event{Kind: "set", Text: `user.nickname = "Ann"`}) || len(turn.Calls) > 0 {
		t.Errorf("the film shows %+v", turn)
	}
	saved := d.save("booking", v.ID, "A visit is booked")
	if saved.Steps != 9 {
		t.Errorf("%d steps", saved.Steps)
	}
	playExported(t, d, "booking", "A visit is booked")
}

// playExported plays an exported test as `scenarist test` does.
func playExported(t *testing.T, d *desk, bot, name string) {
	t.Helper()
	rec := d.ask("editor", "GET", "/bots/"+bot+"/tests/"+strings.ReplaceAll(name, " ", "%20"), "")
	if rec.Code != http.StatusOK {
		t.Fatalf("export: %d %s", rec.Code, rec.Body)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "one.transcript.json")
	for path, data := range map[string]string{file: rec.Body.String(), filepath.Join(dir, "bot.json"): d.drafts[bot]} {
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	r, err := simulator.Play(t.Context(), file, simulator.PlayOptions{Registry: reg})
	if err != nil || !r.OK() || r.Steps == 0 {
		t.Errorf("%v\n%s", err, r.Text())
	}
}

func TestTestChat_ShopWithTwoPeopleAndMoneyThatComesLate(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	v := d.open("shop")
	if v.Services.Standin == "" {
		t.Error("the stand-in of the example is not in use")
	}
	v = d.chat("POST", "/chats/"+v.ID+"/people", `{"name": "second"}`)
	for _, who := range []string{"you", "second"} {
		v = d.act(v, who, `{"start": ""}`)
		v = d.press(v, who, "Blue mug")
		v = d.press(v, who, "Put in the cart")
	}
	v = d.press(v, "you", "Order for")
	v = d.press(v, "you", "Pickup")
	bill := cardOf(t, v)
	v = d.act(v, "you", `{"pay": {"message": `+bill+`, "outcome": "paid", "after": "10m"}}`)
	if strings.Contains(everything(v), "Paid") {
		t.Errorf("it is paid before the money has come: %s", everything(v))
	}
	v = d.chat("POST", "/chats/"+v.ID+"/clock", `{"skip": "15m"}`)
	if !strings.Contains(everything(v), "Paid") {
		t.Errorf("the money has come and it is not paid: %s", everything(v))
	}
	v = d.act(v, "second", `{"block": true}`)
	if !v.People[1].Blocked {
		t.Error("the second person has not blocked the bot")
	}
	d.save("shop", v.ID, "Two people")
	if got := d.runTests("shop"); len(got) != 1 || !got[0].OK {
		t.Errorf("%+v", got)
	}
}

// everything is all that You sees.
func everything(v *testchat.View) string {
	var out []string
	for _, p := range v.People {
		if p.Name == testchat.You {
			for _, m := range p.Screen.Messages {
				out = append(out, m.HTML)
			}
		}
	}
	return strings.Join(out, "\n")
}

// cardOf is the newest message of You with a button that pays.
func cardOf(t *testing.T, v *testchat.View) string {
	t.Helper()
	for _, p := range v.People {
		for _, m := range slices.Backward(p.Screen.Messages) {
			for _, row := range m.Buttons {
				for _, b := range row {
					if b.Kind == "pay" && p.Name == testchat.You {
						id, err := json.Marshal(m.ID)
						if err != nil {
							t.Fatal(err)
						}
						return string(id)
					}
				}
			}
		}
	}
	t.Fatalf("nothing is to be paid: %s", everything(v))
	return ""
}

// calling is a bot that calls a service with a secret.
const calling = `{"schema_version": 1, "name": "Caller", "language": "en", "settings": {"secrets": ["key"]},
"variables": [{"name": "answer", "scope": "session", "type": "any"}],
"flows": [{"id": "main", "name": "Main", "blocks": [
{"id": "go", "type": "trigger.command", "config": {"command": "go"}},
{"id": "call", "type": "http.request", "config": {"url": "URL/v1?key={{ secret.key }}", "timeout": "10s"}},
{"id": "yes", "type": "message.text", "config": {"text": "Yes"}, "exits": {"next": "end"}},
{"id": "no", "type": "message.text", "config": {"text": "No"}, "exits": {"next": "end"}}
], "edges": [{"from": "go", "exit": "next", "to": "call"}, {"from": "call", "exit": "ok", "to": "yes"},
{"from": "call", "exit": "error", "to": "no"}, {"from": "call", "exit": "timeout", "to": "no"}]}]}`

func TestTestChat_ServicesArePretendedBrokenOrCalled(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 10)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Query().Get("key")
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"real": true, "key": "` + r.URL.Query().Get("key") + `"}`))
	}))
	defer service.Close()
	d := newDesk(t, map[string]string{"caller": strings.Replace(calling, "URL", service.URL, 1)}, func(o *testchat.Options) {
		o.HTTP = service.Client()
	})
	d.secrets = map[string]string{"key": "real-secret"}
	v := d.open("caller")
	exchange := func() testchat.Exchange {
		t.Helper()
		for _, turn := range slices.Backward(v.Film) {
			for _, b := range slices.Backward(turn.Blocks) {
				if len(b.HTTP) > 0 {
					return b.HTTP[len(b.HTTP)-1]
				}
			}
		}
		t.Fatalf("no exchange is in the film: %+v", v.Film)
		return testchat.Exchange{}
	}
	goes := func() {
		t.Helper()
		v = d.act(v, "you", `{"say": "/go"}`)
	}

	goes()
	if x := exchange(); x.Status != 200 || x.Response.Body != "{}" || x.URL != service.URL+"/v1?key=•••" || d.last(v) != "Yes" {
		t.Errorf("pretended: %+v, %q", x, d.last(v))
	}
	v = d.chat("PUT", "/chats/"+v.ID+"/services", `{"call": false, "answers": [{"url": "`+service.URL+`/*", "status": 404, "body": {"x": 1}}], "otherwise": {}}`)
	goes()
	if x := exchange(); x.Status != 404 || x.Response.Body != `{"x":1}` || d.last(v) != "No" {
		t.Errorf("made up: %+v, %q", x, d.last(v))
	}
	v = d.chat("POST", "/chats/"+v.ID+"/faults", `{"api": "down", "telegram": "ok"}`)
	goes()
	if x := exchange(); x.Status != 0 || x.Error != "nobody answers at this address" || x.Response != nil || d.last(v) != "No" {
		t.Errorf("down: %+v, %q", x, d.last(v))
	}
	v = d.chat("POST", "/chats/"+v.ID+"/faults", `{"api": "errors", "telegram": "ok"}`)
	goes()
	if x := exchange(); x.Status != 500 {
		t.Errorf("errors: %+v", x)
	}
	v = d.chat("POST", "/chats/"+v.ID+"/faults", `{"api": "slow", "telegram": "ok"}`)
	goes()
	if p := v.People[0]; p.At == nil || p.At.Block != "call" || p.Wakes == "" {
		t.Errorf("slow: %+v", p)
	}
	v = d.chat("POST", "/chats/"+v.ID+"/clock", `{"skip": "1m"}`)
	if d.last(v) != "No" {
		t.Errorf("slow, then %q", d.last(v))
	}
	v = d.chat("POST", "/chats/"+v.ID+"/faults", `{"api": "ok", "telegram": "ok"}`)
	if len(asked) > 0 {
		t.Error("the service was called before anybody said so")
	}
	v = d.chat("PUT", "/chats/"+v.ID+"/services", `{"call": true, "answers": [], "otherwise": {}}`)
	goes()
	if x := exchange(); x.Status != 200 || x.Response.Body != `{"real": true, "key": "•••"}` {
		t.Errorf("called: %+v", x)
	}
	if got := <-asked; got != "real-secret" {
		t.Errorf("called with the secret %q", got)
	}
	d.save("caller", v.ID, "All of it")
	rec := d.ask("editor", "GET", "/bots/caller/tests/All%20of%20it", "")
	if strings.Contains(rec.Body.String(), "real-secret") || !strings.Contains(rec.Body.String(), "simulated-key") {
		t.Errorf("the saved test has the secret in it: %s", rec.Body)
	}
	service.Close()
	if got := d.runTests("caller"); len(got) != 1 || !got[0].OK {
		t.Errorf("played without the service: %+v", got)
	}
}

func TestTestChat_JumpBeginsAtTheBlock(t *testing.T) {
	t.Parallel()
	d := newDesk(t, map[string]string{"caller": strings.Replace(calling, "URL", "https://api.example", 1)})
	v := d.open("caller")
	v = d.chat("POST", "/chats/"+v.ID+"/jump", `{"person": "you", "flow": "main", "block": "no"}`)
	turn := lastTurn(t, v)
	if d.last(v) != "No" || len(turn.Blocks) != 1 || turn.Event != (testchat.Event{Kind: "start", Text: "no"}) {
		t.Errorf("%q, %+v", d.last(v), turn)
	}
	rec := d.ask("editor", "POST", "/chats/"+v.ID+"/jump", `{"person": "you", "flow": "main", "block": "go"}`)
	if rec.Code != http.StatusUnprocessableEntity || !strings.Contains(rec.Body.String(), "A trigger begins when something happens") {
		t.Errorf("to a trigger: %d %s", rec.Code, rec.Body)
	}
}

func TestTestChat_DraftWithErrorsSaysWhichOnes(t *testing.T) {
	t.Parallel()
	d := newDesk(t, map[string]string{"caller": strings.Replace(calling, "URL", "https://api.example", 1)})
	v := d.act(d.open("caller"), "you", `{"say": "/go"}`)
	d.save("caller", v.ID, "It answers")
	d.change("caller", `"to": "yes"`, `"to": "nowhere"`)
	for _, r := range []request{
		{"editor", "POST", "/bots/caller/chats", "{}"},
		{"editor", "POST", "/bots/caller/tests/run", ""},
		{"editor", "POST", "/chats/" + v.ID + "/restart", "{}"},
	} {
		rec := d.ask(r.who, r.method, r.path, r.body)
		var p editor.Problem
		if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || rec.Code != http.StatusUnprocessableEntity || p.Code != "document_invalid" || len(p.Issues) == 0 {
			t.Errorf("%s: %d %s", r.path, rec.Code, rec.Body)
		}
	}
	if v = d.act(v, "you", `{"say": "/go"}`); d.last(v) != "Yes" {
		t.Error("the chat that was there does not go on")
	}
}

// TestTestChat_MakesUpWhatIsSavedOfAnAnswer has a service of which nobody has said what it answers.
func TestTestChat_MakesUpWhatIsSavedOfAnAnswer(t *testing.T) {
	t.Parallel()
	bot := strings.NewReplacer("URL/v1?key={{ secret.key }}", "https://shop.example.com/{{ user.id }}/price", `"timeout": "10s"`,
		`"save": [{"from": "data.price", "to": "user.answer", "type": "number"}]`, `"scope": "session"`, `"scope": "user"`).Replace(calling)
	d := newDesk(t, map[string]string{"caller": bot})
	v := d.open("caller")
	want := []testchat.Pretend{{Method: "GET", URL: "https://shop.example.com/*/price", Body: map[string]any{"data": map[string]any{"price": 1.0}}}}
	if got := v.Services.Answers; !reflect.DeepEqual(got, want) {
		t.Fatalf("made up are %+v", got)
	}
	v = d.act(v, "you", `{"say": "/go"}`)
	if got := v.People[0].Variables["user"]["answer"]; got != 1.0 || d.last(v) != "Yes" {
		t.Errorf("saved %v, said %q", got, d.last(v))
	}
	v = d.chat("PUT", "/chats/"+v.ID+"/services", `{"call": false, "answers": [{"url": "https://shop.example.com/*", "body": {"data": {"price": 7}}}], "otherwise": {}}`)
	v = d.chat("POST", "/chats/"+v.ID+"/restart", `{}`)
	if got := v.Services.Answers; len(got) != 2 || got[0].URL != "https://shop.example.com/*" || !reflect.DeepEqual(got[1], want[0]) {
		t.Errorf("after the restart made up are %+v", got)
	}
}

const albumBot = `{"schema_version": 1, "name": "Menu", "language": "en", "flows": [{"id": "main", "name": "Main",
	"blocks": [
		{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
		{"id": "show", "type": "message.album", "exits": {"next": "end"}, "config": {"text": "Two of twelve.", "items": [
			{"kind": "photo", "url": "https://example.com/1.jpg"}, {"kind": "photo", "url": "https://example.com/2.jpg"}]}}],
	"edges": [{"from": "start", "exit": "next", "to": "show"}]}]}`

func TestTestChat_MessagesOfAnAlbumAreKnownByIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t, map[string]string{"menu": albumBot})
	v := d.act(d.open("menu"), "you", `{"say": "/start"}`)
	var albums []string
	for _, m := range v.People[0].Screen.Messages {
		albums = append(albums, m.Album)
	}
	if len(albums) != 3 || albums[0] != "" || albums[1] == "" || albums[1] != albums[2] {
		t.Errorf("of which albums the messages are: %q", albums)
	}
}
