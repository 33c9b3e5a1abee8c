package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// RestoreOptions say what may become of what is there, and of what the backup was about to send.
type RestoreOptions struct {
	// Replace lets the backup take the place of a database that is not empty. That one is kept beside it: Restored.Aside.
	Replace bool
	// SendPending leaves messages that were still to be sent as they are: the next start sends them. Else they are marked as
	// unknown, and nobody sends them: in the time between the backup and its restoring they have most likely been sent.
	SendPending bool
	// AsideFolder is where a PostgreSQL database that is replaced is kept; SQLite's stays in its own folder.
	AsideFolder string
}

// Restored is what came of it.
type Restored struct {
	Copy
	Held    int64    // messages that will not be sent
	Masters []string // ids of the master keys that it needs
	Aside   string   // the file that holds what was there before; empty if there was nothing
}

// NotEmptyError says what is in a database that was to be replaced.
type NotEmptyError struct{ Holds Holding }

// Error gives the words.
func (e *NotEmptyError) Error() string {
	return "the database is not empty: it has " + e.Holds.String()
}

// Holding is how much a database has of what a person would miss.
type Holding struct{ Bots, People, Sessions, Orders, Trials, Accounts, Drafts int64 }

func (h Holding) empty() bool { return h == Holding{} }

// String gives the words.
func (h Holding) String() string {
	words := []string{
		counted(h.Bots, "bot", "bots"), counted(h.People, "contact", "contacts"), counted(h.Sessions, "conversation", "conversations"),
		counted(h.Orders, "order", "orders"),
	}
	for _, more := range []struct {
		n         int64
		one, many string
	}{
		{h.Trials, "conversation of the page", "conversations of the page"},
		{h.Accounts, "account", "accounts"},
		{h.Drafts, "bot in the editor", "bots in the editor"},
	} {
		if more.n > 0 {
			words = append(words, counted(more.n, more.one, more.many))
		}
	}
	return strings.Join(words, ", ")
}

func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// holdingQuery counts it.
const holdingQuery = `SELECT (SELECT count(*) FROM bots WHERE bot_id > 0), (SELECT count(*) FROM contacts WHERE bot_id > 0),
	(SELECT count(*) FROM sessions WHERE bot_id > 0), (SELECT count(*) FROM orders WHERE bot_id > 0), (SELECT count(*) FROM trials)`

// rowScanner is the one row of an answer.
type rowScanner interface{ Scan(dst ...any) error }

// count counts it, by what asks for a row. A database of an older version lacks the last tables.
func (h *Holding) count(tables []string, row func(query string) rowScanner) error {
	err := row(holdingQuery).Scan(&h.Bots, &h.People, &h.Sessions, &h.Orders, &h.Trials)
	for name, n := range map[string]*int64{"accounts": &h.Accounts, "editor_bots": &h.Drafts} {
		if err == nil && slices.Contains(tables, name) {
			err = row("SELECT count(*) FROM " + name).Scan(n)
		}
	}
	if err != nil {
		return fmt.Errorf("look at what is there: %w", err)
	}
	return nil
}

// Restore puts a backup into the place of a database that nobody has open: an empty one, or one that may be replaced. The backup
// is read to its end before anything is changed, and must open with the keys of the options. Errors are *NotEmptyError, ErrInUse,
// ErrNoCopy, ErrOtherKind, ErrWrongKey, ErrForeign, ErrDamaged, migrate.ErrNewer, or those of the disk, the network and
// PostgreSQL's programs.
func Restore(ctx context.Context, o Options, file string, r RestoreOptions) (*Restored, error) {
	done, err := restore(ctx, o, file, r)
	if err != nil {
		return nil, fmt.Errorf("restore %s: %w", file, err)
	}
	return done, nil
}

func restore(ctx context.Context, o Options, file string, r RestoreOptions) (*Restored, error) {
	c, err := LookAtCopy(ctx, file)
	if err != nil {
		return nil, err
	}
	if c.Postgres != (o.URL != "") {
		return nil, ErrOtherKind
	}
	masters, err := newMasterKeys(&o)
	if err != nil {
		return nil, err
	}
	if err := c.opensWith(masters); err != nil {
		return nil, err
	}
	done := &Restored{Copy: *c}
	if o.URL != "" {
		err = done.intoPostgres(ctx, o, file, r)
	} else {
		err = done.intoSQLite(ctx, o, file, r)
	}
	if err != nil {
		return nil, err
	}
	// The proof: it opens as it will at the next start, and is brought to the schema of this program.
	o.Beside = false
	db, err := Open(ctx, o)
	if err != nil {
		return nil, err
	}
	done.Masters, err = mastersInUse(db.read.WithContext(ctx))
	return done, errors.Join(err, db.Close())
}

// holdQuery marks what was to be sent as something that nobody can know.
const holdQuery = `UPDATE messages SET state = 'unknown', code = 'restored', marked_at = %d WHERE state IN ('pending', 'sending')`

func (d *Restored) hold(ctx context.Context, at time.Time, exec func(ctx context.Context, query string) (int64, error)) (err error) {
	if d.Held, err = exec(ctx, fmt.Sprintf(holdQuery, at.UnixMicro())); err != nil {
		return fmt.Errorf("hold messages: %w", err)
	}
	return nil
}

// execOn runs a statement and gives how many rows it changed.
func execOn(db *sql.DB) func(ctx context.Context, query string) (int64, error) {
	return func(ctx context.Context, query string) (int64, error) {
		res, err := db.ExecContext(ctx, query)
		if err != nil {
			return 0, err
		}
		return res.RowsAffected()
	}
}

// wallTime is the time for what is not done by an open database.
func wallTime(o Options) time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}

// asideName is what a database is called that another took the place of.
func asideName(name string, at time.Time) string {
	return name + ".before-" + at.UTC().Format("20060102-150405")
}
