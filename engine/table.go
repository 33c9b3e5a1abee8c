package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// Tables are records: a row is one of kind table.<name> under its key, and each value of a unique column one of kind
// table.<name>.<column> that names the row. What the document brought along last is kept as seed.<name>.

// TableKind is the kind of the records that are the rows of a table.
func TableKind(table string) string { return "table." + table }

func uniqueKind(table, column string) string { return TableKind(table) + "." + column }

func seedKind(table string) string { return "seed." + table }

// Table finds a table of the document.
func (t *Turn) Table(name string) (*flow.Table, bool) { return t.rev.Doc.Table(name) }

// Table finds a table of the document.
func (k *Checking) Table(name string) (*flow.Table, bool) { return k.c.doc.Table(name) }

// RowKey is the key of a row with the value in the key column: a text, or a number as it is written. False for others.
func RowKey(v any) (string, bool) {
	switch x := v.(type) {
	case string:
		return x, x != "" && len(x) <= MaxRecordKeyBytes
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64), true
	default:
		return "", false
	}
}

// uniqueKey names the record of a unique value; false for nothing.
func uniqueKey(v any) (string, bool) {
	if v == nil {
		return "", false
	}
	if key, ok := RowKey(v); ok {
		return key, true
	}
	data, err := json.Marshal(v)
	if err != nil {
		return "", false
	}
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:]), true
}

// RowValue is a row as flows see it: its values, and its key as id.
func RowValue(r *Record) map[string]any {
	v := make(map[string]any, len(r.Value)+1)
	maps.Copy(v, r.Value)
	v[flow.RowID] = r.Key
	return v
}

// ColumnValue brings a value to the type of a column; dates become UTC, so that they compare as texts. Nothing stays
// nothing. What cannot be brought there is a trouble value_type.
func (t *Turn) ColumnValue(table *flow.Table, column string, x any) (any, error) {
	if column == flow.RowID {
		if _, own := table.Column(column); !own {
			key, _ := convert(expr.TypeText, x, t.rev.zone, t.Lang())
			return key, nil
		}
	}
	c, ok := table.Column(column)
	if !ok {
		return nil, Trouble("column_missing", "table %s has no column %s any more", table.Name, column)
	}
	v, ok := columnValue(c, x, t.rev.zone, t.Lang())
	if !ok {
		return nil, Trouble("value_type", "column %s of table %s holds %s, and this value cannot be brought to that", column, table.Name, c.Type)
	}
	return v, nil
}

func columnValue(c *flow.Column, x any, zone *time.Location, lang string) (any, bool) {
	if c.Type != flow.TypeDate {
		return convert(expr.Type(c.Type), x, zone, lang)
	}
	if x == nil {
		return nil, true
	}
	s, ok := x.(string)
	if !ok {
		return nil, false
	}
	at, ok := ParseDate(s, zone)
	return at.UTC().Format(time.RFC3339), ok
}

// RowRefusal says why a row is not stored; the zero value that it is.
type RowRefusal struct {
	Code   string // key_taken, value_taken (of a unique column), value_missing (of a required one), key_missing
	Column string
}

// AddRow puts a new row in; values are of the columns' types already. It gives the row's key, or says why it is refused.
// Errors go back to the engine as they are, here and below.
func (t *Turn) AddRow(table *flow.Table, values Values) (string, RowRefusal, error) {
	key := ""
	if table.Key == "" {
		key = t.NewID()
	} else {
		var ok bool
		if key, ok = RowKey(values[table.Key]); !ok {
			return "", RowRefusal{"key_missing", table.Key}, nil
		}
	}
	r, err := t.Record(TableKind(table.Name), key)
	switch {
	case err != nil:
		return "", RowRefusal{}, err
	case r.Exists():
		return key, RowRefusal{"key_taken", table.Key}, nil
	}
	no, err := t.StoreRow(table, r, values)
	return key, no, err
}

// StoreRow gives a row, which may be new, other values, all of them; they are of the columns' types already. Its key stays.
func (t *Turn) StoreRow(table *flow.Table, r Record, values Values) (RowRefusal, error) {
	if t.deps.StorageFull {
		return RowRefusal{}, Trouble("storage_full", "the bot has used up the room that it has for tables and files; delete what is not needed, or ask the operator of the server for more")
	}
	for i := range table.Columns {
		c := &table.Columns[i]
		if c.Required && values[c.Name] == nil {
			return RowRefusal{"value_missing", c.Name}, nil
		}
		if !c.Unique || equal(values[c.Name], r.Value[c.Name]) {
			continue
		}
		if free, err := t.isFree(table, c.Name, values[c.Name], r.Key); err != nil || !free {
			return RowRefusal{"value_taken", c.Name}, err
		}
	}
	if err := t.index(table, r.Key, r.Value, values); err != nil {
		return RowRefusal{}, err
	}
	r.Value = maps.Clone(values)
	for name, v := range r.Value {
		if v == nil {
			delete(r.Value, name)
		}
	}
	return RowRefusal{}, t.SetRecord(r)
}

// DeleteRow takes a row out.
func (t *Turn) DeleteRow(table *flow.Table, r Record) error {
	if err := t.index(table, r.Key, r.Value, nil); err != nil {
		return err
	}
	return t.DeleteRecord(r.Kind, r.Key)
}

// isFree reports whether no other row has the value.
func (t *Turn) isFree(table *flow.Table, column string, value any, row string) (bool, error) {
	key, ok := uniqueKey(value)
	if !ok {
		return true, nil
	}
	u, err := t.Record(uniqueKind(table.Name, column), key)
	return !u.Exists() || u.Value["row"] == row, err
}

// index moves the records of unique values from those that a row had to those that it will have.
func (t *Turn) index(table *flow.Table, row string, from, to Values) error {
	for _, c := range table.Columns {
		if !c.Unique || equal(from[c.Name], to[c.Name]) {
			continue
		}
		if key, ok := uniqueKey(from[c.Name]); ok {
			u, err := t.Record(uniqueKind(table.Name, c.Name), key)
			if err != nil {
				return err
			}
			if u.Value["row"] == row {
				if err := t.DeleteRecord(u.Kind, u.Key); err != nil {
					return err
				}
			}
		}
		if key, ok := uniqueKey(to[c.Name]); ok {
			u, err := t.Record(uniqueKind(table.Name, c.Name), key)
			if err != nil {
				return err
			}
			u.Value = Values{"row": row}
			if err := t.SetRecord(u); err != nil {
				return err
			}
		}
	}
	return nil
}

// seedRow is a row of the document, ready to be stored.
type seedRow struct {
	key    string
	values Values
}

// seedRows gives the rows that the document brings along, by key. Rows that cannot be read are left out: Load has
// reported them.
func seedRows(table *flow.Table, zone *time.Location) []seedRow {
	var out []seedRow
	for _, raw := range table.Rows {
		var given map[string]any
		if json.Unmarshal(raw, &given) != nil {
			continue
		}
		values := Values{}
		for name, x := range given {
			if c, ok := table.Column(name); ok && x != nil {
				if v, ok := columnValue(c, x, zone, ""); ok {
					values[name] = v
				}
			}
		}
		if key, ok := RowKey(values[table.Key]); ok {
			out = append(out, seedRow{key, values})
		}
	}
	slices.SortFunc(out, func(a, b seedRow) int {
		if a.key < b.key {
			return -1
		}
		return 1
	})
	return out
}
