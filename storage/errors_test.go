package storage_test

import (
	"errors"
	"fmt"
	"io"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/scenarist/scenarist/storage"
)

// What is done about an error of PostgreSQL: the member is left out, the transaction is begun anew, or the caller is told.
func TestErrors_OfPostgresAreToldApart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err                 error
		spoils, again, full bool
	}{
		{err: &pgconn.PgError{Code: "22021"}, spoils: true}, // a NUL in a text
		{err: &pgconn.PgError{Code: "22003"}, spoils: true}, // a number that is too large
		{err: &pgconn.PgError{Code: "23505"}, spoils: true}, // a key that is there already
		{err: &pgconn.PgError{Code: "54000"}, spoils: true}, // a key that is too long for its index
		{err: &pgconn.PgError{Code: "40001"}, again: true},
		{err: &pgconn.PgError{Code: "40P01"}, again: true},
		{err: &pgconn.PgError{Code: "53100"}, full: true},
		{err: syscall.ENOSPC, full: true},
		{err: &pgconn.PgError{Code: "53300"}}, // too many connections
		{err: &pgconn.PgError{Code: "57P01"}}, // the server is stopped
		{err: &pgconn.PgError{Code: "57014"}}, // cancelled
		{err: &pgconn.PgError{Code: "42P01"}}, // no such table: our own fault
		{err: io.ErrUnexpectedEOF},
		{err: errors.New("anything")},
		{},
	} {
		err := c.err
		if err != nil {
			err = fmt.Errorf("commit: %w", err)
		}
		if s, a, f := storage.Spoils(err), storage.Again(err), storage.Full(err); s != c.spoils || a != c.again || f != c.full {
			t.Errorf("%v: spoils %t, again %t, full %t; want %t, %t, %t", err, s, a, f, c.spoils, c.again, c.full)
		}
	}
}
