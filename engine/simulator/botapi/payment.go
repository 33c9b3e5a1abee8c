package botapi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// PaymentState is how far a payment has come.
type PaymentState string

// The states of a payment. Waiting is the only one that changes.
const (
	PaymentWaiting  PaymentState = "waiting"  // for the bot to answer shipping or pre-checkout
	PaymentPaid     PaymentState = "paid"     // successful_payment is on its way
	PaymentRefused  PaymentState = "refused"  // the bot answered with ok: false
	PaymentTimedOut PaymentState = "timeout"  // no answer in 10 seconds
	PaymentDeclined PaymentState = "declined" // the bot agreed, the money did not come
)

// PayOptions are what a person may do differently when paying.
type PayOptions struct {
	Tip int64 // minor units, at most the invoice's max_tip_amount
	// ShippingOption is the id of the option to take; "" is the first.
	ShippingOption string
	// Info is what the person fills in; nil means a plausible form where the
	// invoice asks for one.
	Info *OrderInfo
	// Country is where the plausible form's address is; "" is GB.
	Country string
	// Decline lets the payment fail after the bot has agreed to it.
	Decline bool
	// Hold keeps the money back after the bot has agreed, until Payment.Release.
	Hold bool
}

// OrderInfo is the Bot API's OrderInfo.
type OrderInfo struct {
	Name            string   `json:"name,omitempty"`
	PhoneNumber     string   `json:"phone_number,omitempty"`
	Email           string   `json:"email,omitempty"`
	ShippingAddress *Address `json:"shipping_address,omitempty"`
}

// Address is the Bot API's ShippingAddress.
type Address struct {
	CountryCode string `json:"country_code"` // ISO 3166-1 alpha-2
	State       string `json:"state"`
	City        string `json:"city"`
	StreetLine1 string `json:"street_line1"`
	StreetLine2 string `json:"street_line2"`
	PostCode    string `json:"post_code"`
}

// PaymentOutcome is the state of a payment with what belongs to it.
type PaymentOutcome struct {
	State        PaymentState
	ErrorMessage string // the bot's words when refused
	ChargeID     string // telegram_payment_charge_id when paid
	MessageID    int64  // the successful_payment message when paid
}

// Payment is one attempt of a person to pay. It is safe for concurrent use.
type Payment struct {
	bot     *bot
	person  *Person
	chat    *chat
	message int64 // the invoice message, 0 for links
	invoice *invoice
	opts    PayOptions
	done    chan struct{}

	mu       sync.Mutex
	total    int64
	shipping string
	expires  time.Time
	outcome  PaymentOutcome
	agreed   bool // the bot did, the money is held
}

// SuccessfulPayment is the Bot API's SuccessfulPayment.
type SuccessfulPayment struct {
	Currency         string     `json:"currency"`
	TotalAmount      int64      `json:"total_amount"` // minor units
	Payload          string     `json:"invoice_payload"`
	ExpirationDate   int64      `json:"subscription_expiration_date,omitempty"` // Unix seconds
	IsRecurring      bool       `json:"is_recurring,omitempty"`
	IsFirstRecurring bool       `json:"is_first_recurring,omitempty"`
	ShippingOptionID string     `json:"shipping_option_id,omitempty"`
	OrderInfo        *OrderInfo `json:"order_info,omitempty"`
	ChargeID         string     `json:"telegram_payment_charge_id"`
	ProviderChargeID string     `json:"provider_payment_charge_id"`
}

// preCheckoutQuery is the Bot API's PreCheckoutQuery.
type preCheckoutQuery struct {
	ID             string     `json:"id"`
	From           User       `json:"from"`
	Currency       string     `json:"currency"`
	TotalAmount    int64      `json:"total_amount"`
	Payload        string     `json:"invoice_payload"`
	ShippingOption string     `json:"shipping_option_id,omitempty"`
	OrderInfo      *OrderInfo `json:"order_info,omitempty"`
}

var (
	errNoInvoice   = errors.New("there is no invoice in the message")
	errAlreadyPaid = errors.New("the invoice is already paid")
	errNoLink      = errors.New("there is no such invoice link")
	errNoAddress   = errors.New("the invoice asks for an address")
	errTip         = errors.New("the tip is more than the invoice allows")
	errNoPayment   = errors.New("there is no such subscription payment")
)

// Pay presses the pay button of an invoice message. The bot gets a
// shipping_query or a pre_checkout_query; the Payment tells what came of it.
func (p *Person) Pay(bot string, messageID int64) (*Payment, error) {
	return p.PayWith(bot, messageID, PayOptions{})
}

// PayWith is Pay with options.
func (p *Person) PayWith(bot string, messageID int64, opts PayOptions) (*Payment, error) {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return nil, err
	}
	c := b.privateChat(p)
	m := c.message(messageID)
	switch {
	case m == nil || m.invoice == nil:
		return nil, fmt.Errorf("pay message %d: %w", messageID, errNoInvoice)
	case m.InvoiceState != InvoiceOpen:
		return nil, fmt.Errorf("pay message %d: %w", messageID, errAlreadyPaid)
	}
	return p.pay(b, c, messageID, m.invoice, opts)
}

// PayLink opens a link of createInvoiceLink and pays. A link may be paid many
// times.
func (p *Person) PayLink(bot, link string, opts PayOptions) (*Payment, error) {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return nil, err
	}
	b.mu.RLock()
	inv := b.links[link]
	b.mu.RUnlock()
	if inv == nil {
		return nil, fmt.Errorf("pay %q: %w", link, errNoLink)
	}
	return p.pay(b, b.privateChat(p), 0, inv, opts)
}

// InvoiceBehind is what a link of createInvoiceLink asks money for; false for
// other addresses.
func (s *Server) InvoiceBehind(bot, link string) (Invoice, bool) {
	b := s.bot(bot)
	if b == nil {
		return Invoice{}, false
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	inv := b.links[link]
	if inv == nil {
		return Invoice{}, false
	}
	return inv.Invoice, true
}

func (p *Person) pay(b *bot, c *chat, message int64, inv *invoice, opts PayOptions) (*Payment, error) {
	if opts.Tip < 0 || opts.Tip > inv.maxTip {
		return nil, errTip
	}
	if opts.Info == nil && (inv.needsInfo || inv.needShipping) {
		opts.Info = p.orderInfo(inv, opts.Country)
	}
	if inv.flexible && opts.Info.ShippingAddress == nil {
		return nil, errNoAddress
	}
	pay := &Payment{
		bot: b, person: p, chat: c, message: message, invoice: inv, opts: opts,
		done: make(chan struct{}), total: inv.TotalAmount + opts.Tip,
		outcome: PaymentOutcome{State: PaymentWaiting},
	}
	if inv.flexible {
		q := &query{kind: "shipping_query", person: p, payment: pay}
		b.ask(q, shippingLife)
		pay.expires = q.expires
		b.queue.add("shipping_query", "payment", p.user.ID, shippingLife, shippingQuery{
			ID: q.id, From: p.user, Payload: inv.payload, Address: *opts.Info.ShippingAddress,
		})
		return pay, nil
	}
	pay.mu.Lock()
	defer pay.mu.Unlock()
	pay.checkout()
	return pay, nil
}

// orderInfo fills in the form of an invoice.
func (p *Person) orderInfo(inv *invoice, country string) *OrderInfo {
	info := &OrderInfo{}
	if inv.needsInfo {
		info.Name = p.user.FirstName
		info.PhoneNumber = p.phone()
		info.Email = "person@example.com"
	}
	if inv.needShipping {
		info.ShippingAddress = &Address{
			CountryCode: cmp.Or(country, "GB"), City: "London", StreetLine1: "1 High Street", PostCode: "E1 6AN",
		}
	}
	return info
}

// checkout asks the bot for its last word. p.mu is held.
func (p *Payment) checkout() {
	q := &query{kind: "pre_checkout_query", person: p.person, payment: p}
	p.bot.ask(q, preCheckoutLife)
	p.expires = q.expires
	p.bot.queue.add("pre_checkout_query", "payment", p.person.user.ID, preCheckoutUpdateLife, preCheckoutQuery{
		ID: q.id, From: p.person.user, Currency: p.invoice.Currency, TotalAmount: p.total,
		Payload: p.invoice.payload, ShippingOption: p.shipping, OrderInfo: p.opts.Info,
	})
}

// Outcome is how the payment stands by the server's clock.
func (p *Payment) Outcome() PaymentOutcome {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.outcome.State == PaymentWaiting && !p.agreed && p.bot.server.now().After(p.expires) {
		p.settle(PaymentOutcome{State: PaymentTimedOut})
	}
	return p.outcome
}

// Wait waits until the payment is no longer waiting. The error is the
// context's.
func (p *Payment) Wait(ctx context.Context) (PaymentOutcome, error) {
	for {
		out := p.Outcome()
		if out.State != PaymentWaiting {
			return out, nil
		}
		p.mu.Lock()
		left := p.expires.Sub(p.bot.server.now())
		p.mu.Unlock()
		look, cancel := context.WithTimeout(ctx, max(left, 10*time.Millisecond))
		select {
		case <-p.done:
		case <-look.Done():
		}
		cancel()
		if err := ctx.Err(); err != nil {
			return p.Outcome(), err
		}
	}
}

// settle ends the payment, once. p.mu is held.
func (p *Payment) settle(out PaymentOutcome) {
	if p.outcome.State != PaymentWaiting {
		return
	}
	p.outcome = out
	close(p.done)
}

// Release lets money come that PayOptions.Hold keeps back; where the bot has not agreed yet, as soon as it does.
func (p *Payment) Release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.opts.Hold = false
	if p.agreed {
		p.agreed = false
		p.paid()
	}
}

// paid carries the payment out. p.mu is held.
func (p *Payment) paid() {
	switch {
	case p.opts.Hold:
		p.agreed = true
		return
	case p.opts.Decline:
		p.settle(PaymentOutcome{State: PaymentDeclined})
		return
	}
	sp := &SuccessfulPayment{
		Currency: p.invoice.Currency, TotalAmount: p.total, Payload: p.invoice.payload,
		ShippingOptionID: p.shipping, OrderInfo: p.opts.Info,
	}
	if p.invoice.subscription {
		sp.IsRecurring, sp.IsFirstRecurring = true, true
	}
	m := p.bot.charge(p.person, p.chat, p.invoice, sp)
	if p.message != 0 {
		// A missing message was deleted meanwhile: the payment stands.
		_, _ = p.chat.change(p.message, badRequest("message not found"), func(m *Message) *Error {
			m.InvoiceState, m.charge = InvoicePaid, sp.ChargeID
			return nil
		})
	}
	p.settle(PaymentOutcome{State: PaymentPaid, ChargeID: sp.ChargeID, MessageID: m.ID})
}

// charge books the money and tells the bot of it.
func (b *bot) charge(p *Person, c *chat, inv *invoice, sp *SuccessfulPayment) *Message {
	id := b.server.newID()
	sp.ChargeID = "ch" + id
	if inv.subscription {
		sp.ExpirationDate = b.server.now().Unix() + subscriptionPeriod
	}
	if inv.Currency == stars {
		sp.ProviderChargeID = sp.ChargeID
		b.book(p, inv, sp)
	} else {
		sp.ProviderChargeID = "pr" + id
	}
	m := &Message{Paid: sp, invoice: inv}
	c.mu.Lock()
	defer c.mu.Unlock()
	from := p.user
	m.From = &from
	c.postLocked(m)
	b.queue.add("message", "message", c.info.ID, messageLife, m)
	return m
}

// Renew pays a subscription for another period, as Telegram does by itself:
// without a pre-checkout and with a new charge. messageID is a
// successful_payment message of the subscription. It gives the new charge id.
func (p *Person) Renew(bot string, messageID int64) (string, error) {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return "", err
	}
	c := b.privateChat(p)
	m := c.message(messageID)
	if m == nil || m.Paid == nil || m.invoice == nil || !m.invoice.subscription {
		return "", fmt.Errorf("renew by message %d: %w", messageID, errNoPayment)
	}
	sp := &SuccessfulPayment{
		Currency: m.Paid.Currency, TotalAmount: m.Paid.TotalAmount, Payload: m.Paid.Payload, IsRecurring: true,
	}
	b.charge(p, c, m.invoice, sp)
	return sp.ChargeID, nil
}

func answerPreCheckoutQuery(b *bot, r *request) (any, *Error) {
	ok := r.bool("ok")
	if !ok {
		if _, err := r.required("error_message"); err != nil {
			return nil, err
		}
	}
	q, err := b.takeQuery(r.str("pre_checkout_query_id"), "pre_checkout_query")
	if err != nil {
		return nil, err
	}
	p := q.payment
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.outcome.State != PaymentWaiting:
		// It ran out on the person's side just before.
	case ok:
		p.paid()
	default:
		p.settle(PaymentOutcome{State: PaymentRefused, ErrorMessage: r.str("error_message")})
	}
	return true, nil
}
