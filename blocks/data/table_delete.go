package data

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// tableDelete (data.table.delete) takes one row out of a table, if it is still as it has to be.
//
// Config: Table; Row, its id or key; If, conditions on the row as it is. Waits: none. Leaves local.row (what was taken out)
// behind. Exits: ok; empty, if there is no such row; conflict, if a condition does not hold; error. Errors: table_missing,
// value_type, those of the expressions.
type tableDelete struct {
	engine.NoWait
	table

	Row engine.Value `json:"row" validate:"required"`
	If  []rowTest    `json:"if,omitempty" validate:"max=20,dive" jsonschema:"maxItems=20"`
}

func tableDeleteType() engine.BlockType {
	return engine.BlockType{
		Name: "data.table.delete", Version: 1, Icon: "table-minus", Title: title("Delete a row", "Удалить строку"),
		Help: title(
			"Takes a row out of a table, if you like only under conditions.",
			"Удаляет строку из таблицы, при желании только при условиях.",
		),
		Exits: []engine.Exit{
			{Name: okExit, Title: title("Deleted", "Удалена")},
			{Name: conflictExit, Title: title("Not as it has to be", "Условие не выполнено"), Optional: true},
			{Name: emptyExit, Title: title("No such row", "Такой строки нет"), Optional: true},
			engine.ErrorExit(),
		},
		Outputs:      []engine.Output{rowOutput()},
		Example:      `{"table": "goods", "row": "{{ event.value }}"}`,
		ExampleTable: exampleTable(),
		New:          func() engine.Block { return new(tableDelete) },
	}
}

// Fields names the settings for forms and the reference.
func (*tableDelete) Fields() []engine.Field {
	return []engine.Field{tableField(), rowField(), {
		Name: "if", Title: title("Only if", "Только если"),
		Help: title("Conditions that must hold at that moment.", "Условия, которые должны выполняться в этот момент."),
	}}
}

// Check reports what cannot be asked of the table.
func (d *tableDelete) Check(k *engine.Checking) {
	if tab := d.check(k); tab != nil {
		checkTests(k, tab, "/if", d.If)
	}
}

// Enter takes the row out.
func (d *tableDelete) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	tab, err := d.find(t)
	if err != nil {
		return engine.Stay(), err
	}
	r, err := row(t, tab, &d.Row)
	if err != nil {
		return engine.Stay(), err
	}
	if err := keep(t, &r, ""); err != nil {
		return engine.Stay(), err
	}
	if !r.Exists() {
		return engine.Leave(emptyExit), nil
	}
	ws, err := tests(t, tab, d.If)
	if err != nil {
		return engine.Stay(), err
	}
	if q := (engine.RecordQuery{Where: ws}); !q.Match(&r) {
		return engine.Leave(conflictExit), nil
	}
	return engine.Leave(okExit), t.DeleteRow(tab, r)
}
