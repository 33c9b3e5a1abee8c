package data

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// tableGet (data.table.get) reads one row of a table.
//
// Config: Table; Row, its id or key; SaveTo. Waits: none. Leaves local.row behind. Exits: found, empty, error. Errors:
// table_missing, those of the expressions.
type tableGet struct {
	engine.NoWait
	table

	Row    engine.Value `json:"row" validate:"required"`
	SaveTo engine.Var   `json:"save_to,omitempty"`
}

func tableGetType() engine.BlockType {
	return engine.BlockType{
		Name: "data.table.get", Version: 1, Icon: "table", Title: title("Read a row", "Прочитать строку"),
		Help: title(
			"Reads one row of a table by its id, such as the product whose button was pressed.",
			"Читает одну строку таблицы по её id, например товар, на кнопку которого нажали.",
		),
		Exits: []engine.Exit{
			{Name: foundExit, Title: title("Found", "Найдена")},
			{Name: emptyExit, Title: title("No such row", "Такой строки нет")},
			engine.ErrorExit(),
		},
		Outputs:      []engine.Output{rowOutput()},
		Example:      `{"table": "goods", "row": "{{ event.value }}"}`,
		ExampleTable: exampleTable(),
		New:          func() engine.Block { return new(tableGet) },
	}
}

// Fields names the settings for forms and the reference.
func (*tableGet) Fields() []engine.Field {
	return []engine.Field{tableField(), rowField(), saveField()}
}

// Check reports a table that there is none of.
func (g *tableGet) Check(k *engine.Checking) { g.check(k) }

// Enter reads.
func (g *tableGet) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	tab, err := g.find(t)
	if err != nil {
		return engine.Stay(), err
	}
	r, err := row(t, tab, &g.Row)
	if err != nil {
		return engine.Stay(), err
	}
	exit := emptyExit
	if r.Exists() {
		exit = foundExit
	}
	return engine.Leave(exit), keep(t, &r, g.SaveTo)
}
