package botapi

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// Limits of invoices: Bot API, sendInvoice and createInvoiceLink. The amount is
// the server's check_currency_amount.
const (
	maxInvoiceTitle       = 32
	maxInvoiceDescription = 255
	maxInvoicePayload     = 128 // bytes
	maxAmount             = 9999_9999_9999
	maxTips               = 4
	subscriptionPeriod    = 2592000 // seconds
	maxSubscriptionPrice  = 10000   // Stars
)

// InvoiceState is what a person sees on an invoice.
type InvoiceState string

// The states of an invoice message.
const (
	InvoiceOpen     InvoiceState = "open"
	InvoicePaid     InvoiceState = "paid"
	InvoiceRefunded InvoiceState = "refunded"
)

// Invoice is the Bot API's Invoice: what a message shows of it.
type Invoice struct {
	Title          string `json:"title"`
	Description    string `json:"description"`
	StartParameter string `json:"start_parameter"`
	Currency       string `json:"currency"`
	TotalAmount    int64  `json:"total_amount"` // minor units
}

// Price is the Bot API's LabeledPrice.
type Price struct {
	Label  string `json:"label"`
	Amount int64  `json:"amount"` // minor units; may be negative
}

// invoice is an offer with what only the bot and Telegram know of it.
type invoice struct {
	Invoice
	payload      string
	prices       []Price
	maxTip       int64
	needShipping bool
	flexible     bool
	needsInfo    bool // name, phone or e-mail
	subscription bool
}

// invoice reads and checks an offer.
func (r *request) invoice() (*invoice, *Error) {
	for _, name := range []string{"title", "description", "payload", "currency", "prices"} {
		if _, err := r.required(name); err != nil {
			return nil, err
		}
	}
	inv := &invoice{
		Invoice: Invoice{
			Title: r.str("title"), Description: r.str("description"),
			StartParameter: r.str("start_parameter"), Currency: r.str("currency"),
		},
		payload:  r.str("payload"),
		flexible: r.bool("is_flexible"),
	}
	inv.needShipping = inv.flexible || r.bool("need_shipping_address")
	inv.needsInfo = r.bool("need_name") || r.bool("need_phone_number") || r.bool("need_email")
	var err *Error
	if inv.prices, inv.TotalAmount, err = r.prices(); err != nil {
		return nil, err
	}
	if err := r.tips(inv); err != nil {
		return nil, err
	}
	switch {
	case utf8.RuneCountInString(inv.Title) > maxInvoiceTitle:
		return nil, badRequest("INVOICE_TITLE_INVALID")
	case utf8.RuneCountInString(inv.Description) > maxInvoiceDescription:
		return nil, badRequest("INVOICE_DESCRIPTION_INVALID")
	case len(inv.payload) > maxInvoicePayload:
		return nil, badRequest("INVOICE_PAYLOAD_INVALID")
	}
	if data := r.str("provider_data"); data != "" && !json.Valid([]byte(data)) {
		return nil, badRequest("DATA_JSON_INVALID")
	}
	if inv.Currency == stars {
		return inv, r.starInvoice(inv)
	}
	switch {
	case !knownCurrency(inv.Currency):
		return nil, badRequest("CURRENCY_INVALID")
	case r.str("provider_token") == "":
		return nil, badRequest("PAYMENT_PROVIDER_INVALID")
	case r.integer("subscription_period") != 0:
		return nil, badRequest("SUBSCRIPTION_EXPORT_MISSING")
	}
	return inv, nil
}

// starInvoice checks what holds for Stars: one price, no provider, none of the
// provider's options.
func (r *request) starInvoice(inv *invoice) *Error {
	if r.str("provider_token") != "" {
		return badRequest("PAYMENT_PROVIDER_INVALID")
	}
	if len(inv.prices) != 1 || inv.maxTip != 0 {
		return badRequest("STARS_INVOICE_INVALID")
	}
	for _, name := range []string{
		"need_name", "need_phone_number", "need_email", "need_shipping_address", "is_flexible",
		"send_phone_number_to_provider", "send_email_to_provider", "provider_data",
	} {
		if r.bool(name) || name == "provider_data" && r.str(name) != "" {
			r.note(name, "ignored for payments in Stars")
		}
	}
	inv.needShipping, inv.flexible, inv.needsInfo = false, false, false
	if period := r.integer("subscription_period"); period != 0 {
		if period != subscriptionPeriod {
			return badRequest("SUBSCRIPTION_PERIOD_INVALID")
		}
		if inv.TotalAmount > maxSubscriptionPrice {
			return badRequest("STARS_INVOICE_INVALID")
		}
		inv.subscription = true
	}
	return nil
}

// prices reads the price parts and their total.
func (r *request) prices() ([]Price, int64, *Error) {
	var items []json.RawMessage
	if _, err := r.decode("prices", "prices", &items); err != nil {
		if json.Valid([]byte(r.str("prices"))) {
			return nil, 0, badRequest("expected an Array of labeled prices")
		}
		return nil, 0, badRequest("can't parse prices JSON object")
	}
	prices, err := labeledPrices(items)
	if err != nil {
		return nil, 0, err
	}
	var total int64
	for _, p := range prices {
		if p.Amount > maxAmount || p.Amount < -maxAmount {
			return nil, 0, badRequest("too big amount of the currency specified")
		}
		total += p.Amount
	}
	switch {
	case total <= 0:
		return nil, 0, badRequest("total price must be positive")
	case total > maxAmount:
		return nil, 0, badRequest("total price is too big")
	}
	return prices, total, nil
}

func labeledPrices(items []json.RawMessage) ([]Price, *Error) {
	prices := make([]Price, 0, len(items))
	for _, item := range items {
		var in struct {
			Label  string          `json:"label"`
			Amount json.RawMessage `json:"amount"`
		}
		if json.Unmarshal(item, &in) != nil {
			return nil, badRequest("can't parse labeled price: LabeledPrice must be an Object")
		}
		if in.Label == "" {
			return nil, badRequest("can't parse labeled price: LabeledPrice label must be non-empty")
		}
		amount, err := strconv.ParseInt(bareText(in.Amount), 10, 64)
		if err != nil {
			return nil, badRequest(`can't parse labeled price: Field "amount" must be of type Number`)
		}
		prices = append(prices, Price{Label: in.Label, Amount: amount})
	}
	if len(prices) == 0 {
		return nil, badRequest("there must be at least one price")
	}
	return prices, nil
}

// tips reads max_tip_amount and suggested_tip_amounts.
func (r *request) tips(inv *invoice) *Error {
	if s := r.str("max_tip_amount"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return badRequest(`can't parse "max_tip_amount" as Number`)
		}
		inv.maxTip = n
	}
	if inv.maxTip < 0 || inv.maxTip > maxAmount {
		return badRequest("invalid max_tip_amount of the currency specified")
	}
	var items []json.RawMessage
	if _, err := r.decode("suggested_tip_amounts", "suggested_tip_amounts", &items); err != nil {
		return badRequest("can't parse suggested_tip_amounts JSON object")
	}
	last := int64(0)
	for _, item := range items {
		tip, err := strconv.ParseInt(bareText(item), 10, 64)
		switch {
		case err != nil:
			return badRequest("can't parse suggested tip amount as Number")
		case tip <= 0:
			return badRequest("suggested tip amount must be positive")
		case tip > inv.maxTip:
			return badRequest("suggested tip amount can't be bigger than max_tip_amount")
		case tip <= last:
			// "passed in a strictly increased order": sendInvoice.
			return badRequest("TIP_AMOUNTS_INVALID")
		}
		last = tip
	}
	if len(items) > maxTips {
		return badRequest("there can be at most %d suggested tip amounts", maxTips)
	}
	return nil
}

func sendInvoice(b *bot, r *request) (any, *Error) {
	return b.send(r, func(m *Message) *Error {
		inv, err := r.invoice()
		if err != nil {
			return err
		}
		shown := inv.Invoice
		m.Invoice, m.invoice, m.InvoiceState = &shown, inv, InvoiceOpen
		return nil
	})
}

func createInvoiceLink(b *bot, r *request) (any, *Error) {
	inv, err := r.invoice()
	if err != nil {
		return nil, err
	}
	link := "https://t.me/$" + strconv.FormatInt(b.user.ID, 36) + "-" + b.server.newID()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.links[link] = inv
	return link, nil
}
