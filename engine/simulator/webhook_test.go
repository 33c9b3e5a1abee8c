package simulator_test

import (
	"slices"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/simulator"
)

func TestWorld_CallersOfWebhooksAreAnswered(t *testing.T) {
	t.Parallel()
	s := open(t, []byte(`{"schema_version": 1, "name": "Prices", "language": "en", "flows": [{"id": "main", "name": "Main",
		"blocks": [
			{"id": "ask", "type": "trigger.webhook", "config": {"name": "ask", "reply_within": "5s"}},
			{"id": "q", "type": "ask.text", "config": {"prompt": {"text": "Sugar?"}}},
			{"id": "r", "type": "http.reply", "exits": {"next": "end"}, "config": {"status": 201, "text": "{{ event.text }}"}}],
		"edges": [{"from": "ask", "exit": "next", "to": "q"}, {"from": "q", "exit": "answered", "to": "r"}]}]}`))
	s.after(t, s.you.Start(""))
	call := engine.WebhookCall{Name: "ask", Method: "POST"}
	same(t, s.after(t, s.you.Webhook(t.Context(), call)), texts("Sugar?")...)
	same(t, s.after(t, s.you.Say("two")), simulator.Seen{Replied: "201 two"})
	s.after(t, s.you.Webhook(t.Context(), call))
	s.later(t, 5*time.Second)
	same(t, s.after(t, s.you.Say("none")))
}

func TestWorld_WebhooksToOthersAreTriedForHours(t *testing.T) {
	t.Parallel()
	const address = "https://crm.example.com/hooks"
	s := open(t, []byte(`{"schema_version": 1, "name": "Leads", "language": "en", "settings": {"secrets": ["crm"]},
		"flows": [{"id": "main", "name": "Main",
			"blocks": [
				{"id": "any", "type": "trigger.text", "config": {"words": ["lead"]}},
				{"id": "out", "type": "http.webhook_out", "config": {"url": "`+address+`", "event": "lead", "payload": {"who": "{{ user.name }}"}}},
				{"id": "ok", "type": "message.text", "exits": {"next": "end"}, "config": {"text": "Noted."}}],
			"edges": [{"from": "any", "exit": "next", "to": "out"}, {"from": "out", "exit": "queued", "to": "ok"}]}]}`),
		simulator.Answer{Method: "POST", URL: address, Status: 503, Times: 7}, simulator.Answer{Method: "POST", URL: address, Status: 200},
		simulator.Answer{Method: "POST", URL: address, Status: 500, Times: 40}, simulator.Answer{Method: "POST", URL: address, Status: 410})
	s.after(t, s.you.Start(""))
	same(t, s.after(t, s.you.Say("lead")), texts("Noted.")...)
	same(t, s.later(t, 12*time.Hour)) // taken at the eighth try, of which nobody hears
	same(t, s.after(t, s.you.Say("lead")), texts("Noted.")...)
	same(t, s.later(t, 25*time.Hour), simulator.Seen{
		To: simulator.Owner, Text: "Trouble in bot Leads, flow Main, block out: the webhook lead (37rmakh-ru-ru-5-out) did not get through, and was given up after 24 hours: crm.example.com answered 500: the service itself is in trouble: try later",
	})
	want := []string{"POST " + address + ", given 23 of 40 times", "POST " + address} // it never came to 410
	if unused := s.Answers().Unused(); !slices.Equal(unused, want) {
		t.Errorf("not called: %q", unused)
	}
}
