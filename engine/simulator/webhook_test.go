package simulator_test

import (
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
