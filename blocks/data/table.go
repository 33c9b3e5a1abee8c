package data

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// table is the setting that names a table of the document; configs embed it.
type table struct {
	Table string `json:"table" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
}

// rowTest is one condition on a row.
type rowTest struct {
	Column string          `json:"column" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Op     engine.RecordOp `json:"op,omitempty" validate:"omitempty,oneof='=' '!=' '<' '<=' '>' '>=' contains starts in empty filled" jsonschema:"enum==,enum=!=,enum=<,enum=<=,enum=>,enum=>=,enum=contains,enum=starts,enum=in,enum=empty,enum=filled"`
	Value  engine.Value    `json:"value,omitzero"`
}

// rowOrder orders rows by a column.
type rowOrder struct {
	Column string `json:"column" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Down   bool   `json:"down,omitempty"`
}

// The names of exits.
const (
	foundExit    = "found"
	emptyExit    = "empty"
	conflictExit = "conflict"
)

const (
	rowVar     engine.Var = "local.row"
	rowsVar    engine.Var = "local.rows"
	countVar   engine.Var = "local.count"
	refusedVar engine.Var = "local.refused"
)

func title(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }

func tableField() engine.Field {
	return engine.Field{
		Name: "table", Title: title("Table", "Таблица"), Widget: "table",
		Help: title("A table of this bot.", "Таблица этого бота."),
	}
}

func rowField() engine.Field {
	return engine.Field{
		Name: "row", Title: title("Row", "Строка"), Widget: "value",
		Help: title(
			"The row's id or key, such as {{ event.value }}, or a row that was found before.",
			"Идентификатор или ключ строки, например {{ event.value }}, или найденная раньше строка.",
		),
	}
}

func saveField() engine.Field {
	return engine.Field{
		Name: "save_to", Title: title("Save the row to", "Сохранить строку в"), Widget: "variable",
		Help: title("Variable for the row; local.row has it too.", "Переменная для строки; она есть и в local.row."),
	}
}

func rowOutput() engine.Output {
	return engine.Output{Name: string(rowVar), Type: "object", Title: title("The row with its id", "Строка с её id")}
}

// Fields names the settings of a condition.
func (*rowTest) Fields() []engine.Field {
	return []engine.Field{
		{Name: "column", Title: title("Column", "Колонка"), Widget: "column", Help: title("Of the table, or id.", "Колонка таблицы или id.")},
		{
			Name: "op", Title: title("Is", "Условие"),
			Help: title(
				"Equal, unequal, smaller, larger; contains or starts with a text; in a list; empty or filled. Equal if left out.",
				"Равно, не равно, меньше, больше; contains — содержит, starts — начинается с; in — в списке; empty — пусто, filled — заполнено. Без условия — равно.",
			),
		},
		{
			Name: "value", Title: title("Value", "Значение"), Widget: "value",
			Help: title("A constant, or a value in {{ }}.", "Константа или значение в {{ }}."),
		},
	}
}

// Fields names the settings of an order.
func (*rowOrder) Fields() []engine.Field {
	return []engine.Field{
		{Name: "column", Title: title("Column", "Колонка"), Widget: "column", Help: title("What to sort by.", "По какой колонке сортировать.")},
		{Name: "down", Title: title("Largest first", "По убыванию"), Help: title("Instead of smallest first.", "Вместо порядка по возрастанию.")},
	}
}

// find gives the table; a draft may name one that there is none of.
func (x *table) find(t *engine.Turn) (*flow.Table, error) {
	tab, ok := t.Table(x.Table)
	if !ok {
		return nil, engine.Trouble("table_missing", "there is no table %s", x.Table)
	}
	return tab, nil
}

// check reports a table that there is none of, and gives it otherwise.
func (x *table) check(k *engine.Checking) *flow.Table {
	tab, ok := k.Table(x.Table)
	if !ok && x.Table != "" {
		k.Error("table_missing", "/table", "the bot has no table %q", x.Table)
	}
	return tab
}

// checkColumn reports a column that there is none of, and gives its type otherwise. The id of a row counts as one.
func checkColumn(k *engine.Checking, tab *flow.Table, path, name string) (expr.Type, bool) {
	if c, ok := tab.Column(name); ok {
		return expr.Type(c.Type), true
	}
	if name == flow.RowID {
		return expr.TypeText, true
	}
	if name != "" {
		names := make([]string, len(tab.Columns))
		for i := range tab.Columns {
			names[i] = tab.Columns[i].Name
		}
		k.Error("column_missing", path, "table %s has no column %q; it has: %s", tab.Name, name, strings.Join(names, ", "))
	}
	return "", false
}

// checkValues reports values for columns that there are none of, or of another type.
func checkValues(k *engine.Checking, tab *flow.Table, values map[string]engine.Value) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		path := "/values/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
		v := values[name]
		want, ok := checkColumn(k, tab, path, name)
		if _, own := tab.Column(name); ok && !own {
			k.Error("column_missing", path, "the id of a row cannot be written")
			continue
		}
		if ok {
			checkType(k, path, name, want, v.Type())
		}
	}
}

// checkType reports a value that a column can never hold. What may be brought to it passes.
func checkType(k *engine.Checking, path, column string, want, got expr.Type) {
	plain := func(t expr.Type) bool { return t != expr.TypeList && t != expr.TypeObject }
	switch {
	case got == expr.TypeAny, want == expr.TypeAny, want == got, want == expr.TypeText && plain(got), want == expr.TypeBool && plain(got):
	case got == expr.TypeText && plain(want):
	case want == expr.TypeNumber && got == expr.TypeBool:
	default:
		k.Error("value_type", path, "column %s holds %s, and this gives %s", column, want, got)
	}
}

// checkTests reports conditions that cannot be asked.
func checkTests(k *engine.Checking, tab *flow.Table, at string, tests []rowTest) {
	for i := range tests {
		w := &tests[i]
		path := fmt.Sprintf("%s/%d", at, i)
		want, ok := checkColumn(k, tab, path+"/column", w.Column)
		alone := w.Op == engine.RecordEmpty || w.Op == engine.RecordFilled
		switch {
		case alone && !w.Value.IsZero():
			k.Warn("value_unused", path+"/value", "%s does not look at the value", w.Op)
		case !alone && w.Op != "" && w.Op != engine.RecordEqual && w.Op != engine.RecordUnequal && w.Value.IsZero():
			k.Error("value_missing", path+"/value", "%s needs a value", w.Op)
		case ok && w.Op != engine.RecordIn && w.Op != engine.RecordContains && !w.Value.IsZero():
			checkType(k, path+"/value", w.Column, want, w.Value.Type())
		}
	}
}

// tests renders conditions.
func tests(t *engine.Turn, tab *flow.Table, ws []rowTest) ([]engine.RecordTest, error) {
	var out []engine.RecordTest
	for i := range ws {
		w := &ws[i]
		v, err := t.Value(&w.Value)
		if err != nil {
			return nil, err
		}
		r := engine.RecordTest{Field: fieldOf(tab, w.Column), Op: w.Op, Value: v}
		if r.Op == "" {
			r.Op = engine.RecordEqual
		}
		switch r.Op {
		case engine.RecordEmpty, engine.RecordFilled:
			r.Value = nil
		case engine.RecordContains:
		case engine.RecordIn:
			list, ok := v.([]any)
			if !ok {
				list = []any{v}
			}
			many := make([]any, len(list))
			for j := range list {
				if many[j], err = t.ColumnValue(tab, w.Column, list[j]); err != nil {
					return nil, err
				}
			}
			r.Value = many
		default:
			if r.Value, err = t.ColumnValue(tab, w.Column, v); err != nil {
				return nil, err
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// fieldOf names a column as records know it.
func fieldOf(tab *flow.Table, column string) string {
	if _, own := tab.Column(column); !own && column == flow.RowID {
		return engine.RecordKeyField
	}
	return column
}

// render renders values of columns.
func render(t *engine.Turn, tab *flow.Table, values map[string]engine.Value) (engine.Values, error) {
	out := make(engine.Values, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		v := values[name]
		x, err := t.Value(&v)
		if err != nil {
			return nil, err
		}
		if out[name], err = t.ColumnValue(tab, name, x); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// row reads the row that a value names: by its id or key, or by the id of a row that was found before. Nothing names none.
func row(t *engine.Turn, tab *flow.Table, v *engine.Value) (engine.Record, error) {
	x, err := t.Value(v)
	if err != nil {
		return engine.Record{}, err
	}
	if m, ok := x.(map[string]any); ok {
		x = m[flow.RowID]
	}
	key, ok := engine.RowKey(x)
	if !ok {
		return engine.Record{Kind: engine.TableKind(tab.Name)}, nil
	}
	return t.Record(engine.TableKind(tab.Name), key)
}

// keep leaves a row behind; nil for none.
func keep(t *engine.Turn, r *engine.Record, to engine.Var) error {
	var v any
	if r != nil && r.Exists() {
		v = engine.RowValue(r)
	}
	if err := t.Set(rowVar, v); err != nil {
		return err
	}
	return t.Save(to, v)
}

// refused leaves behind why a row was not stored; a value that is missing is a trouble, since no user can mend it.
func refused(t *engine.Turn, tab *flow.Table, no engine.RowRefusal) error {
	if no.Code == "value_missing" || no.Code == "key_missing" {
		return engine.Trouble(no.Code, "a row of table %s needs a value of %s", tab.Name, no.Column)
	}
	return t.Set(refusedVar, no.Column)
}

func refusedOutput() engine.Output {
	return engine.Output{
		Name: string(refusedVar), Type: "text", Title: title("Column whose value another row has", "Колонка, чьё значение уже занято"),
	}
}

// exampleTable is what the examples of these blocks are about.
func exampleTable() *flow.Table {
	return &flow.Table{Name: "goods", Key: "sku", Columns: []flow.Column{
		{Name: "sku", Type: flow.TypeText},
		{Name: "name", Type: flow.TypeText},
		{Name: "price", Type: flow.TypeNumber},
		{Name: "stock", Type: flow.TypeNumber},
	}}
}
