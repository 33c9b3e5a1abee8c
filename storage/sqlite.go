package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/storage/migrate"
)

// sqliteDB is the database in a file of this machine.
type sqliteDB struct {
	log         *slog.Logger
	path        string
	lock        *fileLock
	writer      *sql.DB // one connection
	reader      *sql.DB
	checkpoints *checkpointer // nil for a guest
	write, read *gorm.DB
	commit      [statementCount]*sql.Stmt // on writer
	loading     *sql.Stmt                 // on reader
}

func openSQLite(ctx context.Context, path string, beside bool, log *slog.Logger) (_ backend, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	s := &sqliteDB{log: log, path: path}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	s.lock, err = lockFile(path + ".lock")
	if err != nil && (!beside || !errors.Is(err, ErrInUse)) {
		return nil, err
	}
	if s.writer, err = openWriter(ctx, path); err != nil {
		return nil, err
	}
	if s.reader, err = openReaders(path); err != nil {
		return nil, err
	}
	if !s.guest() {
		if s.checkpoints, err = startCheckpointer(ctx, path, s.writer, log); err != nil {
			return nil, err
		}
	}
	// The dialect's own driver needs C; its connection is replaced by ours.
	if s.write, err = overGorm(sqlite.New(sqlite.Config{Conn: s.writer})); err != nil {
		return nil, err
	}
	if s.read, err = overGorm(sqlite.New(sqlite.Config{Conn: s.reader})); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *sqliteDB) handles() (write, read *gorm.DB) { return s.write, s.read }

func (s *sqliteDB) guest() bool { return s.lock == nil }

func (s *sqliteDB) instance() (int64, error) { return 0, nil }

func (s *sqliteDB) migrate(ctx context.Context) error {
	if s.guest() {
		return damaged(migrate.SQLiteIsCurrent(ctx, s.writer))
	}
	return damaged(migrate.SQLite(ctx, s.writer, s.log))
}

// loadSQLite reads all that a turn starts from. Parameters are bot, chat, user.
const loadSQLite = `SELECT s.version, s.data, u.vars, c.vars, u.version, c.version, p.reachable,
	(SELECT json_group_array(role) FROM (SELECT role FROM staff WHERE bot_id = ?1 AND user_id = ?3 ORDER BY role))
FROM (SELECT 1)
	LEFT JOIN sessions s ON s.bot_id = ?1 AND s.chat_id = ?2 AND s.user_id = ?3
	LEFT JOIN contacts u ON u.bot_id = ?1 AND u.contact_id = ?3
	LEFT JOIN contacts p ON p.bot_id = ?1 AND p.contact_id = ?2
	LEFT JOIN scopes c ON c.bot_id = ?1 AND c.scope = 'chat' AND c.owner_id = ?2`

// prepare prepares what every turn runs.
func (s *sqliteDB) prepare(ctx context.Context, _ time.Time) error {
	queries := sharedStatements()
	queries[markElsewhere] = `UPDATE messages INDEXED BY messages_open SET state = ?, message_ids = coalesce(?, message_ids),
		code = ?, marked_at = ?, tries = tries + ? WHERE bot_id = ? AND key = ? AND state IN ('pending', 'sending')`
	// Who adds figures up reads rows first and takes them out later: no other row may have got the number of one of them.
	queries[addDelta] = `INSERT INTO figure_deltas (seq, data) VALUES (max(CAST(unixepoch('subsec') * 1000000 AS INTEGER),
		coalesce((SELECT max(seq) FROM figure_deltas), 0) + 1), ?)`
	for i, q := range queries {
		if q == "" {
			continue // it is for several processes
		}
		st, err := s.writer.PrepareContext(ctx, q) //nolint:sqlclosecheck // closed by close
		if err != nil {
			return fmt.Errorf("prepare %q: %w", q, err)
		}
		s.commit[i] = st
	}
	var err error
	if s.loading, err = s.reader.PrepareContext(ctx, loadSQLite); err != nil {
		return fmt.Errorf("prepare load: %w", err)
	}
	return nil
}

// River's jobs of one bot. There is no index for it: only bots that are tried are asked about so, and the states have one.
const sqliteOfBot = "coalesce(json_extract(args, '$.key.bot_id'), json_extract(args, '$.bot_id')) = ?"

func (s *sqliteDB) words() *words {
	return &words{
		countByStatus: `SELECT coalesce(json_extract(CAST(data AS TEXT), '$.status'), '') AS status, count(*) AS n
			FROM sessions WHERE bot_id = ? GROUP BY 1`,
		standing: `instr(substr(data, 1, 300), CAST('"status":"waiting"' AS BLOB)) > 0`,
		ofBot:    sqliteOfBot,
		openJobs: `SELECT coalesce(json_extract(args, '$.id'), kind), coalesce(json_extract(args, '$.key.chat_id'), 0),
			coalesce(json_extract(args, '$.key.user_id'), 0), attempt, state = 'running', scheduled_at
			FROM river_job WHERE state IN ('available', 'retryable', 'running', 'scheduled') AND kind IN ('job', 'start', 'refresh')
			AND ` + sqliteOfBot,
		movedJobs: `SELECT kind, json(args) AS args, CAST(round(unixepoch(scheduled_at, 'subsec') * 1000000) AS INTEGER) AS at,
			max_attempts, priority, queue FROM river_job WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled')
			AND kind IN ('job', 'start', 'refresh') AND ` + sqliteOfBot + ` ORDER BY id`,
		tests:    sqliteRecords{},
		snapshot: sql.TxOptions{ReadOnly: true},
		// River compares times as text.
		jobTime: func(t time.Time) any { return t.UTC().Round(time.Millisecond).Format("2006-01-02 15:04:05.999") },
	}
}

func (s *sqliteDB) client(c *river.Config) (jobClient, error) {
	c.ReindexerSchedule = river.NeverSchedule() // it would hold up the one writer
	return newRiverClient(riversqlite.New(s.writer), c)
}

// inTx runs f in a transaction of the writer. The wait for the writer ends with ctx; a transaction that has begun runs to
// its end, which is near: a driver that watches a context costs more than the statements it guards.
func (s *sqliteDB) inTx(ctx context.Context, f func(ctx context.Context, t *tx) error) (err error) {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	ctx = context.WithoutCancel(ctx)
	g := s.write.WithContext(ctx)
	g.Statement.ConnPool = conn
	if s.checkpoints != nil {
		defer s.checkpoints.written()
	}
	return g.Transaction(func(g *gorm.DB) error {
		in, ok := g.Statement.ConnPool.(*sql.Tx)
		if !ok {
			return errors.New("not in a transaction")
		}
		return f(ctx, &tx{gorm: g, jobs: in})
	})
}

func (s *sqliteDB) inGroup(ctx context.Context, f func(ctx context.Context, t *tx) error) error {
	return s.inTx(ctx, f)
}

// run runs the statements one by one: there is no way between us and the database that would be worth to be saved.
func (s *sqliteDB) run(ctx context.Context, t *tx, calls []call) error {
	in, ok := t.jobs.(*sql.Tx)
	if !ok {
		return errors.New("not in a transaction")
	}
	if t.bound == nil {
		t.bound = make([]*sql.Stmt, statementCount)
	}
	for i := range calls {
		c := &calls[i]
		st := t.bound[c.statement]
		if st == nil {
			st = in.StmtContext(ctx, s.commit[c.statement]) // it ends with the transaction
			t.bound[c.statement] = st
		}
		if err := c.runOn(ctx, st); err != nil {
			return c.failed(err)
		}
	}
	return nil
}

// runOn runs the statement where it was prepared.
func (c *call) runOn(ctx context.Context, st *sql.Stmt) error {
	if c.dst != nil {
		err := st.QueryRowContext(ctx, c.args...).Scan(c.dst)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		c.rows = 1
		return err
	}
	res, err := st.ExecContext(ctx, c.args...)
	if err != nil {
		return err
	}
	c.rows, err = res.RowsAffected()
	return err
}

// lockBot has nothing to do: there is one writer.
func (s *sqliteDB) lockBot(*tx, int64) error { return nil }

func (s *sqliteDB) load(ctx context.Context, k engine.SessionKey) row {
	return s.loading.QueryRowContext(ctx, k.BotID, k.ChatID, k.UserID)
}

// keepMessages goes through the journal from its beginning. The last one stays, so that its number is not given again.
func (s *sqliteDB) keepMessages(ctx context.Context, _ time.Time, before int64) error {
	return s.dropOld(ctx, "messages", " AND state NOT IN ('pending', 'sending')", before)
}

// keepFilms goes through the films in the same way.
func (s *sqliteDB) keepFilms(ctx context.Context, before int64) error {
	return s.dropOld(ctx, "films", "", before)
}

// dropOld walks a table from its beginning to the first row that is young enough.
func (s *sqliteDB) dropOld(ctx context.Context, table, and string, before int64) error {
	read := fmt.Sprintf("SELECT seq, at FROM %s WHERE seq > ? ORDER BY seq LIMIT ?", table)
	drop := fmt.Sprintf("DELETE FROM %[1]s WHERE seq > ? AND seq <= ? AND at < ?%[2]s AND seq < (SELECT max(seq) FROM %[1]s)", table, and)
	var from int64
	for {
		to, seen, young := from, 0, false
		err := each(ctx, s.read, func(rows *sql.Rows) error {
			var at int64
			err := rows.Scan(&to, &at)
			seen, young = seen+1, young || at >= before
			return err
		}, read, from, purgeChunk)
		if err == nil && seen > 0 {
			err = s.write.WithContext(ctx).Exec(drop, from, to, before).Error
		}
		if err != nil || seen < purgeChunk || young {
			return err
		}
		from = to
	}
}

// close closes what was opened.
func (s *sqliteDB) close() error {
	var errs []error
	if s.checkpoints != nil {
		errs = append(errs, s.checkpoints.end())
	}
	for _, st := range append(s.commit[:], s.loading) {
		if st != nil {
			errs = append(errs, st.Close())
		}
	}
	// The writer last: the last connection of a file folds the WAL into it.
	for _, db := range []*sql.DB{s.reader, s.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if s.checkpoints != nil {
		errs = append(errs, s.checkpoints.file.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.release())
	}
	return errors.Join(errs...)
}
