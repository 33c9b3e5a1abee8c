package storage

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// pgArray is one parameter of many calls, to be written as an array in PostgreSQL's binary form. Those of the group commit are written by
// hand, straight into the connection's memory (wire): pgx would look at every element through reflection, at the price of a tenth of what
// an update takes, and a buffer that grows step by step was a quarter of all memory that an update took.
type pgArray struct {
	kind   byte // of bulk.kinds
	at     int  // the parameter
	places []int
	calls  []call
	room   int // bytes of this array and of those that follow in the statement
	wire   *wire
}

// arrayCodec takes a pgArray as it is, and leaves all else to pgx.
type arrayCodec struct{ pgtype.Codec }

// PlanEncode says how a value is written.
func (c arrayCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if _, ok := value.(*pgArray); !ok {
		return c.Codec.PlanEncode(m, oid, format, value)
	}
	if format != pgx.BinaryFormatCode {
		return nil
	}
	return encodedArray{}
}

type encodedArray struct{}

// Encode appends it.
func (encodedArray) Encode(value any, buf []byte) ([]byte, error) {
	a, ok := value.(*pgArray)
	if !ok {
		return nil, fmt.Errorf("an array is a %T", value)
	}
	return a.appendTo(a.wire.forParams(buf, a.room)), nil
}

// takeArrays has a connection take arrays in this form.
func takeArrays(m *pgtype.Map) error {
	for _, oid := range []uint32{pgtype.Int8ArrayOID, pgtype.TextArrayOID, pgtype.ByteaArrayOID, pgtype.BoolArrayOID} {
		t, ok := m.TypeForOID(oid)
		if !ok {
			return fmt.Errorf("the driver does not know the type %d", oid)
		}
		m.RegisterType(&pgtype.Type{Name: t.Name, OID: oid, Codec: arrayCodec{t.Codec}})
	}
	return nil
}

// elementOf gives the type of the elements of a kind (bulk.kinds).
func elementOf(kind byte) uint32 {
	switch kind {
	case 'i':
		return pgtype.Int8OID
	case 't':
		return pgtype.TextOID
	case 'f':
		return pgtype.BoolOID
	default:
		return pgtype.ByteaOID
	}
}

var errElement = errors.New("is of the wrong kind")

// arrayHead is the size of what comes before the elements: dimensions, whether there are NULLs, type, length, and first index.
const arrayHead = 20

// arraysOf makes the arrays of a statement for calls, one for each letter of kinds, and gives their size in bytes.
func arraysOf(w *wire, kinds string, places []int, calls []call) (_ []any, size int, err error) {
	all, args := w.forArrays(len(kinds))
	for at := len(kinds) - 1; at >= 0; at-- {
		size += arrayHead
		for _, i := range places {
			n, err := elementSize(kinds[at], calls[i].args[at])
			if err != nil {
				return nil, 0, fmt.Errorf("parameter %d of %q, a %T: %w", at+1, calls[i].statement.purpose(), calls[i].args[at], err)
			}
			size += 4 + max(n, 0)
		}
		all[at] = pgArray{kinds[at], at, places, calls, size, w}
		args[at] = &all[at]
	}
	return args, size, nil
}

// appendTo writes the array.
func (a *pgArray) appendTo(b []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, 1)
	b = binary.BigEndian.AppendUint32(b, 1) // there may be
	b = binary.BigEndian.AppendUint32(b, elementOf(a.kind))
	b = binary.BigEndian.AppendUint32(b, uint32(len(a.places))) //nolint:gosec // a group is no longer than Limits.Batch
	b = binary.BigEndian.AppendUint32(b, 1)
	for _, i := range a.places {
		b = appendElement(b, a.calls[i].args[a.at])
	}
	return b
}

const null = -1

// elementSize is how many bytes an element takes, or null.
func elementSize(kind byte, v any) (int, error) {
	switch v := v.(type) {
	case nil:
		return null, nil
	case int64, int:
		if kind == 'i' {
			return 8, nil
		}
	case *int64:
		if kind == 'i' && v == nil {
			return null, nil
		}
		if kind == 'i' {
			return 8, nil
		}
	case string:
		if kind == 't' {
			return len(v), nil
		}
	case bool:
		if kind == 'f' {
			return 1, nil
		}
	case []byte:
		if kind == 'b' && v == nil {
			return null, nil
		}
		if kind == 'b' {
			return len(v), nil
		}
	}
	return 0, errElement
}

// appendElement appends the length of an element and the element.
func appendElement(b []byte, v any) []byte {
	number := func(n int64) []byte {
		b = binary.BigEndian.AppendUint32(b, 8)
		return binary.BigEndian.AppendUint64(b, uint64(n)) //nolint:gosec // its bits
	}
	length := func(n int) { b = binary.BigEndian.AppendUint32(b, uint32(n)) } //nolint:gosec // PostgreSQL takes no text of 4 GB
	switch v := v.(type) {
	case int64:
		return number(v)
	case int:
		return number(int64(v))
	case *int64:
		if v != nil {
			return number(*v)
		}
	case string:
		length(len(v))
		return append(b, v...)
	case []byte:
		if v != nil {
			length(len(v))
			return append(b, v...)
		}
	case bool:
		length(1)
		if v {
			return append(b, 1)
		}
		return append(b, 0)
	}
	return append(b, 0xff, 0xff, 0xff, 0xff) // NULL
}
