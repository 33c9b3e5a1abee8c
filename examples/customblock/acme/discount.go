package acme

import (
	"context"
	"math"

	"github.com/scenarist/scenarist/engine"
)

// discount (acme/discount) takes some percent off a price for customers who bought often enough.
//
// Config: Price, the variable that holds the price and gets the new one; Purchases, an expression for how often the
// customer bought; From, how often is often enough; Percent. Waits: none. Exits: given, not_yet, error. Errors: not_a_number
// if the variable holds no number, and those of the expression.
type discount struct {
	engine.NoWait

	Price     engine.Var        `json:"price" validate:"required"`
	Purchases engine.Expression `json:"purchases" validate:"required"`
	From      float64           `json:"from" validate:"min=1" jsonschema:"minimum=1"`
	Percent   float64           `json:"percent" validate:"gt=0,lte=100" jsonschema:"exclusiveMinimum=0,maximum=100"`
}

func discountType() engine.BlockType {
	return engine.BlockType{
		Name: "acme/discount", Version: 1, Icon: "discount",
		Title: engine.Text{"en": "Discount", "ru": "Скидка"},
		Help: engine.Text{
			"en": "Takes some percent off the price for customers who come back.",
			"ru": "Снижает цену на несколько процентов для постоянных покупателей.",
		},
		Exits: []engine.Exit{
			{Name: "given", Title: engine.Text{"en": "Discount given", "ru": "Скидка есть"}},
			{Name: "not_yet", Title: engine.Text{"en": "Not yet", "ru": "Пока нет"}},
			engine.ErrorExit(),
		},
		Example: `{"price": "session.price", "purchases": "user.purchases", "from": 5, "percent": 10}`,
		New:     func() engine.Block { return new(discount) },
	}
}

// Fields names the settings for forms and the reference.
func (*discount) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "price", Widget: "variable", Title: engine.Text{"en": "Price", "ru": "Цена"},
			Help: engine.Text{"en": "The variable that has it, and gets the lower one.", "ru": "Переменная с ценой; в неё попадёт новая."},
		},
		{
			Name: "purchases", Title: engine.Text{"en": "Purchases so far", "ru": "Покупок до сих пор"},
			Help: engine.Text{"en": "Such as user.purchases.", "ru": "Например, user.purchases."},
		},
		{
			Name: "from", Title: engine.Text{"en": "From so many on", "ru": "Начиная с"},
			Help: engine.Text{"en": "How often is often enough.", "ru": "Сколько покупок достаточно."},
		},
		{
			Name: "percent", Title: engine.Text{"en": "Percent off", "ru": "Скидка, %"},
			Help: engine.Text{"en": "More than 0, at most 100.", "ru": "Больше 0, не больше 100."},
		},
	}
}

// Enter lowers the price, rounded to whole units, if the customer has earned it.
func (d *discount) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	bought, err := t.Eval(&d.Purchases)
	if err != nil {
		return engine.Stay(), err
	}
	if n, _ := bought.(float64); n < d.From {
		return engine.Leave("not_yet"), nil
	}
	price, ok := t.Get(d.Price).(float64)
	if !ok {
		return engine.Stay(), engine.Trouble("not_a_number", "%s holds no number to take a discount off", d.Price)
	}
	return engine.Leave("given"), t.Set(d.Price, math.Round(price*(1-d.Percent/100)))
}
