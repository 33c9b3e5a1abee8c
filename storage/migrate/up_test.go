package migrate_test

import (
	"database/sql"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/scenarist/scenarist/storage/migrate"
)

func setup(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// firstKeys gives the first column of the primary key of every table.
func firstKeys(t *testing.T, db *sql.DB) map[string]string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND c.pk = 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rows.Close(); err != nil {
			t.Error(err)
		}
	}()
	keys := map[string]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		keys[table] = column
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestSQLite_KeysBeginWithTheBot(t *testing.T) {
	t.Parallel()
	db := setup(t)
	for range 2 { // the second time there is nothing to do
		if err := migrate.SQLite(t.Context(), db, slog.New(slog.DiscardHandler)); err != nil {
			t.Fatal(err)
		}
	}
	byBot := []string{}
	others := map[string]string{}
	for table, column := range firstKeys(t, db) {
		switch {
		case strings.HasPrefix(table, "river_") || strings.HasPrefix(table, "goose_"):
		case column == "bot_id":
			byBot = append(byBot, table)
		default:
			others[table] = column
		}
	}
	slices.Sort(byBot)
	want := []string{
		"alarms", "bot_owners", "bots", "chat_rates", "contacts", "events", "figures", "files", "imports", "incidents", "kept_files", "kept_parts", "media", "offsets", "orders", "payments", "rates", "records", "refreshes",
		"replies", "revisions", "scopes", "secrets", "sessions", "slots", "staff", "tallies", "updates", "usage_days",
	}
	if !slices.Equal(byBot, want) {
		t.Errorf("keyed by bot are %v, want %v", byBot, want)
	}
	apart := map[string]string{
		"accounts": "id", "answers": "caller", "api_tokens": "hash", "audit": "id", "block_archives": "digest", "block_notices": "digest", "block_secrets": "workspace", "bot_versions": "id", "dead_letters": "id", "draft_pasts": "id", "draft_steps": "id", "drafts": "id", "editor_bots": "id", "figure_deltas": "seq", "films": "seq", "presences": "id", "installed_blocks": "workspace", "instances": "id", "invitations": "hash", "ledger": "seq", "logins": "hash", "members": "workspace", "messages": "seq", "notes": "id", "one_time_links": "hash", "saved_tests": "bot", "trial_files": "number", "trials": "number",
		"vault_keys": "id", "workspaces": "name",
	}
	if !maps.Equal(others, apart) {
		t.Errorf("keyed otherwise are %v, want %v", others, apart)
	}
}

func TestSQLite_NewerDatabaseIsLeftAlone(t *testing.T) {
	t.Parallel()
	db := setup(t)
	log := slog.New(slog.DiscardHandler)
	if err := migrate.SQLite(t.Context(), db, log); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (1000, 1)"); err != nil {
		t.Fatal(err)
	}
	err := migrate.SQLite(t.Context(), db, log)
	known, knownErr := migrate.Known()
	if knownErr != nil {
		t.Fatal(knownErr)
	}
	files, readErr := os.ReadDir("sqlite")
	if readErr != nil {
		t.Fatal(readErr)
	}
	if newest := files[len(files)-1].Name(); !strings.HasPrefix(newest, fmt.Sprintf("%04d_", known)) {
		t.Errorf("known is %d, the newest file is %s", known, newest)
	}
	want := fmt.Sprintf("schema version 1000, known up to %d: the database was made by a newer version of this program", known)
	if err == nil || err.Error() != want {
		t.Errorf("error is %v, want %s", err, want)
	}
}
