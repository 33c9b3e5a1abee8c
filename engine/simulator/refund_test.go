package simulator_test

import (
	"context"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// pens sells a pen as often as somebody asks, and says that Stars went back.
const pens = `{"schema_version": 1, "name": "Pens", "language": "en", "flows": [{
	"id": "main", "name": "Main",
	"blocks": [
		{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
		{"id": "sell", "type": "payment.invoice", "config": {"title": "Pen", "amount": 5, "currency": "XTR"},
			"exits": {"paid": "end", "expired": "end", "failed": "end", "paid_late": "end", "error": "end"}},
		{"id": "back", "type": "trigger.payment", "config": {"statuses": ["refunded"]}},
		{"id": "said", "type": "message.text", "config": {"text": "Back: {{ local.payment.price }}"}, "exits": {"next": "end"}}
	],
	"edges": [{"from": "start", "exit": "next", "to": "sell"}, {"from": "back", "exit": "next", "to": "said"}]
}]}`

func TestPerson_Refund(t *testing.T) {
	t.Parallel()
	doc, err := flow.Load([]byte(pens))
	if err != nil {
		t.Fatal(err)
	}
	w, err := simulator.New(t.Context(), simulator.Options{Document: doc, Registry: registry(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	s := &stage{World: w, you: w.Person(simulator.You, simulator.Profile{FirstName: "Ann"})}
	bob := w.Person("bob", simulator.Profile{FirstName: "Bob"})
	buy := func(p *simulator.Person) {
		t.Helper()
		if err := p.Start(""); err != nil {
			t.Fatal(err)
		}
		if err := w.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := p.Pay(botapi.PayOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := w.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.Take()
	}
	refused := func() {
		t.Helper()
		if err := s.you.Refund(t.Context()); err == nil || err.Error() != "there is no payment in Stars to give back" {
			t.Errorf("Refund gives %v", err)
		}
	}
	refused()
	buy(s.you)
	buy(s.you)
	buy(bob)
	for range 2 { // each payment once, and not that of somebody else
		same(t, s.after(t, s.you.Refund(t.Context())), simulator.Seen{Text: "Back: 5\u00a0⭐"})
	}
	refused()
}
