package data

import (
	"context"
	"math"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// counter (data.counter) counts for the whole bot, or apart by a group: numbers of orders and tickets, places that are
// taken. No two users get the same number.
//
// Config: Name; Group; Step, 1 if left out; Cap, above which it does not go; Reset, the period of the bot's calendar after
// which it begins anew; SaveTo. Waits: none. Leaves local.count (the number that this pass got) and local.left (up to the
// cap) behind. Exits: ok; cap, if it would go above; error. Errors: step_invalid, cap_invalid, record_key_invalid, those of
// the expressions.
type counter struct {
	engine.NoWait

	Name   string       `json:"name" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Group  engine.Line  `json:"group,omitzero" scenarist:"one"`
	Step   engine.Value `json:"step,omitzero"`
	Cap    engine.Value `json:"cap,omitzero"`
	Reset  string       `json:"reset,omitempty" validate:"omitempty,oneof=hour day week month ever" jsonschema:"enum=hour,enum=day,enum=week,enum=month,enum=ever"`
	SaveTo engine.Var   `json:"save_to,omitempty"`
}

const (
	counterKind = "counter"
	capExit     = "cap"

	leftVar engine.Var = "local.left"
)

func counterType() engine.BlockType {
	return engine.BlockType{
		Name: "data.counter", Version: 1, Icon: "number-123", Title: title("Counter", "Счётчик"),
		Help: title(
			"Counts for all users together: numbers of orders, tickets of a draw, free places. Nobody gets a number twice.",
			"Считает на всех пользователей сразу: номера заказов, билеты розыгрыша, свободные места. Один номер дважды не выдаётся.",
		),
		Exits: []engine.Exit{
			{Name: okExit, Title: title("Counted", "Посчитано")},
			{Name: capExit, Title: title("Limit reached", "Предел достигнут")},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: string(countVar), Type: "number", Title: title("The number", "Номер")},
			{Name: string(leftVar), Type: "number", Title: title("Left up to the limit", "Осталось до предела")},
		},
		Example: `{"name": "orders", "reset": "day"}`,
		New:     func() engine.Block { return new(counter) },
	}
}

// Fields names the settings for forms and the reference.
func (*counter) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "name", Title: title("Name", "Имя"),
			Help: title("Blocks with the same name count together.", "Блоки с одним именем считают вместе."),
		},
		{
			Name: "group", Title: title("Apart for", "Отдельно для"),
			Help: title("Such as {{ local.row.id }}: each text has a count of its own.", "Например {{ local.row.id }}: у каждого текста свой счёт."),
		},
		{
			Name: "step", Title: title("Step", "Шаг"), Widget: "value",
			Help: title("What is added, such as 1 or -1; 1 if empty.", "Сколько прибавить, например 1 или -1; пусто — 1."),
		},
		{
			Name: "cap", Title: title("Limit", "Предел"), Widget: "value",
			Help: title("It does not go above this number.", "Выше этого числа счётчик не поднимется."),
		},
		{
			Name: "reset", Title: title("Begins anew each", "Начинать заново каждый"),
			Help: title(
				"hour, day, week or month of the bot's calendar. Never if empty.",
				"hour — час, day — день, week — неделя, month — месяц по календарю бота. Пусто — никогда.",
			),
		},
		{
			Name: "save_to", Title: title("Save the number to", "Сохранить номер в"), Widget: "variable",
			Help: title("local.count has it too.", "Он есть и в local.count."),
		},
	}
}

// Exits leaves cap out where there is none.
func (c *counter) Exits(fixed []engine.Exit) []engine.Exit {
	out := make([]engine.Exit, 0, len(fixed))
	for _, e := range fixed {
		if e.Name != capExit || !c.Cap.IsZero() {
			out = append(out, e)
		}
	}
	return out
}

// Check reports numbers that are none.
func (c *counter) Check(k *engine.Checking) {
	for path, v := range map[string]*engine.Value{"/step": &c.Step, "/cap": &c.Cap} {
		if t := v.Type(); !v.IsZero() && t != expr.TypeAny && t != expr.TypeNumber && t != expr.TypeText {
			k.Error("not_a_number", path, "a number is expected")
		}
	}
	if x, _ := c.Step.Constant(); x == 0.0 {
		k.Error("step_invalid", "/step", "a step of 0 counts nothing")
	}
	k.Assign("/save_to", c.SaveTo, expr.TypeNumber)
}

// Enter counts.
func (c *counter) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	r, n, next, err := c.now(t)
	if err != nil {
		return engine.Stay(), err
	}
	step, err := c.value(t, &c.Step, "step_invalid", 1)
	if err != nil {
		return engine.Stay(), err
	}
	top, err := c.value(t, &c.Cap, "cap_invalid", math.Inf(1))
	if err != nil {
		return engine.Stay(), err
	}
	exit := okExit
	if step > 0 && n+step > top {
		exit = capExit
	} else {
		n += step
		r.Value["n"] = n
		r.Expires = next
		if err := t.SetRecord(r); err != nil {
			return engine.Stay(), err
		}
	}
	return engine.Leave(exit), c.keep(t, n, top)
}

// now gives the counter's record, what it stands at, and when it begins anew.
func (c *counter) now(t *engine.Turn) (engine.Record, float64, time.Time, error) {
	group, err := t.Line(&c.Group)
	if err != nil {
		return engine.Record{}, 0, time.Time{}, err
	}
	name := t.Own(c.Name)
	r, err := t.Record(counterKind, strconv.Itoa(len(name))+"."+name+"."+group)
	if err != nil {
		return engine.Record{}, 0, time.Time{}, err
	}
	n, _ := r.Value["n"].(float64)
	if c.Reset == "" || c.Reset == "ever" {
		r.Value = engine.Values{}
		return r, n, time.Time{}, nil
	}
	begin, next := engine.Period(t.Now().In(t.Zone()), c.Reset)
	mark := begin.UTC().Format(time.RFC3339)
	if r.Value["from"] != mark {
		n = 0
	}
	r.Value = engine.Values{"from": mark}
	return r, n, next, nil
}

func (c *counter) value(t *engine.Turn, v *engine.Value, code string, left float64) (float64, error) {
	if v.IsZero() {
		return left, nil
	}
	x, err := t.Value(v)
	if err != nil {
		return 0, err
	}
	n, ok := number(x)
	if !ok || code == "step_invalid" && n == 0 || math.Abs(n) > 1<<53 {
		return 0, engine.Trouble(code, "a number is expected once its value is put in, and a step is not 0")
	}
	return n, nil
}

func (c *counter) keep(t *engine.Turn, n, top float64) error {
	var left any
	if !math.IsInf(top, 1) {
		left = max(top-n, 0)
	}
	if err := t.Set(countVar, n); err != nil {
		return err
	}
	if err := t.Set(leftVar, left); err != nil {
		return err
	}
	return t.Save(c.SaveTo, n)
}
