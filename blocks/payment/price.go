package payment

import (
	"math"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// line is one position of an invoice.
type line struct {
	Label  engine.Line  `json:"label"`
	Amount engine.Value `json:"amount"`
}

// maxAmount bounds a price and each of its lines, in smallest units: the Bot API server's check of invoices.
const maxAmount = 999_999_999_999

// maxLabel is what is kept of a line's label; Telegram does not say how much it takes.
const maxLabel = 64

// prices gives the lines of the invoice in the currency and their sum. A price that is no whole number of smallest units,
// or whose sum is not above zero, is a trouble price_invalid.
func (i *invoice) prices(t *engine.Turn, currency, title string) ([]engine.Price, int64, error) {
	var out []engine.Price
	switch {
	case len(i.Lines) > 0:
		for n := range i.Lines {
			label, err := t.Line(&i.Lines[n].Label)
			if err != nil {
				return nil, 0, err
			}
			amount, err := amountOf(t, &i.Lines[n].Amount)
			if err != nil {
				return nil, 0, err
			}
			out = append(out, engine.Price{Label: engine.Shorten(first(label, title), maxLabel), Amount: amount})
		}
	case len(i.Prices) > 0:
		v, ok := i.Prices[currency]
		if !ok {
			return nil, 0, engine.Trouble("price_invalid", "the price list has no price in %s", currency)
		}
		amount, err := amountOf(t, &v)
		if err != nil {
			return nil, 0, err
		}
		out = []engine.Price{{Label: title, Amount: amount}}
	default:
		amount, err := amountOf(t, &i.Amount)
		if err != nil {
			return nil, 0, err
		}
		out = []engine.Price{{Label: title, Amount: amount}}
	}
	var sum int64 // cannot overflow: at most 20 lines of maxAmount
	for _, p := range out {
		sum += p.Amount
	}
	switch {
	case sum <= 0:
		return nil, 0, engine.Trouble("price_invalid", "the price is %d: it must be above zero", sum)
	case sum > maxAmount:
		return nil, 0, engine.Trouble("price_invalid", "the price is larger than Telegram allows")
	case currency == stars && len(out) > 1:
		return nil, 0, engine.Trouble("price_invalid", "an invoice in Stars has exactly one line; this one has %d", len(out))
	case i.Subscription && sum > maxSubscription:
		return nil, 0, engine.Trouble("price_invalid", "a subscription costs at most %d Stars; this one costs %d", maxSubscription, sum)
	}
	return out, sum, nil
}

// amountOf reads a number of smallest units.
func amountOf(t *engine.Turn, v *engine.Value) (int64, error) {
	x, err := t.Value(v)
	if err != nil {
		return 0, err
	}
	amount, why := wholeAmount(x)
	if why != "" {
		return 0, engine.Trouble("price_invalid", "%s", why)
	}
	return amount, nil
}

// wholeAmount takes a number, or a text of digits, and says why it is no amount.
func wholeAmount(x any) (amount int64, why string) {
	var f float64
	switch x := x.(type) {
	case float64:
		f = x
	case string:
		n, err := strconv.ParseInt(strings.TrimSpace(x), 10, 64)
		if err != nil {
			return 0, "the price is a text, not a number of the currency's smallest units"
		}
		f = float64(n)
	case nil:
		return 0, "there is no price"
	default:
		return 0, "the price is not a number"
	}
	switch {
	case math.IsNaN(f) || math.Abs(f) > maxAmount:
		return 0, "the price is larger than Telegram allows"
	case f != math.Trunc(f):
		return 0, "the price must be a whole number of the currency's smallest units, such as cents: to_minor(12.50, \"EUR\") makes one"
	}
	return int64(f), ""
}

// first gives the first text that is not blank.
func first(texts ...string) string {
	for _, s := range texts {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}
