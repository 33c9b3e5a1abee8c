package program

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// A quota is set beside the server that runs, which keeps to it, and what it holds back comes when it is taken away.
func TestBotsQuota_IsFollowedByTheServer(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	o := newOffice(t)
	o.serve()
	o.does("add", "--token", testToken, "--document", o.document("Your name?"))
	person := o.tg.NewUser(botapi.User{FirstName: "Ann"})
	say(t, person, "/start")
	o.tg.awaitText(t, person, "Your name?")

	out := o.does("quota", "@talk_bot", "--sends-per-day", "1", "--stored-mb", "5")
	if want := "@talk_bot of workspace main may use: 1 messages a day, 5 MB stored. The running Scenarist follows within a second.\n"; out != want {
		t.Errorf("setting says %q, want %q", out, want)
	}
	o.until("the used up quota is shown", func() bool {
		return strings.Contains(o.does("list"), "@talk_bot: the bot's quota, 1 messages a day, is reached: messages wait until tomorrow (UTC)\n")
	})
	say(t, person, "Ann")
	health := o.does("health", "@talk_bot")
	for _, want := range []string{"Quota     1 messages a day, 5 MB stored\n", "Reached   the bot's quota, 1 messages a day, is reached: messages wait until tomorrow (UTC)\n"} {
		if !strings.Contains(health, want) {
			t.Errorf("health says\n%swithout %q", health, want)
		}
	}
	if out := o.does("quota", "@talk_bot"); !strings.Contains(out, "Used      today (UTC) ") {
		t.Errorf("showing says %q", out)
	}
	if got := o.tg.awaitText(t, person, ""); got.Text != "Your name?" {
		t.Errorf("beyond the quota came %q", got.Text)
	}
	o.does("quota", "@talk_bot", "--sends-per-day", "0")
	o.tg.awaitText(t, person, "Which colour, Ann?")
}

func TestBotsQuota_OfAWorkspace(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	o := newOffice(t)
	o.does("add", "--token", testToken, "--document", o.document("Your name?"))
	if out := o.does("quota", "@talk_bot", "--workspace", "agency"); !strings.Contains(out, "@talk_bot of workspace agency may use: as much as they want.") {
		t.Errorf("moving says %q", out)
	}
	want := "The bots of workspace agency may use together: 600 turns a minute, 7 requests an hour."
	out := o.does("quota", "--workspace", "agency", "--turns-per-minute", "600", "--http-per-hour", "7")
	if out != want+" It holds from the next start: scenarist serve\n" {
		t.Errorf("setting says %q", out)
	}
	if out := o.does("quota", "--workspace", "agency"); out != want+"\n" {
		t.Errorf("showing says %q", out)
	}
	if out := o.does("quota", "@talk_bot"); !strings.Contains(out, "Quota     of workspace agency, shared: 600 turns a minute, 7 requests an hour\n") {
		t.Errorf("showing the bot's says %q", out)
	}
	o.refuses("say whose quota it is", exitUsage, "quota")
	o.refuses("--sends-per-day: -1 is no limit", exitUsage, "quota", "@talk_bot", "--sends-per-day=-1")
	o.refuses("there is no bot @other here", exitUsage, "quota", "@other", "--stored-mb", "1")
}

// Who may not write as often as they like is seen in the list, in the bot's health, and by the operator's program, with whose limit it is.
func TestBotsQuota_OfAWorkspaceThatIsReachedIsShownAndTold(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	o := newOffice(t)
	alert := &pager{}
	web := httptest.NewServer(alert)
	defer web.Close()
	p := start(t, nil, "serve", "--data", o.dir, "--listen", "127.0.0.1:0", "--api-url", o.tg.web.URL, "--key", testKey, "--send-rate", "0",
		"--alert-url", web.URL, "--alert-secret", "of the pager")
	p.out.await(t, "Stop with Ctrl", p.over)
	o.does("add", "--token", testToken, "--document", o.document("Your name?"))
	o.does("quota", "@talk_bot", "--workspace", "agency")
	o.does("quota", "--workspace", "agency", "--turns-per-minute", "6")
	person := o.tg.NewUser(botapi.User{FirstName: "Ann"})
	o.until("the limit is reached", func() bool {
		say(t, person, "/start")
		return alert.events() != ""
	})
	const words = "the quota of workspace agency, 6 turns a minute, was reached today, first at "
	if out := o.does("list"); !strings.Contains(out, "@talk_bot: "+words) || !strings.Contains(out, " (UTC): updates come a little later\n") {
		t.Errorf("the list is\n%s", out)
	}
	if out := o.does("health", "@talk_bot"); !strings.Contains(out, "Reached   "+words) {
		t.Errorf("health says\n%s", out)
	}
	want := quotaJSON{Kind: "turns", Of: "workspace", Workspace: "agency", Limit: 6}
	for _, args := range [][]string{{"list", "--json"}, {"health", "@talk_bot", "--json"}} {
		out := strings.Trim(o.does(args...), "[]\n")
		var b botJSON
		if err := json.Unmarshal([]byte(out), &b); err != nil || len(b.Reached) != 1 || b.Reached[0] != want {
			t.Errorf("%v says %s, %v", args, out, err)
		}
	}
	say(t, person, "/start")
	if code := p.stop(t); code != exitOK {
		t.Fatalf("ended with %d: %s", code, p.errs)
	}
	if len(alert.wrong) > 0 || len(alert.heard) != 1 {
		t.Fatalf("the operator was told %+v, %q", alert.heard, alert.wrong)
	}
	if a := alert.heard[0]; a.Event != "bot.quota_reached" || a.EndedAt != nil || a.Quota == nil || *a.Quota != want || !strings.HasPrefix(a.Message, "@talk_bot: "+words) {
		t.Errorf("the operator was told %+v", a)
	}
}

func TestReachedWords_TellWhoseLimitAndWhatItMeans(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 14, 3, 0, 0, time.UTC)
	b := &host.BotRecord{
		Quota:      host.Quota{TurnsPerMinute: 60, HTTPPerHour: 7, SendsPerDay: 5, StoredMB: 1},
		SpaceQuota: host.Quota{HTTPPerHour: 70, SendsPerDay: 50},
	}
	for want, r := range map[string]host.ReachedQuota{
		"the bot's quota, 60 turns a minute, was reached today, first at 14:03 (UTC): updates come a little later":                           {Kind: host.QuotaTurns, At: at},
		"the quota of workspace main, 70 requests an hour, was reached today, first at 14:03 (UTC): requests beyond it fail with http_quota": {Kind: host.QuotaHTTP, At: at, Workspace: true},
		"the quota of workspace main, 50 messages a day, is reached: messages wait until tomorrow (UTC)":                                     {Kind: host.QuotaSends, Workspace: true},
		"the bot's quota, 1 MB stored, is reached: new rows and files are refused":                                                           {Kind: host.QuotaStored},
		"the quota of workspace main is reached: new rows and files are refused":                                                             {Kind: host.QuotaStored, Workspace: true},
	} {
		if got := reachedWords(b, r); got != want {
			t.Errorf("%+v is told as %q, want %q", r, got, want)
		}
	}
}
