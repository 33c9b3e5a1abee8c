package engine

import (
	"slices"
	"strings"
)

// OrderShipping is what an order offers in ways of delivery. The fast lane answers from it alone.
type OrderShipping struct {
	Ways    []ShippingWay `json:"ways"`              // in the order in which the buyer sees them
	Refusal string        `json:"refusal,omitempty"` // for who lives where nothing is delivered; empty for the usual words
}

// ShippingWay is one way of delivery and what it costs.
type ShippingWay struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Amount    int64    `json:"amount"`              // minor units, on top of the order's; 0 is free
	Countries []string `json:"countries,omitempty"` // ISO 3166-1 alpha-2, upper case; empty for everywhere
}

// To gives the ways that lead to a country, nil for none.
func (s *OrderShipping) To(country string) []ShippingWay {
	if s == nil {
		return nil
	}
	country = strings.ToUpper(country)
	var out []ShippingWay
	for _, w := range s.Ways {
		if len(w.Countries) == 0 || slices.Contains(w.Countries, country) {
			out = append(out, w)
		}
	}
	return out
}

// Way finds a way by its id.
func (s *OrderShipping) Way(id string) (ShippingWay, bool) {
	if s == nil {
		return ShippingWay{}, false
	}
	i := slices.IndexFunc(s.Ways, func(w ShippingWay) bool { return w.ID == id })
	if i < 0 {
		return ShippingWay{}, false
	}
	return s.Ways[i], true
}

// Due is what is to be paid with the chosen way of delivery, without tips: empty for an order that offers none. It is
// false for a way that the order does not offer.
func (o *Order) Due(way string) (amount int64, ok bool) {
	if way == "" && o.Shipping == nil {
		return o.Amount, true
	}
	w, ok := o.Shipping.Way(way)
	return o.Amount + w.Amount, ok
}

// Address is where something is to be delivered.
type Address struct {
	Country  string `json:"country"` // ISO 3166-1 alpha-2
	State    string `json:"state,omitempty"`
	City     string `json:"city,omitempty"`
	Street   string `json:"street,omitempty"`
	Street2  string `json:"street2,omitempty"`
	PostCode string `json:"post_code,omitempty"`
}

// Text is the address in one line.
func (a *Address) Text() string {
	if a == nil {
		return ""
	}
	var parts []string
	for _, p := range []string{a.Street, a.Street2, a.City, a.State, a.PostCode, a.Country} {
		if p = strings.TrimSpace(p); p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// Value is the address as variables hold it; without any part for none.
func (a *Address) Value() map[string]any {
	if a == nil {
		return map[string]any{}
	}
	return map[string]any{
		"country": a.Country, "state": a.State, "city": a.City, "street": a.Street, "street2": a.Street2, "post_code": a.PostCode,
	}
}
