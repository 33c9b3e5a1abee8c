package storage_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/migrate"
)

func wantOpenError(t *testing.T, o storage.Options, want error) {
	t.Helper()
	db, err := storage.Open(t.Context(), o)
	if err == nil {
		t.Errorf("opened, want error %v", want)
		check(t, db.Close())
	} else if !errors.Is(err, want) {
		t.Errorf("error is %v, want %v", err, want)
	}
}

func TestOpen_SecondIsRefused(t *testing.T) {
	t.Parallel()
	o := options(filepath.Join(t.TempDir(), "bots.db"))
	db := open(t, o)
	_, err := storage.Open(t.Context(), o)
	want := fmt.Sprintf("open database %q: lock: the database is in use by another process (pid %d)", o.Path, os.Getpid())
	if err == nil || err.Error() != want || !errors.Is(err, storage.ErrInUse) {
		t.Fatalf("error is %q, want %q", err, want)
	}
	commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`)})
}

func TestOpen_SecondProcessIsRefused(t *testing.T) {
	t.Parallel()
	o := options(filepath.Join(t.TempDir(), "bots.db"))
	open(t, o)
	out, err := childProcess(t, "open", o).CombinedOutput()
	want := fmt.Sprintf("in use by another process (pid %d)", os.Getpid())
	if err == nil || !strings.Contains(string(out), want) {
		t.Fatalf("second process: %v, %q; want an error with %q", err, out, want)
	}
}

func TestOpen_WrongKey(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		db, err := storage.Open(t.Context(), o)
		check(t, err)
		check(t, db.Close())
		o.Key = bytes.Repeat([]byte{8}, 32)
		wantOpenError(t, o, storage.ErrWrongKey)
		o.Key = masterKey[:31]
		if db, err := storage.Open(t.Context(), o); err == nil || !strings.Contains(err.Error(), "the master key has 31 bytes, it must have 32") {
			t.Fatalf("short key: %v, %v", db, err)
		}
		o.Key = masterKey
		open(t, o)
	})
}

func TestOpen_DamagedFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bots.db")
	check(t, os.WriteFile(path, bytes.Repeat([]byte("not a database "), 1000), 0o600))
	wantOpenError(t, options(path), storage.ErrDamaged)
}

func TestOpen_DatabaseOfAnotherProgram(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "bots.db")
	other, err := sql.Open("sqlite", path)
	check(t, err)
	_, err = other.ExecContext(t.Context(), "CREATE TABLE songs (title TEXT)")
	check(t, errors.Join(err, other.Close()))
	wantOpenError(t, options(path), storage.ErrForeign)
}

func TestOpen_DatabaseOfANewerVersion(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		db, err := storage.Open(t.Context(), o)
		check(t, err)
		check(t, db.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)"))
		check(t, db.Close())
		wantOpenError(t, o, migrate.ErrNewer)
	})
}

func TestOpen_FolderThatCannotBeMade(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	check(t, os.WriteFile(file, nil, 0o600))
	if db, err := storage.Open(t.Context(), options(filepath.Join(file, "bots.db"))); err == nil {
		t.Fatalf("opened %v", db)
	}
}

func TestOpen_AgainKeepsSchemaAndData(t *testing.T) {
	t.Parallel()
	o := options(filepath.Join(t.TempDir(), "new", "bots ?#%.db"))
	db, err := storage.Open(t.Context(), o)
	check(t, err)
	before, err := db.Schema(t.Context())
	check(t, err)
	b := host.BotRecord{ID: bot, Name: "Shop", Token: "7001:abc", Key: masterKey, Secret: "hook"}
	check(t, db.SaveBot(t.Context(), b))
	commit(t, db, host.Member{Key: key(1), UpdateID: 5, Session: []byte(`{"n":1}`), Writes: []engine.Write{
		{Scope: engine.ScopeBot, Name: "n", Op: engine.WriteAdd, Value: 2.0},
	}})
	check(t, db.Close())
	if info, err := os.Stat(o.Path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("file: %v, %v; want it for its owner only", info, err)
	}

	db = open(t, o)
	after, err := db.Schema(t.Context())
	check(t, err)
	if a, b := strings.Join(after, "\n"), strings.Join(before, "\n"); a != b || len(after) < 20 {
		t.Errorf("schema after the second start:\n%s\nbefore:\n%s", a, b)
	}
	bots, err := db.Bots(t.Context())
	if err != nil || len(bots) != 1 || bots[0].Token != b.Token || bots[0].Secret != b.Secret || !bytes.Equal(bots[0].Key, b.Key) {
		t.Errorf("bots: %+v, %v", bots, err)
	}
	l, err := db.Load(t.Context(), key(1))
	if err != nil || string(l.Session) != `{"n":1}` || l.Version != 1 {
		t.Errorf("session: %+v, %v", l, err)
	}
}

func TestDB_SecretsAreNotInTheFiles(t *testing.T) {
	t.Parallel()
	o := options(filepath.Join(t.TempDir(), "bots.db"))
	db, err := storage.Open(t.Context(), o)
	check(t, err)
	signing := bytes.Repeat([]byte("k3y!"), 8)
	check(t, db.SaveBot(t.Context(), host.BotRecord{ID: bot, Name: "visible name", Token: "7001:clear-token", Key: signing, Secret: "clear-hook"}))
	check(t, db.SetSecret(t.Context(), bot, "openai", "clear-api-key"))
	read := func() []byte {
		var all []byte
		files, err := filepath.Glob(o.Path + "*")
		check(t, err)
		for _, f := range files {
			data, err := os.ReadFile(f)
			check(t, err)
			all = append(all, data...)
		}
		return all
	}
	files := read() // with the WAL
	check(t, db.Close())
	files = append(files, read()...)
	if !bytes.Contains(files, []byte("visible name")) {
		t.Fatal("the files do not hold what was saved")
	}
	for _, secret := range [][]byte{[]byte("clear-token"), signing, []byte("clear-hook"), []byte("clear-api-key"), masterKey} {
		if bytes.Contains(files, secret) {
			t.Errorf("%q is in the files", secret)
		}
	}
}

// A sealed value is bound to its row: copied to another one it cannot be read.
func TestDB_SecretOfAnotherRowIsRefused(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		check(t, db.SetSecret(t.Context(), bot, "mine", "one"))
		check(t, db.SetSecret(t.Context(), bot+1, "mine", "two"))
		check(t, db.SetSecret(t.Context(), bot, "empty", ""))
		check(t, db.Exec(t.Context(), "UPDATE secrets SET value = (SELECT value FROM secrets WHERE bot_id = 7001 AND name = 'mine') WHERE bot_id = 7002"))
		if v, err := db.Secret(t.Context(), bot+1, "mine"); err == nil {
			t.Errorf("read %q of another bot", v)
		}
		if v, err := db.Secret(t.Context(), bot, "mine"); err != nil || v != "one" {
			t.Errorf("secret is %q, %v", v, err)
		}
		if v, err := db.Secret(t.Context(), bot, "empty"); err != nil || v != "" {
			t.Errorf("empty secret is %q, %v", v, err)
		}
	})
}
