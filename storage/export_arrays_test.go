package storage

import "github.com/jackc/pgx/v5/pgtype"

// ArrayOf makes the array of a kind (bulk.kinds) out of values.
func ArrayOf(kind byte, values ...any) ([]byte, error) {
	calls, places := make([]call, len(values)), make([]int, len(values))
	for i, v := range values {
		calls[i].args, places[i] = []any{v}, i
	}
	return arrayOf(kind, 0, places, calls)
}

// TakeArrays has a map of types take such arrays.
func TakeArrays(m *pgtype.Map) error { return takeArrays(m) }

// AsArray is an array as it is given to the driver.
func AsArray(b []byte) any { return pgArray(b) }
