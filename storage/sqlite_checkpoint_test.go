package storage_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"testing"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// pages is how many pages of 4 KiB wait before they are brought into the file: checkpointAt of the package.
const pages = 8000

// fill commits sessions of the chats from this one on that take so many pages.
func fill(t *testing.T, db *storage.DB, chat int64, want int) {
	t.Helper()
	const each = 100
	session := fmt.Appendf(nil, `{"filler":%q}`, bytes.Repeat([]byte("x"), each*4096))
	for i := range want/each + 1 {
		commit(t, db, host.Member{Key: key(chat + int64(i)), Session: session})
	}
}

// leftInJournal tells how many pages of the WAL are not in the file.
func leftInJournal(t *testing.T, beside *sql.DB) (left int) {
	t.Helper()
	var busy, all, inFile int
	err := beside.QueryRowContext(t.Context(), "PRAGMA wal_checkpoint(NOOP)").Scan(&busy, &all, &inFile)
	if err != nil {
		t.Fatal(err)
	}
	return all - inFile
}

func untilBroughtIn(t *testing.T, beside *sql.DB) {
	t.Helper()
	until(t, func() error {
		if left := leftInJournal(t, beside); left >= pages {
			return fmt.Errorf("%d pages of the journal are not in the file", left)
		}
		return nil
	})
}

func TestDB_BringsItsJournalIntoTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bots.db")
	db := open(t, options(path))
	beside, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: path}).String())
	check(t, err)
	defer func() { check(t, beside.Close()) }()

	fill(t, db, 1000, 2*pages)
	untilBroughtIn(t, beside)

	snapshot, err := beside.BeginTx(t.Context(), nil)
	check(t, err)
	var n int
	check(t, snapshot.QueryRowContext(t.Context(), "SELECT count(*) FROM sessions").Scan(&n))
	other, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: path}).String())
	check(t, err)
	defer func() { check(t, other.Close()) }()
	fill(t, db, 2000, 2*pages)
	if left := leftInJournal(t, other); left < pages {
		t.Errorf("%d pages are left beside a reader of what was before them, want at least %d", left, pages)
	}
	check(t, snapshot.Rollback())
	fill(t, db, 3000, pages)
	untilBroughtIn(t, other)
}
