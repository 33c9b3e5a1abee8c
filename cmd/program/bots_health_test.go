package program

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// Where another program asks for a bot's updates, too, health says so, and a repair promises no more than it does.
func TestBotsRepair_SaysWhatRemains(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.serve()
	o.does("add", "--token", testToken, "--document", o.document("Your name?"))
	person := o.tg.NewUser(botapi.User{FirstName: "Ann"})
	say(t, person, "/start")
	o.tg.awaitText(t, person, "Your name?")
	const remains = "stop it; or give the bot a new token (/revoke at @BotFather, then: scenarist bots token @talk_bot --token …); or, where this server has a public address, have them delivered, since Telegram then answers nobody who asks: scenarist bots receiver @talk_bot webhook"
	const asked = "@talk_bot asks Telegram for its updates again. If another program still runs with this token, it takes them again: " + remains + ". The running Scenarist follows within a second.\n"
	const anew = "How the updates of @talk_bot come is set up anew, here. If another program still runs with this token, it may take them again: stop it, or give the bot a new token (/revoke at @BotFather, then: scenarist bots token @talk_bot --token …). The running Scenarist follows within a second.\n"
	if out := o.does("repair", "@talk_bot"); out != anew {
		t.Errorf("with nobody else a repair says %q", out)
	}
	done := make(chan struct{})
	go func() { // the other program, which takes nothing
		defer close(done)
		params := map[string]json.RawMessage{"limit": json.RawMessage("1"), "timeout": json.RawMessage("1")}
		for t.Context().Err() == nil {
			_, _ = o.tg.Call(t.Context(), testToken, "getUpdates", params, nil) // refused, mostly: the two disturb each other
		}
	}()
	t.Cleanup(func() { <-done })
	var out string
	o.until("the other program is noticed", func() bool {
		out = o.does("health", "@talk_bot")
		return strings.Contains(out, "Stranger")
	})
	if want := "\nStranger  another program asks for the updates with this token, too: " + remains + "\n"; !strings.Contains(out, want) {
		t.Errorf("the health is\n%s\nwithout %q", out, want)
	}
	var fares healthJSON
	if err := json.Unmarshal([]byte(o.does("health", "@talk_bot", "--json")), &fares); err != nil || !fares.Stranger || !fares.Polls {
		t.Errorf("the health is %+v, %v", fares, err)
	}
	if out := o.does("repair", "@talk_bot"); out != asked {
		t.Errorf("a repair says %q", out)
	}
	o.does("receiver", "@talk_bot", "polling")
	if out := o.does("repair", "@talk_bot"); out != asked {
		t.Errorf("where polling was chosen a repair says %q", out)
	}
	if code := p.stop(t); code != exitOK {
		t.Fatalf("the server ends with %d: %s", code, p.errs)
	}
}
