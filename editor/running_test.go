package editor_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/film"
	"github.com/scenarist/scenarist/engine/host"
)

// resets are sessions that were to begin anew, instead of a host.
type resets struct {
	mu  sync.Mutex
	all []string
	err error
}

func (r *resets) Reset(_ context.Context, key engine.SessionKey, what engine.Reset, id string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, fmt.Sprint(key.UserID, " ", what.Variables, " ", id))
	return r.err
}

// ran stores what a turn with somebody led to.
func (w *workshop) ran(m host.Member) {
	w.Helper()
	verdicts, err := w.db.Commit(w.Context(), []host.Member{m})
	w.check(err)
	if verdicts[0] != (host.Verdict{}) {
		w.Fatalf("verdict %+v", verdicts[0])
	}
}

func (w *workshop) effect(e engine.Effect) []byte {
	w.Helper()
	data, err := json.Marshal(e)
	w.check(err)
	return data
}

var ran = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestFilm_TellsWhySomebodyGotThis(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	w.connect(b.ID)
	w.meet(101, "Ann", "ann_b", engine.SessionIdle, nil, nil)
	k := engine.SessionKey{BotID: 7001, ChatID: 101, UserID: 101}
	key := func(turn int64, n string) string { return host.SendKey(k, turn, n) }
	data := film.Write(&film.Material{
		Event: &engine.Event{Kind: engine.MessageReceived, Message: &engine.Message{Text: "tea"}}, Handled: true,
		Film: []engine.Frameshot{{Flow: "main", Block: "ask", Type: "ask.text", Exit: "next", Sets: []engine.Set{
			{Write: engine.Write{Scope: "user", Name: "drink"}, Before: "milk", After: "tea"},
		}}},
		Sends: []film.Send{{Key: "0", Method: "sendMessage"}, {Key: "1", Method: "sendMessage", Chat: 55}, {Key: "9", Method: "sendPhoto"}},
	})
	w.ran(host.Member{Key: k, Film: &host.Film{Turn: 4, At: ran, Data: data}, Out: []host.Outgoing{
		{BotID: 7001, ChatID: 101, Key: key(4, "0"), Effect: w.effect(engine.Effect{Kind: engine.SendMessage, Content: &engine.Content{Text: "<b>Hot</b> &amp; good"}})},
		{BotID: 7001, ChatID: 55, Key: key(4, "1"), Effect: w.effect(engine.Effect{Kind: engine.SendMessage, Content: &engine.Content{Text: "An order"}})},
	}})
	w.check(w.db.Mark(w.Context(), []host.Mark{
		{BotID: 7001, ChatID: 101, Key: key(4, "0"), State: host.SendSent, At: ran},
		{BotID: 7001, ChatID: 55, Key: key(4, "1"), State: host.SendFailed, Code: "blocked", At: ran},
	}))
	timer := film.Write(&film.Material{Event: &engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Name: engine.ReminderTimer}}})
	w.ran(host.Member{Key: k, Film: &host.Film{Turn: 5, At: ran.Add(time.Hour), Trouble: true, Data: timer}})

	path := "/bots/" + b.ID + "/contacts/101/film"
	older := `{"id":4,"at":"2026-03-01T12:00:00Z","person":"Ann","event":{"kind":"message","text":"tea"},` +
		`"blocks":[{"flow":"main","block":"ask","type":"ask.text","exit":"next","sets":[{"name":"user.drink","before":"milk","after":"tea"}]}],` +
		`"calls":[{"method":"sendMessage","text":"Hot & good","ok":true},{"method":"sendMessage","to":"55","text":"An order","ok":false,"error":"the person has blocked the bot, or never started it"},{"method":"sendPhoto","ok":true}],"heard":true}`
	newer := `{"id":5,"at":"2026-03-01T13:00:00Z","person":"Ann","event":{"kind":"timer","text":"пора напомнить"},"blocks":[],"calls":[],"heard":false}`
	if a := w.as("analyst", "GET", path+"?language=ru", nil); a.body != `{"items":[`+newer+`,`+older+`]}` {
		t.Errorf("film %s", a.body)
	}
	first := get[listOf[film.Turn]](w, "analyst", "GET", path+"?limit=1", nil)
	if a := w.as("analyst", "GET", path+"?limit=1&cursor="+url.QueryEscape(first.Next), nil); a.body != `{"items":[`+older+`]}` {
		t.Errorf("the next page %s", a.body)
	}
	if a := w.as("analyst", "GET", path+"?troubles=true&language=ru", nil); a.body != `{"items":[`+newer+`]}` {
		t.Errorf("troubles %s", a.body)
	}
	failed := film.Write(&film.Material{
		Event: &engine.Event{Kind: engine.MessageReceived, Message: &engine.Message{Text: "a number"}}, Handled: true,
		Film: []engine.Frameshot{{
			Flow: "main", Block: "ask", Type: "http.request", Error: engine.Trouble("http_status", "shop.example answered 502: %s", engine.StatusWords(502)),
		}},
		Sends: []film.Send{{Key: "0", Method: "sendMessage"}},
	})
	w.ran(host.Member{Key: k, Film: &host.Film{Turn: 6, At: ran.Add(2 * time.Hour), Trouble: true, Data: failed}, Out: []host.Outgoing{
		{BotID: 7001, ChatID: 101, Key: key(6, "0"), Effect: w.effect(engine.Effect{Kind: engine.SendMessage, Content: &engine.Content{Text: "a text"}})},
	}})
	w.check(w.db.Mark(w.Context(), []host.Mark{{BotID: 7001, ChatID: 101, Key: key(6, "0"), State: host.SendFailed, Code: "deactivated", At: ran}}))
	worded := w.as("analyst", "GET", path+"?limit=1", nil, "Accept-Language", "ru").body
	for _, want := range []string{
		`"text":"a number"`, `"text":"a text"`, // what people said stays
		`"text":"shop.example ответил кодом 502: у самого сервиса неполадки: попробуйте позже"`, `"error":"учётной записи человека больше нет"`,
	} {
		if !strings.Contains(worded, want) {
			t.Errorf("in Russian: %s\nwithout %s", worded, want)
		}
	}
	w.refused(404, "not_found", "analyst", "GET", "/bots/"+b.ID+"/contacts/102/film", nil)
	w.refused(403, "forbidden", "viewer", "GET", path, nil)
}

func TestMessages_AreBothWays(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	w.connect(b.ID)
	w.meet(101, "Ann", "", engine.SessionIdle, nil, nil)
	k := engine.SessionKey{BotID: 7001, ChatID: 101, UserID: 101}
	in := func(id int, kind, update string) {
		t.Helper()
		raw := fmt.Sprintf(`{"update_id":%d,%s}`, id, update)
		w.ran(host.Member{Key: k, UpdateID: int64(id), Inbox: &host.Inbox{Kind: kind, At: ran.Add(time.Duration(id) * time.Second), Raw: []byte(raw)}})
	}
	const from = `"from":{"id":101,"first_name":"Ann"},"chat":{"id":101,"type":"private"},"date":1772366400`
	in(1, "message", `"message":{"message_id":1,`+from+`,"text":"Hello <b>"}`)
	in(2, "message", `"message":{"message_id":2,`+from+`,"caption":"Look","photo":[{"file_id":"f","file_unique_id":"u","width":1,"height":1}]}`)
	in(3, "button", `"callback_query":{"id":"q","from":{"id":101,"first_name":"Ann"},"chat_instance":"c","data":"t1","message":{"message_id":9,`+from+
		`,"reply_markup":{"inline_keyboard":[[{"text":"No","callback_data":"t0"},{"text":"Yes","callback_data":"t1"}]]}}}`)
	in(4, "message", `"message":7`)
	w.ran(host.Member{Key: k, Out: []host.Outgoing{
		{BotID: 7001, ChatID: 101, Key: "a", Effect: w.effect(engine.Effect{Kind: engine.SendMessage, Content: &engine.Content{
			Text: "A <i>cat</i>", Media: []engine.Media{{Kind: "photo"}}, Inline: [][]engine.Button{{{Label: "One"}, {Label: "Two"}}},
		}})},
		{BotID: 7001, ChatID: 101, Key: "b", Effect: w.effect(engine.Effect{Kind: engine.ShowAction, Action: "typing"})},
	}})
	w.check(w.db.Mark(w.Context(), []host.Mark{{BotID: 7001, ChatID: 101, Key: "a", State: host.SendFailed, Code: "blocked"}}))
	path := "/bots/" + b.ID + "/contacts/101/messages"
	var got []string
	for cursor, n := "", 0; n == 0 || cursor != ""; n++ {
		page := get[listOf[json.RawMessage]](w, "analyst", "GET", path+"?limit=2&cursor="+url.QueryEscape(cursor), nil)
		for _, m := range page.Items {
			if strings.Contains(string(m), `"out":true`) { // its time is that of the commit
				var out editor.ContactMessage
				w.check(json.Unmarshal(m, &out))
				want := editor.ContactMessage{
					At: out.At, Out: true, Kind: "send", Text: "A cat", Media: []string{"photo"}, Buttons: [][]string{{"One", "Two"}}, Status: "failed", Error: "blocked", Why: "the person has blocked the bot, or never started it",
				}
				if !reflect.DeepEqual(out, want) {
					t.Errorf("got %+v, want %+v", out, want)
				}
				continue
			}
			got = append(got, string(m))
		}
		cursor = page.Next
	}
	want := []string{
		`{"at":"2026-03-01T12:00:04Z","out":false,"kind":"message","text":""}`,
		`{"at":"2026-03-01T12:00:03Z","out":false,"kind":"button","text":"Yes"}`,
		`{"at":"2026-03-01T12:00:02Z","out":false,"kind":"message","text":"Look","media":["photo"]}`,
		`{"at":"2026-03-01T12:00:01Z","out":false,"kind":"message","text":"Hello <b>"}`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	w.refused(404, "not_found", "analyst", "GET", "/bots/"+b.ID+"/contacts/102/messages", nil)
	w.refused(403, "forbidden", "viewer", "GET", path, nil)
}

func TestReset_IsAskedOfTheHostAndLogged(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	path := "/bots/" + b.ID + "/contacts/101/reset"
	w.refused(409, "not_connected", "operator", "POST", path, `{}`)
	w.connect(b.ID)
	w.refused(404, "not_found", "operator", "POST", path, `{}`)
	w.meet(101, "Ann", "", engine.SessionIdle, nil, nil)
	w.refused(403, "forbidden", "analyst", "POST", path, `{}`)
	var a answer
	for range 2 { // the second time it is the same request
		a = w.as("operator", "POST", path, `{"variables":true}`, "Idempotency-Key", "k1")
	}
	if want := `{"user_id":"101","name":"Ann","language":"en","last_at":"2026-03-01T12:00:00Z","state":"idle"}`; a.status != 200 || a.body != want {
		t.Errorf("%d %s, want %s", a.status, a.body, want)
	}
	if want := []string{"101 true u-operator.k1"}; !reflect.DeepEqual(w.resets.all, want) {
		t.Errorf("resets %q, want %q", w.resets.all, want)
	}
	entries, err := w.db.Entries(t.Context(), entriesOf(b.ID))
	w.check(err)
	if e := entries[0]; e.What != "contact.reset" || e.Target != "101" || e.Name != "operator" || string(e.After) != `{"variables":true}` {
		t.Errorf("the log says %+v", e)
	}
	w.resets.err = host.ErrUnknownBot
	w.refused(409, "conflict", "operator", "POST", path, `{}`)
}

func TestFigures_AreShownToWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	if a := w.as("viewer", "GET", "/bots/"+b.ID+"/figures?days=1", nil); !strings.Contains(a.body, `"users":0,"new":0,"messages":0`) {
		t.Errorf("a bot without a token: %d %s", a.status, a.body)
	}
	w.connect(b.ID)
	inside := []engine.Frame{{Flow: "main", Block: "ask"}, {Flow: "main", Block: "hello", Wait: &engine.Wait{Gen: 1}}}
	w.meet(101, "Ann", "", engine.SessionWaiting, inside, nil)
	now := time.Now()
	const offset = 14 * 60 * 60
	count := func(at time.Time, list ...host.Count) {
		t.Helper()
		w.ran(host.Member{Key: engine.SessionKey{BotID: 7001, ChatID: 101, UserID: 101}, Counts: &host.Counts{
			Day: host.DayIn(at, offset), Offset: offset, List: list,
		}})
	}
	l := w.listen("viewer", b.ID)
	until(l, "bot", func(got editor.Bot) bool { return got.ID == b.ID })
	count(now.AddDate(0, 0, -1), host.Count{Kind: host.CountUsers, N: 4}, host.Count{Kind: host.CountBlocks, Name: "ask", N: 5})
	count(now, host.Count{Kind: host.CountNew, N: 1}, host.Count{Kind: host.CountUsers, N: 2}, host.Count{Kind: host.CountReceived, N: 3},
		host.Count{Kind: host.CountSent, N: 4}, host.Count{Kind: host.CountTroubles, N: 1}, host.Count{Kind: host.CountPaid, N: 1},
		host.Count{Kind: host.CountMoney, Name: "XTR", N: 50}, host.Count{Kind: host.CountRefunds, Name: "XTR", N: 5}, host.Count{Kind: host.CountTurns, N: 3},
		host.Count{Kind: host.CountBlocks, Name: "ask", N: 2}, host.Count{Kind: host.CountEdges, Name: "ask", Part: "next", N: 6},
		host.Count{Kind: host.CountGoals, Name: "sold", N: 1}, host.Count{Kind: host.CountSplits, Name: "price", Part: "high", N: 1})
	count(now.AddDate(0, 0, -9), host.Count{Kind: host.CountUsers, N: 100})
	day := func(back int) string {
		return now.Add(offset*time.Second).UTC().AddDate(0, 0, -back).Format(time.DateOnly)
	}
	a := w.as("viewer", "GET", "/bots/"+b.ID+"/figures?days=2", nil)
	want := `{"users":1,"days":[` +
		`{"day":"` + day(1) + `","users":4,"new":0,"messages":0,"received":0,"sent":0,"errors":0,"paid":0,"money":[]},` +
		`{"day":"` + day(0) + `","users":2,"new":1,"messages":7,"received":3,"sent":4,"errors":1,"paid":1,"money":[{"currency":"XTR","paid":50,"refunded":5}]}],` +
		`"blocks":{"ask":7},"edges":{"ask/next":6},"standing":{"ask":1,"hello":1},"goals":{"sold":1},"splits":{"price":{"high":1}},` +
		`"money":[{"currency":"XTR","paid":50,"refunded":5}]}`
	if a.body != want {
		t.Errorf("got\n%s\nwant\n%s", a.body, want)
	}
	until(l, "figures", func(got editor.FiguresEvent) bool {
		return got.Users == 1 && got.UsersToday == 2 && got.ErrorsToday == 1
	})
	list := get[listOf[editor.Bot]](w, "viewer", "GET", "/bots", nil)
	if got := list.Items[0]; got.Users != 1 || got.UsersToday != 2 || got.ErrorsToday != 1 {
		t.Errorf("the list has %+v", got)
	}
	w.refused(422, "invalid", "viewer", "GET", "/bots/"+b.ID+"/figures?days=91", nil)
}

func TestTroubles_AreAddedUpByBlock(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	w.connect(b.ID)
	at := time.Now().UTC().Truncate(time.Second).Add(-time.Hour)
	trouble := func(user int64, minutes int, block, code, text string) {
		t.Helper()
		w.ran(host.Member{Key: engine.SessionKey{BotID: 7001, ChatID: user, UserID: user}, Notes: []engine.Note{{
			Kind: engine.NoteError, At: at.Add(time.Duration(minutes) * time.Minute), Flow: "main", Block: block, Error: engine.Trouble(code, "%s", text),
		}}})
	}
	trouble(101, 0, "call", "http_status", "it said 500")
	trouble(102, 1, "ask", "expression", "no such name")
	trouble(103, 2, "call", "http_status", "it said 503")
	w.check(w.db.Bury(t.Context(), host.DeadLetter{BotID: 7001, UpdateID: 5, Raw: []byte(`{}`), Error: "x", Tries: 5, At: at}))
	when := func(minutes int) string { return at.Add(time.Duration(minutes) * time.Minute).Format(time.RFC3339) }
	want := `{"items":[{"flow":"main","block":"call","code":"http_status","text":"it said 503","count":2,"first_at":"` + when(0) + `","last_at":"` + when(2) + `","user_id":"103"},` +
		`{"flow":"main","block":"ask","code":"expression","text":"no such name","count":1,"first_at":"` + when(1) + `","last_at":"` + when(1) + `","user_id":"102"}],"letters":1}`
	path := "/bots/" + b.ID + "/troubles"
	if a := w.as("analyst", "GET", path, nil); a.body != want {
		t.Errorf("got\n%s\nwant\n%s", a.body, want)
	}
	hidden := strings.NewReplacer(`,"user_id":"103"`, "", `,"user_id":"102"`, "").Replace(want)
	if a := w.as("viewer", "GET", path, nil); a.body != hidden {
		t.Errorf("a viewer sees\n%s\nwant\n%s", a.body, hidden)
	}
}
