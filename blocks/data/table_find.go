package data

import (
	"context"
	"fmt"
	"math"

	"github.com/scenarist/scenarist/engine"
)

// tableFind (data.table.find) finds rows of a table.
//
// Config: Table; Where, conditions that all must hold; Sort; Limit and Page; SaveTo, for the list of rows. Waits: none.
// Leaves local.rows, local.row (the first) and local.count (how many there are on all pages) behind. Exits: found, empty,
// error. Errors: table_missing, value_type, page_invalid, rows_too_large, those of the expressions.
type tableFind struct {
	engine.NoWait
	table

	Where  []rowTest    `json:"where,omitempty" validate:"max=20,dive" jsonschema:"maxItems=20"`
	Sort   []rowOrder   `json:"sort,omitempty" validate:"max=5,dive" jsonschema:"maxItems=5"`
	Limit  int          `json:"limit,omitempty" validate:"min=0,max=100" jsonschema:"minimum=0,maximum=100"`
	Page   engine.Value `json:"page,omitzero"`
	SaveTo engine.Var   `json:"save_to,omitempty"`
}

const defaultLimit = 20

func tableFindType() engine.BlockType {
	return engine.BlockType{
		Name: "data.table.find", Version: 1, Icon: "table-options", Title: title("Find rows", "Найти строки"),
		Help: title(
			"Finds rows of a table by conditions, sorted and by pages: products of a category, free times, orders of a user.",
			"Находит строки таблицы по условиям, с сортировкой и по страницам: товары категории, свободное время, заказы пользователя.",
		),
		Exits: []engine.Exit{
			{Name: foundExit, Title: title("Found", "Нашлись")},
			{Name: emptyExit, Title: title("None", "Ни одной")},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: string(rowsVar), Type: "list", Title: title("The rows", "Строки")},
			rowOutput(),
			{Name: string(countVar), Type: "number", Title: title("How many there are in all", "Сколько их всего")},
		},
		Example:      `{"table": "goods", "where": [{"column": "stock", "op": ">", "value": 0}], "sort": [{"column": "price"}], "limit": 10}`,
		ExampleTable: exampleTable(),
		New:          func() engine.Block { return new(tableFind) },
	}
}

// Fields names the settings for forms and the reference.
func (*tableFind) Fields() []engine.Field {
	return []engine.Field{
		tableField(),
		{
			Name: "where", Title: title("Conditions", "Условия"),
			Help: title("All of them must hold; none takes all rows.", "Должны выполняться все; без условий подойдут все строки."),
		},
		{
			Name: "sort", Title: title("Order", "Порядок"),
			Help: title("Empty is the order in which rows came in.", "Пусто — в порядке добавления."),
		},
		{
			Name: "limit", Title: title("At most", "Не больше"),
			Help: title("Rows on a page: 20 if empty, at most 100.", "Строк на странице: пусто — 20, самое большее — 100."),
		},
		{
			Name: "page", Title: title("Page", "Страница"), Widget: "value",
			Help: title("A number from 1, or a value in {{ }}.", "Номер с 1 или значение в {{ }}."),
		},
		{
			Name: "save_to", Title: title("Save the rows to", "Сохранить строки в"), Widget: "variable",
			Help: title("Variable for the list; local.rows has it too.", "Переменная для списка; он есть и в local.rows."),
		},
	}
}

// Check reports what cannot be asked of the table.
func (f *tableFind) Check(k *engine.Checking) {
	tab := f.check(k)
	if tab == nil {
		return
	}
	checkTests(k, tab, "/where", f.Where)
	for i := range f.Sort {
		checkColumn(k, tab, fmt.Sprintf("/sort/%d/column", i), f.Sort[i].Column)
	}
}

// Enter finds.
func (f *tableFind) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	tab, err := f.find(t)
	if err != nil {
		return engine.Stay(), err
	}
	q := engine.RecordQuery{Limit: defaultLimit}
	if q.Where, err = tests(t, tab, f.Where); err != nil {
		return engine.Stay(), err
	}
	for _, s := range f.Sort {
		q.Sort = append(q.Sort, engine.RecordSort{Field: fieldOf(tab, s.Column), Down: s.Down})
	}
	if f.Limit > 0 {
		q.Limit = f.Limit
	}
	page, err := f.page(t)
	if err != nil {
		return engine.Stay(), err
	}
	q.Offset = (page - 1) * q.Limit
	found, err := t.Records(engine.TableKind(tab.Name), q)
	if err != nil {
		return engine.Stay(), err
	}
	count := q.Offset + len(found)
	if page > 1 || len(found) == q.Limit {
		if count, err = t.CountRecords(engine.TableKind(tab.Name), engine.RecordQuery{Where: q.Where}); err != nil {
			return engine.Stay(), err
		}
	}
	return f.leave(t, found, count)
}

// page is the number of the page, from 1.
func (f *tableFind) page(t *engine.Turn) (int, error) {
	if f.Page.IsZero() {
		return 1, nil
	}
	v, err := t.Value(&f.Page)
	if err != nil {
		return 0, err
	}
	n, ok := number(v)
	if !ok || n < 1 || n > 1_000_000 || n != math.Trunc(n) {
		return 0, engine.Trouble("page_invalid", "a page is a whole number from 1 once its value is put in")
	}
	return int(n), nil
}

func (f *tableFind) leave(t *engine.Turn, found []engine.Record, count int) (engine.Outcome, error) {
	rows := make([]any, len(found))
	for i := range found {
		rows[i] = engine.RowValue(&found[i])
	}
	var first *engine.Record
	if len(found) > 0 {
		first = &found[0]
	}
	if err := keep(t, first, ""); err != nil {
		return engine.Stay(), err
	}
	if err := t.Set(countVar, float64(count)); err != nil {
		return engine.Stay(), err
	}
	if err := t.Set(rowsVar, rows); err != nil {
		return engine.Stay(), err
	}
	if err := t.Save(f.SaveTo, rows); err != nil {
		return engine.Stay(), err
	}
	if len(found) == 0 {
		return engine.Leave(emptyExit), nil
	}
	return engine.Leave(foundExit), nil
}
