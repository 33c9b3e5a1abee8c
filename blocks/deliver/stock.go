package deliver

import (
	"context"
	"errors"

	"github.com/scenarist/scenarist/engine"
)

// stock (deliver.stock) puts items into a stock.
//
// Config: Stock; Items, a text with an item on each line, a list, or a file. Waits: none. Leaves local.added,
// local.known (items that were there before) and local.left (free ones) behind. Exits: next, error. Errors: stock_empty,
// stock_too_many, record_too_large, those of the expressions.
type stock struct {
	engine.NoWait

	Stock string       `json:"stock" validate:"required,max=40" jsonschema:"minLength=1,maxLength=40,pattern=^[A-Za-z0-9][A-Za-z0-9_-]*$"`
	Items engine.Value `json:"items,omitzero"`
}

// maxItems is how many items one pass puts in: each is a record that is read and written.
const maxItems = 50

const (
	addedVar engine.Var = "local.added"
	knownVar engine.Var = "local.known"
	leftVar  engine.Var = "local.left"
)

func stockType() engine.BlockType {
	return engine.BlockType{
		Name: "deliver.stock", Version: 1, Icon: "package-import", Title: title("Fill a stock", "Пополнить склад"),
		Help: title(
			"Puts codes, keys, links or files into a stock, from which Hand out gives them one by one. Let only your staff come here.",
			"Кладёт коды, ключи, ссылки или файлы на склад, откуда блок «Выдать» раздаёт их по одному. Пускайте сюда только свою команду.",
		),
		Exits: []engine.Exit{engine.NextExit(), engine.ErrorExit()},
		Outputs: []engine.Output{
			{Name: string(addedVar), Type: "number", Title: title("New items", "Добавлено")},
			{Name: string(knownVar), Type: "number", Title: title("Items that were there before", "Уже было")},
			{Name: string(leftVar), Type: "number", Title: title("Free items now", "Свободно теперь")},
		},
		Example: `{"stock": "gift_cards", "items": "{{ event.text }}"}`,
		New:     func() engine.Block { return new(stock) },
	}
}

// Fields names the settings for forms and the reference.
func (*stock) Fields() []engine.Field {
	return []engine.Field{stockField(), {
		Name: "items", Title: title("Items", "Позиции"), Widget: "value",
		Help: title(
			"A text with an item on each line, a list, or a file; at most 50 at a time. What the user wrote if empty.",
			"Текст, где каждая строка — позиция, список или файл; не больше 50 за раз. Пусто — то, что написал пользователь.",
		),
	}}
}

// Check reports what cannot work.
func (s *stock) Check(k *engine.Checking) { checkStock(k, s.Stock) }

// Enter puts in.
func (s *stock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	given, err := s.given(t)
	if err != nil {
		return engine.Stay(), err
	}
	keys := make([]string, len(given))
	for i := range given {
		keys[i] = itemKey(given[i])
	}
	missing := t.Want(stockKind(s.Stock), keys...)
	_, err = t.CountRecords(stockKind(s.Stock), free()) // asked for with the items; counted when they are in
	if err = errors.Join(missing, err); err != nil {
		return engine.Stay(), err
	}
	added, known := 0, 0
	for i, item := range given {
		r, err := t.Record(stockKind(s.Stock), keys[i])
		if err != nil {
			return engine.Stay(), err
		}
		if r.Exists() {
			known++
			continue
		}
		added++
		r.Value = engine.Values{"item": item}
		if err := t.SetRecord(r); err != nil {
			return engine.Stay(), err
		}
	}
	left, err := t.CountRecords(stockKind(s.Stock), free())
	if err != nil {
		return engine.Stay(), err
	}
	for _, x := range []struct {
		to engine.Var
		n  int
	}{{addedVar, added}, {knownVar, known}, {leftVar, left}} {
		if err := t.Set(x.to, float64(x.n)); err != nil {
			return engine.Stay(), err
		}
	}
	return engine.Leave("next"), nil
}

func (s *stock) given(t *engine.Turn) ([]any, error) {
	var v any
	if s.Items.IsZero() {
		if m := t.Event().Message; m != nil {
			v = m.Text
		}
	} else {
		var err error
		if v, err = t.Value(&s.Items); err != nil {
			return nil, err
		}
	}
	given := items(v)
	switch {
	case len(given) == 0:
		return nil, engine.Trouble("stock_empty", "there is nothing to put into the stock once the values are put in")
	case len(given) > maxItems:
		return nil, engine.Trouble("stock_too_many", "at most %d items can be put in at a time; these are %d", maxItems, len(given))
	}
	return given, nil
}
