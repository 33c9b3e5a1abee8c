package telegram

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// answerButton ends the spinner of a pressed button. An answer that comes too late changes nothing and is no error.
func (p *performance) answerButton(ctx context.Context) error {
	a := p.e.Answer
	if a == nil {
		return fatal(CodeOther, "no answer to give")
	}
	_, err := p.do(ctx, "answerCallbackQuery", nil, func(o *object) {
		o.text("callback_query_id", a.QueryID)
		o.some("text", a.Text)
		o.flag("show_alert", a.Alert)
		o.some("url", a.URL)
	})
	return p.answered(err)
}

func (p *performance) answered(err error) error {
	if r := refused(err); err == nil || (r != nil && tooLate(r)) {
		return nil
	}
	return p.repeat(err)
}

// answerCheckout answers a pre-checkout or a shipping query. A refusal does not say which of the two it is for: the id of
// the one is unknown to the other, so the second is tried where the first does not know it.
func (p *performance) answerCheckout(ctx context.Context) error {
	a := p.e.Query
	if a == nil {
		return fatal(CodeOther, "no answer to give")
	}
	if a.Shipping != nil {
		return p.answered(p.answerShipping(ctx, a))
	}
	_, err := p.do(ctx, "answerPreCheckoutQuery", nil, func(o *object) {
		o.text("pre_checkout_query_id", a.QueryID)
		o.boolean("ok", a.OK)
		if !a.OK {
			o.text("error_message", a.Text)
		}
	})
	if r := refused(err); r != nil && tooLate(r) && !a.OK {
		err = p.answerShipping(ctx, a)
	}
	return p.answered(err)
}

func (p *performance) answerShipping(ctx context.Context, a *engine.CheckoutAnswer) error {
	_, err := p.do(ctx, "answerShippingQuery", nil, func(o *object) {
		o.text("shipping_query_id", a.QueryID)
		o.boolean("ok", a.OK)
		if !a.OK {
			o.text("error_message", a.Text)
			return
		}
		o.open("shipping_options", '[')
		for i := range a.Shipping {
			s := &a.Shipping[i]
			o.open("", '{')
			o.text("id", s.ID)
			o.text("title", s.Title)
			writePrices(o, s.Prices)
			o.shut('}')
		}
		o.shut(']')
	})
	return err
}

func writePrices(o *object, prices []engine.Price) {
	o.open("prices", '[')
	for i := range prices {
		o.open("", '{')
		o.text("label", prices[i].Label)
		o.number("amount", prices[i].Amount)
		o.shut('}')
	}
	o.shut(']')
}
