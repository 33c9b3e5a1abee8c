package simulator_test

import (
	"context"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// mugs sells a mug that is delivered, by post to two countries or by courier to one.
const mugs = `{"schema_version": 1, "name": "Mugs", "language": "en", "settings": {"secrets": ["pay_token"]},
	"variables": [{"name": "order", "scope": "session", "type": "object"}], "flows": [{
	"id": "main", "name": "Main",
	"blocks": [
		{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
		{"id": "sell", "type": "payment.invoice", "config": {
			"title": "Mug", "description": "Blue", "currency": "EUR", "amount": 1250, "provider": "pay_token", "save_to": "session.order",
			"shipping": [
				{"id": "post", "title": "Post", "amount": 500, "countries": ["GB", "DE"]},
				{"id": "courier", "title": "Courier", "amount": "{{ 2 * 450 }}", "countries": ["GB"]}
			],
			"no_shipping_text": "To Britain and Germany only, {{ user.first_name }}."}, "exits": {"expired": "end", "failed": "end", "paid_late": "end", "error": "end"}},
		{"id": "thanks", "type": "message.text", "config": {"text": "{{ session.order.shipping_title }} to {{ session.order.address }}: {{ session.order.paid_amount }}"}, "exits": {"next": "end"}}
	],
	"edges": [{"from": "start", "exit": "next", "to": "sell"}, {"from": "sell", "exit": "paid", "to": "thanks"}]
}]}`

func TestWorld_PaysWithAWayOfDelivery(t *testing.T) {
	t.Parallel()
	doc, err := flow.Load([]byte(mugs))
	if err != nil {
		t.Fatal(err)
	}
	w, err := simulator.New(t.Context(), simulator.Options{
		Document: doc, Registry: registry(t), Secrets: map[string]string{"pay_token": "1:TEST:2"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		for _, f := range w.Findings() {
			t.Errorf("%s: parameter %s: %s", f.Method, f.Param, f.Text)
		}
	})
	s := &stage{World: w, you: w.Person(simulator.You, simulator.Profile{FirstName: "Ann"})}
	offer := simulator.Seen{Invoice: &simulator.Charge{Title: "Mug", Description: "Blue", Price: "12.50 EUR"}}
	same(t, s.after(t, s.you.Start("")), offer)
	same(t, s.after(t, s.you.Pay(botapi.PayOptions{Country: "NZ"})), simulator.Seen{Payment: "refused: To Britain and Germany only, Ann."})
	same(t, s.after(t, s.you.Pay(botapi.PayOptions{Country: "GB", ShippingOption: "courier"})),
		simulator.Seen{Payment: "paid"}, simulator.Seen{Text: "Courier to 1 High Street, London, E1 6AN, GB: 2150"})
	same(t, s.after(t, s.you.Start("")), offer)
	same(t, s.after(t, s.you.Pay(botapi.PayOptions{Country: "DE", ShippingOption: "courier"})), // which does not go there
		simulator.Seen{Payment: "paid"}, simulator.Seen{Text: "Post to 1 High Street, London, E1 6AN, DE: 1750"})
}
