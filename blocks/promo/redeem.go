package promo

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// redeem (promo.redeem) takes a promo code: says what the price becomes, or puts units on the user's account, and counts
// the use.
//
// Config: Code, what the user typed; Codes, those that need not be issued; Series, to take no others; Product; Amount, the
// price in smallest units; Look, to use up nothing. Waits: none. Leaves local.promo behind (code, series, kind, value, unit,
// reason), local.price and local.discount. Exits: applied; invalid (reason unknown, product, early, owner, series);
// expired; used_up (reason total or user); error. Errors: amount_invalid, promo_value_invalid, date_invalid, those of the
// ledger and of the expressions.
type redeem struct {
	engine.NoWait

	Code    engine.Line  `json:"code,omitzero" scenarist:"one"`
	Codes   []fixed      `json:"codes,omitempty" validate:"max=100,dive" jsonschema:"maxItems=100"`
	Series  []string     `json:"series,omitempty" validate:"max=20,dive,max=64" jsonschema:"maxItems=20"`
	Product engine.Line  `json:"product,omitzero" scenarist:"one"`
	Amount  engine.Value `json:"amount,omitzero"`
	Look    bool         `json:"look,omitempty"`
}

// fixed is a code that stands in the settings.
type fixed struct {
	Code string `json:"code" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	benefit
	rules
}

// The exits.
const (
	appliedExit = "applied"
	invalidExit = "invalid"
	usedUpExit  = "used_up"
	expiredExit = "expired"
)

const (
	promoVar    engine.Var = "local.promo"
	priceVar    engine.Var = "local.price"
	discountVar engine.Var = "local.discount"
)

func redeemType() engine.BlockType {
	return engine.BlockType{
		Name: "promo.redeem", Version: 1, Icon: "discount", Title: title("Take a promo code", "Применить промокод"),
		Help: title(
			"Checks a promo code and applies it: a lower price for the next invoice, or units on the account.",
			"Проверяет промокод и применяет его: цена следующего счёта станет ниже или на счёт придут единицы.",
		),
		Exits: []engine.Exit{
			{Name: appliedExit, Title: title("Applied", "Применён")},
			{Name: invalidExit, Title: title("No such code", "Такого кода нет")},
			{Name: expiredExit, Title: title("Out of date", "Истёк")},
			{Name: usedUpExit, Title: title("Used up", "Уже использован")},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: string(priceVar), Type: "number", Title: title("The new price, smallest units", "Новая цена в наименьших единицах")},
			{Name: string(discountVar), Type: "number", Title: title("What is taken off", "Скидка")},
			{Name: string(promoVar), Type: "object", Title: title("The code and what it gave", "Код и что он дал")},
		},
		Example: `{"code": "{{ event.text }}", "amount": 1000, "codes": [{"code": "SPRING10", "kind": "percent", "value": 10, "per_user": 1}]}`,
		New:     func() engine.Block { return new(redeem) },
	}
}

// Fields names the settings for forms and the reference.
func (*redeem) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "code", Title: title("Code", "Код"),
			Help: title("What the user typed: {{ event.text }} if empty.", "Что ввёл пользователь; пусто — {{ event.text }}."),
		},
		{
			Name: "codes", Title: title("Codes of yours", "Ваши коды"),
			Help: title("Codes that you hand out yourself, with their rules.", "Коды, которые вы раздаёте сами, и их правила."),
		},
		{
			Name: "series", Title: title("Only of these series", "Только из этих серий"),
			Help: title("Of codes made by Make a promo code; none takes all.", "Для кодов из блока «Создать промокод»; пусто — любые."),
		},
		{
			Name: "product", Title: title("Product", "Товар"),
			Help: title("What is being bought, for codes that are not for everything.", "Что покупают — для кодов не на всё."),
		},
		{
			Name: "amount", Title: title("Price", "Цена"), Widget: "value",
			Help: title("In smallest units, such as cents; whole Stars for XTR.", "В наименьших единицах, например копейках; для XTR — целые звёзды."),
		},
		{
			Name: "look", Title: title("Only look", "Только посмотреть"),
			Help: title("Says what the code would give, without using it up.", "Скажет, что даст код, но не израсходует его."),
		},
	}
}

// Fields names the settings of a code.
func (*fixed) Fields() []engine.Field {
	return slices.Concat([]engine.Field{{
		Name: "code", Title: title("Code", "Код"),
		Help: title("Such as SPRING10. Case, spaces and dashes do not matter.", "Например SPRING10. Регистр, пробелы и дефисы не важны."),
	}}, benefitFields(), ruleFields())
}

// Check reports codes that cannot be told apart or are worth nothing.
func (r *redeem) Check(k *engine.Checking) {
	seen := map[string]bool{}
	lowers := false
	for i := range r.Codes {
		f := &r.Codes[i]
		path := fmt.Sprintf("/codes/%d", i)
		n := normal(f.Code)
		switch {
		case f.Code != "" && !validCode(n):
			k.Error("promo_code_invalid", path+"/code", "a code has 1 to %d bytes and no full stop", maxCode)
		case seen[n]:
			k.Error("promo_code_duplicate", path+"/code", "the code %q is there twice", f.Code)
		}
		seen[n] = true
		f.check(k, path)
		lowers = lowers || f.Kind != unitsKind && f.Kind != ""
	}
	if lowers && r.Amount.IsZero() {
		k.Error("promo_price_missing", "/amount", "a code takes something off the price: say what the price is")
	}
	if t := r.Amount.Type(); !r.Amount.IsZero() && t != expr.TypeAny && t != expr.TypeNumber && t != expr.TypeText {
		k.Error("amount_invalid", "/amount", "the price must be a number")
	}
}

// Enter takes the code.
func (r *redeem) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	price, err := r.price(t)
	if err != nil {
		return engine.Stay(), err
	}
	c, rec, err := r.find(t)
	if err != nil {
		return engine.Stay(), err
	}
	exit, reason := invalidExit, "unknown"
	var uses engine.Record
	if c != nil {
		if uses, err = t.Record(useKind, useKey(c, t.User().ID)); err != nil {
			return engine.Stay(), err
		}
		if exit, reason, err = r.judge(t, c, &uses); err != nil {
			return engine.Stay(), err
		}
	}
	if exit == appliedExit && !r.Look {
		if err := use(t, c, rec, uses); err != nil {
			return engine.Stay(), err
		}
	}
	return engine.Leave(exit), leaveBehind(t, c, exit, reason, price)
}

// price renders the price; 0 if there is none.
func (r *redeem) price(t *engine.Turn) (float64, error) {
	if r.Amount.IsZero() {
		return 0, nil
	}
	x, err := t.Value(&r.Amount)
	if err != nil {
		return 0, err
	}
	n, ok := x.(float64)
	if s, text := x.(string); text {
		n, ok = engine.ParseNumber(strings.TrimSpace(s))
	}
	if !ok || n < 0 || n != math.Trunc(n) || n > engine.MaxAmount {
		return 0, engine.Trouble("amount_invalid", "the price must be a whole number of smallest units once its values are put in")
	}
	return n, nil
}

// find looks the code up: among those of the settings first. Nil if there is none.
func (r *redeem) find(t *engine.Turn) (*code, engine.Record, error) {
	typed := ""
	if m := t.Event().Message; m != nil {
		typed = m.Text
	}
	if !r.Code.IsZero() {
		var err error
		if typed, err = t.Line(&r.Code); err != nil {
			return nil, engine.Record{}, err
		}
	}
	n := normal(typed)
	if !validCode(n) {
		return nil, engine.Record{}, nil
	}
	rec, err := t.Record(codeKind, n)
	if err != nil {
		return nil, rec, err
	}
	i := slices.IndexFunc(r.Codes, func(f fixed) bool { return normal(f.Code) == n })
	switch {
	case i >= 0:
		c := &code{text: n}
		if err := r.Codes[i].worth(t, c); err != nil {
			return nil, rec, err
		}
		if err := r.Codes[i].rule(t, c); err != nil {
			return nil, rec, err
		}
		c.used, _ = rec.Value["used"].(float64)
		return c, rec, nil
	case rec.Exists() && rec.Value["kind"] != nil:
		return readCode(n, rec.Value), rec, nil
	default:
		return nil, rec, nil
	}
}

// judge says by which exit a code leaves, and why.
func (r *redeem) judge(t *engine.Turn, c *code, uses *engine.Record) (exit, reason string, err error) {
	product, err := t.Line(&r.Product)
	if err != nil {
		return "", "", err
	}
	mine, _ := uses.Value["used"].(float64)
	fits := func(p string) bool { return engine.Fold(p) == engine.Fold(product) }
	switch {
	case c.owner != 0 && c.owner != t.User().ID:
		return invalidExit, "owner", nil
	case len(r.Series) > 0 && c.series != "" && !slices.Contains(r.Series, c.series):
		return invalidExit, "series", nil
	case len(c.products) > 0 && !slices.ContainsFunc(c.products, fits):
		return invalidExit, "product", nil
	case !c.from.IsZero() && t.Now().Before(c.from):
		return invalidExit, "early", nil
	case !c.until.IsZero() && !t.Now().Before(c.until):
		return expiredExit, "expired", nil
	case c.total > 0 && c.used >= c.total:
		return usedUpExit, "total", nil
	case c.perUser > 0 && mine >= c.perUser:
		return usedUpExit, "user", nil
	default:
		return appliedExit, "", nil
	}
}

// use counts the use and gives what the code gives to the account.
func use(t *engine.Turn, c *code, rec, uses engine.Record) error {
	v := maps.Clone(rec.Value)
	if v == nil {
		v = engine.Values{}
	}
	v["used"] = c.used + 1
	rec.Value = v
	if err := t.SetRecord(rec); err != nil {
		return err
	}
	mine, _ := uses.Value["used"].(float64)
	uses.Value, uses.Owner = engine.Values{"used": mine + 1}, t.User().ID
	if err := t.SetRecord(uses); err != nil {
		return err
	}
	if c.kind != unitsKind {
		return nil
	}
	_, err := t.Grant(engine.Movement{Unit: c.unit, Amount: int64(c.value), Reason: "promo " + c.text})
	return err
}

func leaveBehind(t *engine.Turn, c *code, exit, reason string, price float64) error {
	promo := map[string]any{"reason": reason}
	off := 0.0
	if c != nil && exit != invalidExit {
		promo["code"], promo["series"], promo["kind"], promo["value"], promo["unit"] = c.text, c.series, c.kind, c.value, c.unit
	}
	if exit == appliedExit {
		off = c.discount(price)
	}
	if err := t.Set(promoVar, promo); err != nil {
		return err
	}
	if err := t.Set(discountVar, off); err != nil {
		return err
	}
	return t.Set(priceVar, price-off)
}
