package program

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// The server that runs follows: Telegram delivers to it, or is asked by it, and the bot answers either way.
func TestBots_ReceiverIsSwitched(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p, public := o.servePublic()
	o.does("add", "--token", testToken, "--document", talkFile, "--receiver", "polling")
	address := fleet.WebhookAddress(public, 4242)
	for _, x := range []struct{ receiver, list, delivered string }{
		{"webhook", "webhook", address}, {"polling", "polling", ""}, {"auto", "auto", address},
	} {
		o.does("receiver", "@talk_bot", x.receiver)
		if out := o.does("list"); !regexp.MustCompile(`(?m)^@talk_bot .* ` + x.list + ` +on$`).MatchString(out) {
			t.Errorf("%s: the list is\n%s", x.receiver, out)
		}
		o.until(x.receiver, func() bool { return o.webhook().URL == x.delivered })
		person := o.tg.NewUser(botapi.User{FirstName: "Ann"})
		say(t, person, "/start")
		o.tg.awaitText(t, person, "What is your name?")
	}
	o.refuses(`must be one of "auto","polling","webhook"`, exitUsage, "receiver", "@talk_bot", "pigeon")
	o.refuses("there is no bot @shop here", exitUsage, "receiver", "@shop", "polling")
	if code := p.stop(t); code != exitOK {
		t.Fatalf("the server ends with %d: %s", code, p.errs)
	}
}

// Another program has set a webhook of its own: a repair sets ours again, and what was written meanwhile is answered.
func TestBots_RepairTakesABotBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p, public := o.servePublic()
	stranger := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(stranger.Close)
	o.does("add", "--token", testToken, "--document", talkFile)
	address := fleet.WebhookAddress(public, 4242)
	o.until("the webhook is set", func() bool { return o.webhook().URL == address })
	o.setWebhook(stranger.URL)
	person := o.tg.NewUser(botapi.User{FirstName: "Ann"})
	say(t, person, "/start")
	var fares healthJSON
	err := json.Unmarshal([]byte(o.does("health", "@talk_bot", "--json", "--public-url", public)), &fares)
	if err != nil || !fares.Stranger || fares.Webhook != stranger.URL {
		t.Errorf("the health is %+v, %v", fares, err)
	}
	o.does("repair", "@talk_bot")
	o.until("the webhook is ours again", func() bool { return o.webhook().URL == address })
	o.tg.awaitText(t, person, "What is your name?")
	o.refuses("there is no bot @shop here", exitUsage, "repair", "@shop")
	if code := p.stop(t); code != exitOK {
		t.Fatalf("the server ends with %d: %s", code, p.errs)
	}
}

// servePublic is serve under an address that the stand-in reaches.
func (o *office) servePublic() (p *program, public string) {
	o.Helper()
	listen := freeAddress(o.T)
	p = start(o.T, nil, "serve", "--data", o.dir, "--listen", listen, "--public-url", "http://"+listen, "--api-url", o.tg.web.URL, "--key", testKey, "--send-rate", "0")
	p.out.await(o.T, "Stop with Ctrl", p.over)
	return p, "http://" + listen
}
