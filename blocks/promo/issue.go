package promo

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// issue (promo.issue) makes a promo code.
//
// Config: Kind, Value and Unit, what it gives; Code, or Prefix and Length of a random one; Series; For, who alone may use it;
// Total (1 if left out) and PerUser uses; From, Until or ValidFor; Products; SaveTo. Waits: none. Leaves local.code behind,
// and local.code_until. Exits: next; taken, if the given code exists; error. Errors: promo_value_invalid,
// promo_code_invalid, contact_invalid, date_invalid, those of the expressions.
type issue struct {
	engine.NoWait
	benefit

	Code     engine.Line       `json:"code,omitzero" scenarist:"one"`
	Prefix   string            `json:"prefix,omitempty" validate:"max=16" jsonschema:"maxLength=16"`
	Length   int               `json:"length,omitempty" validate:"omitempty,min=4,max=24" jsonschema:"minimum=4,maximum=24"`
	Series   string            `json:"series,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	For      engine.Value      `json:"for,omitzero"`
	Total    *int              `json:"total,omitempty" validate:"omitempty,min=0,max=1000000000" jsonschema:"minimum=0,maximum=1000000000"`
	PerUser  int               `json:"per_user,omitempty" validate:"min=0,max=1000000" jsonschema:"minimum=0,maximum=1000000"`
	From     engine.Expression `json:"from,omitzero"`
	Until    engine.Expression `json:"until,omitzero"`
	ValidFor *flow.Duration    `json:"valid_for,omitempty"`
	Products []string          `json:"products,omitempty" validate:"max=50,dive,max=64" jsonschema:"maxItems=50"`
	SaveTo   engine.Var        `json:"save_to,omitempty"`
}

const (
	takenExit     = "taken"
	defaultLength = 8

	codeVar  engine.Var = "local.code"
	untilVar engine.Var = "local.code_until"
)

func issueType() engine.BlockType {
	return engine.BlockType{
		Name: "promo.issue", Version: 1, Icon: "ticket", Title: title("Make a promo code", "Создать промокод"),
		Help: title(
			"Makes a promo code with its rules: a prize in a quiz, a gift to a friend, a discount for one customer.",
			"Создаёт промокод с правилами: приз за квиз, подарок другу, скидка одному покупателю.",
		),
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: takenExit, Title: title("Such a code exists", "Такой код уже есть"), Inherit: true},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: string(codeVar), Type: "text", Title: title("The code", "Код")},
			{Name: string(untilVar), Type: "date", Title: title("Until when it is valid", "До какого времени действует")},
		},
		Example: `{"kind": "percent", "value": 10, "series": "quiz", "prefix": "QUIZ-", "per_user": 1, "valid_for": "30d"}`,
		New:     func() engine.Block { return new(issue) },
	}
}

// Fields names the settings for forms and the reference.
func (*issue) Fields() []engine.Field {
	out := append(benefitFields(), []engine.Field{
		{
			Name: "code", Title: title("Code", "Код"),
			Help: title("Empty makes a random one.", "Пусто — придумается случайный."),
		},
		{
			Name: "prefix", Title: title("Begins with", "Начинается с"),
			Help: title("What random codes begin with, such as QUIZ-.", "С чего начинаются случайные коды, например QUIZ-."),
		},
		{
			Name: "length", Title: title("Random letters", "Случайных знаков"),
			Help: title("4 to 24; 8 if empty.", "От 4 до 24; пусто — 8."),
		},
		{
			Name: "series", Title: title("Series", "Серия"),
			Help: title("A common name of such codes, such as spring.", "Общее название таких кодов, например spring."),
		},
		{
			Name: "for", Title: title("Only for", "Только для"), Widget: "value",
			Help: title("Telegram id of who alone may use it, such as {{ user.id }}.", "Telegram-id того, кто один может его применить, например {{ user.id }}."),
		},
	}...)
	for _, f := range ruleFields() {
		switch f.Name {
		case "total":
			f.Help = title("By all users together; 1 if empty, 0 is without limit.", "Всеми пользователями вместе; пусто — 1, 0 — без ограничения.")
		case "products":
			f.Title = title("Only for products", "Только для товаров")
		}
		out = append(out, f)
	}
	return append(out, engine.Field{
		Name: "valid_for", Title: title("Valid for", "Действует"), Help: title("From now on, such as 30d.", "С этого момента, например 30d."),
	}, engine.Field{
		Name: "save_to", Title: title("Save the code to", "Сохранить код в"), Widget: "variable",
		Help: title("local.code has it too.", "Он есть и в local.code."),
	})
}

// Check reports rules that cannot be.
func (i *issue) Check(k *engine.Checking) {
	i.check(k, "")
	if !i.Code.IsZero() && (i.Prefix != "" || i.Length != 0) {
		k.Warn("promo_random_unused", "/code", "a given code is not random: prefix and length do nothing")
	}
	if strings.Contains(i.Prefix, ".") {
		k.Error("promo_code_invalid", "/prefix", "a code has no full stop in it")
	}
	if i.ValidFor != nil && !i.Until.IsZero() {
		k.Error("promo_until_ambiguous", "/until", "say either how long the code is valid or until when, not both")
	}
	if i.ValidFor != nil && i.ValidFor.Std() < time.Minute {
		k.Error("promo_short", "/valid_for", "a code is valid for at least a minute")
	}
}

// Enter makes the code.
func (i *issue) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	c, err := i.made(t)
	if err != nil {
		return engine.Stay(), err
	}
	shown, r, err := i.name(t)
	if err != nil {
		return engine.Stay(), err
	}
	if r.Exists() {
		return engine.Leave(takenExit), nil
	}
	r.Value, r.Owner, r.Expires = c.values(), c.owner, time.Time{}
	if err := t.SetRecord(r); err != nil {
		return engine.Stay(), err
	}
	if err := t.Set(codeVar, shown); err != nil {
		return engine.Stay(), err
	}
	var until any
	if !c.until.IsZero() {
		until = c.until.UTC().Format(time.RFC3339)
	}
	if err := t.Set(untilVar, until); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave("next"), t.Save(i.SaveTo, shown)
}

// made renders the code's worth and rules.
func (i *issue) made(t *engine.Turn) (*code, error) {
	c := &code{series: i.Series}
	if err := i.worth(t, c); err != nil {
		return nil, err
	}
	r := rules{Total: 1, PerUser: i.PerUser, From: i.From, Until: i.Until, Products: i.Products}
	if i.Total != nil {
		r.Total = *i.Total
	}
	if err := r.rule(t, c); err != nil {
		return nil, err
	}
	if i.ValidFor != nil {
		c.until = t.Now().Add(i.ValidFor.Std())
	}
	if i.For.IsZero() {
		return c, nil
	}
	v, err := t.Value(&i.For)
	if err != nil {
		return nil, err
	}
	n, ok := v.(float64)
	if s, text := v.(string); text {
		n, ok = engine.ParseNumber(strings.TrimSpace(s))
	}
	if !ok || n == 0 || n != math.Trunc(n) || math.Abs(n) > 1<<53 {
		return nil, engine.Trouble("contact_invalid", "the id of a contact is a whole number; this value is none")
	}
	c.owner = int64(n)
	return c, nil
}

// name gives the code as it is shown, and its record: an empty one, unless a given code exists.
func (i *issue) name(t *engine.Turn) (string, engine.Record, error) {
	if !i.Code.IsZero() {
		shown, err := t.Line(&i.Code)
		if err != nil {
			return "", engine.Record{}, err
		}
		if !validCode(normal(shown)) {
			return "", engine.Record{}, engine.Trouble("promo_code_invalid", "a code has 1 to %d bytes and no full stop, once its values are put in", maxCode)
		}
		r, err := t.Record(codeKind, normal(shown))
		return strings.TrimSpace(shown), r, err
	}
	length := i.Length
	if length == 0 {
		length = defaultLength
	}
	for range 5 {
		shown := i.Prefix + random(t.NewID(), length)
		r, err := t.Record(codeKind, normal(shown))
		if err != nil || !r.Exists() {
			return shown, r, err
		}
	}
	return "", engine.Record{}, engine.Trouble("promo_codes_exhausted", "almost all codes of this length exist: make them longer")
}
