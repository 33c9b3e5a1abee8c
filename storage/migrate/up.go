package migrate

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// ErrNewer is returned where the database was written by a newer version of the program.
var ErrNewer = errors.New("the database was made by a newer version of this program")

// ErrOther is returned where the database is that of another version, and must not be changed now.
var ErrOther = errors.New("the database is that of another version of this program")

//go:embed sqlite/*.sql
var sqliteFiles embed.FS

// SQLite brings an SQLite database up to date. The handle must have one connection only. It gives ErrNewer, and changes
// nothing, if the database is ahead of this program.
func SQLite(ctx context.Context, db *sql.DB, log *slog.Logger) error {
	own, err := ofSQLite(db, log)
	if err != nil {
		return err
	}
	have, want, err := own.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if have > want {
		return fmt.Errorf("schema version %d, known up to %d: %w", have, want, ErrNewer)
	}
	if _, err := own.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	jobs, err := rivermigrate.New(riversqlite.New(db), &rivermigrate.Config{Logger: log})
	if err != nil {
		return fmt.Errorf("read job migrations: %w", err)
	}
	if _, err := jobs.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	return nil
}

// SQLiteIsCurrent gives ErrOther if the schema is not the one that SQLite makes. It changes nothing.
func SQLiteIsCurrent(ctx context.Context, db *sql.DB) error {
	own, err := ofSQLite(db, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	have, want, err := own.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if have != want {
		return fmt.Errorf("schema version %d, known is %d: %w", have, want, ErrOther)
	}
	return nil
}

func ofSQLite(db *sql.DB, log *slog.Logger) (*goose.Provider, error) {
	dir, err := fs.Sub(sqliteFiles, "sqlite")
	if err != nil {
		return nil, fmt.Errorf("open migrations: %w", err)
	}
	own, err := goose.NewProvider(goose.DialectSQLite3, db, dir, goose.WithDisableGlobalRegistry(true), goose.WithSlog(log))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return own, nil
}
