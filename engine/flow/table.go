package flow

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Table is one typed table of the bot: a catalogue, slots of a calendar, a list of customers. Its rows live in the store;
// Rows are those that the document brings along.
type Table struct {
	Name    string   `json:"name"`
	Note    string   `json:"note,omitempty"`
	Key     string   `json:"key,omitempty"` // the column that names a row; empty: rows get ids by themselves
	Columns []Column `json:"columns"`
	// Rows are objects of values by column. A row that is changed in the document is changed in the store where nothing else
	// changed it since, and one that is taken out is taken out. They need a Key.
	Rows []json.RawMessage `json:"rows,omitempty"`
}

// Column is one column of a table.
type Column struct {
	Name     string `json:"name"`
	Type     string `json:"type"` // as of variables
	Note     string `json:"note,omitempty"`
	Required bool   `json:"required,omitempty"` // every row has a value
	Unique   bool   `json:"unique,omitempty"`   // no two rows have the same; texts and numbers only
}

// Column finds a column.
func (t *Table) Column(name string) (*Column, bool) {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i], true
		}
	}
	return nil, false
}

// clone gives a copy that shares nothing with the table.
func (t Table) clone() Table {
	t.Columns = slices.Clone(t.Columns)
	t.Rows = slices.Clone(t.Rows)
	for i := range t.Rows {
		t.Rows[i] = slices.Clone(t.Rows[i])
	}
	return t
}

// RowID is the name under which every row has its id, whatever the table's key.
const RowID = "id"

// tables reads the tables.
func (o *object) tables(name string) []Table {
	var list []Table
	seen := map[string]bool{}
	o.each(name, optional, &quota{limit: MaxTables}, func(n int32) {
		t, ok := o.object(n)
		if !ok {
			return
		}
		table := Table{
			Name:    t.text("name", required, isID),
			Note:    t.text("note", optional, upTo(MaxNoteLength)),
			Key:     t.text("key", optional, isName),
			Columns: t.columns("columns"),
		}
		table.Rows = t.rows("rows", &table)
		t.close()
		if table.Name != "" && seen[table.Name] {
			o.problems.add(CodeDuplicateTable, o.tree.member(n, "name"), fmt.Sprintf("another table has the name %q", table.Name))
		}
		seen[table.Name] = true
		o.keyed(n, &table)
		list = append(list, table)
	})
	return list
}

// keyed reports a key that is no column that could name a row, and rows that nothing names.
func (r *reader) keyed(n int32, t *Table) {
	if t.Key == "" {
		if len(t.Rows) > 0 {
			r.problems.add(CodeTableKeyMissing, r.tree.member(n, "rows"), "rows in the document need a key: say which column names a row")
		}
		return
	}
	c, ok := t.Column(t.Key)
	if !ok || !keyable(c.Type) {
		r.problems.add(CodeTableKeyMissing, r.tree.member(n, "key"), fmt.Sprintf("%q is no column of texts or numbers of this table", t.Key))
	}
}

func keyable(kind string) bool { return kind == TypeText || kind == TypeNumber }

// columns reads the columns of a table.
func (o *object) columns(name string) []Column {
	list := []Column{}
	seen := map[string]bool{}
	o.each(name, required, &quota{limit: MaxColumns}, func(n int32) {
		c, ok := o.object(n)
		if !ok {
			return
		}
		column := Column{
			Name: c.text("name", required, isName), Type: c.text("type", required, oneOf(ValueTypes())),
			Note: c.text("note", optional, upTo(MaxNoteLength)), Required: c.yes("required"), Unique: c.yes("unique"),
		}
		c.close()
		switch {
		case column.Name == "":
		case seen[column.Name]:
			o.problems.add(CodeDuplicateColumn, o.tree.member(n, "name"), fmt.Sprintf("the table has a column %q already", column.Name))
		case column.Unique && column.Type != "" && !keyable(column.Type):
			o.problems.add(CodeBadValue, o.tree.member(n, "unique"), "only texts and numbers can be unique")
		}
		seen[column.Name] = true
		list = append(list, column)
	})
	return list
}

// rows reads the rows that the document brings along: values of the columns' types, each row with a key of its own.
func (o *object) rows(name string, t *Table) []json.RawMessage {
	var list []json.RawMessage
	seen := map[string]bool{}
	o.each(name, optional, &quota{limit: MaxRows}, func(n int32) {
		if !o.expect(n, kindObject, "object") {
			return
		}
		row := o.tree.canonical(n)
		if len(row) > MaxDefaultBytes {
			o.problems.add(CodeTooLong, n, fmt.Sprintf("a row of more than %d bytes", MaxDefaultBytes))
		}
		given := map[string]bool{}
		for c := range o.tree.children(n) {
			column, ok := t.Column(o.tree.key(c))
			if !ok {
				o.problems.add(CodeUnknownField, c, fmt.Sprintf("the table has no column %q", o.tree.key(c)))
				continue
			}
			if o.tree.nodes[c].kind == kindNull {
				continue
			}
			given[column.Name] = true
			if what, fits := o.fits(c, column.Type); !fits {
				o.problems.add(CodeWrongType, c, fmt.Sprintf("%s expected, because the column has the type %q", what, column.Type))
			}
			if unique := column.Unique || column.Name == t.Key; unique {
				id := column.Name + "\x00" + string(o.tree.canonical(c))
				if seen[id] {
					o.problems.add(CodeDuplicateRow, c, fmt.Sprintf("another row has the same %s", column.Name))
				}
				seen[id] = true
			}
		}
		for _, c := range t.Columns {
			if (c.Required || c.Name == t.Key) && !given[c.Name] {
				o.problems.add(CodeMissingField, n, fmt.Sprintf("the row has no %s", c.Name))
			}
		}
		list = append(list, row)
	})
	return list
}
