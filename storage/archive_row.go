package storage

import (
	"bytes"
	"crypto/cipher"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// rowWriter writes rows of one table as JSON.
type rowWriter struct {
	table  string
	botID  int64
	owner  int64 // whose the rows are here; the bot's, or its home's
	keys   keyring
	key    cipher.AEAD // nil: secrets are left out
	names  []string
	quoted [][]byte // the names as JSON; nil for columns that are left out
	values []any
	dst    []any
	line   bytes.Buffer
}

// columns takes the names of the columns from the rows.
func (w *rowWriter) columns(rows *sql.Rows, without []string) error {
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	w.names, w.quoted = names, make([][]byte, len(names))
	w.values, w.dst = make([]any, len(names)), make([]any, len(names))
	sealed, _ := sealedColumns(w.table)
	for i, name := range names {
		w.dst[i] = &w.values[i]
		if slices.Contains(without, name) || w.key == nil && slices.Contains(sealed, name) {
			continue
		}
		if w.quoted[i], err = json.Marshal(name); err != nil {
			return err
		}
	}
	return nil
}

// row gives a row as one line, which is good until the next.
func (w *rowWriter) row(rows *sql.Rows) ([]byte, error) {
	if err := rows.Scan(w.dst...); err != nil {
		return nil, err
	}
	w.line.Reset()
	for i, v := range w.values {
		if w.quoted[i] == nil {
			continue
		}
		if w.line.Len() == 0 {
			w.line.WriteByte('{')
		} else {
			w.line.WriteByte(',')
		}
		w.line.Write(w.quoted[i])
		w.line.WriteByte(':')
		if err := w.value(w.names[i], v); err != nil {
			return nil, fmt.Errorf("write column %s: %w", w.names[i], err)
		}
	}
	w.line.WriteString("}\n")
	return w.line.Bytes(), nil
}

func (w *rowWriter) value(column string, v any) error {
	sealed, named := sealedColumns(w.table)
	if data, ok := v.([]byte); ok && slices.Contains(sealed, column) {
		name := ""
		if named != "" {
			name, _ = w.values[slices.Index(w.names, named)].(string)
		}
		plain, err := w.keys.unsealed(data, w.table, column, w.owner, name)
		if err != nil {
			return err
		}
		return w.encode(sealedJSON{seal(w.key, plain, aboutArchive(w.table, column, w.botID, name))})
	}
	switch v := v.(type) {
	case nil:
		w.line.WriteString("null")
	case int64:
		w.line.Write(strconv.AppendInt(w.line.AvailableBuffer(), v, 10))
	case bool:
		w.line.WriteByte("01"[map[bool]int{true: 1}[v]])
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return w.encode(strconv.FormatFloat(v, 'g', -1, 64)) // JSON has no such number
		}
		w.line.Write(strconv.AppendFloat(w.line.AvailableBuffer(), v, 'g', -1, 64))
	case string:
		return w.encode(v)
	case []byte:
		if utf8.Valid(v) {
			return w.encode(string(v))
		}
		return w.encode(base64JSON{v})
	default:
		return fmt.Errorf("it is a %T", v)
	}
	return nil
}

func (w *rowWriter) encode(v any) error {
	enc := json.NewEncoder(&w.line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	w.line.Truncate(w.line.Len() - 1) // the end of the line
	return nil
}

type (
	base64JSON struct {
		Base64 []byte `json:"base64"`
	}
	sealedJSON struct {
		Sealed []byte `json:"sealed"`
	}
)

// tableColumn is a column of a table as it is here.
type tableColumn struct {
	name string
	kind columnKind
}

type columnKind int

const (
	columnInt columnKind = iota
	columnBool
	columnReal
	columnText
	columnBytes
)

// kindOf reads the name of a type of either database.
func kindOf(typeName string) (columnKind, error) {
	switch typeName {
	case "INTEGER", "INT8":
		return columnInt, nil
	case "BOOL":
		return columnBool, nil
	case "REAL", "FLOAT8":
		return columnReal, nil
	case "TEXT", "JSONB":
		return columnText, nil
	case "BLOB", "BYTEA":
		return columnBytes, nil
	}
	return 0, fmt.Errorf("there is no way to move a %s", typeName)
}

// rowReader reads rows of one table, which may be those of another kind of database.
type rowReader struct {
	table   string
	botID   int64
	key     cipher.AEAD // nil: sealed values are left out
	columns []tableColumn
}

// row gives the values of a line by their columns.
func (r *rowReader) row(line []byte) (map[string]any, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil {
		return nil, badArchive("a row of %s cannot be read: %w", r.table, err)
	}
	values := make(map[string]any, len(raw))
	sealed, named := sealedColumns(r.table)
	for name, v := range raw {
		i := slices.IndexFunc(r.columns, func(c tableColumn) bool { return c.name == name })
		if i < 0 {
			return nil, badArchive("%s has a column %q, which is not known here", r.table, name)
		}
		var err error
		if slices.Contains(sealed, name) {
			err = r.sealed(values, raw, name, named)
		} else {
			values[name], err = decodeValue(r.columns[i].kind, v)
		}
		if err != nil {
			return nil, badArchive("%s.%s cannot be read: %w", r.table, name, err)
		}
	}
	return values, nil
}

// clearText is a secret of the archive, opened: it is sealed in the transaction that writes it.
type clearText []byte

// row gives a row as the database keeps it.
func (s *sealer) row(table string, values map[string]any) map[string]any {
	sealed := maps.Clone(values) // a transaction may be tried again
	_, named := sealedColumns(table)
	name, _ := values[named].(string)
	for column, v := range values {
		plain, ok := v.(clearText)
		if !ok {
			continue
		}
		data := s.seal(plain, table, column, name)
		if data == nil {
			data = []byte{} // set, and empty
		}
		sealed[column] = data
	}
	return sealed
}

// sealed opens a secret of the archive.
func (r *rowReader) sealed(values map[string]any, raw map[string]json.RawMessage, column, named string) error {
	if r.key == nil || string(raw[column]) == "null" && named == "" {
		return nil
	}
	var name string
	if named != "" {
		if err := json.Unmarshal(raw[named], &name); err != nil {
			return err
		}
	}
	var v sealedJSON
	if err := json.Unmarshal(raw[column], &v); err != nil {
		return err
	}
	if v.Sealed == nil { // set, and empty
		values[column] = clearText{}
		return nil
	}
	plain, err := unseal(r.key, v.Sealed, aboutArchive(r.table, column, r.botID, name))
	if err != nil {
		return errors.New("it was changed, or belongs elsewhere")
	}
	values[column] = clearText(plain)
	return nil
}

// decodeValue gives what the database wants for a value.
func decodeValue(kind columnKind, raw json.RawMessage) (any, error) {
	if string(raw) == "null" {
		return nil, nil
	}
	switch kind {
	case columnInt:
		return strconv.ParseInt(string(raw), 10, 64)
	case columnBool:
		n, err := strconv.ParseInt(string(raw), 10, 64)
		return n != 0, err
	case columnReal:
		text := string(raw)
		if text != "" && text[0] == '"' {
			if err := json.Unmarshal(raw, &text); err != nil {
				return nil, err
			}
		}
		return strconv.ParseFloat(text, 64)
	case columnText:
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err
	default:
		if len(raw) > 0 && raw[0] == '"' {
			var s string
			err := json.Unmarshal(raw, &s)
			return []byte(s), err
		}
		var v base64JSON
		err := json.Unmarshal(raw, &v)
		if err == nil && v.Base64 == nil {
			err = base64.CorruptInputError(0)
		}
		return v.Base64, err
	}
}
