package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/scenarist/scenarist/engine"
)

// The reasons why Open refuses a database, beyond those of the file system; migrate.ErrNewer is another one.
var (
	// ErrInUse: another process has it open. A database is for one process.
	ErrInUse = errors.New("the database is in use by another process")
	// ErrWrongKey: the master key is not the one that the database was made with.
	ErrWrongKey = errors.New("the key does not open this database")
	// ErrForeign: the tables that are there are those of some other program.
	ErrForeign = errors.New("it is a database of another program")
	// ErrDamaged: the file is no SQLite database, or a broken one.
	ErrDamaged = errors.New("the file is not a database or is damaged")
)

// sqliteCode gives the primary result code of an SQLite error, 0 for other errors.
// The low byte is the primary code: https://www.sqlite.org/rescode.html.
func sqliteCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

// sqlState gives the code of an error of PostgreSQL, "" for other errors:
// https://www.postgresql.org/docs/current/errcodes-appendix.html.
func sqlState(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// Full reports whether the error says that the disk has no room left.
func Full(err error) bool {
	return sqliteCode(err) == sqlite3.SQLITE_FULL || sqlState(err) == pgerrcodeDiskFull || errors.Is(err, syscall.ENOSPC)
}

const (
	pgerrcodeDiskFull      = "53100"
	pgerrcodeSerialization = "40001"
	pgerrcodeDeadlock      = "40P01"
	pgerrcodeLimit         = "54000" // program_limit_exceeded: a key too long for its index, a value too large
	pgerrcodeTooComplex    = "54001"
	pgerrcodeLocked        = "55P03" // lock_not_available
)

// again reports whether a transaction failed for what others did at the same time, and may succeed when it is begun anew.
// So may one that could not begin, since its connection had been closed.
func again(err error) bool {
	switch sqlState(err) {
	case pgerrcodeSerialization, pgerrcodeDeadlock:
		return true
	default:
		return errors.Is(err, errRace) || pgconn.SafeToRetry(err)
	}
}

// spoils reports whether the error comes from what a member holds, so that leaving the member out makes the commit
// possible. Everything else says that the database could not do it now, whatever the members hold.
func spoils(err error) bool {
	if _, ok := errors.AsType[*memberError](err); ok {
		return true
	}
	switch state := sqlState(err); {
	case strings.HasPrefix(state, "22"), strings.HasPrefix(state, "23"): // data exception, integrity constraint violation
		return true
	case state == pgerrcodeLimit, state == pgerrcodeTooComplex:
		return true
	}
	switch sqliteCode(err) {
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE:
		return true
	default:
		return false
	}
}

// memberError is a fault of a member that is found before the database sees it.
type memberError struct{ err error }

// Error gives the words of the fault.
func (e *memberError) Error() string { return e.err.Error() }

// Unwrap gives the fault.
func (e *memberError) Unwrap() error { return e.err }

func badMember(format string, args ...any) error {
	return &memberError{fmt.Errorf(format, args...)}
}

// found turns the "no such row" of either layer into engine.ErrNotFound.
func found(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, sql.ErrNoRows) {
		return engine.ErrNotFound
	}
	return err
}

// doing says what was being done when an error came; nil stays nil.
func doing(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
