package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/storage/migrate"
)

// postgresDB is a database on a PostgreSQL server.
type postgresDB struct {
	log        *slog.Logger
	seat       *seat // nil for a guest
	clock      *serverClock
	take       func(ctx context.Context) error // takes the seat, once the schema is right
	abandon    func()                          // instead of it
	pool       *pgxpool.Pool
	sql        *sql.DB // over the pool
	gorm       *gorm.DB
	statements [statementCount]string
	bulks      [statementCount]*bulk      // nil for those that have no form for many
	weeks      atomic.Pointer[[]weekPart] // parts of the journal for now
}

// postgresConns is how many connections the pool has at most, unless the address says otherwise: those of River, of the
// commits and of the reads of turns.
const postgresConns = 20

func openPostgres(ctx context.Context, address string, o *Options, log *slog.Logger) (_ *postgresDB, err error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("read address: %w", err)
	}
	config.MaxConns = int32(poolConns(address, config)) //nolint:gosec // it was one
	session(config.ConnConfig)
	config.AfterConnect = func(_ context.Context, c *pgx.Conn) error { return takeArrays(c.TypeMap()) }
	p := &postgresDB{log: log, clock: &serverClock{machine: o.Machine}}
	p.weeks.Store(new([]weekPart))
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	seat, conn, err := newSeat(ctx, config.ConnConfig, o, p.clock, log)
	if err != nil {
		return nil, err
	}
	if seat != nil {
		p.seat, p.abandon = seat, func() { seat.part(ctx, conn) }
		p.take = func(ctx context.Context) error { return seat.take(ctx, conn) }
	}
	if p.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	if p.seat != nil {
		p.seat.pool = p.pool
	}
	p.sql = stdlib.OpenDBFromPool(p.pool)
	if p.gorm, err = overGorm(postgres.New(postgres.Config{Conn: p.sql})); err != nil {
		return nil, err
	}
	return p, p.check(ctx)
}

// poolConns is how many connections the pool may have.
func poolConns(address string, config *pgxpool.Config) int64 {
	if strings.Contains(address, "pool_max_conns") {
		return int64(config.MaxConns)
	}
	return postgresConns
}

// session sets what every connection is to be like.
func session(c *pgx.ConnConfig) {
	c.StatementCacheCapacity = 256 // there are about a hundred; each connection makes room for all at once
	if c.DefaultQueryExecMode == pgx.QueryExecModeCacheStatement {
		c.DescriptionCacheCapacity = 0 // of another mode
	}
	for name, value := range map[string]string{
		"application_name": "scenarist",
		"timezone":         "UTC",
		"jit":              "off",                // statements are short, compiling them is not
		"plan_cache_mode":  "force_generic_plan", // each has one good plan, and making it takes as long as running it
		// Rows are found by their keys, whatever the server believes of a table that was small a moment ago.
		"enable_seqscan":   "off",
		"enable_hashjoin":  "off",
		"enable_mergejoin": "off",
		// A server that hears nothing of us for half a minute ends the session, and with it what the session holds.
		"tcp_keepalives_idle":                 "15",
		"tcp_keepalives_interval":             "5",
		"tcp_keepalives_count":                "3",
		"tcp_user_timeout":                    "30000",
		"idle_in_transaction_session_timeout": "60s",
	} {
		if _, ok := c.RuntimeParams[name]; !ok {
			c.RuntimeParams[name] = value
		}
	}
}

// check refuses the database of another program, and says so if the server does not keep what was committed.
func (p *postgresDB) check(ctx context.Context) error {
	var ours, others bool
	err := p.pool.QueryRow(ctx, `SELECT to_regclass('vault_keys') IS NOT NULL, EXISTS (
		SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
		AND relname NOT LIKE 'goose\_%')`).Scan(&ours, &others)
	if err != nil {
		return fmt.Errorf("read schema: %w", err)
	}
	if others && !ours {
		return ErrForeign
	}
	for _, name := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		var value string
		if err := p.pool.QueryRow(ctx, "SELECT current_setting($1)", name).Scan(&value); err != nil {
			return fmt.Errorf("read setting %s: %w", name, err)
		}
		if value == "off" {
			p.log.WarnContext(ctx, "the database server may forget what was committed when its machine fails", "setting", name, "value", value)
		}
	}
	return nil
}

func (p *postgresDB) handles() (write, read *gorm.DB) { return p.gorm, p.gorm }

func (p *postgresDB) guest() bool { return p.seat == nil }

func (p *postgresDB) migrate(ctx context.Context) error {
	if p.guest() {
		return migrate.PostgresIsCurrent(ctx, p.sql)
	}
	return migrate.Postgres(ctx, p.sql, p.pool, p.log)
}

// loadPostgres reads all that a turn starts from. Parameters are bot, chat, user.
const loadPostgres = `SELECT s.version, s.data, u.vars, c.vars, u.version, c.version, p.reachable,
	coalesce((SELECT json_agg(role ORDER BY role)::text FROM staff WHERE bot_id = $1 AND user_id = $3), '[]')
FROM (SELECT 1) AS one
	LEFT JOIN sessions s ON s.bot_id = $1 AND s.chat_id = $2 AND s.user_id = $3
	LEFT JOIN contacts u ON u.bot_id = $1 AND u.contact_id = $3
	LEFT JOIN contacts p ON p.bot_id = $1 AND p.contact_id = $2
	LEFT JOIN scopes c ON c.bot_id = $1 AND c.scope = 'chat' AND c.owner_id = $2`

// prepare writes the statements as PostgreSQL wants them; each connection prepares them when it meets them first.
func (p *postgresDB) prepare(ctx context.Context, now time.Time) error {
	p.statements = sharedStatements()
	many := bulks()
	amongOthers(&p.statements, many)
	for s, b := range many {
		p.bulks[s] = &b
	}
	// What is read to be changed is held: other transactions write at the same time.
	for _, s := range []statement{alarmAt, readContactVars, readScope, recordVersion} {
		p.statements[s] += " FOR UPDATE"
	}
	for i, q := range p.statements {
		p.statements[i] = numbered(q)
	}
	if err := p.makePartitions(ctx, now); err != nil || p.guest() {
		return err
	}
	if err := p.take(ctx); err != nil {
		return err
	}
	p.abandon = nil
	return nil
}

const postgresOfBot = "CAST(coalesce(args -> 'key' ->> 'bot_id', args ->> 'bot_id') AS bigint) = ?"

func (p *postgresDB) words() *words {
	return &words{
		concurrent: true,
		countByStatus: `SELECT coalesce(convert_from(data, 'UTF8')::json ->> 'status', '') AS status, count(*) AS n
			FROM sessions WHERE bot_id = ? GROUP BY 1`,
		standing: `position('"status":"waiting"'::bytea in substring(data from 1 for 300)) > 0`,
		ofBot:    postgresOfBot,
		openJobs: `SELECT coalesce(args ->> 'id', kind), coalesce(CAST(args -> 'key' ->> 'chat_id' AS bigint), 0),
			coalesce(CAST(args -> 'key' ->> 'user_id' AS bigint), 0), attempt, state = 'running', scheduled_at
			FROM river_job WHERE state IN ('available', 'retryable', 'running', 'scheduled') AND kind IN ('job', 'start', 'refresh')
			AND ` + postgresOfBot + ` ORDER BY id`,
		movedJobs: `SELECT kind, args::text AS args, (extract(epoch FROM scheduled_at) * 1000000)::bigint AS at,
			max_attempts::bigint, priority::bigint, queue FROM river_job
			WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled')
			AND kind IN ('job', 'start', 'refresh') AND ` + postgresOfBot + ` ORDER BY id`,
		tests:    postgresRecords{},
		snapshot: sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead},
		jobTime:  func(t time.Time) any { return t },
	}
}

func (p *postgresDB) client(c *river.Config) (jobClient, error) {
	return newRiverClient(riverpgxv5.New(p.pool), c)
}

// inTx runs f in a transaction on one connection, which River's driver sees as a pgx.Tx and gorm as a connection. If the
// connection breaks while the transaction is committed, nobody can tell whether it was: the error does not say that
// nothing is stored. What comes again is recognised then.
func (p *postgresDB) inTx(ctx context.Context, f func(ctx context.Context, t *tx) error) (err error) {
	conn, err := p.sql.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	var in pgx.Tx
	err = conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("the connection is a %T", driver)
		}
		var err error
		in, err = c.Conn().Begin(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	g := p.gorm.WithContext(ctx)
	g.Statement.ConnPool = conn
	return finish(ctx, in, f, &tx{gorm: g, jobs: in})
}

// inGroup is inTx with a transaction that begins with its first statements, and for which gorm has nothing to do.
func (p *postgresDB) inGroup(ctx context.Context, f func(ctx context.Context, t *tx) error) error {
	conn, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	in := &lateTx{pgxConn: conn.Conn()}
	return finish(ctx, in, f, &tx{jobs: in})
}

// finish runs f in a transaction that has begun, and ends it.
func finish(ctx context.Context, in pgx.Tx, f func(ctx context.Context, t *tx) error, t *tx) error {
	done := false
	defer func() {
		if !done { // an error or a panic
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
			defer cancel()
			_ = in.Rollback(ctx) // a connection on which this fails is closed, which rolls back
		}
	}()
	if err := f(ctx, t); err != nil {
		return err
	}
	done = true
	if err := in.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// rollbackTime is how long a rollback may take; then the connection is given up.
const rollbackTime = 5 * time.Second

// run sends all statements at once and reads the results as they come.
func (p *postgresDB) run(ctx context.Context, t *tx, calls []call) (err error) {
	in, ok := t.jobs.(pgx.Tx)
	if !ok {
		return errors.New("not in a transaction")
	}
	var batch pgx.Batch
	late, ok := in.(*lateTx)
	begins := ok && late.begin(&batch)
	conn := in.Conn().PgConn()
	w := wireOf(conn)
	defer w.forget()
	units := p.units(w, calls, t.at)
	w.room = 0
	for i := range units {
		n, err := units[i].queue(&batch, w, calls)
		if err != nil {
			return err
		}
		w.room += n
	}
	conn.Frontend().Send(w)
	results := in.SendBatch(ctx, &batch)
	defer func() {
		if closed := results.Close(); err == nil {
			err = closed
		}
	}()
	if begins {
		if _, err := results.Exec(); err != nil {
			return fmt.Errorf("begin: %w", err)
		}
	}
	for i := range units {
		if err := units[i].read(results, calls); err != nil {
			return err
		}
	}
	return nil
}

// read reads what became of a call.
func (c *call) read(results pgx.BatchResults) error {
	if c.dst == nil {
		tag, err := results.Exec()
		c.rows = tag.RowsAffected()
		return err
	}
	err := results.QueryRow().Scan(c.dst)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	c.rows = 1
	return err
}

// lockBot uses the bot's id as the name of an advisory lock of the transaction.
func (p *postgresDB) lockBot(t *tx, botID int64) error {
	return t.gorm.Exec("SELECT pg_advisory_xact_lock(?)", botID).Error
}

func (p *postgresDB) load(ctx context.Context, k engine.SessionKey) row {
	return p.pool.QueryRow(ctx, loadPostgres, k.BotID, k.ChatID, k.UserID)
}

// close closes what was opened. Others go on at once with what this process leaves.
func (p *postgresDB) close() error {
	var err error
	if p.abandon != nil {
		p.abandon()
	}
	if p.seat != nil {
		err = p.seat.release()
	}
	if p.sql != nil {
		err = errors.Join(err, p.sql.Close())
	}
	if p.pool != nil {
		p.pool.Close()
	}
	return err
}

// instance gives the number by which the others know this process.
func (p *postgresDB) instance() (int64, error) {
	if p.guest() {
		return 0, nil
	}
	if id := p.seat.seated(); id != 0 {
		return id, nil
	}
	return 0, errStanding
}
