package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// empty gives another database of the same kind, with nothing in it.
func empty(t *testing.T, o storage.Options) storage.Options {
	t.Helper()
	if o.URL != "" {
		o.URL = storagetest.Empty(t)
		return o
	}
	return options(filepath.Join(t.TempDir(), "other", "bots.db"))
}

// rowsOf counts the rows of all our tables that something is in.
func rowsOf(t *testing.T, o storage.Options) map[string]int {
	t.Helper()
	db, err := storage.Open(t.Context(), o)
	check(t, err)
	defer func() { check(t, db.Close()) }()
	tables, err := db.TablesOfBots(t.Context())
	check(t, err)
	rows := map[string]int{}
	tables = slices.DeleteFunc(tables, func(name string) bool { return name == "bot_owners" }) // goes with the process
	for _, name := range append(tables, "trials", "river_job", "goose_db_version") {
		if rows[name], err = db.Count(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	return rows
}

// A backup is made while the database is written to, and what was restored from it is the same, row for row.
func TestBackup_IsRestoredAsItWas(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		ctx := t.Context()
		db := open(t, o)
		furnish(t, db, bot)
		commit(t, db, host.Member{Key: key(5), UpdateID: 50, Session: []byte(`{"x":"\"\\\n\t"}`), Out: []host.Outgoing{effect(5, "open")}})
		file := filepath.Join(t.TempDir(), "copy")
		made, err := storage.Backup(ctx, o, file, false)
		check(t, err)
		want := rowsOf(t, storage.Options{Path: o.Path, URL: o.URL, Key: o.Key, Log: o.Log, Beside: true})
		for name, n := range want {
			if made.Rows[name] != int64(n) {
				t.Errorf("the copy has %d rows of %s, want %d", made.Rows[name], name, n)
			}
		}
		if made.Holds != (storage.Holding{Bots: 1, People: 1, Sessions: 2, Orders: 1}) || made.Pending != 1 || time.Since(made.Newest) > time.Hour || made.Schema < 22 || made.Bytes == 0 {
			t.Errorf("the copy says %+v", made)
		}
		_, err = storage.Backup(ctx, o, file, false)
		wantErr(t, err, storage.ErrExists)
		commit(t, db, host.Member{Key: key(6), UpdateID: 60, Session: []byte(`{}`)}) // is not in it

		to := empty(t, o)
		done, err := storage.Restore(ctx, to, file, storage.RestoreOptions{SendPending: true})
		check(t, err)
		if done.Held != 0 || done.Aside != "" {
			t.Errorf("restored %+v", done)
		}
		if got := rowsOf(t, to); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("restored are\n%v, want\n%v", got, want)
		}
		restored := open(t, to)
		l, err := restored.Load(ctx, key(5))
		check(t, err)
		if string(l.Session) != `{"x":"\"\\\n\t"}` {
			t.Errorf("the session is %s", l.Session)
		}
		secret, err := restored.Secret(ctx, bot, "s")
		check(t, err)
		pending, err := restored.Pending(ctx, bot, 0, 10)
		check(t, err)
		if secret != "v" || len(pending) != 1 || pending[0].Key != "open" {
			t.Errorf("the secret is %q, pending are %+v", secret, pending)
		}
	})
}

// What the backup was about to send is not sent again, unless somebody says so, and what was there is kept.
func TestRestore_ReplacesOnlyWhenAskedAndHoldsMessages(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		ctx := t.Context()
		db := open(t, o)
		furnish(t, db, bot)
		commit(t, db, host.Member{Key: key(5), UpdateID: 50, Session: []byte(`{}`), Out: []host.Outgoing{effect(5, "open"), effect(5, "next")}})
		file := filepath.Join(t.TempDir(), "copy")
		_, err := storage.Backup(ctx, o, file, false)
		check(t, err)
		r := storage.RestoreOptions{AsideFolder: t.TempDir()}
		_, err = storage.Restore(ctx, o, file, r)
		wantErr(t, err, storage.ErrInUse)

		to := empty(t, o)
		_, err = storage.Restore(ctx, to, file, r)
		check(t, err)
		other, err := storage.Open(ctx, to)
		check(t, err)
		check(t, other.SaveBot(ctx, host.BotRecord{ID: 99, Name: "of the time between"}))
		check(t, other.Close())
		_, err = storage.Restore(ctx, to, file, r)
		var full *storage.NotEmptyError
		if !errors.As(err, &full) || full.Holds.Bots != 2 || full.Holds.Sessions != 2 || !strings.Contains(err.Error(), "2 bots, 1 contact, 2 conversations, 1 order") {
			t.Fatalf("error is %v", err)
		}
		r.Replace = true
		done, err := storage.Restore(ctx, to, file, r)
		check(t, err)
		if done.Held != 2 || done.Aside == "" {
			t.Errorf("restored %+v", done)
		}
		again := open(t, to)
		_, err = again.Bot(ctx, 99)
		wantErr(t, err, engine.ErrNotFound)
		pending, err := again.Pending(ctx, 0, 0, 10)
		check(t, err)
		if len(pending) != 0 {
			t.Errorf("pending are %+v", pending)
		}
		wantCount(t, again.Count, "messages WHERE state = 'unknown' AND code = 'restored'", 2)

		third := empty(t, o)
		_, err = storage.Restore(ctx, third, done.Aside, r)
		check(t, err)
		kept := open(t, third)
		b, err := kept.Bot(ctx, 99)
		check(t, err)
		if b.Name != "of the time between" {
			t.Errorf("what was replaced is kept as %+v", b)
		}
	})
}

// Whoever has made an account and drawn a bot has something to lose, though no bot runs yet.
func TestRestore_AsksForAccountsAndDrafts(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		ctx := t.Context()
		furnish(t, open(t, o), bot)
		file := filepath.Join(t.TempDir(), "copy")
		_, err := storage.Backup(ctx, o, file, false)
		check(t, err)
		for what, change := range map[string]func(db *storage.DB){
			"1 account":           func(db *storage.DB) { setUp(t, db) },
			"1 bot in the editor": func(db *storage.DB) { addBot(t, db.Studio(), "b1", "main", "Drawn", 0) },
		} {
			to := empty(t, o)
			db, err := storage.Open(ctx, to)
			check(t, err)
			change(db)
			check(t, db.Close())
			_, err = storage.Restore(ctx, to, file, storage.RestoreOptions{AsideFolder: t.TempDir()})
			if full := (*storage.NotEmptyError)(nil); !errors.As(err, &full) || !strings.HasSuffix(err.Error(), what) {
				t.Errorf("with %s: %v", what, err)
			}
		}
	})
}

// What is no whole backup of ours is refused, and nothing has changed.
func TestRestore_RefusesWhatIsNoBackup(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		ctx := t.Context()
		db := open(t, o)
		furnish(t, db, bot)
		for i := range int64(200) {
			commit(t, db, host.Member{Key: key(1000 + i), UpdateID: 1000 + i, Session: bytes.Repeat([]byte(fmt.Sprintf("%04d", i)), 500)})
		}
		dir := t.TempDir()
		file := filepath.Join(dir, "copy")
		_, err := storage.Backup(ctx, o, file, false)
		check(t, err)
		data, err := os.ReadFile(file)
		check(t, err)
		to := empty(t, o)
		write := func(name string, data []byte) string {
			t.Helper()
			name = filepath.Join(dir, name)
			check(t, os.WriteFile(name, data, 0o600))
			return name
		}
		damaged := bytes.Clone(data)
		copy(damaged[len(damaged)/2:], bytes.Repeat([]byte{0xff}, 8192))
		for _, c := range []struct {
			name string
			data []byte
			want error
		}{
			{"empty", nil, storage.ErrNoCopy},
			{"text", []byte("PG or not, this is no backup at all"), storage.ErrNoCopy},
			{"cut", data[:len(data)*2/3], storage.ErrDamaged},
			{"damaged", damaged, storage.ErrDamaged},
		} {
			_, err := storage.Restore(ctx, to, write(c.name, c.data), storage.RestoreOptions{})
			if !errors.Is(err, c.want) {
				t.Errorf("%s: error is %v, want %v", c.name, err, c.want)
			}
		}
		other := to
		other.Key = bytes.Repeat([]byte{8}, 32)
		_, err = storage.Restore(ctx, other, file, storage.RestoreOptions{})
		wantErr(t, err, storage.ErrWrongKey)
		if to.URL == "" {
			if _, err := os.Stat(to.Path); err == nil {
				t.Error("there is a database now")
			}
			wrong := empty(t, postgres(t))
			_, err = storage.Restore(ctx, wrong, file, storage.RestoreOptions{})
			wantErr(t, err, storage.ErrOtherKind)
		} else {
			var n int
			check(t, server(t, to).QueryRow(ctx, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").Scan(&n))
			if n != 0 {
				t.Errorf("there are %d tables now", n)
			}
			_, err = storage.Restore(ctx, options(filepath.Join(dir, "bots.db")), file, storage.RestoreOptions{})
			wantErr(t, err, storage.ErrOtherKind)
		}
		left, err := filepath.Glob(filepath.Join(dir, ".*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left behind are %v, %v", left, err)
		}
	})
}

// The database of another program is not copied, and a backup never takes the place of the database itself.
func TestBackup_RefusesToHarm(t *testing.T) {
	t.Parallel()
	o := options(filepath.Join(t.TempDir(), "bots.db"))
	db := open(t, o)
	furnish(t, db, bot)
	_, err := storage.Backup(t.Context(), o, o.Path, true)
	wantErr(t, err, storage.ErrExists)
	_, err = storage.Backup(t.Context(), options(filepath.Join(t.TempDir(), "none.db")), filepath.Join(t.TempDir(), "copy"), false)
	wantErr(t, err, os.ErrNotExist)
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	if _, err := storage.Backup(stopped, o, filepath.Join(dir, "copy"), false); err == nil {
		t.Error("it was made though it was called off")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind are %v, %v", left, err)
	}
}
