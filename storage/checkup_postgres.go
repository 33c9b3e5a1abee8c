package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
)

func (c *Checkup) postgres(ctx context.Context, o Options) (err error) {
	conn, config, err := connectAsIs(ctx, o.URL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if err := c.postgresServer(ctx, conn, o.URL); err != nil {
		return err
	}
	ours, others, err := ownTables(ctx, conn)
	switch {
	case err != nil:
		return err
	case others:
		return ErrForeign
	case !ours:
		c.Missing = true
		return nil
	}
	if err := c.processes(ctx, conn); err != nil {
		return err
	}
	c.WriteErr = postgresWritable(ctx, conn)
	config.RuntimeParams["application_name"], config.RuntimeParams["timezone"] = toolName, "UTC"
	db := stdlib.OpenDB(*config)
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	g, err := overGorm(postgres.New(postgres.Config{Conn: db}))
	if err != nil {
		return err
	}
	return c.shared(ctx, db, g, o, "(errors[array_upper(errors, 1)] ->> 'error')")
}

// postgresServer asks the server about itself.
func (c *Checkup) postgresServer(ctx context.Context, conn *pgx.Conn, address string) error {
	var version string
	var now time.Time
	before := time.Now()
	err := conn.QueryRow(ctx, `SELECT current_setting('server_version'), clock_timestamp(), pg_is_in_recovery(), pg_database_size(current_database()),
		current_setting('max_connections')::bigint - current_setting('superuser_reserved_connections')::bigint,
		(SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')`).
		Scan(&version, &now, &c.Readable, &c.Bytes, &c.MaxConns, &c.UsedConns)
	if err != nil {
		return fmt.Errorf("ask the server: %w", err)
	}
	c.Server = "PostgreSQL " + version
	after := time.Now()
	c.Offset = now.Sub(before.Add(after.Sub(before) / 2))
	c.Settings = map[string]string{}
	for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		var value string
		if err := conn.QueryRow(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return fmt.Errorf("read setting %s: %w", name, err)
		}
		c.Settings[name] = value
	}
	pool, err := pgxpool.ParseConfig(address)
	if err != nil {
		return fmt.Errorf("read address: %w", err)
	}
	c.WantConns = poolConns(address, pool) + 1 // one holds the database
	return nil
}

// processes asks who has a seat: whose row is there, and whose lock is held.
func (c *Checkup) processes(ctx context.Context, conn *pgx.Conn) error {
	var known bool
	if err := conn.QueryRow(ctx, "SELECT to_regclass('instances') IS NOT NULL").Scan(&known); err != nil || !known {
		return err // an older schema has none
	}
	rows, err := conn.Query(ctx, `SELECT i.name FROM instances i JOIN pg_locks l ON l.objid::bigint = i.id
		WHERE l.locktype = 'advisory' AND l.classid = $1 AND l.mode = 'ExclusiveLock' AND l.granted
		AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY i.name`, uint32(seatClass))
	if err != nil {
		return fmt.Errorf("look who shares the database: %w", err)
	}
	c.Processes, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (Process, error) {
		var name string
		err := row.Scan(&name)
		return processOf(name), err
	})
	if err != nil {
		return fmt.Errorf("look who shares the database: %w", err)
	}
	return nil
}

// postgresWritable writes a row that nobody reads, and takes it back.
func postgresWritable(ctx context.Context, conn *pgx.Conn) error {
	t, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, "INSERT INTO files (bot_id, hash, file_id) VALUES (0, 'checkup', 'checkup') ON CONFLICT DO NOTHING")
	return errors.Join(err, t.Rollback(context.WithoutCancel(ctx)))
}
