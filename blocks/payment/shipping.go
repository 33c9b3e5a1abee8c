package payment

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
)

// way is one way of delivery.
type way struct {
	ID        string       `json:"id"`
	Title     engine.Line  `json:"title"`
	Amount    engine.Value `json:"amount"`
	Countries []string     `json:"countries,omitempty" validate:"max=250"`
}

// wayID is the form of a way's id. Telegram takes any text; ours are to be written in conditions.
var wayID = regexp.MustCompile(`^[a-z0-9_-]{1,32}$`)

// maxWayTitle is what is kept of a way's title; Telegram does not say how much it takes.
const maxWayTitle = 64

// flexible reports whether the price depends on the delivery. Stars know none.
func (i *invoice) flexible(currency string) bool { return len(i.Shipping) > 0 && currency != stars }

// shipping works out the ways of delivery and their prices, for the order: nil if the price does not depend on them.
func (i *invoice) shipping(t *engine.Turn, currency string, amount int64) (*engine.OrderShipping, error) {
	if !i.flexible(currency) {
		return nil, nil
	}
	refusal, err := t.Line(&i.NoShippingText)
	if err != nil {
		return nil, err
	}
	out := &engine.OrderShipping{Refusal: strings.TrimSpace(refusal)}
	for n := range i.Shipping {
		w := &i.Shipping[n]
		title, err := t.Line(&w.Title)
		if err != nil {
			return nil, err
		}
		price, err := amountOf(t, &w.Amount)
		if err != nil {
			return nil, err
		}
		switch {
		case price < 0:
			return nil, engine.Trouble("price_invalid", "the delivery %q costs %d: it must not be below zero", w.ID, price)
		case amount+price > maxAmount:
			return nil, engine.Trouble("price_invalid", "the price with the delivery %q is larger than Telegram allows", w.ID)
		}
		countries := make([]string, len(w.Countries))
		for c, code := range w.Countries {
			countries[c] = countryCode(code)
		}
		out.Ways = append(out.Ways, engine.ShippingWay{
			ID: w.ID, Title: engine.Shorten(first(title, w.ID), maxWayTitle), Amount: price, Countries: countries,
		})
	}
	return out, nil
}

// checkShipping reports ways of delivery that cannot be offered.
func (i *invoice) checkShipping(k *engine.Checking) {
	seen := map[string]bool{}
	everywhere := false
	for n := range i.Shipping {
		w := &i.Shipping[n]
		p := fmt.Sprintf("/shipping/%d", n)
		switch {
		case !wayID.MatchString(w.ID):
			k.Error("shipping_id_invalid", p+"/id", "a way of delivery needs a short name of small letters, digits, _ and -, such as post")
		case seen[w.ID]:
			k.Error("shipping_id_twice", p+"/id", "there is another way of delivery %q", w.ID)
		}
		seen[w.ID] = true
		if w.Title.IsZero() {
			k.Error("text_empty", p+"/title", "the way of delivery has no title")
		}
		for lang, src := range w.Title.Sources() {
			if n := utf8.RuneCountInString(src); !dynamic(src) && n > maxWayTitle {
				k.Warn("text_too_long", p+"/title"+at(lang), "the title has %d characters: the first %d are shown", n, maxWayTitle)
			}
		}
		if w.Amount.IsZero() {
			k.Error("price_missing", p+"/amount", "the way of delivery has no price: 0 is free")
		}
		if amount, known := fixed(k, w.Amount, p+"/amount", true); known && amount < 0 {
			k.Error("price_invalid", p+"/amount", "the price is %d: a delivery cannot cost less than nothing", amount)
		}
		everywhere = everywhere || len(w.Countries) == 0
		for c, code := range w.Countries {
			if code = countryCode(code); !knownCountry(code) {
				k.Error("country_invalid", fmt.Sprintf("%s/countries/%d", p, c), "there is no country %q: write two letters, such as DE%s", code, meant(code))
			}
		}
	}
	if !i.NoShippingText.IsZero() && (len(i.Shipping) == 0 || everywhere) {
		k.Warn("setting_unused", "/no_shipping_text", "nobody will read this: no address is refused")
	}
}

// meant helps with a code that many people write.
func meant(code string) string {
	if code == "UK" {
		return "; the United Kingdom is GB"
	}
	return ""
}

// countryCode brings a code to the way Telegram writes it.
func countryCode(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }

// countries are the codes of ISO 3166-1 alpha-2, which addresses have: Telegram Bot API, ShippingAddress.
const countries = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY " +
	"BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB " +
	"GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI " +
	"KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ " +
	"NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI " +
	"SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN " +
	"VU WF WS XK YE YT ZA ZM ZW"

func knownCountry(code string) bool { return slices.Contains(strings.Fields(countries), code) }
