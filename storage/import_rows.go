package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// How much is written in one transaction: whoever serves other bots goes on in between.
const (
	importRows  = 500
	importBytes = 1 << 20
)

// rows writes the rows of a file.
func (m *importer) rows(ctx context.Context, f ArchivedFile) error {
	var chunk []map[string]any
	size := 0
	write := func() error {
		err := m.db.inTx(ctx, func(ctx context.Context, t *tx) error {
			rows, err := m.asKept(t, f, chunk)
			if err != nil {
				return err
			}
			if err := m.held(t.gorm, f.Bot); err != nil {
				return err
			}
			return m.insert(ctx, t, f, rows)
		})
		chunk, size = chunk[:0], 0
		return err
	}
	err := m.each(ctx, f, func(values map[string]any) error {
		chunk = append(chunk, values)
		for _, v := range values {
			switch v := v.(type) {
			case string:
				size += len(v)
			case []byte:
				size += len(v)
			case clearText:
				size += len(v)
			}
		}
		if len(chunk) < importRows && size < importBytes {
			return nil
		}
		return write()
	})
	if err == nil && len(chunk) > 0 {
		err = write()
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", f.Table, err)
	}
	return nil
}

// asKept gives rows as the database keeps them: secrets are sealed with a data key of the bot.
func (m *importer) asKept(t *tx, f ArchivedFile, rows []map[string]any) ([]map[string]any, error) {
	if columns, _ := sealedColumns(f.Table); columns == nil {
		return rows, nil
	}
	s, err := m.db.sealer(t, f.Bot)
	if err != nil {
		return nil, err
	}
	kept := make([]map[string]any, len(rows))
	for i, row := range rows {
		kept[i] = s.row(f.Table, row)
	}
	return kept, nil
}

// insert writes some rows of one table.
func (m *importer) insert(ctx context.Context, t *tx, f ArchivedFile, rows []map[string]any) error {
	if f.Table == jobsTable {
		return m.insertJobs(ctx, t, f.Bot, rows)
	}
	if err := insertRows(t.gorm, f.Table, f.Bot, rows); err != nil || f.Table != "sessions" {
		return err
	}
	return m.arm(ctx, t, f.Bot, rows)
}

// columnsOf gives the columns of a table as they are here.
func (d *DB) columnsOf(ctx context.Context, table string) (columns []tableColumn, err error) {
	rows, err := d.read.WithContext(ctx).Raw("SELECT * FROM " + table + " WHERE 1 = 0").Rows()
	if err != nil {
		return nil, fmt.Errorf("read the columns of %s: %w", table, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, fmt.Errorf("read the columns of %s: %w", table, err)
	}
	for _, t := range types {
		kind, err := kindOf(t.DatabaseTypeName())
		if err != nil {
			return nil, fmt.Errorf("read column %s of %s: %w", t.Name(), table, err)
		}
		columns = append(columns, tableColumn{t.Name(), kind})
	}
	return columns, rows.Err()
}

// insertRows writes rows. Those that follow each other and have the same columns, nearly always all, share a statement.
func insertRows(g *gorm.DB, table string, botID int64, rows []map[string]any) error {
	for len(rows) > 0 {
		names := slices.Sorted(maps.Keys(rows[0]))
		n := 1
		for n < len(rows) && slices.Equal(slices.Sorted(maps.Keys(rows[n])), names) {
			n++
		}
		place := "(?" + strings.Repeat(", ?", len(names)) + ")"
		args := make([]any, 0, n*(len(names)+1))
		for _, row := range rows[:n] {
			args = append(args, botID)
			for _, name := range names {
				args = append(args, row[name])
			}
		}
		query := "INSERT INTO " + table + " (" + strings.Join(append([]string{"bot_id"}, names...), ", ") + ") VALUES " +
			place + strings.Repeat(", "+place, n-1)
		if err := g.Exec(query, args...).Error; err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
