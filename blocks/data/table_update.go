package data

import (
	"context"
	"maps"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// tableUpdate (data.table.update) changes one row of a table, if it is still as it has to be.
//
// Config: Table; Row, its id or key; Values by column; Add, numbers to be added by column; If, conditions on the row as it
// is; SaveTo. Waits: none. Leaves local.row (as it is then) and local.refused behind. Exits: ok; empty, if there is no such
// row; conflict, if a condition does not hold or a unique value is taken; error. Errors: table_missing, value_type,
// not_a_number, value_missing, record_too_large, those of the expressions.
type tableUpdate struct {
	engine.NoWait
	table

	Row    engine.Value            `json:"row" validate:"required"`
	Values map[string]engine.Value `json:"values,omitempty" validate:"max=50" jsonschema:"maxProperties=50"`
	Add    map[string]engine.Value `json:"add,omitempty" validate:"max=50" jsonschema:"maxProperties=50"`
	If     []rowTest               `json:"if,omitempty" validate:"max=20,dive" jsonschema:"maxItems=20"`
	SaveTo engine.Var              `json:"save_to,omitempty"`
}

const okExit = "ok"

func tableUpdateType() engine.BlockType {
	return engine.BlockType{
		Name: "data.table.update", Version: 1, Icon: "table-alias", Title: title("Change a row", "Изменить строку"),
		Help: title(
			"Changes a row of a table, if you like only when it is still as it has to be: take one from the stock if there is one, book a time if it is free.",
			"Меняет строку таблицы, при желании только если она всё ещё такая, как нужно: взять со склада, если есть, занять время, если свободно.",
		),
		Exits: []engine.Exit{
			{Name: okExit, Title: title("Changed", "Изменена")},
			{Name: conflictExit, Title: title("Not as it has to be", "Условие не выполнено"), Inherit: true},
			{Name: emptyExit, Title: title("No such row", "Такой строки нет"), Inherit: true},
			engine.ErrorExit(),
		},
		Outputs:      []engine.Output{rowOutput(), refusedOutput()},
		Example:      `{"table": "goods", "row": "{{ local.row }}", "add": {"stock": -1}, "if": [{"column": "stock", "op": ">", "value": 0}]}`,
		ExampleTable: exampleTable(),
		New:          func() engine.Block { return new(tableUpdate) },
	}
}

// Fields names the settings for forms and the reference.
func (*tableUpdate) Fields() []engine.Field {
	return []engine.Field{
		tableField(), rowField(),
		{
			Name: "values", Title: title("New values", "Новые значения"), Widget: "columns",
			Help: title("By column; others stay as they are.", "По колонкам; остальные не изменятся."),
		},
		{
			Name: "add", Title: title("Add to numbers", "Прибавить к числам"), Widget: "columns",
			Help: title("By column, such as -1 for the stock.", "По колонкам, например -1 для остатка."),
		},
		{
			Name: "if", Title: title("Only if", "Только если"),
			Help: title(
				"Conditions that must hold at the moment of the change, also when others change the row at the same time.",
				"Условия, которые должны выполняться в момент изменения, даже если строку одновременно меняют другие.",
			),
		},
		saveField(),
	}
}

// Check reports what the table cannot take.
func (u *tableUpdate) Check(k *engine.Checking) {
	tab := u.check(k)
	if tab == nil {
		return
	}
	checkValues(k, tab, u.Values)
	checkTests(k, tab, "/if", u.If)
	if len(u.Values)+len(u.Add) == 0 {
		k.Error("values_missing", "", "say what is to be changed")
	}
	if _, keyed := u.Values[tab.Key]; keyed {
		k.Error("key_fixed", "/values/"+tab.Key, "the key of a row cannot change: delete the row and add another")
	}
	for _, name := range slices.Sorted(maps.Keys(u.Add)) {
		path := "/add/" + name
		if _, both := u.Values[name]; both {
			k.Error("value_twice", path, "column %s is set and added to", name)
		}
		if c, ok := tab.Column(name); ok && c.Type != flow.TypeNumber && c.Type != flow.TypeAny {
			k.Error("not_a_number", path, "column %s holds no number to add to", name)
		} else if !ok {
			checkColumn(k, tab, path, name)
		}
	}
}

// Enter changes the row.
func (u *tableUpdate) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	tab, err := u.find(t)
	if err != nil {
		return engine.Stay(), err
	}
	r, err := row(t, tab, &u.Row)
	if err != nil {
		return engine.Stay(), err
	}
	if !r.Exists() {
		return u.leave(t, tab, emptyExit, nil, engine.RowRefusal{})
	}
	ws, err := tests(t, tab, u.If)
	if err != nil {
		return engine.Stay(), err
	}
	if q := (engine.RecordQuery{Where: ws}); !q.Match(&r) {
		return u.leave(t, tab, conflictExit, &r, engine.RowRefusal{})
	}
	all, err := u.changed(t, tab, &r)
	if err != nil {
		return engine.Stay(), err
	}
	no, err := t.StoreRow(tab, r, all)
	if err != nil {
		return engine.Stay(), err
	}
	if no.Code != "" {
		return u.leave(t, tab, conflictExit, &r, no)
	}
	if r, err = t.Record(r.Kind, r.Key); err != nil {
		return engine.Stay(), err
	}
	return u.leave(t, tab, okExit, &r, no)
}

// changed gives all values that the row will have.
func (u *tableUpdate) changed(t *engine.Turn, tab *flow.Table, r *engine.Record) (engine.Values, error) {
	values, err := render(t, tab, u.Values)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(r.Value)
	maps.Copy(all, values)
	for _, name := range slices.Sorted(maps.Keys(u.Add)) {
		v := u.Add[name]
		x, err := t.Value(&v)
		if err != nil {
			return nil, err
		}
		by, ok := number(x)
		now, is := all[name].(float64)
		if !ok || !is && all[name] != nil {
			return nil, engine.Trouble("not_a_number", "only a number can be added to a number, in column %s", name)
		}
		all[name] = now + by
	}
	return all, nil
}

func (u *tableUpdate) leave(t *engine.Turn, tab *flow.Table, exit string, r *engine.Record, no engine.RowRefusal) (engine.Outcome, error) {
	if err := refused(t, tab, no); err != nil {
		return engine.Stay(), err
	}
	if err := keep(t, r, u.SaveTo); err != nil {
		return engine.Stay(), err
	}
	if t.Open(exit) {
		return engine.Stay(), engine.Trouble("row_"+exit, "the row of table %s was not changed, and the exit %s leads nowhere", tab.Name, exit)
	}
	return engine.Leave(exit), nil
}
