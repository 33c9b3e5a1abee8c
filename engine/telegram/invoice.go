package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// defaultPayLabel is what a pay button says where the block gives no words.
const defaultPayLabel = "Pay"

// invoice sends an offer to pay: as Telegram's own invoice message, or as a card, which is a message of ours with a
// button to an invoice link. Subscriptions exist as links only, so they always are cards.
func (p *performance) invoice(ctx context.Context) error {
	inv := p.e.Invoice
	if inv == nil {
		return fatal(CodeOther, "no invoice to send")
	}
	token, err := p.provider(ctx, inv)
	if err != nil {
		return err
	}
	switch c := p.e.Content; {
	case c != nil:
		return p.card(ctx, inv, c, token)
	case inv.Subscription > 0:
		text := "<b>" + html.EscapeString(inv.Title) + "</b>\n" + html.EscapeString(inv.Description)
		return p.card(ctx, inv, &engine.Content{Text: text}, token)
	}
	result, err := p.do(ctx, "sendInvoice", nil, func(o *object) {
		o.number("chat_id", p.chat)
		writeInvoice(o, inv, token)
		o.some("start_parameter", inv.StartParam)
		if inv.PayLabel != "" || len(inv.Inline) > 0 {
			writeInline(o, payRows(inv, engine.Button{Pay: true}, nil))
		}
	})
	if err != nil {
		return err
	}
	return p.sent(result)
}

// provider reads the provider's token. Stars have none.
func (p *performance) provider(ctx context.Context, inv *engine.Invoice) (string, error) {
	if inv.Provider == "" {
		return "", nil
	}
	token, err := p.refs.Secret(ctx, inv.Provider)
	switch {
	case errors.Is(err, engine.ErrNotFound):
		return "", fatal(CodeOther, fmt.Sprintf("the secret %q with the payment provider's token is not set", inv.Provider))
	case err != nil:
		return "", fmt.Errorf("read secret %q: %w", inv.Provider, err)
	}
	return token, nil
}

// card makes an invoice link and sends the content with a button to it.
func (p *performance) card(ctx context.Context, inv *engine.Invoice, c *engine.Content, token string) error {
	with, err := p.payable(ctx, inv, c, token)
	if err != nil {
		return err
	}
	return p.send(ctx, with)
}

// payable gives the content with a button to a new invoice link. All links of an order lead to the same order.
func (p *performance) payable(ctx context.Context, inv *engine.Invoice, c *engine.Content, token string) (*engine.Content, error) {
	result, err := p.do(ctx, "createInvoiceLink", nil, func(o *object) {
		writeInvoice(o, inv, token)
		if inv.Subscription > 0 {
			o.number("subscription_period", inv.Subscription)
		}
	})
	if err != nil {
		return nil, sendError(err, true)
	}
	var link string
	if err := json.Unmarshal(result, &link); err != nil || link == "" {
		return nil, unsure(CodeServer, "the answer tells no invoice link", pauseServer, true)
	}
	with := *c
	with.Inline = payRows(inv, engine.Button{URL: link}, c.Inline)
	return &with, nil
}

// payRows puts the pay button first, alone in its row.
func payRows(inv *engine.Invoice, pay engine.Button, more [][]engine.Button) [][]engine.Button {
	pay.Label = inv.PayLabel
	if pay.Label == "" {
		pay.Label = defaultPayLabel
	}
	return slices.Concat([][]engine.Button{{pay}}, inv.Inline, more)
}

// writeInvoice writes what messages and links share.
func writeInvoice(o *object, inv *engine.Invoice, token string) {
	o.text("title", inv.Title)
	o.text("description", inv.Description)
	o.text("payload", inv.OrderID)
	o.some("provider_token", token)
	o.text("currency", inv.Currency)
	writePrices(o, inv.Prices)
	if inv.MaxTip > 0 {
		o.number("max_tip_amount", inv.MaxTip)
	}
	if len(inv.Tips) > 0 {
		o.open("suggested_tip_amounts", '[')
		for _, tip := range inv.Tips {
			o.number("", tip)
		}
		o.shut(']')
	}
	if len(inv.ProviderData) > 0 {
		o.text("provider_data", string(inv.ProviderData)) // a text that holds JSON: Telegram Bot API, sendInvoice
	}
	o.some("photo_url", inv.PhotoURL)
	o.flag("need_name", inv.NeedName)
	o.flag("need_phone_number", inv.NeedPhone)
	o.flag("need_email", inv.NeedEmail)
	o.flag("need_shipping_address", inv.NeedAddress)
	o.flag("send_phone_number_to_provider", inv.SendPhone)
	o.flag("send_email_to_provider", inv.SendEmail)
	o.flag("is_flexible", inv.Flexible)
}
