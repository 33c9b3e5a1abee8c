package ask

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// amount (ask.amount) asks for an amount of money.
//
// Config: what all questions share; Currency, a code of ISO 4217 or XTR for Stars, which it is if empty; Min and Max;
// Presets, ready answers as buttons, in Columns; OnlyPresets, to take nothing else; Other, a button that asks for an own
// amount. All amounts are in the currency's smallest units, as payment.invoice takes them: 500 is $5.00, and 5 is 5 Stars.
// Waits: for a press or a message. Exits: those of all questions. Errors: those of the texts and values (expression_…),
// currency_invalid, number_invalid and presets_invalid for values that are no amounts, presets_empty, buttons_too_many,
// value_type.
//
// The answer is a whole number of smallest units. It leaves local.amount (the same) and local.price (as people read it)
// behind. What people write is read in whole units: 5, 5.50, $5, 5 €, 500 руб.
//
// Rules that messages may be given for: not_a_number, too_small, too_large, whole_number (for currencies without a smaller
// unit), too_many_decimals, pick_one, invalid.
type amount struct {
	numeric

	Currency engine.Line `json:"currency,omitzero" scenarist:"one"`
}

// maxAmount bounds what can be asked for, in smallest units: the Bot API server's check of invoices.
const maxAmount = 999_999_999_999

const (
	stars = "XTR"

	amountVar engine.Var = "local.amount"
	priceVar  engine.Var = "local.price"
)

func amountType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.amount", Version: 1, Icon: "coins",
		Title: engine.Text{"en": "Ask for an amount", "ru": "Спросить сумму"},
		Help: engine.Text{
			"en": "Asks how much money: by buttons with prices, by an amount of the user's own, or both. The answer is in the currency's smallest units, as invoices take it.",
			"ru": "Спрашивает сумму: кнопками с ценами, своей суммой пользователя или и так и так. Ответ — в наименьших единицах валюты, как нужно счёту.",
		},
		Exits: questionExits(),
		Outputs: []engine.Output{
			{Name: "local.amount", Type: "number", Title: engine.Text{
				"en": "The amount in smallest units (cents, kopecks; whole Stars), as an invoice takes it",
				"ru": "Сумма в наименьших единицах (центы, копейки; звёзды целиком), как нужно счёту",
			}},
			{Name: "local.price", Type: "text", Title: engine.Text{"en": "The amount as people read it", "ru": "Сумма, как её читают"}},
			{Name: "event.text", Type: "text", Title: engine.Text{"en": "The answer as written", "ru": "Ответ, как он написан"}},
		},
		Example: `{"prompt": {"text": "How much would you like to give?"}, "save_to": "session.gift", "currency": "USD", "min": 100, "max": 100000, "presets": [100, 300, 500, 1000], "other": {}, "cancel": {}}`,
		New:     func() engine.Block { return new(amount) },
	}
}

// Check reports amounts that nobody can give.
func (a *amount) Check(k *engine.Checking) {
	a.check(k, !a.Presets.IsZero(),
		notANumberRule, tooSmallRule, tooLargeRule, wholeNumberRule, tooManyDecimalsRule, pickOneRule)
	checkSaved(k, a.SaveTo, expr.TypeNumber)
	fixed := a.checkNumbers(k)
	checkUnits(k, fixed.min, "/min")
	checkUnits(k, fixed.max, "/max")
	for i, f := range fixed.presets {
		checkUnits(k, f, fmt.Sprintf("/presets/%d", i))
	}
	for lang, src := range a.Currency.Sources() {
		if strings.Contains(src, "{{") {
			continue
		}
		path := "/currency"
		if lang != "" {
			path += "/" + lang
		}
		if c, err := expr.CurrencyOf(src); err != nil {
			k.Error("currency_invalid", path, "%q is no currency: write a code such as EUR, or XTR for Stars", src)
		} else if !c.Payable {
			k.Warn("currency_not_payable", path, "Telegram takes no payments in %s: right only if the money does not come through it", c.Code)
		}
	}
}

// checkUnits reports what is no amount in smallest units. What is not known is no finite number.
func checkUnits(k *engine.Checking, f float64, path string) {
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
	case f != math.Trunc(f):
		k.Error("amount_invalid", path, "amounts are whole numbers of the currency's smallest units: 5 dollars are 500, 5 Stars are 5")
	case f < 1:
		k.Error("amount_invalid", path, "an amount must be above zero")
	case f > maxAmount:
		k.Error("amount_invalid", path, "the amount is larger than Telegram allows")
	}
}

// Enter asks.
func (a *amount) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	return a.enter(t, a.numbers)
}

// Reshow asks again.
func (a *amount) Reshow(_ context.Context, t *engine.Turn) error { return a.reshow(t, a.numbers) }

// Resume judges the answer.
func (a *amount) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	return a.resume(t, ev, a.numbers)
}

// numbers gives the question's amounts in this turn.
func (a *amount) numbers(t *engine.Turn) (*numbers, error) {
	code, err := t.Line(&a.Currency)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(code) == "" {
		code = stars
	}
	cur, err := expr.CurrencyOf(code)
	if err != nil {
		return nil, engine.Trouble("currency_invalid", "the currency is no code such as EUR, or XTR for Stars")
	}
	s := &numbers{min: 1, max: maxAmount}
	s.show = func(f float64) string {
		price, _ := expr.Money(int64(f), cur.Code, t.Lang()) // the code was read above
		return price
	}
	s.read = func(text string) (float64, complaint) { return readAmount(s, text, t.Lang(), cur) }
	s.keep = func(f float64) error {
		if err := t.Set(amountVar, f); err != nil {
			return err
		}
		return t.Set(priceVar, s.show(f))
	}
	if err := a.fill(t, s); err != nil {
		return nil, err
	}
	return s, s.inUnits()
}

// inUnits holds that bounds and presets are amounts.
func (s *numbers) inUnits() error {
	for _, f := range append([]float64{s.min, s.max}, s.presets...) {
		if f != math.Trunc(f) || f < 1 || f > maxAmount {
			return engine.Trouble("number_invalid",
				"a bound or a ready answer is no amount: it must be a whole number of the currency's smallest units, from 1 to %d", maxAmount)
		}
	}
	return nil
}

// readAmount reads an amount in whole units of the currency, with or without its sign, and gives its smallest units.
func readAmount(s *numbers, text, lang string, cur expr.CurrencyInfo) (float64, complaint) {
	n, ok := readNumber(withoutCurrency(text, cur), lang, cur.Places > 2)
	if !ok {
		return 0, s.none(5 * math.Pow10(cur.Places))
	}
	if n.places > cur.Places {
		if cur.Places == 0 {
			return 0, complaint{rule: wholeNumberRule}
		}
		return 0, complaint{tooManyDecimalsRule, []string{"n", strconv.Itoa(cur.Places)}}
	}
	whole, fraction, _ := strings.Cut(n.text, ".")
	f, _ := strconv.ParseFloat(whole+fraction+strings.Repeat("0", cur.Places-len(fraction)), 64) // digits only
	if c := s.outside(f); c.rule != "" {
		return 0, c
	}
	return f, complaint{}
}
