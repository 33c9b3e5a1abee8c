package editor_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
)

// audited are the lines of the audit log about a bot, the oldest first.
func (w *workshop) audited(bot string) (out []string) {
	w.Helper()
	lines, err := w.db.Entries(w.Context(), entriesOf(bot))
	w.check(err)
	for _, l := range lines {
		out = append([]string{l.What + " by " + l.Name}, out...)
	}
	return out
}

// connect gives a bot the token of the shop.
func (w *workshop) connect(bot string) editor.Bot {
	w.Helper()
	return get[editor.Bot](w, "owner", "PUT", "/bots/"+bot+"/token", map[string]string{"token": shopToken})
}

// liveBot makes a bot that is connected and published.
func (w *workshop) liveBot() editor.Bot {
	w.Helper()
	b := w.newBot()
	w.connect(b.ID)
	get[struct{}](w, "owner", "POST", "/bots/"+b.ID+"/publish", `{"version": 1}`)
	return b
}

func TestTelegram_BotIsConnectedAndPublished(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	path := "/bots/" + b.ID
	who := get[editor.TokenIdentity](w, "owner", "POST", "/telegram/check", map[string]string{"token": shopToken})
	if who != (editor.TokenIdentity{ID: 7001, Username: "shop_bot", Name: "Shop"}) {
		t.Errorf("the token is that of %+v", who)
	}
	w.refused(422, "token_wrong", "owner", "POST", "/telegram/check", `{"token": "7001:other"}`)
	w.refused(422, "token_wrong", "owner", "PUT", path+"/token", `{"token": "what"}`)
	w.refused(409, "not_connected", "owner", "POST", path+"/publish", `{"version": 1}`)
	w.refused(403, "forbidden", "operator", "PUT", path+"/token", map[string]string{"token": shopToken})

	got := w.connect(b.ID)
	if got.Telegram == nil || *got.Telegram != (editor.TelegramBot{ID: 7001, Username: "shop_bot", Name: "Shop", Link: "https://t.me/shop_bot"}) || got.Revision != 0 || got.State != "draft" {
		t.Errorf("connected: %+v", got)
	}
	plan := get[editor.Planned](w, "owner", "POST", path+"/plan", `{"version": 1}`)
	if plan.Plan == nil || plan.Plan.People != 0 || len(plan.Issues) != 0 || plan.Tests != nil {
		t.Errorf("plan %+v", plan)
	}
	if n := get[struct{ Revision int }](w, "owner", "POST", path+"/publish", `{"version": 1, "note": "First"}`); n.Revision != 1 {
		t.Errorf("published as %d", n.Revision)
	}
	if got := get[editor.Bot](w, "viewer", "GET", path, nil); got.State != "running" || got.Changed || got.Revision != 1 {
		t.Errorf("published: %+v", got)
	}
	get[editor.DraftEdited](w, "editor", "PATCH", path+"/draft", `{"client": "c", "changes": [{"path": ["name"], "before": "My bot", "after": "Shop"}]}`)
	if got := get[editor.Bot](w, "viewer", "GET", path, nil); !got.Changed {
		t.Errorf("the draft has changed: %+v", got)
	}
	p := w.refused(412, "stale", "owner", "POST", path+"/publish", `{"version": 1}`)
	if !strings.Contains(p.Detail, "2") {
		t.Errorf("detail %q", p.Detail)
	}
	get[struct{}](w, "editor", "POST", path+"/publish", `{"version": 2}`)
	if n := get[struct{ Revision int }](w, "editor", "POST", path+"/rollback", `{"revision": 1, "note": "Back"}`); n.Revision != 3 {
		t.Errorf("rolled back as %d", n.Revision)
	}
	w.refused(404, "not_found", "editor", "POST", path+"/rollback", `{"revision": 9}`)
	w.refused(422, "plan_invalid", "editor", "POST", path+"/plan", `{"version": 2, "plan": {"from": 3, "blocks": [{"block": "no", "do": "dance"}]}}`)
	w.refused(422, "invalid", "editor", "POST", path+"/plan", `{}`)
	first := get[listOf[editor.Revision]](w, "viewer", "GET", path+"/revisions?limit=2", nil)
	rest := get[listOf[editor.Revision]](w, "viewer", "GET", path+"/revisions?limit=2&cursor="+first.Next, nil)
	all := append(first.Items, rest.Items...)
	if len(all) != 3 || !all[0].Published || all[0].Note != "Back" || all[0].Who.Name != "editor" || all[2].Note != "First" || all[1].Published || all[2].Size == 0 {
		t.Errorf("revisions %+v", all)
	}
	if a := w.as("viewer", "GET", path+"/revisions/2", nil); a.status != 200 || !strings.Contains(a.body, `"name":"Shop"`) && !strings.Contains(a.body, `"name": "Shop"`) {
		t.Errorf("revision 2: %+v", a)
	}
	want := "[bot.create by owner bot.connect by owner bot.publish by owner bot.publish by editor bot.rollback by editor]"
	if got := fmt.Sprint(w.audited(b.ID)); got != want {
		t.Errorf("audit log %s, want %s", got, want)
	}
}

func TestTelegram_DraftWithErrorsIsNotPublished(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	w.connect(b.ID)
	get[editor.DraftEdited](w, "editor", "PATCH", "/bots/"+b.ID+"/draft", `{"client": "c", "changes": [{"path": ["flows", "main", "blocks", "x"], "after": {"id": "x", "type": "no.such"}}]}`)
	plan := get[editor.Planned](w, "editor", "POST", "/bots/"+b.ID+"/plan", `{"version": 2}`)
	if plan.Plan != nil || len(plan.Issues) == 0 {
		t.Errorf("plan %+v", plan)
	}
	p := w.refused(422, "document_invalid", "editor", "POST", "/bots/"+b.ID+"/publish", `{"version": 2}`)
	if len(p.Issues) == 0 {
		t.Errorf("issues %+v", p)
	}
}

func TestTelegram_BotIsPausedRepairedAndDisconnected(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	path := "/bots/" + b.ID
	w.refused(409, "not_connected", "operator", "POST", path+"/pause", nil)
	w.refused(409, "not_connected", "viewer", "GET", path+"/health", nil)
	w.connect(b.ID)
	w.refused(409, "not_published", "operator", "POST", path+"/pause", nil)
	get[struct{}](w, "owner", "POST", path+"/publish", `{"version": 1}`)
	for _, x := range []struct{ who, action, state string }{
		{"operator", "pause", "paused"}, {"operator", "resume", "running"}, {"operator", "repair", "running"},
	} {
		if got := get[editor.Bot](w, x.who, "POST", path+"/"+x.action, nil); got.State != x.state {
			t.Errorf("%s: %+v", x.action, got)
		}
	}
	if got := get[editor.Bot](w, "owner", "PUT", path+"/receiver", `{"receiver": "webhook"}`); got.Receiver != "webhook" {
		t.Errorf("receiver: %+v", got)
	}
	h := get[editor.Health](w, "viewer", "GET", path+"/health", nil)
	if h.State != "running" || h.OtherProgram || h.Tally.Received != 0 {
		t.Errorf("health %+v", h)
	}
	get[editor.Bot](w, "owner", "PUT", path+"/receiver", `{"receiver": "polling"}`)
	w.check(w.db.ChangeBot(t.Context(), 7001, func(b *host.BotRecord) error {
		b.Trouble = "Another program gets this bot's messages: stop it, or give it a token of its own."
		return nil
	}))
	if h := get[editor.Health](w, "viewer", "GET", path+"/health", nil); h.State != "trouble" || !h.OtherProgram || !h.OtherPolls {
		t.Errorf("health where another program polls: %+v", h)
	}
	if l := get[listOf[editor.Letter]](w, "operator", "GET", path+"/letters", nil); len(l.Items) != 0 {
		t.Errorf("letters %+v", l)
	}
	if n := get[editor.LetterCount](w, "operator", "POST", path+"/letters/7/retry", nil); n.Count != 0 {
		t.Errorf("retried %+v", n)
	}
	if n := get[editor.LetterCount](w, "operator", "DELETE", path+"/letters/7", nil); n.Count != 0 {
		t.Errorf("dropped %+v", n)
	}

	// A token is one bot's, and a bot is one token's, until they part.
	other := w.newBot()
	w.refused(409, "token_taken", "owner", "PUT", "/bots/"+other.ID+"/token", map[string]string{"token": shopToken})
	w.refused(409, "other_bot", "owner", "PUT", path+"/token", map[string]string{"token": salonToken})
	if got := get[editor.Bot](w, "owner", "DELETE", path+"/token", nil); got.Telegram != nil || got.State != "draft" || got.Revision != 0 {
		t.Errorf("disconnected: %+v", got)
	}
	record, err := w.db.Bot(t.Context(), 7001)
	if err != nil || record.Hosted || record.Token != "" {
		t.Errorf("the record is %+v, %v", record, err)
	}
	if got := w.connect(other.ID); got.Revision != 1 || got.State != "running" {
		t.Errorf("connected again, to another bot: %+v", got)
	}
	w.people["elsewhere"] = w.people["stranger"]
	far := get[editor.Bot](w, "elsewhere", "POST", "/bots", `{"workspace": "elsewhere"}`)
	get[editor.Bot](w, "owner", "DELETE", "/bots/"+other.ID+"/token", nil)
	w.refused(409, "token_taken", "elsewhere", "PUT", "/bots/"+far.ID+"/token", map[string]string{"token": shopToken})
}

// Whoever looks at a bot whose token was revoked is told on all pages, as soon as one of them has asked Telegram.
func TestTelegram_ARefusedTokenIsToldWhereverTheBotIsShown(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.liveBot()
	path := "/bots/" + b.ID
	if !w.telegram.Revoke(shopToken, "7001:fresh") {
		t.Fatal("there is no such token")
	}
	if h := get[editor.Health](w, "viewer", "GET", path+"/health", nil); h.Trouble != "The token does not work: Telegram does not know it, or it was revoked." {
		t.Errorf("health %+v", h)
	}
	if got := get[editor.Bot](w, "viewer", "GET", path, nil); got.State != "trouble" || got.Trouble != host.TokenTrouble || !got.TokenRefused || got.RefusedAt != nil {
		t.Errorf("the bot %+v", got)
	}
	w.check(w.db.Incidents(nil).OpenIncident(t.Context(), 7001, host.IncidentToken)) // as the fleet does
	got := get[listOf[editor.Bot]](w, "viewer", "GET", "/bots", nil).Items[0]
	if got.RefusedAt == nil || time.Since(*got.RefusedAt) > time.Minute {
		t.Errorf("in the list %+v", got)
	}
	get[editor.Bot](w, "owner", "PUT", path+"/token", `{"token": "7001:fresh"}`)
	if got := get[editor.Bot](w, "viewer", "GET", path, nil); got.State != "running" || got.TokenRefused || got.RefusedAt != nil {
		t.Errorf("with a new token %+v", got)
	}
	// A bot that is paused uses its token for nothing, and is not in trouble for it.
	get[editor.Bot](w, "operator", "POST", path+"/pause", nil)
	w.telegram.Revoke("7001:fresh", "7001:newest")
	get[editor.Health](w, "viewer", "GET", path+"/health", nil)
	if record, err := w.db.Bot(t.Context(), 7001); err != nil || record.Trouble != "" {
		t.Errorf("the paused one is %+v, %v", record, err)
	}
}

// What is refused has not happened, and the audit log does not tell of it.
func TestTelegram_NothingIsDoneToABotThatIsBeingRemoved(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.liveBot()
	path := "/bots/" + b.ID
	w.check(w.manager.Remove(t.Context(), 7001))
	before, err := w.db.Bot(t.Context(), 7001)
	w.check(err)
	for _, x := range []struct{ method, path, body string }{
		{"POST", "/pause", ""},
		{"POST", "/resume", ""},
		{"POST", "/repair", ""},
		{"PUT", "/receiver", `{"receiver": "webhook"}`},
		{"PUT", "/token", `{"token": "` + shopToken + `"}`},
		{"DELETE", "/token", ""},
		{"POST", "/publish", `{"version": 1}`},
	} {
		var body any
		if x.body != "" {
			body = x.body
		}
		if p := w.refused(409, "conflict", "owner", x.method, path+x.path, body); p.Title != "This bot is being removed. Try again in a moment." {
			t.Errorf("%s %s: %q", x.method, x.path, p.Title)
		}
	}
	if got := fmt.Sprint(w.audited(b.ID)); got != "[bot.create by owner bot.connect by owner bot.publish by owner]" {
		t.Errorf("audit log %s", got)
	}
	if after, err := w.db.Bot(t.Context(), 7001); err != nil || after.Version != before.Version {
		t.Errorf("the record is %+v, was %+v, %v", after, before, err)
	}
}

func TestBots_OfTheCommandLineAppear(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	document := w.as("owner", "GET", "/examples/coffee", nil).body
	_, err := w.manager.Add(t.Context(), fleet.Application{Token: shopToken, Document: []byte(document)})
	w.check(err)
	w.people["main"] = w.people["stranger"]
	main := *w.people["stranger"]
	main.Grants = append(main.Grants[:0:0], main.Grants...)
	main.Grants[0].Workspace = "main"
	w.people["main"] = &main
	for range 2 { // once for all
		all := get[listOf[editor.Bot]](w, "main", "GET", "/bots", nil)
		if len(all.Items) != 1 || all.Items[0].Name != "Shop" || all.Items[0].Changed || all.Items[0].State != "running" {
			t.Fatalf("bots %+v", all)
		}
	}
}

func TestBots_BinPausesAndRemovesWhatIsInTelegram(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	w.connect(b.ID)
	w.as("owner", "DELETE", "/bots/"+b.ID, nil)
	if r, err := w.db.Bot(t.Context(), 7001); err != nil || !r.Paused {
		t.Errorf("in the bin: %+v, %v", r, err)
	}
	get[editor.Bot](w, "owner", "POST", "/bots/"+b.ID+"/restore", nil)
	if r, err := w.db.Bot(t.Context(), 7001); err != nil || r.Paused {
		t.Errorf("out of the bin: %+v, %v", r, err)
	}
	w.as("owner", "DELETE", "/bots/"+b.ID, nil)
	w.later(31 * 24)
	w.check(w.studio.Empty(t.Context()))
	if r, err := w.db.Bot(t.Context(), 7001); err != nil || !r.Leaving {
		t.Errorf("after thirty days: %+v, %v", r, err)
	}
	w.refused(404, "not_found", "owner", "GET", "/bots/"+b.ID, nil)
}

func TestDiff_TellsTextsFromLogic(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.liveBot()
	path := "/bots/" + b.ID
	hello := `{"id": "hello", "type": "message.text", "config": {"text": "Hi, {{ user.first_name }}!"}, "exits": {"next": "end"}}`
	get[editor.DraftEdited](w, "editor", "PATCH", path+"/draft", `{"client": "c", "changes": [
		{"path": ["flows", "main", "blocks", "hello"], "before": `+hello+`, "after": {"id": "hello", "type": "message.text",
			"config": {"text": "Hello!", "buttons": [[{"id": "a", "label": "A"}]]}, "exits": {"next": "end"}}},
		{"path": ["flows", "main", "blocks", "bye"], "after": {"id": "bye", "type": "logic.end", "label": "Bye"}},
		{"path": ["flows", "main", "edges", "hello", "button:a"], "after": {"to": "bye"}},
		{"path": ["layout", "main", "bye"], "after": [700, 0]},
		{"path": ["flows", "main", "notes", "n"], "after": {"id": "n", "text": "!", "x": 0, "y": 0, "w": 1, "h": 1}}
	]}`)
	d := get[editor.Diff](w, "viewer", "POST", path+"/diff", `{"from": 1, "to": "draft"}`)
	if len(d.Texts) != 1 || d.Texts[0].Path != "/config/text" || d.Texts[0].Block != "hello" || d.Texts[0].Title == "" || d.Texts[0].After != "Hello!" {
		t.Errorf("texts %+v", d.Texts)
	}
	var logic []string
	for _, i := range d.Logic {
		logic = append(logic, i.Kind+" "+i.Block+" "+i.Path)
	}
	if got, want := fmt.Sprint(logic), "[added bye  added hello /config/buttons added hello /flows/main/edges/hello/button:a]"; got != want || d.Layout != 2 {
		t.Errorf("logic %s, want %s; layout %d", got, want, d.Layout)
	}
	if same := get[editor.Diff](w, "viewer", "POST", path+"/diff", `{"from": 1, "to": 1}`); len(same.Texts)+len(same.Logic)+same.Layout != 0 {
		t.Errorf("a revision and itself: %+v", same)
	}
	w.refused(422, "invalid", "viewer", "POST", path+"/diff", `{"from": "x", "to": 1}`)
	w.refused(404, "not_found", "viewer", "POST", path+"/diff", `{"from": 1, "to": 7}`)
}

func TestSecrets_AreWrittenAndNeverRead(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.newBot()
	path := "/bots/" + b.ID + "/secrets"
	get[editor.DraftEdited](w, "editor", "PATCH", "/bots/"+b.ID+"/draft", `{"client": "c", "changes": [{"path": ["settings", "secrets"], "after": ["key"]}]}`)
	w.refused(403, "forbidden", "operator", "PUT", path+"/key", `{"value": "s3cret"}`)
	w.refused(422, "invalid", "editor", "PUT", path+"/7up", `{"value": "s3cret"}`)
	get[struct{}](w, "editor", "PUT", path+"/key", `{"value": "s3cret"}`)
	w.connect(b.ID) // what was set before goes along
	get[struct{}](w, "editor", "PUT", path+"/old", `{"value": "s3cret"}`)
	if v, err := w.db.Secret(t.Context(), 7001, "key"); err != nil || v != "s3cret" {
		t.Errorf("the secret is %q, %v", v, err)
	}
	a := w.as("viewer", "GET", path, nil)
	if want := `{"items":[{"name":"key","set":true,"used":true},{"name":"old","set":true,"used":false}]}`; a.body != want {
		t.Errorf("got %s, want %s", a.body, want)
	}
	get[struct{}](w, "editor", "DELETE", path+"/old", nil)
	if got := get[listOf[editor.Secret]](w, "viewer", "GET", path, nil); len(got.Items) != 1 {
		t.Errorf("after one is forgotten: %+v", got)
	}
	log, err := w.db.Entries(t.Context(), entriesOf(b.ID))
	w.check(err)
	data, err := json.Marshal(log)
	if w.check(err); strings.Contains(string(data), "s3cret") || !strings.Contains(string(data), "secret.forget") {
		t.Errorf("the audit log has %s", data)
	}
}
