package enginetest

import (
	"encoding/json"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// newOrder makes an order with every field set that a new one has.
func newOrder(id string) *engine.Order {
	return &engine.Order{
		ID: id, Key: sessionKey(1), Flow: "f", Block: "pay", Gen: 4, Status: engine.OrderOffered, Title: "Tea", Currency: "XTR",
		Amount: 50, MaxTip: 10, Provider: "stars", OnlyFor: 1, MaxPaid: 2, ExpiresAt: moment.Add(time.Hour), CreatedAt: moment,
		Shipping: &engine.OrderShipping{
			Ways: []engine.ShippingWay{
				{ID: "post", Title: "Post", Amount: 300, Countries: []string{"DE", "AT"}}, {ID: "shop", Title: "In the shop"},
			},
			Refusal: "Not there.",
		},
		Data: json.RawMessage(`{"items":[{"name":"Tea & cake","qty":2}],"no":17}`),
	}
}

func createOrder(t bundle, o *engine.Order) {
	t.Helper()
	commit(t, host.Member{Key: o.Key, Orders: []engine.OrderChange{{ID: o.ID, Create: o}}})
}

// pay is a member that records a charge.
func pay(id, charge string, to engine.OrderStatus) host.Member {
	return host.Member{Key: sessionKey(1), Orders: []engine.OrderChange{{
		ID: id, To: to, Charge: &engine.Payment{Payload: id, Currency: "XTR", Amount: 55, ChargeID: charge},
	}}}
}

func order(t bundle, id string) *engine.Order {
	t.Helper()
	o, err := t.Order(t.Context(), storeBot, id)
	check(t, err)
	return o
}

var orderTests = map[string]func(t bundle){
	"OrdersComeBackWhole": func(t bundle) {
		_, err := t.Order(t.Context(), storeBot, "o1")
		wantErr(t, err, engine.ErrNotFound)
		want := newOrder("o1")
		createOrder(t, want)
		got := order(t, "o1")
		equal(t, "order", got, want)
		if got.CreatedAt.Location() != time.UTC || got.ExpiresAt.Location() != time.UTC {
			t.Fatalf("times are in %v and %v", got.CreatedAt.Location(), got.ExpiresAt.Location())
		}
		_, err = t.Order(t.Context(), storeBot+1, "o1")
		wantErr(t, err, engine.ErrNotFound)
	},

	"OrderThatNeverExpires": func(t bundle) {
		want := &engine.Order{ID: "o1", Key: sessionKey(1), Status: engine.OrderCreated, Currency: "USD", Amount: 1, CreatedAt: moment}
		createOrder(t, want)
		equal(t, "order", order(t, "o1"), want)
	},

	"CheckoutOnlyOnce": func(t bundle) {
		wantErr(t, t.Checkout(t.Context(), storeBot, "o1"), engine.ErrNotFound)
		createOrder(t, newOrder("o1"))
		check(t, t.Checkout(t.Context(), storeBot, "o1"))
		equal(t, "status", order(t, "o1").Status, engine.OrderCheckout)
		wantErr(t, t.Checkout(t.Context(), storeBot, "o1"), engine.ErrConflict)
	},

	"PaymentIsRecordedOnce": func(t bundle) {
		createOrder(t, newOrder("o1"))
		createOrder(t, newOrder("o2"))
		commit(t, pay("o1", "c1", engine.OrderPaid))
		got := order(t, "o1")
		if got.PaidAt.IsZero() || got.PaidAt.Location() != time.UTC || !got.PaidAt.Equal(got.PaidAt.Truncate(time.Microsecond)) {
			t.Fatalf("paid at %v", got.PaidAt)
		}
		want := newOrder("o1")
		want.Status, want.Paid, want.ChargeID, want.PaidAmount, want.PaidAt = engine.OrderPaid, 1, "c1", 55, got.PaidAt
		equal(t, "order", got, want)
		wantVerdicts(t, []host.Member{
			pay("o1", "c1", engine.OrderPaid), pay("o2", "c1", engine.OrderPaid),
		}, host.VerdictDuplicate, host.VerdictDuplicate)
		equal(t, "order after duplicates", order(t, "o1"), want)
		equal(t, "other order", order(t, "o2"), newOrder("o2"))
		commit(t, pay("o1", "c2", engine.OrderPaid))
		equal(t, "payments", order(t, "o1").Paid, 2)
		wantVerdicts(t, []host.Member{pay("o2", "c3", engine.OrderPaid), pay("o2", "c3", engine.OrderPaid)},
			host.VerdictCommitted, host.VerdictDuplicate)
		equal(t, "payments", order(t, "o2").Paid, 1)
	},

	"PaymentOfALoserIsNotRecorded": func(t bundle) {
		createOrder(t, newOrder("o1"))
		m := pay("o1", "c1", engine.OrderPaid)
		m.BaseVersion, m.Session = 9, []byte(`{}`)
		wantVerdicts(t, []host.Member{m}, host.VerdictConflict)
		equal(t, "order", order(t, "o1"), newOrder("o1"))
		commit(t, pay("o1", "c1", engine.OrderPaid))
	},

	"RefundIsRecordedOnceForItsCharge": func(t bundle) {
		createOrder(t, newOrder("o1"))
		commit(t, pay("o1", "c1", engine.OrderPaid))
		paid := order(t, "o1")
		commit(t, pay("o1", "c1", engine.OrderRefunded))
		want := *paid
		want.Status = engine.OrderRefunded
		equal(t, "order", order(t, "o1"), &want)
		wantVerdicts(t, []host.Member{
			pay("o1", "c1", engine.OrderRefunded), pay("o1", "c1", engine.OrderPaid),
		}, host.VerdictDuplicate, host.VerdictDuplicate)
	},

	"ChargesBelongToABot": func(t bundle) {
		createOrder(t, newOrder("o1"))
		other := newOrder("o1")
		other.Key.BotID++
		createOrder(t, other)
		commit(t, pay("o1", "c1", engine.OrderPaid))
		m := pay("o1", "c1", engine.OrderPaid)
		m.Key.BotID++
		commit(t, m)
	},

	"StatusFollowsTheTurns": func(t bundle) {
		createOrder(t, newOrder("o1"))
		for _, to := range []engine.OrderStatus{engine.OrderExpired, engine.OrderPaid, engine.OrderDelivered} {
			commit(t, host.Member{Key: sessionKey(1), Orders: []engine.OrderChange{{ID: "o1", To: to}}})
			equal(t, "status", order(t, "o1").Status, to)
		}
		want := newOrder("o1")
		want.Status = engine.OrderDelivered
		equal(t, "order without a charge", order(t, "o1"), want)
		wantErr(t, t.Checkout(t.Context(), storeBot, "o1"), engine.ErrConflict)
	},

	"CreateAndChangeInOneTurn": func(t bundle) {
		o := newOrder("o1")
		o.Status = engine.OrderCreated
		commit(t, host.Member{Key: o.Key, Orders: []engine.OrderChange{{ID: "o1", Create: o}, {ID: "o1", To: engine.OrderOffered}}})
		equal(t, "order", order(t, "o1"), newOrder("o1"))
	},
}
