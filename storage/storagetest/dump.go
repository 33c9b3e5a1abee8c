package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Dump gives all rows of all tables of a database, as text: values of bytes in hex and, where they are readable, as they are.
func Dump(ctx context.Context, address string) (_ map[string]string, err error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	rows, err := conn.Query(ctx, `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace`)
	if err != nil {
		return nil, err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, table := range tables {
		rows, err := conn.Query(ctx, "SELECT * FROM "+pgx.Identifier{table}.Sanitize())
		if err != nil {
			return nil, err
		}
		var text strings.Builder
		for rows.Next() {
			values, err := rows.Values()
			if err != nil {
				return nil, err
			}
			for _, v := range values {
				if b, ok := v.([]byte); ok {
					fmt.Fprintf(&text, "%x %s ", b, b)
					continue
				}
				fmt.Fprintf(&text, "%v ", v)
			}
			text.WriteByte('\n')
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
		out[table] = text.String()
	}
	return out, nil
}
