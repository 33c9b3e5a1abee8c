package storage

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"

	"github.com/scenarist/scenarist/engine"
)

// backend is what differs between the databases; everything else of this package is the same for both. There are two:
// sqliteDB and postgresDB.
type backend interface {
	// handles give gorm over what writes, and over what only reads beside it.
	handles() (write, read *gorm.DB)
	// migrate brings the schema up to date; River's, too.
	migrate(ctx context.Context) error
	// prepare makes ready what needs the schema.
	prepare(ctx context.Context, now time.Time) error
	// words are the texts in which the databases differ.
	words() *words
	// client makes the job queue.
	client(c *river.Config) (jobClient, error)

	// inTx runs f once in a transaction that writes.
	inTx(ctx context.Context, f func(ctx context.Context, t *tx) error) error
	// inGroup is inTx for a group commit, in which f has run do everything; the transaction may begin with its first call.
	inGroup(ctx context.Context, f func(ctx context.Context, t *tx) error) error
	// run runs statements of the group commit, in their order, up to the first error.
	run(ctx context.Context, t *tx, calls []call) error
	// lockBot lets no other transaction that asks for the same go on before this one ends.
	lockBot(t *tx, botID int64) error
	// load reads what a turn starts from, in one statement, and so from one state of the database.
	load(ctx context.Context, key engine.SessionKey) row

	// keepMessages makes room for messages to come, and deletes those that came before the time and are not to be sent any
	// more.
	keepMessages(ctx context.Context, now time.Time, before int64) error
	// keepFilms deletes films of turns from before the time.
	keepFilms(ctx context.Context, before int64) error
	// guest reports whether another process has the database.
	guest() bool
	// instance gives the number of this process among those that share the database; 0 where there is one only.
	instance() (int64, error)
	usage() Usage
	close() error
}

// row is one row that was read.
type row interface{ Scan(dst ...any) error }

// words are the texts in which the databases differ, and what goes with them.
type words struct {
	concurrent    bool   // several transactions write at the same time
	countByStatus string // of a bot's sessions
	standing      string // condition on sessions: it is in the middle of something
	ofBot         string // condition on river_job: the job is of a bot
	openJobs      string // what Agenda reads
	movedJobs     string // what an archive takes of a bot's jobs: kind, args, at, max_attempts, priority, queue
	tests         recordTests
	snapshot      sql.TxOptions       // of a transaction whose reads are all of one state
	jobTime       func(time.Time) any // a time as River writes it
}

// tx is one transaction that writes, as each layer wants it.
type tx struct {
	gorm  *gorm.DB    // nil in a group commit on PostgreSQL, which does without
	at    int64       // of the group commit, microseconds; 0 if there is none
	jobs  any         // what River's driver takes: *sql.Tx or pgx.Tx
	bound []*sql.Stmt // SQLite's statements of the group commit in this transaction, as far as they were used
}

// forUpdate holds the rows that a transaction reads and is about to change, where several transactions write.
var forUpdate = clause.Locking{Strength: "UPDATE"}

// overGorm puts gorm on a pool.
func overGorm(d gorm.Dialector) (*gorm.DB, error) {
	g, err := gorm.Open(d, &gorm.Config{
		SkipDefaultTransaction: true, // writes say themselves what belongs together
		DisableAutomaticPing:   true,
		Logger:                 logger.Discard, // errors are returned, and statements hold users' text
	})
	if err != nil {
		return nil, fmt.Errorf("open gorm: %w", err)
	}
	return g, nil
}
