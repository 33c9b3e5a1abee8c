package access

import (
	"math"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// price is what one use costs in units.
type price struct {
	Unit   string       `json:"unit" validate:"required,max=32" jsonschema:"minLength=1,maxLength=32,pattern=^[A-Za-z][A-Za-z0-9_]*$"`
	Amount engine.Value `json:"amount,omitzero"` // 1 if left out
	// Hold sets the units aside under this name instead of spending them: for what may fail.
	Hold     string         `json:"hold,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	Lifetime *flow.Duration `json:"lifetime,omitempty"`
	Reason   engine.Line    `json:"reason,omitzero" scenarist:"one"`
}

const defaultLifetime = 24 * time.Hour

// Fields names the settings of the cost.
func (*price) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "unit", Title: title("Unit", "Единица"),
			Help: title("As in Give units, such as credits.", "Как в блоке «Начислить», например credits."),
		},
		{
			Name: "amount", Title: title("Amount", "Сколько"), Widget: "value",
			Help: title("A whole number, or a value in {{ }}; 1 if empty.", "Целое число или значение в {{ }}; пусто — 1."),
		},
		{
			Name: "hold", Title: title("Hold under the name", "Отложить под именем"),
			Help: title(
				"Holds the units instead of spending them; end it with Spend what is held or Give back what is held.",
				"Откладывает единицы вместо списания; завершите блоком «Списать отложенное» или «Вернуть отложенное».",
			),
		},
		{
			Name: "lifetime", Title: title("Hold comes back after", "Резерв вернётся через"),
			Help: title("Such as 30m; a day if empty.", "Например 30m; пусто — сутки."),
		},
		{Name: "reason", Title: title("Reason", "Причина"), Help: title("For the history of the account.", "Для истории счёта.")},
	}
}

func (p *price) check(k *engine.Checking) {
	if p.Lifetime != nil && p.Hold == "" {
		k.Warn("lifetime_unused", "/units/lifetime", "only what is held comes back: give the hold a name")
	}
	if p.Lifetime != nil && p.Lifetime.Std() < time.Minute {
		k.Error("lifetime_short", "/units/lifetime", "a hold lasts at least a minute")
	}
}

// units lets in who has enough of them.
func (c *check) units(t *engine.Turn, v *verdict) (bool, error) {
	if c.Units == nil {
		return false, nil
	}
	m, err := c.Units.movement(t)
	if err != nil {
		return false, err
	}
	if c.Look {
		b, err := t.Balance(0, m.Unit)
		if err != nil {
			return false, err
		}
		return c.seen(v, b, b.Free >= m.Amount), nil
	}
	move := t.Charge
	if m.Name != "" {
		move = t.Reserve
	}
	r, err := move(m)
	if err != nil {
		return false, err
	}
	return c.seen(v, r.Balance, r.OK), nil
}

// seen notes what is left; where free uses are over, nothing is said of units that nobody has.
func (c *check) seen(v *verdict, b engine.Balance, enough bool) bool {
	if enough {
		v.access = byUnits
	}
	if enough || c.Free == nil {
		v.left = float64(b.Free)
	}
	return enough
}

func (p *price) movement(t *engine.Turn) (engine.Movement, error) {
	m := engine.Movement{Unit: p.Unit, Amount: 1}
	if p.Hold != "" {
		m.Name = t.Own(p.Hold)
		m.Until = t.Now().Add(defaultLifetime)
		if p.Lifetime != nil {
			m.Until = t.Now().Add(p.Lifetime.Std())
		}
	}
	var err error
	if m.Reason, err = t.Line(&p.Reason); err != nil || p.Amount.IsZero() {
		return m, err
	}
	x, err := t.Value(&p.Amount)
	if err != nil {
		return m, err
	}
	n, ok := x.(float64)
	if s, text := x.(string); text {
		n, ok = engine.ParseNumber(strings.TrimSpace(s))
	}
	if !ok || n != math.Trunc(n) || n < 1 || n > engine.MaxAmount {
		return m, engine.Trouble("amount_invalid", "a use must cost a whole number of units, at least 1, once its values are put in")
	}
	m.Amount = int64(n)
	return m, nil
}
