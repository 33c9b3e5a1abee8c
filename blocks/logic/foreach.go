package logic

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// foreach (logic.foreach) goes through a list: for each item it leaves by each, into blocks that lead back to it.
//
// Config: List, an expression; Item and Index, the variables of the round; Max, how many items at most; Pause between two.
// Waits: for the pause, and for a second after many rounds without one. Exits: each, with the item; done, after the last one
// and for an empty list; limit, if the list is longer than Max; error. Errors: list_expected, list_too_large for a list over
// 16 KB, value_type, those of the expression, and loop_limit where nothing is said of limit.
//
// The list is read once, when the loop begins: what the rounds do to the variable does not change the way. An object is
// gone through by its keys, in their order, and its items are objects with key and value; nothing at all is an empty list.
//
// How to connect it: the exit Each to the first block of the round, the last block of the round back to this one, and Done
// to what comes after all. To leave early, lead some block of the round elsewhere: the loop forgets its place, and begins
// anew when it is reached from outside. See loop.
type foreach struct {
	loop

	List engine.Expression `json:"list" validate:"required"`
	Item engine.Var        `json:"item,omitempty"`
}

const defaultItem = "local.item"

func foreachType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.foreach", Version: 1, Icon: "repeat",
		Title: engine.Text{"en": "For each", "ru": "Для каждого"},
		Help: engine.Text{
			"en": "Goes through a list: for each item it leaves by Each, and when the blocks behind it lead back here, the next item follows. After the last one it leaves by Done.",
			"ru": "Проходит по списку: для каждого элемента выходит по «Каждый», и когда блоки за этим выходом возвращаются сюда, берёт следующий. После последнего выходит по «Готово».",
		},
		Exits: loopExits(engine.Text{"en": "Done", "ru": "Готово"}),
		Outputs: []engine.Output{
			{Name: defaultItem, Type: "any", Title: engine.Text{"en": "The item", "ru": "Элемент"}},
			{Name: defaultIndex, Type: "number", Title: engine.Text{"en": "Its number, from 0", "ru": "Его номер, от 0"}},
		},
		Example: `{"list": "session.cart", "item": "local.item", "max": 50}`,
		New:     func() engine.Block { return new(foreach) },
	}
}

// Fields names the settings for forms and the reference.
func (*foreach) Fields() []engine.Field {
	return append([]engine.Field{
		{
			Name: "list", Title: engine.Text{"en": "List", "ru": "Список"},
			Help: engine.Text{"en": "Expression that gives a list, such as session.cart.", "ru": "Формула, которая даёт список, например session.cart."},
		},
		{
			Name: "item", Title: engine.Text{"en": "Item", "ru": "Элемент"}, Widget: "variable",
			Help: engine.Text{
				"en": "Variable that holds the item of the round: local.item if empty. A loop inside another needs one of its own.",
				"ru": "Переменная с элементом этого круга: пусто — local.item. Циклу внутри другого нужна своя.",
			},
		},
	}, loopFields()...)
}

// Defaults fills in the variables and the limit.
func (f *foreach) Defaults() {
	f.defaults()
	if f.Item == "" {
		f.Item = defaultItem
	}
}

func (f *foreach) variables() []engine.Var { return append(f.loop.variables(), f.Item) }

// Check reports what can be no list, and what loops share.
func (f *foreach) Check(k *engine.Checking) {
	switch f.List.Type() {
	case expr.TypeAny, expr.TypeList, expr.TypeObject:
	default:
		k.Error("list_expected", "/list", "this gives a %s, not a list", f.List.Type())
	}
	k.Assign("/index", f.Index, expr.TypeNumber)
	if f.Item == f.Index {
		k.Error("loop_variable_twice", "/item", "the item and its number cannot be in the same variable")
	}
	f.check(k, map[string]engine.Var{"/item": f.Item})
}

// Enter begins the loop, or its next round.
func (f *foreach) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	n := f.round(t)
	var items []any
	if n > 0 {
		items, _ = t.Get(kept(t, "list")).([]any)
	} else {
		var err error
		if items, err = f.items(t); err != nil {
			return engine.Stay(), err
		}
		if err = setOrUnset(t, kept(t, "list"), items, len(items) > 1); err != nil {
			return engine.Stay(), tooLarge(err)
		}
	}
	switch {
	case n >= len(items):
		return f.leave(t, doneExit)
	case n >= f.Max:
		return f.limit(t)
	}
	if err := t.Save(f.Item, items[n]); err != nil {
		return engine.Stay(), err
	}
	return f.next(t, n)
}

// tooLarge words the trouble for authors, who know nothing of hidden variables.
func tooLarge(err error) error {
	if re, ok := errors.AsType[*engine.RunError](err); ok && re.Code == "variable_too_large" {
		return engine.Trouble("list_too_large", "the list is too large to go through: a loop remembers %d KB of it", engine.MaxVariableBytes>>10)
	}
	return err
}

// items reads the list.
func (f *foreach) items(t *engine.Turn) ([]any, error) {
	v, err := t.Eval(&f.List)
	if err != nil {
		return nil, err
	}
	switch x := v.(type) {
	case nil:
		return nil, nil
	case []any:
		return x, nil
	case map[string]any:
		items := make([]any, 0, len(x))
		for _, key := range slices.Sorted(maps.Keys(x)) {
			items = append(items, map[string]any{"key": key, "value": x[key]})
		}
		return items, nil
	default:
		return nil, engine.Trouble("list_expected", "%s gave no list to go through", f.List.Source())
	}
}
