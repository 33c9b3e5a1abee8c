package migrate

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// ErrNewer is returned where the database was written by a newer version of the program.
var ErrNewer = errors.New("the database was made by a newer version of this program")

// ErrOther is returned where the database is that of another version, and must not be changed now.
var ErrOther = errors.New("the database is that of another version of this program")

//go:embed sqlite/*.sql
var sqliteFiles embed.FS

//go:embed postgres/*.sql
var postgresFiles embed.FS

// SQLite brings an SQLite database up to date. The handle must have one connection only. It gives ErrNewer, and changes
// nothing, if the database is ahead of this program.
func SQLite(ctx context.Context, db *sql.DB, log *slog.Logger) error {
	if err := ours(ctx, goose.DialectSQLite3, db, sqliteFiles, "sqlite", log); err != nil {
		return err
	}
	return jobs(ctx, riversqlite.New(db), log)
}

// Postgres does the same for a PostgreSQL database. Nobody else may migrate it at the same time. The handle must be over the
// pool.
func Postgres(ctx context.Context, db *sql.DB, pool *pgxpool.Pool, log *slog.Logger) error {
	if err := ours(ctx, goose.DialectPostgres, db, postgresFiles, "postgres", log); err != nil {
		return err
	}
	return jobs(ctx, riverpgxv5.New(pool), log)
}

// SQLiteIsCurrent gives ErrOther if the schema is not the one that SQLite makes. It changes nothing.
func SQLiteIsCurrent(ctx context.Context, db *sql.DB) error {
	return current(ctx, goose.DialectSQLite3, db, sqliteFiles, "sqlite")
}

// PostgresIsCurrent does the same for a PostgreSQL database.
func PostgresIsCurrent(ctx context.Context, db *sql.DB) error {
	return current(ctx, goose.DialectPostgres, db, postgresFiles, "postgres")
}

func current(ctx context.Context, dialect goose.Dialect, db *sql.DB, files embed.FS, folder string) error {
	own, err := provider(dialect, db, files, folder, slog.New(slog.DiscardHandler))
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

func provider(dialect goose.Dialect, db *sql.DB, files embed.FS, folder string, log *slog.Logger) (*goose.Provider, error) {
	dir, err := fs.Sub(files, folder)
	if err != nil {
		return nil, fmt.Errorf("open migrations: %w", err)
	}
	own, err := goose.NewProvider(dialect, db, dir, goose.WithDisableGlobalRegistry(true), goose.WithSlog(log))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return own, nil
}

func ours(ctx context.Context, dialect goose.Dialect, db *sql.DB, files embed.FS, folder string, log *slog.Logger) error {
	own, err := provider(dialect, db, files, folder, log)
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
	return nil
}

func jobs[TTx any](ctx context.Context, driver riverdriver.Driver[TTx], log *slog.Logger) error {
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: log})
	if err != nil {
		return fmt.Errorf("read job migrations: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	return nil
}
