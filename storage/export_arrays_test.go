package storage

import "github.com/jackc/pgx/v5/pgtype"

// ArrayOf makes the array of a kind (bulk.kinds) out of values, as it is given to the driver.
func ArrayOf(kind byte, values ...any) (array any, size int, err error) {
	calls, places := make([]call, len(values)), make([]int, len(values))
	for i, v := range values {
		calls[i].args, places[i] = []any{v}, i
	}
	args, size, err := arraysOf(new(wire), string(kind), places, calls)
	if err != nil {
		return nil, 0, err
	}
	return args[0], size, nil
}

// TakeArrays has a map of types take such arrays.
func TakeArrays(m *pgtype.Map) error { return takeArrays(m) }
