package payment

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// invoice (payment.invoice) offers something for money and waits until it is paid.
//
// Config: Title, Description, Photo; Currency with one of Amount, Lines and Prices (a list by currency), in smallest units;
// Goods, what kind of thing is sold, which allows other currencies than Stars;
// Provider with its options, for all but Stars; tips; Shipping, ways of delivery on which the price depends; Lifetime; Style, Telegram's own invoice or a card of ours that shows
// the time left; Data, which is kept with the order; Cancel; Anyone and MaxPayments; Subscription in Stars; the words at the end; SaveTo.
//
// Waits: for the payment, a refund, the Cancel button and the end of the lifetime; commands may interrupt. Leaves
// local.order behind (id, status, title, currency, amount, price, paid_amount, tip, charge_id, name, phone, email, shipping,
// shipping_title, shipping_amount, address, address_parts, data), and local.again where the order was paid before. Exits: paid; expired; cancelled, with a Cancel button; failed, for money that
// came back or is not what was asked for; paid_late, for money that came when nobody waited; renewed, for subscriptions;
// error. Errors: price_invalid, currency_invalid, text_empty, data_invalid, data_too_large, payment_failed and paid_late where these exits are open, and
// those of the expressions.
type invoice struct {
	Title          engine.Line             `json:"title"`
	Description    engine.Line             `json:"description,omitzero"`
	Photo          engine.Link             `json:"photo,omitzero"`
	Currency       engine.Line             `json:"currency,omitzero" scenarist:"one"`
	Goods          string                  `json:"goods,omitempty" validate:"omitempty,oneof=digital physical service" jsonschema:"enum=digital,enum=physical,enum=service"`
	Amount         engine.Value            `json:"amount,omitzero"`
	Lines          []line                  `json:"lines,omitempty" validate:"max=20,dive" jsonschema:"maxItems=20"`
	Prices         map[string]engine.Value `json:"prices,omitempty" validate:"max=50"`
	Provider       string                  `json:"provider,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	MaxTip         int64                   `json:"max_tip,omitempty" validate:"min=0,max=999999999999" jsonschema:"minimum=0"`
	Tips           []int64                 `json:"tips,omitempty" validate:"max=4" jsonschema:"maxItems=4"`
	NeedName       bool                    `json:"need_name,omitempty"`
	NeedPhone      bool                    `json:"need_phone,omitempty"`
	NeedEmail      bool                    `json:"need_email,omitempty"`
	NeedAddress    bool                    `json:"need_address,omitempty"`
	SendPhone      bool                    `json:"send_phone,omitempty"`
	SendEmail      bool                    `json:"send_email,omitempty"`
	Shipping       []way                   `json:"shipping,omitempty" validate:"max=20,dive" jsonschema:"maxItems=20"`
	NoShippingText engine.Line             `json:"no_shipping_text,omitzero"`
	ProviderData   engine.Value            `json:"provider_data,omitzero"`
	Data           engine.Value            `json:"data,omitzero"`
	Lifetime       *flow.Duration          `json:"lifetime,omitempty"`
	Style          string                  `json:"style,omitempty" validate:"omitempty,oneof=invoice card" jsonschema:"enum=invoice,enum=card"`
	Text           engine.Template         `json:"text,omitzero"`
	PayLabel       engine.Line             `json:"pay_label,omitzero"`
	Cancel         bool                    `json:"cancel,omitempty"`
	CancelLabel    engine.Line             `json:"cancel_label,omitzero"`
	Anyone         bool                    `json:"anyone,omitempty"`
	MaxPayments    int                     `json:"max_payments,omitempty" validate:"min=0,max=1000000" jsonschema:"minimum=0,maximum=1000000"`
	Subscription   bool                    `json:"subscription,omitempty"`
	PaidText       engine.Template         `json:"paid_text,omitzero"`
	ExpiredText    engine.Template         `json:"expired_text,omitzero"`
	CancelText     engine.Template         `json:"cancelled_text,omitzero"`
	SaveTo         engine.Var              `json:"save_to,omitempty"`
}

// The names of exits.
const (
	paidExit      = "paid"
	expiredExit   = "expired"
	cancelledExit = "cancelled"
	failedExit    = "failed"
	lateExit      = "paid_late"
	renewedExit   = "renewed"
)

// Limits of invoices: Telegram Bot API, sendInvoice and createInvoiceLink.
const (
	maxTitle           = 32
	maxDescription     = 255
	maxSubscription    = 10_000    // Stars
	subscriptionPeriod = 2_592_000 // seconds: the only one there is
)

const (
	styleCard       = "card"
	goodsDigital    = "digital"
	cancelButton    = "cancel"
	defaultLifetime = 15 * time.Minute
	minLifetime     = time.Minute

	orderVar engine.Var = "local.order"
	againVar engine.Var = "local.again"
)

func invoiceType() engine.BlockType {
	title := func(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }
	return engine.BlockType{
		Name: "payment.invoice", Version: 1, Icon: "credit-card-pay",
		Title: title("Invoice", "Счёт"),
		Help: title(
			"Offers something for Stars or money and waits for the payment. An offer that is not paid in time expires by itself.",
			"Предлагает что-то за звёзды или деньги и ждёт оплаты. Неоплаченное вовремя предложение закрывается само.",
		),
		Exits: []engine.Exit{
			{Name: paidExit, Title: title("Paid", "Оплачено")},
			{Name: expiredExit, Title: title("Not paid in time", "Не оплачено вовремя")},
			{Name: cancelledExit, Title: title("Cancelled", "Отменено")},
			{Name: failedExit, Title: title("Payment failed", "Оплата не удалась"), Inherit: true},
			{Name: lateExit, Title: title("Paid too late", "Оплачено с опозданием"), Inherit: true},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: "event.charge_id", Type: flow.TypeText, Title: title("Telegram's id of the payment", "Номер платежа в Telegram")},
			{Name: "local.order", Type: flow.TypeObject, Title: title("The order with its payment", "Заказ с оплатой")},
			{Name: "local.order.id", Type: flow.TypeText, Title: title("Number of the order", "Номер заказа")},
			{Name: "local.order.price", Type: flow.TypeText, Title: title("Price as a text", "Цена текстом")},
			{Name: "local.order.tip", Type: flow.TypeNumber, Title: title("Tip, smallest units", "Чаевые в наименьших единицах")},
			{Name: "local.order.shipping", Type: flow.TypeText, Title: title("Chosen delivery", "Выбранная доставка")},
			{Name: "local.order.address", Type: flow.TypeText, Title: title("Address in one line", "Адрес одной строкой")},
			{Name: "local.order.data", Type: flow.TypeAny, Title: title("What is kept with the order", "Что хранится с заказом")},
			{Name: "local.again", Type: flow.TypeBool, Title: title("Paid before", "Уже оплачивался")},
		},
		Example: `{"title": "Espresso", "description": "A small one, to go", "currency": "XTR", "amount": 50, "lifetime": "15m", "cancel": true}`,
		New:     func() engine.Block { return new(invoice) },
	}
}

// Exits leaves cancelled out without a Cancel button and adds renewed for subscriptions.
func (i *invoice) Exits(fixed []engine.Exit) []engine.Exit {
	out := slices.DeleteFunc(slices.Clone(fixed), func(e engine.Exit) bool { return e.Name == cancelledExit && !i.Cancel })
	if i.Subscription {
		renewed := engine.Exit{Name: renewedExit, Title: engine.Text{"en": "Renewed", "ru": "Продлено"}}
		out = slices.Insert(out, 1, renewed)
	}
	return out
}

// ButtonIDs is the id of the Cancel button.
func (i *invoice) ButtonIDs() []string { return []string{cancelButton} }

// state is what the block remembers while it waits.
type state struct {
	Order    string                `json:"order"`
	Amount   int64                 `json:"amount"`
	Shipping *engine.OrderShipping `json:"shipping,omitempty"`
	Data     json.RawMessage       `json:"data,omitempty"`
	Invoice  engine.Invoice        `json:"invoice"`
	Text     string                `json:"text,omitempty"` // of the card, without the time left
	TopicID  int64                 `json:"topic_id,omitempty"`
	Expires  time.Time             `json:"expires"`
}

// slot is the name of the message that shows an order.
func slot(order string) string { return "_order." + order }

// Enter makes the order and shows it.
func (i *invoice) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	s, err := i.offer(t)
	if err != nil {
		return engine.Outcome{}, err
	}
	o := &engine.Order{
		ID: s.Order, Status: engine.OrderCreated, Title: s.Invoice.Title, Currency: s.Invoice.Currency, Amount: s.Amount,
		MaxTip: s.Invoice.MaxTip, Provider: s.Invoice.Provider, MaxPaid: max(i.MaxPayments, 1), ExpiresAt: s.Expires,
		Shipping: s.Shipping, Data: s.Data,
	}
	if !i.Anyone {
		o.OnlyFor = t.User().ID
	}
	t.ChangeOrder(engine.OrderChange{Create: o})
	t.ChangeOrder(engine.OrderChange{ID: s.Order, To: engine.OrderOffered})
	i.show(t, s)
	w := engine.Wait{
		Accept:   []engine.EventKind{engine.PaymentPaid, engine.PaymentRefunded, engine.TimerFired},
		Deadline: s.Expires, Match: s.Order, State: t.Pack(s),
	}
	if i.Cancel {
		w.Accept = append(w.Accept, engine.ButtonPressed)
	}
	if i.counts() {
		w.Reminders = reminders(t.Now(), s.Expires)
	}
	return engine.WaitFor(w), nil
}

// Resume takes the payment, or what came instead of it.
func (i *invoice) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	var s state
	if err := t.Load(&s); err != nil {
		return engine.Outcome{}, err
	}
	switch ev.Kind {
	case engine.PaymentPaid:
		return i.paid(t, &s, ev.Payment)
	case engine.PaymentRefunded:
		return i.failed(t, "the payment was refunded before it was used", engine.OrderRefunded, ev.Payment)
	case engine.ButtonPressed:
		if ev.Button.ID != cancelButton {
			return engine.Stay(), nil
		}
		t.ChangeOrder(engine.OrderChange{ID: s.Order, To: engine.OrderCancelled})
		return i.close(t, &s, engine.OrderCancelled, &i.CancelText, cancelledExit)
	case engine.TimerFired:
		if ev.Timer.Name == engine.ReminderTimer {
			i.refresh(t, &s)
			w := *t.Wait()
			w.Reminders = reminders(t.Now(), s.Expires)
			return engine.WaitFor(w), nil
		}
		t.ChangeOrder(engine.OrderChange{ID: s.Order, To: engine.OrderExpired})
		return i.close(t, &s, engine.OrderExpired, &i.ExpiredText, expiredExit)
	default:
		return engine.Stay(), nil
	}
}

// Reshow shows the offer again, below what was said meanwhile; not one whose time is over, which is about to be closed.
func (i *invoice) Reshow(_ context.Context, t *engine.Turn) error {
	var s state
	if err := t.Load(&s); err != nil {
		return err
	}
	if !t.Now().Before(s.Expires) {
		return nil
	}
	t.Emit(engine.Effect{Kind: engine.DeleteMessage, Target: &engine.Target{Slot: slot(s.Order)}})
	i.show(t, &s)
	return nil
}

// paid takes the money and goes on.
func (i *invoice) paid(t *engine.Turn, s *state, p *engine.Payment) (engine.Outcome, error) {
	offered := engine.Order{Amount: s.Amount, Shipping: s.Shipping}
	due, ok := offered.Due(p.ShippingOption)
	switch {
	case !ok:
		return i.failed(t, fmt.Sprintf("the delivery %q was not offered", p.ShippingOption), engine.OrderPaid, p)
	case p.Currency != s.Invoice.Currency, p.Amount < due, p.Amount > due+s.Invoice.MaxTip:
		return i.failed(t, fmt.Sprintf("%d %s came instead of %d %s", p.Amount, p.Currency, due, s.Invoice.Currency), engine.OrderPaid, p)
	}
	text, err := i.paidText(t)
	if err != nil {
		return engine.Outcome{}, err
	}
	switch {
	case i.Style == styleCard && !i.several():
		i.finish(t, s.Text, s.Order, s.TopicID, text)
	case !i.PaidText.IsZero():
		t.Send(engine.Content{Text: text}, "")
	}
	return engine.Leave(paidExit), i.record(t, p, engine.OrderPaid, false)
}

// failed is for money that came back or is not what was asked for.
func (i *invoice) failed(t *engine.Turn, why string, status engine.OrderStatus, p *engine.Payment) (engine.Outcome, error) {
	if err := i.record(t, p, status, false); err != nil {
		return engine.Outcome{}, err
	}
	if !t.Open(failedExit) {
		return engine.Leave(failedExit), nil
	}
	return engine.Outcome{}, engine.Trouble("payment_failed", "order %s: %s (charge %s)", p.Payload, why, p.ChargeID)
}

// PaidLate takes money that came when nobody waited for it: after the lifetime, after the user went elsewhere, or once
// more than was asked for. Renewals of subscriptions and further payments of an order that may have several come here
// as well.
func (i *invoice) PaidLate(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	p := ev.Payment
	o := p.Order
	if err := i.record(t, p, engine.OrderPaid, o.Paid > 0); err != nil {
		return engine.Outcome{}, err
	}
	switch {
	case i.Subscription && p.Recurring && !p.FirstRecurring:
		return engine.Leave(renewedExit), nil
	case i.several() && open(o) && o.Paid < o.MaxPaid:
		return engine.Leave(paidExit), nil
	}
	if i.Style == styleCard && !i.several() {
		text, err := i.paidText(t)
		if err != nil {
			return engine.Outcome{}, err
		}
		i.finish(t, bold(o.Title), o.ID, 0, text)
	}
	if !t.Open(lateExit) {
		return engine.Leave(lateExit), nil
	}
	why := "nobody waited for it any more"
	if o.Paid > 0 {
		why = "it was paid before"
	}
	return engine.Outcome{}, engine.Trouble("paid_late", "order %s was paid, but %s: deliver it, or give the money back (charge %s)", o.ID, why, p.ChargeID)
}

// open reports whether the order may still be paid in the ordinary way.
func open(o *engine.Order) bool {
	switch o.Status {
	case engine.OrderExpired, engine.OrderCancelled, engine.OrderFailed, engine.OrderRefunded, engine.OrderDisputed:
		return false
	default:
		return true
	}
}

// several reports whether the order may be paid more than once.
func (i *invoice) several() bool { return i.MaxPayments > 1 }

// counts reports whether the time left is shown.
func (i *invoice) counts() bool { return i.Style == styleCard && !i.several() }
