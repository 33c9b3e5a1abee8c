package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	// applicationID marks our files in their header ("Scnr"): https://www.sqlite.org/pragma.html#pragma_application_id.
	applicationID = 0x53636e72
	// readers is how many reads run beside the writer. More take processor time from it and gain nothing on small
	// machines.
	readers = 4
)

// dsn gives the address of a database. _timezone=UTC is not decoration: without it River's driver writes times in the
// machine's zone and compares them as text with UTC, so that retries come hours late or all at once. It is the only guard: to set
// time.Local to UTC in main would be a second one, but the commands print times, and the log has them, in the zone of whoever reads
// them, and a program of an integrator's own has a main of its own. So every file is opened with this address, and a test runs
// east and west of UTC.
func dsn(path string, pragmas ...string) string {
	q := url.Values{"_timezone": {"UTC"}, "_pragma": pragmas}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// openWriter opens the one connection that writes. Transactions take the write lock at once, so that none fails half
// way for having read first.
func openWriter(ctx context.Context, path string) (*sql.DB, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) // SQLite would make it readable by all
	if err != nil {
		return nil, fmt.Errorf("open file: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("make file: %w", err)
	}
	db, err := openFile(dsn(path,
		"busy_timeout(5000)", // first: the others may have to wait, too
		"journal_mode(WAL)",
		"synchronous(FULL)",
		"foreign_keys(1)",
		"cache_size(-4096)", // 4 MiB of pages, out of pagesKept
		fmt.Sprintf("wal_autocheckpoint(%d)", checkpointAtLatest),
		"journal_size_limit(67108864)", // the WAL shrinks to 64 MiB after a burst
	) + "&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	db.SetMaxOpenConns(1)
	if err := claimFile(ctx, db); err != nil {
		return nil, errors.Join(damaged(err), db.Close())
	}
	return db, nil
}

// damaged adds ErrDamaged to what SQLite says about a file that it cannot read.
func damaged(err error) error {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	default:
		return err
	}
}

// claimFile refuses the database of another program and marks a new one as ours.
func claimFile(ctx context.Context, db *sql.DB) error {
	var id int64
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return fmt.Errorf("read header: %w", err)
	}
	var tables int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return fmt.Errorf("read schema: %w", err)
	}
	switch {
	case id == applicationID:
		return nil
	case id != 0 || tables > 0:
		return ErrForeign
	}
	if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return fmt.Errorf("mark file: %w", err)
	}
	return nil
}

// openReaders opens the pool for reads. They see what was committed last and never wait for the writer.
func openReaders(path string) (*sql.DB, error) {
	db, err := openFile(dsn(path, "busy_timeout(5000)", "query_only(1)", "cache_size(-2048)"))
	if err != nil {
		return nil, fmt.Errorf("open for reading: %w", err)
	}
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	return db, nil
}
