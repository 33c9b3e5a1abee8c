package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"syscall"

	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/scenarist/scenarist/engine"
)

// The reasons why Open refuses a database, beyond those of the file system; migrate.ErrNewer is another one.
var (
	// ErrInUse: another process has it open. SQLite mode is for one process.
	ErrInUse = errors.New("the database is in use by another process")
	// ErrWrongKey: the master key is not the one that the database was made with.
	ErrWrongKey = errors.New("the key does not open this database")
	// ErrForeign: the file is an SQLite database of some other program.
	ErrForeign = errors.New("the file is a database of another program")
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

// Full reports whether the error says that the disk has no room left.
func Full(err error) bool {
	return sqliteCode(err) == sqlite3.SQLITE_FULL || errors.Is(err, syscall.ENOSPC)
}

// spoils reports whether the error comes from what a member holds, so that leaving the member out makes the commit
// possible. Everything else says that the database could not do it now, whatever the members hold.
func spoils(err error) bool {
	if _, ok := errors.AsType[*memberError](err); ok {
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
