package migrate_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/scenarist/scenarist/storage/migrate"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// schema is what a database says of its tables, in words that both databases share: one line a column, key or index.
type schema map[string][]string

func (s schema) add(table, format string, args ...any) {
	s[table] = append(s[table], fmt.Sprintf(format, args...))
}

// query runs f for every row; all columns are texts.
func query(t *testing.T, db *sql.DB, columns int, f func(row []string), text string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := rows.Close(); err != nil {
			t.Error(err)
		}
	}()
	for rows.Next() {
		row := make([]string, columns)
		dst := make([]any, columns)
		for i := range row {
			dst[i] = &row[i]
		}
		if err := rows.Scan(dst...); err != nil {
			t.Fatal(err)
		}
		f(row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// setupPostgres gives a migrated database, migrated twice: the second time there is nothing to do.
func setupPostgres(t *testing.T) *sql.DB {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), storagetest.Empty(t))
	if err != nil {
		t.Fatal(err)
	}
	db := stdlib.OpenDBFromPool(pool)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		pool.Close()
	})
	for range 2 {
		if err := migrate.Postgres(t.Context(), db, pool, slog.New(slog.DiscardHandler)); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func sqliteSchema(t *testing.T) schema {
	t.Helper()
	db := setup(t)
	if err := migrate.SQLite(t.Context(), db, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	s := schema{}
	const ours = "m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.tbl_name NOT LIKE 'river\\_%' ESCAPE '\\' AND m.tbl_name NOT LIKE 'goose\\_%' ESCAPE '\\'"
	query(t, db, 5, func(r []string) { s.add(r[0], "column %s %s%s%s", r[1], r[2], r[3], r[4]) },
		`SELECT m.name, c.name, c.type, CASE WHEN c."notnull" OR c.pk > 0 THEN ' not null' ELSE '' END,
			CASE WHEN c.dflt_value IS NULL THEN '' ELSE ' with default' END
		FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND `+ours)
	query(t, db, 2, func(r []string) { s.add(r[0], "key (%s)", r[1]) },
		`SELECT m.name, (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info(m.name) WHERE pk > 0 ORDER BY pk))
		FROM sqlite_schema m WHERE m.type = 'table' AND `+ours)
	query(t, db, 5, func(r []string) { s.add(r[0], "%sindex %s (%s)%s", r[1], r[2], r[4], r[3]) },
		`SELECT m.tbl_name, CASE WHEN i."unique" THEN 'unique ' ELSE '' END, CASE WHEN i.origin = 'u' THEN 'by constraint' ELSE i.name END,
			CASE WHEN i.partial THEN ' partial' ELSE '' END,
			(SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))
		FROM sqlite_schema m JOIN pragma_index_list(m.name) i ON i.origin <> 'pk' WHERE m.type = 'table' AND `+ours)
	query(t, db, 4, func(r []string) { s.add(r[0], "%s refers to %s, on delete %s", r[1], r[2], r[3]) },
		`SELECT m.name, f."from", f."table" || '.' || f."to", lower(f.on_delete)
		FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND `+ours)
	return s
}

func postgresSchema(t *testing.T) schema {
	t.Helper()
	db := setupPostgres(t)
	s := schema{}
	const ours = `c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace
		AND c.relname NOT LIKE 'river\_%' AND c.relname NOT LIKE 'goose\_%'`
	types := map[string]string{
		"bigint": "INTEGER", "boolean": "INTEGER", "text": "TEXT", "jsonb": "TEXT", "bytea": "BLOB", "double precision": "REAL",
	}
	query(t, db, 5, func(r []string) {
		typ, ok := types[r[2]]
		if !ok {
			t.Errorf("%s.%s is a %s, which SQLite does not have", r[0], r[1], r[2])
		}
		s.add(r[0], "column %s %s%s%s", r[1], typ, r[3], r[4])
	}, `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
			CASE WHEN a.atthasdef AND pg_get_expr(d.adbin, d.adrelid) NOT LIKE 'nextval(%' THEN ' with default' ELSE '' END
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE `+ours+` ORDER BY c.relname, a.attnum`)
	const columns = `(SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k (at, n)
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.at)`
	query(t, db, 2, func(r []string) { s.add(r[0], "key (%s)", r[1]) },
		`SELECT c.relname, `+columns+` FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary WHERE `+ours)
	query(t, db, 5, func(r []string) { s.add(r[0], "%sindex %s (%s)%s", r[1], r[2], r[4], r[3]) },
		`SELECT c.relname, CASE WHEN i.indisunique THEN 'unique ' ELSE '' END,
			CASE WHEN EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype = 'u') THEN 'by constraint'
				ELSE i.indexrelid::regclass::text END, CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END, `+columns+`
		FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND NOT i.indisprimary WHERE `+ours)
	query(t, db, 4, func(r []string) { s.add(r[0], "%s refers to %s, on delete %s", r[1], r[2], r[3]) },
		`SELECT c.relname, a.attname, f.confrelid::regclass || '.' || b.attname, CASE f.confdeltype WHEN 'c' THEN 'cascade' ELSE f.confdeltype::text END
		FROM pg_class c JOIN pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f'
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = f.conkey[1]
		JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = f.confkey[1] WHERE `+ours)
	return s
}

// What differs on purpose: messages and films are in parts by time on PostgreSQL and have no key there, and the unique index of messages
// holds the time.
var apart = map[string]map[string]string{
	"messages": {"key (seq)": "", "unique index messages_key (bot_id, chat_id, key) partial": "unique index messages_key (bot_id, chat_id, key, at) partial"},
	"films":    {"column seq INTEGER not null": "", "key (seq)": ""},
}

// What only PostgreSQL needs, where several processes write.
var postgresOnly = map[string][]string{"messages": {"index messages_lane (bot_id, chat_id) partial"}}

func TestSchemas_AreTheSame(t *testing.T) {
	t.Parallel()
	lite, post := sqliteSchema(t), postgresSchema(t)
	if len(lite) < 28 {
		t.Fatalf("the schema has %d tables", len(lite))
	}
	for table, lines := range lite {
		var want []string
		for _, line := range lines {
			other, ok := apart[table][line]
			switch {
			case !ok:
				want = append(want, line)
			case other != "":
				want = append(want, other)
			}
		}
		want = append(want, postgresOnly[table]...)
		got := post[table]
		delete(post, table)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("table %s is in PostgreSQL\n\t%s\nwant as in SQLite\n\t%s", table, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
		}
	}
	for table := range post {
		t.Errorf("table %s is in PostgreSQL only", table)
	}
}

func TestMigrations_HaveTheSameNames(t *testing.T) {
	t.Parallel()
	names := func(dir string) []string {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, f := range files {
			all = append(all, f.Name())
		}
		return all
	}
	if lite, post := names("sqlite"), names("postgres"); !slices.Equal(lite, post) {
		t.Errorf("the migrations are %v and %v", lite, post)
	}
}

// The way down is for those who develop; it leaves nothing behind.
func TestMigrations_OfPostgresGoDown(t *testing.T) {
	t.Parallel()
	db := setupPostgres(t)
	names := []string{}
	files, err := os.ReadDir("postgres")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range slices.Backward(files) {
		text, err := os.ReadFile("postgres/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		_, down, ok := strings.Cut(string(text), "-- +goose Down")
		if !ok {
			t.Fatalf("%s has no way down", f.Name())
		}
		if _, err := db.ExecContext(context.WithoutCancel(t.Context()), down); err != nil {
			t.Fatalf("%s: %v", f.Name(), err)
		}
	}
	query(t, db, 1, func(r []string) { names = append(names, r[0]) },
		`SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'S')
			AND relname NOT LIKE 'river%' AND relname NOT LIKE 'goose%'`)
	if len(names) > 0 {
		t.Errorf("there still are %v", slices.Sorted(slices.Values(names)))
	}
}

// Keys begin with the bot but for those that the package storage names.
func TestPostgres_KeysBeginWithTheBot(t *testing.T) {
	t.Parallel()
	db := setupPostgres(t)
	others := map[string]string{}
	query(t, db, 2, func(r []string) {
		if r[1] != "bot_id" {
			others[r[0]] = r[1]
		}
	}, `SELECT c.relname, a.attname FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
		WHERE c.relnamespace = current_schema()::regnamespace AND c.relname NOT LIKE 'river\_%' AND c.relname NOT LIKE 'goose\_%'`)
	want := map[string]string{
		"accounts": "id", "answers": "caller", "api_tokens": "hash", "audit": "id", "block_archives": "digest", "block_notices": "digest", "block_secrets": "workspace", "bot_versions": "id", "dead_letters": "id", "draft_pasts": "id", "draft_steps": "id", "drafts": "id", "editor_bots": "id", "figure_deltas": "seq", "presences": "id", "installed_blocks": "workspace", "instances": "id", "invitations": "hash",
		"ledger": "seq", "logins": "hash", "members": "workspace", "notes": "id", "one_time_links": "hash", "saved_tests": "bot", "trial_files": "number", "trials": "number",
		"vault_keys": "id", "workspaces": "name",
	}
	if !maps.Equal(others, want) {
		t.Errorf("keyed otherwise are %v, want %v", others, want)
	}
}
