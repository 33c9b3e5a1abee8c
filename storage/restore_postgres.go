package storage

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/scenarist/scenarist/storage/migrate"
)

// intoPostgres has pg_restore fill the database, in one transaction. What is there goes into a backup of its own first.
func (d *Restored) intoPostgres(ctx context.Context, o Options, file string, r RestoreOptions) (err error) {
	conn, config, err := connectAsIs(ctx, o.URL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	ours, others, err := ownTables(ctx, conn)
	if err != nil {
		return err
	}
	if others {
		return ErrForeign
	}
	if err := keepOut(ctx, conn); err != nil {
		return err
	}
	if ours {
		if err := d.clearPostgres(ctx, conn, o, r); err != nil {
			return err
		}
	}
	target := "dbname='" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(config.Database) + "'"
	err = runTool(ctx, config, nil, "pg_restore", "--dbname="+target, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", file)
	if err != nil {
		if d.Aside != "" {
			err = fmt.Errorf("%w (what was there is in %s)", err, d.Aside)
		}
		return err
	}
	if _, ok := d.Rows["instances"]; ok { // none in an older one
		if _, err := conn.Exec(ctx, "DELETE FROM instances"); err != nil { // those who had the copied database do not have this one
			return fmt.Errorf("forget other processes: %w", err)
		}
	}
	if r.SendPending {
		return nil
	}
	return d.hold(ctx, wallTime(o), func(ctx context.Context, query string) (int64, error) {
		tag, err := conn.Exec(ctx, query)
		return tag.RowsAffected(), err
	})
}

// keepOut takes what everybody shares who has a seat, so that nobody opens the database until the connection ends. It gives
// ErrInUse while a process of ours is connected, with a seat or as a guest.
func keepOut(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, `SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database()
		AND application_name LIKE 'scenarist%' AND application_name <> $1 AND pid <> pg_backend_pid() ORDER BY 1 DESC`, toolName)
	if err != nil {
		return fmt.Errorf("look who is connected: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("look who is connected: %w", err)
	}
	var alone bool
	if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1, $2)", applicationID, presentLock).Scan(&alone); err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	switch {
	case len(names) > 0:
		return fmt.Errorf("%w (%s)", ErrInUse, names[0])
	case !alone:
		return ErrInUse
	}
	return nil
}

// clearPostgres drops what is there, after it was put aside if it holds anything.
func (d *Restored) clearPostgres(ctx context.Context, conn *pgx.Conn, o Options, r RestoreOptions) error {
	var there Holding
	rows, err := conn.Query(ctx, "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()")
	if err != nil {
		return fmt.Errorf("look at what is there: %w", err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("look at what is there: %w", err)
	}
	if err := there.count(tables, func(query string) rowScanner { return conn.QueryRow(ctx, query) }); err != nil {
		return err
	}
	if !there.empty() {
		if !r.Replace {
			return &NotEmptyError{there}
		}
		aside := asideName(filepath.Join(r.AsideFolder, "postgres.dump"), wallTime(o))
		if _, err := backup(ctx, o, aside, false); err != nil {
			return fmt.Errorf("keep what is there: %w", err)
		}
		d.Aside = aside
	}
	return d.dropPostgres(ctx, conn)
}

// dropPostgres drops our tables, those of the job queue and those that the backup brings. Whatever else there is stays.
func (d *Restored) dropPostgres(ctx context.Context, conn *pgx.Conn) error {
	tables, err := migrate.Tables()
	if err != nil {
		return err
	}
	for name := range d.Rows {
		tables = append(tables, name)
	}
	rows, err := conn.Query(ctx, `
		SELECT format('DROP TABLE IF EXISTS %I CASCADE', relname) FROM pg_class WHERE relnamespace = current_schema()::regnamespace
			AND relkind IN ('r', 'p') AND NOT relispartition
			AND (relname = ANY ($1) OR relname LIKE 'river\_%' OR relname LIKE 'goose\_%')
		UNION ALL SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc
			WHERE pronamespace = current_schema()::regnamespace AND (proname LIKE 'river\_%' OR proname = 'audit_is_kept')
		UNION ALL SELECT format('DROP TYPE IF EXISTS %I CASCADE', typname) FROM pg_type
			WHERE typnamespace = current_schema()::regnamespace AND typtype = 'e' AND typname LIKE 'river\_%'`, tables)
	if err != nil {
		return fmt.Errorf("list what is there: %w", err)
	}
	drops, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("list what is there: %w", err)
	}
	return pgx.BeginFunc(ctx, conn, func(t pgx.Tx) error {
		for _, drop := range drops {
			if _, err := t.Exec(ctx, drop); err != nil {
				return fmt.Errorf("drop what is there: %w", err)
			}
		}
		return nil
	})
}
