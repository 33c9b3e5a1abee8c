package trigger_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// shop sells tea, and has a trigger for payments.
func shop(t *testing.T, config string) *person {
	t.Helper()
	return meet(t, revision(t, block("buy", "trigger.command", `{"command":"buy"}`)+","+block("sell", "test.sell", `{}`)+","+
		block("sold", "message.say", `{"text":"here is your tea"}`)+","+block("money", "trigger.payment", config)+","+
		block("thanks", "message.say", `{"text":"{{ local.payment.status }} {{ local.payment.price }} for {{ local.payment.title }}"}`),
		edge("buy", "sell")+","+edge("sell", "sold")+","+edge("money", "thanks")))
}

func (p *person) pay(kind engine.EventKind, paid int) []string {
	p.t.Helper()
	return p.turn(engine.Event{Kind: kind, User: engine.User{ID: 7, FirstName: "Ann"}, Payment: &engine.Payment{
		Payload: "order", Currency: "XTR", Amount: 5, ChargeID: "c", Order: &engine.Order{
			ID: "order", Flow: "main", Block: "sell", Title: "Tea", Currency: "XTR", Amount: 5, Paid: paid,
		},
	}})
}

func TestPayment_BlockThatTakesItDelivers(t *testing.T) {
	t.Parallel()
	p := shop(t, `{"statuses":["paid","refunded"]}`)
	p.say("/buy")
	want(t, "paid", p.pay(engine.PaymentPaid, 0), "here is your tea")
	want(t, "paid twice", p.pay(engine.PaymentPaid, 1), "here is your tea")
	if n := len(p.last.Starts); n > 0 {
		t.Errorf("%d flows start beside the block", n)
	}
	want(t, "refunded", p.pay(engine.PaymentRefunded, 1), "refunded 5\u00a0⭐ for Tea")
}

func TestPayment_BesidesStartsAfterTheBlock(t *testing.T) {
	t.Parallel()
	p := shop(t, `{"besides":true,"once_per":"user"}`)
	p.say("/buy")
	want(t, "paid", p.pay(engine.PaymentPaid, 0), "here is your tea")
	want(t, "beside", p.start(), "paid 5\u00a0⭐ for Tea")
	want(t, "paid twice", p.pay(engine.PaymentPaid, 1), "here is your tea")
	if n := len(p.last.Starts); n > 0 {
		t.Errorf("%d flows start beside the block although it was once for the user", n)
	}
}
