package storage_test

import (
	"errors"
	"testing"

	"github.com/scenarist/scenarist/storage"
)

// A migration that makes an index beside the work of others waits for the end of every snapshot. Who waits for that migration, to
// open the database next, has none.
func TestPostgres_WhoWaitsToOpenHoldsUpNoMigration(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	first, migration := server(t, o), server(t, o)
	_, err := first.Exec(t.Context(), "SELECT pg_advisory_lock($1, 2)", 0x53636e72)
	check(t, err)
	opened := make(chan error, 1)
	go func() {
		db, err := storage.Open(t.Context(), o)
		if err == nil {
			err = db.Close()
		}
		opened <- err
	}()
	until(t, func() error {
		var waits bool
		err := migration.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_stat_activity
			WHERE datname = current_database() AND query LIKE '%advisory\_lock($1, $2)')`).Scan(&waits)
		if err == nil && !waits {
			err = errors.New("nobody waits to open the database")
		}
		return err
	})
	_, err = migration.Exec(t.Context(), "SET statement_timeout = '20s'")
	check(t, err)
	_, err = migration.Exec(t.Context(), "CREATE INDEX CONCURRENTLY updates_fate ON updates (fate)")
	check(t, err)
	select {
	case err := <-opened:
		t.Fatalf("the database was opened while somebody else did: %v", err)
	default:
	}
	_, err = first.Exec(t.Context(), "SELECT pg_advisory_unlock($1, 2)", 0x53636e72)
	check(t, err)
	check(t, receive(t, opened))
}
