package payment

import (
	"encoding/json"
	"html"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// offer renders everything about the sale.
func (i *invoice) offer(t *engine.Turn) (*state, error) {
	inv := engine.Invoice{NeedName: i.NeedName, NeedPhone: i.NeedPhone, NeedEmail: i.NeedEmail, NeedAddress: i.NeedAddress, SendPhone: i.SendPhone, SendEmail: i.SendEmail}
	s := &state{Order: t.NewID(), Expires: t.Now().Add(i.lifetime())}
	title, err := t.Line(&i.Title)
	if err != nil {
		return nil, err
	}
	description, err := t.Line(&i.Description)
	if err != nil {
		return nil, err
	}
	currency, err := t.Line(&i.Currency)
	if err != nil {
		return nil, err
	}
	inv.OrderID = s.Order
	inv.Title = engine.Shorten(title, maxTitle)
	inv.Description = engine.Shorten(first(description, title), maxDescription)
	inv.Currency = currencyCode(first(currency, stars))
	switch {
	case inv.Title == "":
		return nil, engine.Trouble("text_empty", "the title of the invoice is empty once its values are put in")
	case !knownCurrency(inv.Currency):
		return nil, engine.Trouble("currency_invalid", "Telegram knows no currency %q", inv.Currency)
	case inv.Currency != stars && i.Provider == "":
		return nil, engine.Trouble("currency_invalid", "payments in %s need a provider", inv.Currency)
	case inv.Currency != stars && i.Subscription:
		return nil, engine.Trouble("currency_invalid", "subscriptions are paid in Stars, not in %s", inv.Currency)
	}
	if inv.Prices, s.Amount, err = i.prices(t, inv.Currency, inv.Title); err != nil {
		return nil, err
	}
	if s.Shipping, err = i.shipping(t, inv.Currency, s.Amount); err != nil {
		return nil, err
	}
	if s.Data, err = i.data(t); err != nil {
		return nil, err
	}
	if inv.PhotoURL, err = t.Link(&i.Photo); err != nil {
		return nil, err
	}
	if err := i.options(t, &inv); err != nil {
		return nil, err
	}
	if err := i.buttons(t, &inv, s.Amount); err != nil {
		return nil, err
	}
	s.Invoice = inv
	if m := t.Event().Message; m != nil {
		s.TopicID = m.TopicID
	}
	if i.Style == styleCard {
		s.Text, err = i.cardText(t, s)
	}
	return s, err
}

// options fills what only providers, or only Stars, know.
func (i *invoice) options(t *engine.Turn, inv *engine.Invoice) error {
	if inv.Currency == stars {
		inv.NeedName, inv.NeedPhone, inv.NeedEmail, inv.NeedAddress, inv.SendPhone, inv.SendEmail = false, false, false, false, false, false
		if i.Subscription {
			inv.Subscription = subscriptionPeriod
		}
		return nil
	}
	inv.Provider, inv.MaxTip, inv.Tips = i.Provider, i.MaxTip, i.Tips
	if i.flexible(inv.Currency) {
		inv.Flexible, inv.NeedAddress = true, true
	}
	if i.ProviderData.IsZero() {
		return nil
	}
	v, err := t.Value(&i.ProviderData)
	if err != nil {
		return err
	}
	if inv.ProviderData, err = json.Marshal(v); err != nil {
		return engine.Trouble("price_invalid", "the data for the provider cannot be written as JSON")
	}
	return nil
}

// buttons names the pay button and puts Cancel under it. Without either Telegram makes its own button, in the language of
// the user's program.
func (i *invoice) buttons(t *engine.Turn, inv *engine.Invoice, amount int64) error {
	label, err := t.Line(&i.PayLabel)
	if err != nil {
		return err
	}
	if label == "" && (i.Cancel || i.Style == styleCard) {
		price, err := i.priceText(t, amount, inv.Currency)
		if err != nil {
			return err
		}
		label = t.Words("pay", "price", price)
	}
	inv.PayLabel = label
	if !i.Cancel {
		return nil
	}
	label, err = t.Line(&i.CancelLabel)
	if err != nil {
		return err
	}
	inv.Inline = [][]engine.Button{{{Label: first(label, t.Words("cancel")), Token: t.Token(cancelButton, false)}}}
	return nil
}

// cardText is the card's text without the time left.
func (i *invoice) cardText(t *engine.Turn, s *state) (string, error) {
	text, err := t.Text(&i.Text)
	if err != nil || strings.TrimSpace(text) != "" {
		return text, err
	}
	price, err := i.priceText(t, s.Amount, s.Invoice.Currency)
	if err != nil {
		return "", err
	}
	text = bold(s.Invoice.Title) + " · " + html.EscapeString(price)
	if s.Invoice.Description != s.Invoice.Title {
		text += "\n" + html.EscapeString(s.Invoice.Description)
	}
	return text, nil
}

// priceText is the price as the buyer reads it before paying.
func (i *invoice) priceText(t *engine.Turn, amount int64, currency string) (string, error) {
	price, err := expr.Money(amount, currency, t.Lang())
	if err != nil {
		return "", engine.Trouble("currency_invalid", "%v", err)
	}
	if i.flexible(currency) {
		return t.Words("plus_delivery", "price", price), nil
	}
	return price, nil
}

func bold(s string) string { return "<b>" + html.EscapeString(s) + "</b>" }

// show sends the invoice or the card.
func (i *invoice) show(t *engine.Turn, s *state) {
	e := engine.Effect{Kind: engine.SendInvoice, Slot: slot(s.Order), Invoice: &s.Invoice}
	if i.Style == styleCard {
		e.Content = i.card(t, s)
	} else {
		e.Once = true
	}
	t.Emit(e)
}

// refresh shows on the card how long is left.
func (i *invoice) refresh(t *engine.Turn, s *state) {
	t.Emit(engine.Effect{
		Kind: engine.EditMessage, Slot: slot(s.Order), Target: &engine.Target{Slot: slot(s.Order), OrSend: true},
		Content: i.card(t, s), Invoice: &s.Invoice,
	})
}

// card is the card as it looks now. Its pay button is made by whoever sends it, out of the invoice.
func (i *invoice) card(t *engine.Turn, s *state) *engine.Content {
	text := s.Text
	if i.counts() {
		text += "\n\n" + html.EscapeString(t.Words("pay_until", "left", left(t, s.Expires.Sub(t.Now()))))
	}
	return &engine.Content{Text: text, TopicID: s.TopicID}
}

// close ends an offer that was not paid: the card says so; an invoice of Telegram's is taken away and the words are sent.
func (i *invoice) close(t *engine.Turn, s *state, status engine.OrderStatus, own *engine.Template, exit string) (engine.Outcome, error) {
	text, err := t.Text(own)
	if err != nil {
		return engine.Outcome{}, err
	}
	if strings.TrimSpace(text) == "" {
		text = html.EscapeString(t.Words(string(status)))
	}
	if i.Style == styleCard {
		i.finish(t, s.Text, s.Order, s.TopicID, text)
	} else {
		t.Emit(engine.Effect{Kind: engine.DeleteMessage, Target: &engine.Target{Slot: slot(s.Order)}})
		t.Send(engine.Content{Text: text, TopicID: s.TopicID}, "")
	}
	offered := engine.Order{Title: s.Invoice.Title, Amount: s.Amount, Shipping: s.Shipping, Data: s.Data}
	none := &engine.Payment{Payload: s.Order, Currency: s.Invoice.Currency}
	return engine.Leave(exit), t.Set(orderVar, i.orderValue(t, none, &offered, status))
}

// finish writes the last words on the card and takes its buttons away.
func (i *invoice) finish(t *engine.Turn, card, order string, topic int64, words string) {
	t.Emit(engine.Effect{
		Kind: engine.EditMessage, Slot: slot(order), Target: &engine.Target{Slot: slot(order), OrSend: true},
		Content: &engine.Content{Text: card + "\n\n" + words, TopicID: topic},
	})
}

func (i *invoice) paidText(t *engine.Turn) (string, error) {
	text, err := t.Text(&i.PaidText)
	if err == nil && strings.TrimSpace(text) == "" {
		text = html.EscapeString(t.Words("paid"))
	}
	return text, err
}

// record leaves the order with its payment in the variables.
func (i *invoice) record(t *engine.Turn, p *engine.Payment, status engine.OrderStatus, again bool) error {
	o := p.Order
	if o == nil {
		o = new(engine.Order)
	}
	v := i.orderValue(t, p, o, status)
	if err := t.Set(orderVar, v); err != nil {
		return err
	}
	if err := t.Set(againVar, again); err != nil {
		return err
	}
	return t.Set(i.SaveTo, v)
}

// orderValue is an order as variables hold it. Amounts are in smallest units.
func (i *invoice) orderValue(t *engine.Turn, p *engine.Payment, o *engine.Order, status engine.OrderStatus) map[string]any {
	price, err := expr.Money(o.Amount, p.Currency, t.Lang())
	if err != nil { // a currency that Telegram has made up since
		price = ""
	}
	chosen, _ := o.Shipping.Way(p.ShippingOption)
	v := map[string]any{
		"id": p.Payload, "status": string(status), "title": o.Title, "currency": p.Currency, "amount": float64(o.Amount),
		"price": price, "paid_amount": float64(p.Amount), "tip": float64(max(0, p.Amount-o.Amount-chosen.Amount)), "charge_id": p.ChargeID,
		"provider_charge_id": p.ProviderChargeID, "name": p.Name, "phone": p.Phone, "email": p.Email,
		"shipping": p.ShippingOption, "shipping_title": chosen.Title, "shipping_amount": float64(chosen.Amount),
		"address": p.Address.Text(), "address_parts": p.Address.Value(),
	}
	if data := o.DataValue(); data != nil {
		v["data"] = data
	}
	return v
}

// lifetime is how long the offer is open.
func (i *invoice) lifetime() time.Duration {
	if i.Lifetime == nil {
		return defaultLifetime
	}
	return i.Lifetime.Std()
}
