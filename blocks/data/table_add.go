package data

import (
	"context"
	"maps"

	"github.com/scenarist/scenarist/engine"
)

// tableAdd (data.table.add) puts a row into a table.
//
// Config: Table; Values by column; Replace, to change the row with the same key instead of refusing; SaveTo. Waits: none.
// Leaves local.row behind (the new one, or the one that has the key), and local.refused. Exits: next; conflict, if another
// row has the key or a unique value; error. Errors: table_missing, value_type, value_missing, key_missing,
// record_too_large, those of the expressions.
type tableAdd struct {
	engine.NoWait
	table

	Values  map[string]engine.Value `json:"values" validate:"required,min=1,max=50" jsonschema:"minProperties=1,maxProperties=50"`
	Replace bool                    `json:"replace,omitempty"`
	SaveTo  engine.Var              `json:"save_to,omitempty"`
}

func tableAddType() engine.BlockType {
	return engine.BlockType{
		Name: "data.table.add", Version: 1, Icon: "table-plus", Title: title("Add a row", "Добавить строку"),
		Help: title(
			"Puts a row into a table: an order, a booking, an answer. Two users cannot take the same key or unique value.",
			"Добавляет строку в таблицу: заказ, запись, ответ. Двое не займут один и тот же ключ или уникальное значение.",
		),
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: conflictExit, Title: title("Taken already", "Уже занято"), Inherit: true},
			engine.ErrorExit(),
		},
		Outputs:      []engine.Output{rowOutput(), refusedOutput()},
		Example:      `{"table": "goods", "values": {"sku": "tea", "price": 250, "name": "{{ event.text }}"}}`,
		ExampleTable: exampleTable(),
		New:          func() engine.Block { return new(tableAdd) },
	}
}

// Fields names the settings for forms and the reference.
func (*tableAdd) Fields() []engine.Field {
	return []engine.Field{
		tableField(),
		{
			Name: "values", Title: title("Values", "Значения"), Widget: "columns",
			Help: title("By column; others stay empty.", "По колонкам; остальные останутся пустыми."),
		},
		{
			Name: "replace", Title: title("Change if it is there", "Изменить, если уже есть"),
			Help: title(
				"If a row with the same key is there, its values are changed instead.",
				"Если строка с таким ключом уже есть, изменятся её значения.",
			),
		},
		saveField(),
	}
}

// Check reports values that the table cannot take.
func (a *tableAdd) Check(k *engine.Checking) {
	tab := a.check(k)
	if tab == nil {
		return
	}
	checkValues(k, tab, a.Values)
	for _, c := range tab.Columns {
		if v, given := a.Values[c.Name]; (c.Required || c.Name == tab.Key) && (!given || v.IsZero()) {
			k.Error("value_missing", "/values", "a row of table %s needs a value of %s", tab.Name, c.Name)
		}
	}
	if a.Replace && tab.Key == "" {
		k.Warn("replace_unused", "/replace", "table %s has no key, so every row is a new one", tab.Name)
	}
}

// Enter puts the row in.
func (a *tableAdd) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	tab, err := a.find(t)
	if err != nil {
		return engine.Stay(), err
	}
	values, err := render(t, tab, a.Values)
	if err != nil {
		return engine.Stay(), err
	}
	key, no, err := t.AddRow(tab, values)
	if err != nil {
		return engine.Stay(), err
	}
	var r engine.Record
	if no.Code == "" || no.Code == "key_taken" {
		if r, err = t.Record(engine.TableKind(tab.Name), key); err != nil {
			return engine.Stay(), err
		}
	}
	if no.Code == "key_taken" && a.Replace {
		all := maps.Clone(r.Value)
		maps.Copy(all, values)
		if no, err = t.StoreRow(tab, r, all); err != nil {
			return engine.Stay(), err
		}
		if r, err = t.Record(engine.TableKind(tab.Name), key); err != nil {
			return engine.Stay(), err
		}
	}
	exit := "next"
	if no.Code != "" {
		exit = conflictExit
	}
	if err := refused(t, tab, no); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave(exit), keep(t, &r, a.SaveTo)
}
