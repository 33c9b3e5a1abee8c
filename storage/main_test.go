package storage_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/storagetest"
)

var (
	_ host.Store        = (*storage.DB)(nil)
	_ host.OverdueStore = (*storage.DB)(nil)
	_ host.Queue        = (*storage.Queue)(nil)
)

func TestMain(m *testing.M) {
	if task := os.Getenv(childTask); task != "" {
		os.Exit(child(context.Background(), task))
	}
	pagesSet = storage.SetPages() // before any file is opened
	goleak.VerifyTestMain(storagetest.Main{M: m})
}

const bot = 7001

var masterKey = bytes.Repeat([]byte{7}, 32)

func options(path string) storage.Options {
	return storage.Options{Path: path, Key: masterKey, Log: slog.New(slog.DiscardHandler)}
}

// open opens a database that is closed with the test.
func open(tb testing.TB, o storage.Options) *storage.DB {
	tb.Helper()
	db, err := storage.Open(tb.Context(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	return db
}

func setup(tb testing.TB) *storage.DB {
	tb.Helper()
	return open(tb, options(filepath.Join(tb.TempDir(), "bots.db")))
}

// onBoth runs a test on either database, each time on a fresh one.
func onBoth(t *testing.T, test func(t *testing.T, db *storage.DB)) {
	t.Helper()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		test(t, open(t, o))
	})
}

// withBoth is onBoth for a test that opens the database itself.
func withBoth(t *testing.T, test func(t *testing.T, o storage.Options)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, options(filepath.Join(t.TempDir(), "bots.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, postgres(t))
	})
}

// postgres gives a fresh database on a PostgreSQL server.
func postgres(tb testing.TB) storage.Options {
	tb.Helper()
	o := options("")
	o.URL = storagetest.Postgres(tb)
	return o
}

// start runs the queue until the test ends.
func start(t *testing.T, db *storage.DB, w host.Worker) {
	t.Helper()
	if err := db.Queue().Start(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Queue().Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
}

func key(user int64) engine.SessionKey {
	return engine.SessionKey{BotID: bot, ChatID: user, UserID: user}
}

func commit(tb testing.TB, db *storage.DB, members ...host.Member) {
	tb.Helper()
	verdicts, err := db.Commit(tb.Context(), members)
	if err != nil {
		tb.Fatal(err)
	}
	for i, v := range verdicts {
		if v != (host.Verdict{}) {
			tb.Fatalf("member %d: %+v", i, v)
		}
	}
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func wantErr(tb testing.TB, err, want error) {
	tb.Helper()
	if !errors.Is(err, want) {
		tb.Fatalf("error is %v, want %v", err, want)
	}
}
