package host_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// checkout is the pre-checkout query of user 1 for order o1.
func (b *bench) checkout() host.Incoming {
	in := b.message(1, "")
	in.Event.Kind, in.Event.Message = engine.PreCheckout, nil
	in.Event.Checkout = &engine.CheckoutQuery{QueryID: fmt.Sprint("q", in.UpdateID), Payload: "o1", Currency: "XTR", Amount: 50}
	return in
}

func (b *bench) paid(user int64, order, charge string) host.Incoming {
	in := b.message(user, "")
	in.Event.Kind, in.Event.Message = engine.PaymentPaid, nil
	in.Event.Payment = &engine.Payment{Payload: order, Currency: "XTR", Amount: 50, ChargeID: charge}
	return in
}

// lastAnswer is the last answer to a checkout: "ok", or what the buyer read.
func (b *bench) lastAnswer() string {
	b.tb.Helper()
	answer := "none"
	for _, e := range b.msgr.effects() {
		if e.Kind != engine.AnswerCheckout {
			continue
		}
		if answer = e.Query.Text; e.Query.OK {
			answer = "ok" + answer
		}
	}
	return answer
}

func (b *bench) order(id string) *engine.Order {
	b.tb.Helper()
	o, err := b.mem.Order(b.tb.Context(), botID, id)
	b.check(err)
	return o
}

func TestCheckout_ChecksTheOrder(t *testing.T) {
	t.Parallel()
	const closed, changed = "This offer is no longer open.", "The price has changed. Please order again."
	for name, c := range map[string]struct {
		change func(in *host.Incoming, b *bench)
		want   string
	}{
		"Right":         {func(*host.Incoming, *bench) {}, "ok"},
		"WithTip":       {func(in *host.Incoming, _ *bench) { in.Event.Checkout.Amount = 55 }, "ok"},
		"TooLargeATip":  {func(in *host.Incoming, _ *bench) { in.Event.Checkout.Amount = 56 }, changed},
		"OtherPrice":    {func(in *host.Incoming, _ *bench) { in.Event.Checkout.Amount = 49 }, changed},
		"OtherCurrency": {func(in *host.Incoming, _ *bench) { in.Event.Checkout.Currency = "USD" }, changed},
		"NoSuchOrder":   {func(in *host.Incoming, _ *bench) { in.Event.Checkout.Payload = "o9" }, closed},
		"OtherUser":     {func(in *host.Incoming, _ *bench) { in.Event.User.ID = 2 }, "This order belongs to somebody else."},
		"OtherLanguage": {func(in *host.Incoming, _ *bench) {
			in.Event.User.Language, in.Event.Checkout.Payload = "ru", "o9"
		}, "Это предложение уже закрыто."},
		"Expired":  {func(_ *host.Incoming, b *bench) { b.advance(2 * time.Hour) }, closed},
		"Paid":     {func(_ *host.Incoming, b *bench) { b.receive(b.paid(1, "o1", "c1")) }, "This order is paid already."},
		"Shipping": {func(in *host.Incoming, _ *bench) { in.Event.Kind = engine.Shipping }, closed},
		"Cancelled": {func(_ *host.Incoming, b *bench) {
			_, err := b.mem.Commit(b.tb.Context(), []host.Member{{Key: key(1), Orders: []engine.OrderChange{{ID: "o1", To: engine.OrderCancelled}}}})
			b.check(err)
		}, closed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, manual)
			b.say(1, "sell o1")
			in := b.checkout()
			c.change(&in, b)
			b.receive(in)
			b.receive(in)
			equal(t, "answer", b.lastAnswer(), c.want)
			handled, err := b.mem.Handled(t.Context(), botID, in.UpdateID)
			b.check(err)
			equal(t, "handled", handled, true)
			want := engine.OrderOffered
			switch {
			case c.want == "ok":
				want = engine.OrderCheckout
			case name == "Paid":
				want = engine.OrderPaid
			case name == "Cancelled":
				want = engine.OrderCancelled
			}
			equal(t, "status", b.order("o1").Status, want)
			// The same answer for a second buyer who comes to the checkout.
			if c.want == "ok" {
				b.receive(b.checkout())
				equal(t, "answer", b.lastAnswer(), "ok")
			}
		})
	}
}

// delivered makes an order of user 1 that is delivered to Germany and Austria, and by pigeon everywhere.
func (b *bench) delivered(pigeon bool, refusal string) {
	b.tb.Helper()
	ways := []engine.ShippingWay{
		{ID: "post", Title: "Post", Amount: 300, Countries: []string{"DE", "AT"}}, {ID: "courier", Title: "Courier", Amount: 900, Countries: []string{"DE"}},
	}
	if pigeon {
		ways = append(ways, engine.ShippingWay{ID: "pigeon", Title: "Pigeon"})
	}
	o := &engine.Order{
		ID: "o1", Key: key(1), Status: engine.OrderOffered, Title: "Tea", Currency: "EUR", Amount: 50, MaxTip: 5, OnlyFor: 1,
		Shipping: &engine.OrderShipping{Ways: ways, Refusal: refusal},
	}
	_, err := b.mem.Commit(b.tb.Context(), []host.Member{{Key: key(1), Orders: []engine.OrderChange{{ID: "o1", Create: o}}}})
	b.check(err)
}

// query is a shipping query to a country, or with an amount a pre-checkout query with the chosen way.
func (b *bench) query(to, way string, amount int64) host.Incoming {
	in := b.checkout()
	in.Event.Checkout.Currency, in.Event.Checkout.Amount, in.Event.Checkout.ShippingOption = "EUR", amount, way
	if to != "" {
		in.Event.Checkout.Address = &engine.Address{Country: to}
	}
	if amount == 0 {
		in.Event.Kind, in.Event.Checkout.Currency = engine.Shipping, ""
	}
	return in
}

// A shipping query is answered with what the order offers where the buyer lives, and changes nothing about the order.
func TestShipping_OffersWhatLeadsToTheBuyer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pigeon      bool
		refusal, to string
		change      func(in *host.Incoming)
		want        string
	}{
		"Home":         {true, "", "DE", nil, "post 300, courier 900, pigeon 0"},
		"Neighbour":    {true, "", "AT", nil, "post 300, pigeon 0"},
		"LowerCase":    {true, "", "at", nil, "post 300, pigeon 0"},
		"FarAway":      {true, "", "NZ", nil, "pigeon 0"},
		"NoAddress":    {true, "", "", nil, "pigeon 0"},
		"Nowhere":      {false, "Only to Germany and Austria.", "NZ", nil, "Only to Germany and Austria."},
		"UsualWords":   {false, "", "NZ", nil, "We do not deliver to this address."},
		"RussianWords": {false, "", "NZ", func(in *host.Incoming) { in.Event.User.Language = "ru" }, "По этому адресу мы не доставляем."},
		"OtherUser":    {true, "", "DE", func(in *host.Incoming) { in.Event.User.ID = 2 }, "This order belongs to somebody else."},
		"NoSuchOrder":  {true, "", "DE", func(in *host.Incoming) { in.Event.Checkout.Payload = "o9" }, "This offer is no longer open."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.delivered(c.pigeon, c.refusal)
			in := b.query(c.to, "", 0)
			if c.change != nil {
				c.change(&in)
			}
			b.receive(in)
			b.receive(in)
			equal(t, "answer", b.lastOffer(), c.want)
			equal(t, "status", b.order("o1").Status, engine.OrderOffered)
		})
	}
}

// lastOffer is the last answer to a shipping query: the ways with their prices, or what the buyer read.
func (b *bench) lastOffer() string {
	b.tb.Helper()
	answer := "none"
	for _, e := range b.msgr.effects() {
		if e.Kind != engine.AnswerCheckout {
			continue
		}
		if e.Query.Shipping == nil {
			b.tb.Errorf("the answer %+v is not for a shipping query", e.Query)
		}
		if answer = e.Query.Text; !e.Query.OK {
			continue
		}
		var ways []string
		for _, s := range e.Query.Shipping {
			if len(s.Prices) != 1 || s.Prices[0].Label != s.Title {
				b.tb.Errorf("the way is %+v", s)
			}
			ways = append(ways, fmt.Sprintf("%s %d", s.ID, s.Prices[0].Amount))
		}
		answer = strings.Join(ways, ", ")
	}
	return answer
}

func TestCheckout_ChecksTheChosenDelivery(t *testing.T) {
	t.Parallel()
	const changed, nowhere = "The price has changed. Please order again.", "Only to Germany and Austria."
	for name, c := range map[string]struct {
		to, way string
		amount  int64
		want    string
	}{
		"Right":            {"DE", "post", 350, "ok"},
		"WithTip":          {"DE", "post", 355, "ok"},
		"OtherWay":         {"DE", "courier", 950, "ok"},
		"TooLargeATip":     {"DE", "post", 356, changed},
		"WithoutItsPrice":  {"DE", "post", 50, changed},
		"CheaperWaysPrice": {"DE", "courier", 350, changed},
		"NoWay":            {"DE", "", 50, changed},
		"NoSuchWay":        {"DE", "rocket", 350, changed},
		"NotThere":         {"AT", "courier", 950, nowhere},
		"NoAddress":        {"", "post", 350, nowhere},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.delivered(false, nowhere)
			b.receive(b.query(c.to, c.way, c.amount))
			equal(t, "answer", b.lastAnswer(), c.want)
		})
	}
}

func TestCheckout_ADeliveryNobodyOfferedIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(1, "sell o1")
	in := b.checkout()
	in.Event.Checkout.ShippingOption = "post"
	b.receive(in)
	equal(t, "answer", b.lastAnswer(), "The price has changed. Please order again.")
}

func (b *bench) receive(in host.Incoming) {
	b.tb.Helper()
	b.check(b.host.Receive(b.tb.Context(), in))
}

func TestCheckout_WaitsForNoSession(t *testing.T) {
	t.Parallel()
	gate := &gatedStore{enter: make(chan struct{}, 100), open: make(chan struct{})}
	b := setup(t, gate.option)
	o := &engine.Order{ID: "o1", Key: key(1), Status: engine.OrderOffered, Currency: "XTR", Amount: 50}
	_, err := b.mem.Commit(t.Context(), []host.Member{{Key: key(1), Orders: []engine.OrderChange{{ID: "o1", Create: o}}}})
	b.check(err)
	results := make(chan error, 2)
	busy, query := b.message(1, "say x"), b.checkout()
	go func() { results <- b.host.Receive(t.Context(), busy) }()
	<-gate.enter // the session's turn hangs in its commit
	go func() { results <- b.host.Receive(t.Context(), query) }()
	<-gate.enter // the query is answered, and is being noted
	equal(t, "answer", b.lastAnswer(), "ok")
	close(gate.open)
	b.check(<-results)
	b.check(<-results)
}

func TestCheckout_UnansweredComesAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(1, "sell o1")
	b.idle()
	fail := true
	b.msgr.do = func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
		if fail {
			return host.Receipt{}, retry(0, "network")
		}
		return host.Receipt{}, nil
	}
	in := b.checkout()
	var se *host.SendError
	if err := b.host.Receive(t.Context(), in); !errors.As(err, &se) {
		t.Fatalf("error is %v", err)
	}
	fail = false
	b.receive(in)
	equal(t, "answer", b.lastAnswer(), "ok")
}

func TestPayment_GoesToTheSessionOfItsOrder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(1, "sell o1")
	in := b.paid(9, "o1", "c1") // somebody else paid
	b.receive(in)
	b.receive(in)
	in.UpdateID += 1000 // the same charge in another update
	b.receive(in)
	b.wantTexts(1, "invoice", "paid o1 offered")
	o := b.order("o1")
	equal(t, "status", o.Status, engine.OrderPaid)
	equal(t, "payments", o.Paid, 1)
}

func TestPayment_WithoutAnOrderIsHandled(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.receive(b.paid(1, "unknown", "c1"))
	b.wantTexts(1)
}

// pressOn gives a press of the button whose token was sent last.
func (b *bench) pressOn(user int64) host.Incoming {
	b.tb.Helper()
	b.idle()
	texts := b.msgr.texts(user)
	in := b.message(user, "")
	in.Event.Kind, in.Event.Message = engine.ButtonPressed, nil
	in.Event.Button = &engine.ButtonPress{QueryID: fmt.Sprint("p", in.UpdateID), Data: texts[len(texts)-1]}
	return in
}

func (b *bench) pressAnswers() string {
	out := []string{}
	for _, e := range b.msgr.effects() {
		if e.Kind == engine.AnswerButton {
			out = append(out, e.Answer.QueryID+":"+e.Answer.Text)
		}
	}
	return fmt.Sprint(out)
}

func TestPress_IsAnsweredBesideTheOutbox(t *testing.T) {
	t.Parallel()
	b := setup(t, func(b *bench) { b.cfg.Rates = host.Rates{Chat: host.Rate{Every: time.Hour}} })
	b.say(1, "button")
	in := b.pressOn(1)
	b.receive(in)
	b.idle()
	equal(t, "answers", b.pressAnswers(), "[p2:pressed]")
	equal(t, "messages so far", len(b.msgr.texts(1)), 1)
	b.receive(in) // known: nothing is answered twice
	b.idle()
	equal(t, "answers", b.pressAnswers(), "[p2:pressed]")
}

func TestPress_IsAnsweredInTimeWhateverTheTurnDoes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gate := &gatedStore{enter: make(chan struct{}, 100), open: make(chan struct{}, 100)}
		b := setup(t, gate.option)
		for range 2 { // the turn, and the mark of its message
			gate.open <- struct{}{}
		}
		b.say(1, "button")
		in := b.pressOn(1)
		result := make(chan error)
		go func() { result <- b.host.Receive(t.Context(), in) }()
		pass(1900 * time.Millisecond)
		synctest.Wait()
		equal(t, "answers", b.pressAnswers(), "[]")
		pass(200 * time.Millisecond)
		synctest.Wait()
		equal(t, "answers", b.pressAnswers(), "[p2:]")
		close(gate.open)
		b.check(<-result)
		b.idle()
		equal(t, "answers", b.pressAnswers(), "[p2:]")
		equal(t, "messages", b.msgr.texts(1)[1], "pressed go")
	})
}

func TestPress_DuplicateAfterARestartIsAnswered(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(1, "button")
	in := b.pressOn(1)
	b.receive(in)
	b.idle()
	b.crash()
	b.start()
	b.receive(in)
	b.idle()
	equal(t, "answers", b.pressAnswers(), "[p2:pressed p2:]")
}
