package storage_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/scenarist/scenarist/storage"
)

// TestArrays_AreThoseOfTheDriver compares arrays with a NULL in them, since the driver says of each whether there is one.
func TestArrays_AreThoseOfTheDriver(t *testing.T) {
	t.Parallel()
	n := int64(-7)
	for _, c := range []struct {
		kind   byte
		oid    uint32
		values []any
		same   any
	}{
		{'i', pgtype.Int8ArrayOID, []any{int64(1) << 40, 2, &n, nil, (*int64)(nil)}, []*int64{new(int64(1) << 40), new(int64(2)), &n, nil, nil}},
		{'t', pgtype.TextArrayOID, []any{"", "é", nil, "x"}, []*string{new(""), new("é"), nil, new("x")}},
		{'f', pgtype.BoolArrayOID, []any{true, false, nil}, []*bool{new(true), new(false), nil}},
		{'b', pgtype.ByteaArrayOID, []any{[]byte{0, 255}, []byte{}, []byte(nil), nil}, [][]byte{{0, 255}, {}, nil, nil}},
	} {
		got, size, err := storage.ArrayOf(c.kind, c.values...)
		if err != nil {
			t.Fatal(err)
		}
		want, err := pgtype.NewMap().Encode(c.oid, pgx.BinaryFormatCode, c.same, nil)
		if err != nil {
			t.Fatal(err)
		}
		if size != len(want) {
			t.Errorf("%c: room for %d bytes, want %d", c.kind, size, len(want))
		}
		m := pgtype.NewMap()
		if err := storage.TakeArrays(m); err != nil {
			t.Fatal(err)
		}
		for _, value := range []any{got, c.same} { // the driver's own way stays
			sent, err := m.Encode(c.oid, pgx.BinaryFormatCode, value, []byte("before"))
			if err != nil || string(sent) != "before"+string(want) {
				t.Errorf("%c: sent %x, %v, want %x", c.kind, sent, err, want)
			}
		}
	}
}

func TestArrays_RefuseWhatIsOfAnotherKind(t *testing.T) {
	t.Parallel()
	for _, kind := range []byte("itfb") {
		for i, v := range []any{int64(1), "x", true, []byte{1}, 1.5} {
			_, _, err := storage.ArrayOf(kind, v)
			if fits := string(kind) == string("itfb "[i]); fits != (err == nil) {
				t.Errorf("%c of a %T: %v", kind, v, err)
			}
		}
	}
}
