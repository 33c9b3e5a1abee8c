package botapi

import (
	"encoding/json"
)

// shippingQuery is the Bot API's ShippingQuery.
type shippingQuery struct {
	ID      string  `json:"id"`
	From    User    `json:"from"`
	Payload string  `json:"invoice_payload"`
	Address Address `json:"shipping_address"`
}

// shippingOption is the Bot API's ShippingOption.
type shippingOption struct {
	ID     string            `json:"id"`
	Title  string            `json:"title"`
	Prices []json.RawMessage `json:"prices"`
}

func answerShippingQuery(b *bot, r *request) (any, *Error) {
	ok := r.bool("ok")
	var options []shippingOption
	if ok {
		var err *Error
		if options, err = r.shippingOptions(); err != nil {
			return nil, err
		}
	} else if _, err := r.required("error_message"); err != nil {
		return nil, err
	}
	q, err := b.takeQuery(r.str("shipping_query_id"), "shipping_query")
	if err != nil {
		return nil, err
	}
	p := q.payment
	p.mu.Lock()
	defer p.mu.Unlock()
	if !ok {
		p.settle(PaymentOutcome{State: PaymentRefused, ErrorMessage: r.str("error_message")})
		return true, nil
	}
	chosen := options[0]
	for _, o := range options {
		if o.ID == p.opts.ShippingOption {
			chosen = o
		}
	}
	prices, err := labeledPrices(chosen.Prices)
	if err != nil {
		return nil, err
	}
	for _, price := range prices {
		p.total += price.Amount
	}
	p.shipping = chosen.ID
	p.checkout()
	return true, nil
}

func (r *request) shippingOptions() ([]shippingOption, *Error) {
	if _, err := r.required("shipping_options"); err != nil {
		return nil, err
	}
	var options []shippingOption
	if _, err := r.decode("shipping_options", "shipping options", &options); err != nil {
		return nil, badRequest("can't parse shipping options JSON object")
	}
	if len(options) == 0 {
		return nil, badRequest("there must be at least one shipping option")
	}
	for _, o := range options {
		switch {
		case o.ID == "":
			return nil, badRequest("can't parse shipping option: ShippingOption identifier must be non-empty")
		case o.Title == "":
			return nil, badRequest("can't parse shipping option: ShippingOption title must be non-empty")
		}
		if _, err := labeledPrices(o.Prices); err != nil {
			return nil, badRequest("can't parse shipping option: Can't parse shipping option prices: %s", innerReason(err))
		}
	}
	return options, nil
}
