package program

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
)

// webhook is what the stand-in says of the bot's.
func (o *office) webhook() telegram.WebhookInfo {
	o.Helper()
	client, err := telegram.NewClient(telegram.ClientOptions{BaseURL: o.tg.web.URL})
	if err != nil {
		o.Fatal(err)
	}
	defer client.Close()
	info, err := telegram.GetWebhookInfo(o.Context(), client, testToken)
	if err != nil {
		o.Fatal(err)
	}
	return info
}

// setWebhook sets the bot's, as any program may that has the token.
func (o *office) setWebhook(address string) {
	o.Helper()
	if code, body := get(o.T, o.tg.web.URL+"/bot"+testToken+"/setWebhook?url="+url.QueryEscape(address)); code != http.StatusOK {
		o.Fatal(code, body)
	}
}

// What Telegram says of deliveries that fail, and how many updates wait there, is told by those commands that look at a bot.
func TestBots_FailedDeliveriesAreTold(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	t.Cleanup(front.Close)
	ours := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }))
	t.Cleanup(ours.Close)
	o.does("add", "--token", testToken, "--document", talkFile)
	address := fleet.WebhookAddress(front.URL, 4242)
	o.setWebhook(address)
	if out := o.does("health", "@talk_bot", "--public-url", front.URL); strings.Contains(out, "Delivery") || !strings.Contains(out, "; 0 wait at Telegram\n") {
		t.Errorf("before anything is delivered the health is\n%s", out)
	}
	ann := o.tg.NewUser(botapi.User{FirstName: "Ann"})
	for range manyAtTelegram + 1 {
		say(t, ann, "Anybody?")
	}
	o.until("a delivery has failed", func() bool { return o.webhook().LastError != "" })

	const said = "Wrong response from the webhook: 502 Bad Gateway"
	out := o.does("health", "@talk_bot", "--public-url", front.URL)
	if want := "Updates   are delivered to " + address + "; 101 wait at Telegram\n"; !strings.Contains(out, want) {
		t.Errorf("the health is\n%swithout %s", out, want)
	}
	line := regexp.MustCompile(`(?m)^Delivery  failed at (\S+ \S+): ` + said + `$`).FindStringSubmatch(out)
	if line == nil {
		t.Fatalf("the health is\n%s", out)
	}
	if at, err := time.ParseInLocation(time.DateTime, line[1], time.Local); err != nil || time.Since(at).Abs() > time.Minute {
		t.Errorf("it failed at %q, %v", line[1], err)
	}
	var fares healthJSON
	err := json.Unmarshal([]byte(o.does("health", "@talk_bot", "--json", "--public-url", front.URL)), &fares)
	if err != nil || fares.Pending != 101 || fares.LastFail != said || fares.Webhook != address || fares.Stranger {
		t.Errorf("the health is %+v, %v", fares, err)
	}
	c, _ := o.doctors(nil, "--listen", strings.TrimPrefix(ours.URL, "http://"), "--public-url", front.URL)
	c.finds(t, levelWarning, "updates", "Telegram could not deliver at ", said, "the web server before us does not reach us")
	c.finds(t, levelWarning, "updates", "101 wait at Telegram", "see the server's log")
}
