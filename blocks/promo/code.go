package promo

import (
	"crypto/sha256"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// Kinds of records: a code with its rules and uses, and how often one contact used one.
const (
	codeKind = "promo"
	useKind  = "promo.use"
)

// benefit is what a code is worth; configs embed it.
type benefit struct {
	Kind  string       `json:"kind" validate:"required,oneof=percent amount units free" jsonschema:"enum=percent,enum=amount,enum=units,enum=free"`
	Value engine.Value `json:"value,omitzero"`
	Unit  string       `json:"unit,omitempty" validate:"max=32" jsonschema:"maxLength=32"`
}

// rules say who may use a code, how often and for what; configs embed it.
type rules struct {
	Total    int               `json:"total,omitempty" validate:"min=0,max=1000000000" jsonschema:"minimum=0,maximum=1000000000"`
	PerUser  int               `json:"per_user,omitempty" validate:"min=0,max=1000000" jsonschema:"minimum=0,maximum=1000000"`
	From     engine.Expression `json:"from,omitzero"`
	Until    engine.Expression `json:"until,omitzero"`
	Products []string          `json:"products,omitempty" validate:"max=50,dive,max=64" jsonschema:"maxItems=50"`
}

// What a code is worth.
const (
	percentKind = "percent"
	amountKind  = "amount"
	unitsKind   = "units"
	freeKind    = "free"
)

// code is a promo code as its record holds it.
type code struct {
	text     string // normal form
	series   string
	kind     string
	value    float64
	unit     string
	owner    int64 // who alone may use it; 0 for everybody
	total    float64
	perUser  float64
	used     float64
	from     time.Time
	until    time.Time
	products []string
}

func title(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }

// normal is a code as it is compared: capital letters and digits, without spaces and dashes.
func normal(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '_', '\t', '\n', '\u00a0', '–', '—', '‑':
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(s)))
}

const maxCode = 64 // bytes of the normal form

func validCode(s string) bool {
	return s != "" && len(s) <= maxCode && !strings.ContainsAny(s, ".\x00")
}

// values is the code as a record holds it.
func (c *code) values() engine.Values {
	v := engine.Values{"kind": c.kind, "value": c.value, "used": c.used}
	for name, s := range map[string]string{"series": c.series, "unit": c.unit} {
		if s != "" {
			v[name] = s
		}
	}
	for name, n := range map[string]float64{"owner": float64(c.owner), "total": c.total, "per_user": c.perUser} {
		if n != 0 {
			v[name] = n
		}
	}
	for name, at := range map[string]time.Time{"from": c.from, "until": c.until} {
		if !at.IsZero() {
			v[name] = at.UTC().Format(time.RFC3339)
		}
	}
	if len(c.products) > 0 {
		v["products"] = c.products
	}
	return v
}

// readCode is the code that a record holds.
func readCode(text string, v engine.Values) *code {
	c := &code{text: text}
	c.series, _ = v["series"].(string)
	c.kind, _ = v["kind"].(string)
	c.unit, _ = v["unit"].(string)
	c.value, _ = v["value"].(float64)
	c.total, _ = v["total"].(float64)
	c.perUser, _ = v["per_user"].(float64)
	c.used, _ = v["used"].(float64)
	owner, _ := v["owner"].(float64)
	c.owner = int64(owner)
	for name, at := range map[string]*time.Time{"from": &c.from, "until": &c.until} {
		s, _ := v[name].(string)
		*at, _ = engine.ParseDate(s, time.UTC)
	}
	list, _ := v["products"].([]any)
	for _, p := range list {
		s, _ := p.(string)
		c.products = append(c.products, s)
	}
	return c
}

// worth renders what a code is worth.
func (b *benefit) worth(t *engine.Turn, c *code) error {
	c.kind, c.unit = b.Kind, b.Unit
	if b.Kind == freeKind {
		return nil
	}
	x, err := t.Value(&b.Value)
	if err != nil {
		return err
	}
	n, ok := x.(float64)
	if s, text := x.(string); text {
		n, ok = engine.ParseNumber(strings.TrimSpace(s))
	}
	most := float64(engine.MaxAmount)
	if b.Kind == percentKind {
		most = 100
	}
	if !ok || n <= 0 || n > most || b.Kind != percentKind && n != math.Trunc(n) {
		return engine.Trouble("promo_value_invalid", "what the code is worth must be a number above zero, of percent at most 100, else whole, once its values are put in")
	}
	c.value = n
	return nil
}

// rule renders the rules of a code.
func (r *rules) rule(t *engine.Turn, c *code) error {
	c.total, c.perUser, c.products = float64(r.Total), float64(r.PerUser), r.Products
	for _, d := range []struct {
		e  *engine.Expression
		at *time.Time
	}{{&r.From, &c.from}, {&r.Until, &c.until}} {
		if d.e.IsZero() {
			continue
		}
		v, err := t.Eval(d.e)
		if err != nil {
			return err
		}
		s, _ := v.(string)
		at, ok := engine.ParseDate(s, t.Zone())
		if !ok {
			return engine.Trouble("date_invalid", "%s gave no date", d.e.Source())
		}
		*d.at = at
	}
	return nil
}

// discount is what the code takes off a price, in its smallest units: never more than the price.
func (c *code) discount(price float64) float64 {
	switch c.kind {
	case percentKind:
		return min(math.Round(price*c.value/100), price)
	case amountKind:
		return min(c.value, price)
	case freeKind:
		return price
	default:
		return 0
	}
}

// checkBenefit reports what a code cannot be worth. Path is where it stands in the config.
func (b *benefit) check(k *engine.Checking, path string) {
	switch {
	case b.Kind == freeKind && !b.Value.IsZero():
		k.Warn("promo_value_unused", path+"/value", "what is free needs no value")
	case b.Kind != "" && b.Kind != freeKind && b.Value.IsZero():
		k.Error("promo_value_missing", path+"/value", "say how much the code is worth")
	}
	if x, _ := b.Value.Constant(); b.Kind == percentKind {
		if n, ok := x.(float64); ok && (n <= 0 || n > 100) {
			k.Error("promo_value_invalid", path+"/value", "a percentage is above 0 and at most 100")
		}
	}
	switch {
	case b.Kind == unitsKind && !engine.ValidUnit(b.Unit):
		k.Error("unit_invalid", path+"/unit", "say which units: a letter, then letters, digits or _")
	case b.Kind != unitsKind && b.Unit != "":
		k.Warn("unit_unused", path+"/unit", "only units for the account have a unit")
	}
}

// alphabet has no letters and digits that are taken for each other.
const alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

// random makes a code out of an id that cannot be guessed.
func random(id string, length int) string {
	sum := sha256.Sum256([]byte(id))
	out := make([]byte, length)
	for i := range out {
		// 256 is no multiple of 31, so some letters come a little more often; with 8 letters a guess has one chance in 10^11.
		out[i] = alphabet[int(sum[i])%len(alphabet)]
	}
	return string(out)
}

func useKey(c *code, user int64) string { return c.text + "." + strconv.FormatInt(user, 10) }

func benefitFields() []engine.Field {
	return []engine.Field{
		{
			Name: "kind", Title: title("What it gives", "Что даёт"),
			Help: title(
				"percent off, an amount off (in smallest units, such as cents), units for the account, or free.",
				"percent — процент скидки, amount — сумма скидки (в наименьших единицах, например копейках), units — единицы на счёт, free — бесплатно.",
			),
		},
		{
			Name: "value", Title: title("How much", "Сколько"), Widget: "value",
			Help: title("Percent, amount or number of units.", "Процент, сумма или число единиц."),
		},
		{
			Name: "unit", Title: title("Unit", "Единица"),
			Help: title("Of the account, such as credits.", "Единица счёта, например credits."),
		},
	}
}

func ruleFields() []engine.Field {
	return []engine.Field{
		{
			Name: "total", Title: title("Uses in all", "Всего использований"),
			Help: title("By all users together; 0 is without limit.", "Всеми пользователями вместе; 0 — без ограничения."),
		},
		{
			Name: "per_user", Title: title("Uses of each user", "Использований каждым"),
			Help: title("0 is without limit.", "0 — без ограничения."),
		},
		{
			Name: "from", Title: title("Valid from", "Действует с"),
			Help: title("Expression that gives a date.", "Формула, которая даёт дату."),
		},
		{
			Name: "until", Title: title("Valid until", "Действует до"),
			Help: title(`Expression that gives a date, such as date("2026-12-31").`, `Формула, которая даёт дату, например date("2026-12-31").`),
		},
		{
			Name: "products", Title: title("Only for", "Только для"),
			Help: title("Names of products; none is for all.", "Названия товаров; пусто — для всех."),
		},
	}
}
