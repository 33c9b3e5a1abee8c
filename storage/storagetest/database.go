package storagetest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/scenarist/scenarist/storage/migrate"
)

// shared is the server of this test binary.
var shared struct {
	once     sync.Once
	server   *Server  // nil if another one is used
	admin    *url.URL // of a database on it
	migrated sync.Once
	template string       // a database with our schema
	err      error        // of the server
	broken   error        // of the template
	count    atomic.Int64 // of databases
}

// Main runs tests, and then ends the server that they used or drops what is left on it.
type Main struct{ M interface{ Run() int } }

// Run gives the exit code.
func (m Main) Run() int {
	code := m.M.Run()
	var err error
	switch {
	case shared.server != nil:
		err = shared.server.Stop()
	case shared.template != "":
		err = ask(context.Background(), "DROP DATABASE "+shared.template) //nolint:forbidigo // tests are over, and their contexts
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "storagetest:", err)
		return max(code, 1)
	}
	return code
}

// Empty makes an empty database that is dropped when the test ends, and gives its address.
func Empty(tb testing.TB) string {
	tb.Helper()
	return database(tb, "template1")
}

// Postgres makes a database with our schema, which takes less time than to open an empty one.
func Postgres(tb testing.TB) string {
	tb.Helper()
	serve(tb)
	shared.migrated.Do(func() {
		shared.template = name()
		shared.broken = ask(context.WithoutCancel(tb.Context()), "CREATE DATABASE "+shared.template)
		if shared.broken == nil {
			shared.broken = bringUp(context.WithoutCancel(tb.Context()), address(shared.template))
		}
	})
	check(tb, shared.broken)
	return database(tb, shared.template)
}

// serve starts the server if it was not started before.
func serve(tb testing.TB) {
	tb.Helper()
	shared.once.Do(func() {
		admin := os.Getenv("SCENARIST_TEST_POSTGRES")
		if admin == "" {
			if shared.server, shared.err = NewServer(context.WithoutCancel(tb.Context()), "fsync=off"); shared.err != nil {
				return
			}
			admin = shared.server.URL("postgres")
		}
		if shared.admin, shared.err = url.Parse(admin); shared.err != nil {
			shared.err = errors.New("SCENARIST_TEST_POSTGRES is no address like postgres://user@host/postgres")
		}
	})
	Need(tb, shared.err)
}

func database(tb testing.TB, template string) string {
	tb.Helper()
	serve(tb)
	name := name()
	check(tb, ask(tb.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template))
	tb.Cleanup(func() { check(tb, ask(context.WithoutCancel(tb.Context()), "DROP DATABASE "+name+" WITH (FORCE)")) })
	return address(name)
}

func name() string { return fmt.Sprintf("scenarist_test_%d_%d", os.Getpid(), shared.count.Add(1)) }

func address(database string) string {
	u := *shared.admin
	u.Path = "/" + database
	return u.String()
}

func bringUp(ctx context.Context, address string) error {
	pool, err := pgxpool.New(ctx, address)
	if err != nil {
		return err
	}
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool)
	return errors.Join(migrate.Postgres(ctx, db, pool, slog.New(slog.DiscardHandler)), db.Close())
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// Need skips the test where a server could not be had for there is none, but in CI; any other error ends it.
func Need(tb testing.TB, err error) {
	tb.Helper()
	switch {
	case errors.Is(err, ErrMissing) && os.Getenv("CI") != "true":
		tb.Skipf("LEFT OUT: %v", err)
	case err != nil:
		tb.Fatal(err)
	}
}

func ask(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, shared.admin.String())
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}
