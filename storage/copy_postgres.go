package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
)

// dumpPostgres has pg_dump write the database into a file, as it is at one moment, and compares what is in the file with
// what the database held at that moment.
func dumpPostgres(ctx context.Context, address, file string) (_ *Copy, err error) {
	conn, config, err := connectAsIs(ctx, address)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if ours, _, err := ownTables(ctx, conn); err != nil || !ours {
		return nil, cmp.Or(err, ErrForeign)
	}
	// The snapshot lives as long as its transaction.
	at, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer func() { err = errors.Join(err, at.Rollback(context.WithoutCancel(ctx))) }()
	var snapshot string
	if err := at.QueryRow(ctx, "SELECT pg_export_snapshot()").Scan(&snapshot); err != nil {
		return nil, fmt.Errorf("take a snapshot: %w", err)
	}
	want, err := countPostgres(ctx, at)
	if err != nil {
		return nil, err
	}
	err = runTool(ctx, config, nil, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--snapshot="+snapshot, "--file="+file)
	if err != nil {
		return nil, err
	}
	c, err := LookAtCopy(ctx, file)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if c.Rows[name] != want[name] {
			return nil, fmt.Errorf("the copy has %d rows of %s, the database has %d", c.Rows[name], name, want[name])
		}
	}
	return c, nil
}

// countPostgres counts the rows of all tables, partitions with their table.
func countPostgres(ctx context.Context, at pgx.Tx) (map[string]int64, error) {
	rows, err := at.Query(ctx, `SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace
		AND relkind IN ('r', 'p') AND NOT relispartition`)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	counts := map[string]int64{}
	for _, name := range names {
		var n int64
		if err := at.QueryRow(ctx, "SELECT count(*) FROM "+pgx.Identifier{name}.Sanitize()).Scan(&n); err != nil {
			return nil, fmt.Errorf("count %s: %w", name, err)
		}
		counts[name] = n
	}
	return counts, nil
}
