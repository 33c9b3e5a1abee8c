package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"gorm.io/driver/sqlite"

	"github.com/scenarist/scenarist/storage/migrate"
)

// copySQLite writes the database, as it is when that begins, into an empty file. Whoever writes to the database goes on.
func copySQLite(ctx context.Context, path, file string) (err error) {
	if file, err = filepath.Abs(file); err != nil {
		return err
	}
	db, err := openAsIs(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", file); err != nil {
		return fmt.Errorf("copy: %w", damaged(err))
	}
	return nil
}

// openAsIs opens a database of ours that is there, whatever its version and whoever has it.
func openAsIs(ctx context.Context, path string) (_ *sql.DB, err error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	db, err := openFile(dsn(path, "busy_timeout(5000)") + "&mode=rw")
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	db.SetMaxOpenConns(1)
	if err := ownFile(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// ownFile refuses what is not ours.
func ownFile(ctx context.Context, db *sql.DB) error {
	var id int64
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return damaged(fmt.Errorf("read header: %w", err))
	}
	if id != applicationID {
		return ErrForeign
	}
	return nil
}

// readSQLite checks every page and every index of the copy.
func (c *Copy) readSQLite(ctx context.Context) (err error) {
	path, err := filepath.Abs(c.File)
	if err != nil {
		return err
	}
	db, err := openFile(dsn(path) + "&mode=ro&immutable=1") // no journal beside it, and none made
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if err := ownFile(ctx, db); err != nil {
		return err
	}
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return damaged(fmt.Errorf("check: %w", err))
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, verdict)
	}
	if c.Schema, err = migrate.Version(ctx, db); err != nil {
		return err
	}
	names, err := sqliteTables(ctx, db)
	if err != nil {
		return err
	}
	for _, name := range names {
		var n int64
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM "+name).Scan(&n); err != nil {
			return damaged(fmt.Errorf("count %s: %w", name, err))
		}
		c.Rows[name] = n
	}
	if err := c.Holds.count(names, func(query string) rowScanner { return db.QueryRowContext(ctx, query) }); err != nil {
		return damaged(err)
	}
	var newest *int64
	err = db.QueryRowContext(ctx, "SELECT max(at), count(*) FILTER (WHERE state IN ('pending', 'sending')) FROM messages").Scan(&newest, &c.Pending)
	if err != nil {
		return damaged(fmt.Errorf("read messages: %w", err))
	}
	c.Newest = fromMicros(newest)
	g, err := overGorm(sqlite.New(sqlite.Config{Conn: db}))
	if err != nil {
		return err
	}
	// An older one has less columns.
	if err := g.WithContext(ctx).Raw("SELECT * FROM vault_keys").Scan(&c.keys).Error; err != nil {
		return damaged(fmt.Errorf("read data keys: %w", err))
	}
	return nil
}

// sqliteTables gives the tables of a database, by name.
func sqliteTables(ctx context.Context, db *sql.DB) (names []string, err error) {
	rows, err := db.QueryContext(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`)
	if err != nil {
		return nil, damaged(fmt.Errorf("list tables: %w", err))
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
