package program

import (
	"strings"
	"testing"

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
		return strings.Contains(o.does("list"), "@talk_bot: has sent the 1 messages that it may in a day; the others wait until tomorrow (UTC)")
	})
	say(t, person, "Ann")
	health := o.does("health", "@talk_bot")
	for _, want := range []string{"Quota     1 messages a day, 5 MB stored\n", "Quota     is reached: messages wait until tomorrow (UTC)\n"} {
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
