package storage_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
	"github.com/scenarist/scenarist/storage/storagetest"
)

// until tries again until f gives no error, for as long as a loaded machine may need.
func until(t *testing.T, f func() error) {
	t.Helper()
	err := f()
	for end := time.Now().Add(30 * time.Second); err != nil && time.Now().Before(end); err = f() {
		<-time.After(20 * time.Millisecond)
	}
	check(t, err)
}

// server asks the database beside the store.
func server(t *testing.T, o storage.Options) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), o.URL)
	check(t, err)
	t.Cleanup(func() {
		if err := conn.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return conn
}

// The unsent effects of a chat are found by the chat, also where nothing was to be sent when the server last counted: it would walk
// through those of all chats then, for every message.
func TestPostgres_EffectsOfAChatAreFoundByIt(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	db := open(t, o)
	for user := int64(1); user <= 300; user++ {
		commit(t, db, host.Member{Key: key(user), Out: []host.Outgoing{effect(user, "a")}})
		check(t, db.Mark(t.Context(), []host.Mark{{BotID: bot, ChatID: user, Key: "a", State: host.SendSent, MessageIDs: []int64{1}}}))
	}
	asked := server(t, o)
	for _, q := range []string{"VACUUM ANALYZE messages", "SET plan_cache_mode = force_generic_plan", "SET enable_seqscan = off"} {
		_, err := asked.Exec(t.Context(), q)
		check(t, err)
	}
	for user := int64(1); user <= 300; user++ {
		commit(t, db, host.Member{Key: key(user), Out: []host.Outgoing{effect(user, "b")}})
	}
	_, err := asked.Exec(t.Context(), `PREPARE lane(bigint, bigint) AS SELECT m.owner, m.key FROM messages m WHERE m.bot_id = $1
		AND m.chat_id = $2 AND m.state IN ('pending', 'sending') AND m.send_at IS NULL ORDER BY m.seq + 0 DESC LIMIT 1`)
	check(t, err)
	rows, err := asked.Query(t.Context(), "EXPLAIN EXECUTE lane(1, 2)")
	check(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	check(t, err)
	plan := strings.Join(lines, "\n")
	if strings.Contains(plan, "_seq_idx") || !strings.Contains(plan, "chat_id = $2") {
		t.Errorf("the plan is\n%s", plan)
	}
}

func partitions(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	var names string
	err := conn.QueryRow(t.Context(), `SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_inherits i
		JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'messages'::regclass`).Scan(&names)
	check(t, err)
	return names
}

// The journal goes by weeks. What is still to be sent outlives its week.
func TestPostgres_MessagesGoByWeeks(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	now := time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC) // a Wednesday
	o.Now = func() time.Time { return now }
	o.KeepMessages = 10 * 24 * time.Hour
	db := open(t, o)
	asked := server(t, o)
	want := func(names string) {
		t.Helper()
		if got := partitions(t, asked); got != names {
			t.Fatalf("partitions are %s, want %s", got, names)
		}
	}
	received := func(user int64, at time.Time) host.Member {
		return host.Member{Key: key(user), Inbox: &host.Inbox{Kind: "message", At: at, Raw: []byte(`{}`)}}
	}
	want("messages_from_20260302 messages_from_20260309 messages_rest")
	commit(t, db, received(1, now), received(2, now.AddDate(-1, 0, 0)), received(3, now.AddDate(0, 0, 15)))
	commit(t, db, host.Member{Key: key(1), Out: []host.Outgoing{effect(1, "open"), effect(1, "sent"), effect(1, "late")}})
	check(t, db.Mark(t.Context(), []host.Mark{{BotID: bot, ChatID: 1, Key: "sent", State: host.SendSent, MessageIDs: []int64{4}}}))
	wantCount(t, db.Count, "messages_from_20260302", 4)
	wantCount(t, db.Count, "messages_rest", 2)

	now = now.AddDate(0, 0, 14) // what belongs to the week that comes is moved to it
	check(t, db.Purge(t.Context()))
	want("messages_from_20260302 messages_from_20260309 messages_from_20260316 messages_from_20260323 messages_rest")
	wantCount(t, db.Count, "messages_from_20260316", 1)
	wantCount(t, db.Count, "messages_rest", 0) // one was too old
	check(t, db.Mark(t.Context(), []host.Mark{{BotID: bot, ChatID: 1, Key: "late", State: host.SendSent}}))
	wantCount(t, db.Count, "messages WHERE state = 'pending'", 1)

	now = now.AddDate(0, 0, 2) // ten days after the end of the first week
	check(t, db.Purge(t.Context()))
	want("messages_from_20260309 messages_from_20260316 messages_from_20260323 messages_rest")
	pending, err := db.Pending(t.Context(), bot, 0, 10)
	if err != nil || len(pending) != 1 || pending[0].Key != "open" {
		t.Fatalf("pending are %+v, %v", pending, err)
	}
	check(t, db.Mark(t.Context(), []host.Mark{{BotID: bot, ChatID: 1, Key: "open", State: host.SendSent}}))
	check(t, db.Purge(t.Context()))
	wantCount(t, db.Count, "messages", 1)
}

// A backup reads the journal for long. Nothing waits for its end: neither a start nor the commits behind the upkeep.
func TestPostgres_UpkeepDoesNotWaitForABackup(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	now := time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC)
	o.Now = func() time.Time { return now }
	backup, err := server(t, o).Begin(t.Context())
	check(t, err)
	_, err = backup.Exec(t.Context(), "LOCK TABLE messages, messages_rest IN ACCESS SHARE MODE")
	check(t, err)
	var said strings.Builder
	o.Log = slog.New(slog.NewTextHandler(&said, nil))
	db := open(t, o)
	if !strings.Contains(said.String(), "since somebody reads it for long") {
		t.Errorf("said %s", &said)
	}
	commit(t, db, host.Member{Key: key(1), Inbox: &host.Inbox{Kind: "message", At: now, Raw: []byte(`{}`)}})
	wantCount(t, db.Count, "messages_rest", 1)
	check(t, db.Purge(t.Context()))
	check(t, backup.Rollback(t.Context()))
	check(t, db.Purge(t.Context()))
	wantCount(t, db.Count, "messages_from_20260302", 1)
	wantCount(t, db.Count, "messages_rest", 0)
}

// The search for an effect that is marked reads the parts of the last day, not the whole journal.
func TestPostgres_MarksReadTheNewestWeeks(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	now := time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC)
	o.Now = func() time.Time { return now }
	db := open(t, o)
	for range 8 {
		now = now.AddDate(0, 0, 7)
		check(t, db.Purge(t.Context()))
	}
	rows, err := server(t, o).Query(t.Context(), fmt.Sprintf(
		"EXPLAIN UPDATE messages SET code = '' WHERE bot_id = 1 AND chat_id = 1 AND key = 'k' AND at > %d", now.AddDate(0, 0, -1).UnixMicro()))
	check(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	check(t, err)
	plan := strings.Join(lines, "\n")
	if strings.Contains(plan, "messages_from_20260422") || !strings.Contains(plan, "messages_from_20260427") || strings.Contains(plan, "messages_from_20260420") {
		t.Errorf("the plan is\n%s", plan)
	}
}

func TestPostgres_DatabaseOfAnotherProgram(t *testing.T) {
	t.Parallel()
	o := options("")
	o.URL = storagetest.Empty(t)
	_, err := server(t, o).Exec(t.Context(), "CREATE TABLE songs (title text)")
	check(t, err)
	wantOpenError(t, o, storage.ErrForeign)
}

func TestPostgres_EmptyDatabaseIsMadeOurs(t *testing.T) {
	t.Parallel()
	o := options("")
	o.URL = storagetest.Empty(t)
	for version := range int64(2) {
		db, err := storage.Open(t.Context(), o)
		check(t, err)
		commit(t, db, host.Member{Key: key(1), BaseVersion: version, Session: []byte(`{}`)})
		check(t, db.Close())
	}
}

func TestPostgres_AddressIsTold(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"postgres://ann:secret@db.example.com:5433/bots?sslmode=require":        "postgres://ann@db.example.com:5433/bots?sslmode=require",
		"postgres:///bots?host=/run/postgresql&password=secret&sslpassword=too": "postgres:///bots?host=%2Frun%2Fpostgresql",
		"postgres://ann:sec%zz@db/bots":                                         "postgres",
	} {
		if got := (storage.Options{URL: address}).Name(); got != want {
			t.Errorf("%s is told as %s, want %s", address, got, want)
		}
	}
	o := options("")
	o.URL = "postgres://ann:secret@127.0.0.1:1/bots?connect_timeout=1"
	db, err := storage.Open(t.Context(), o)
	if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "ann@127.0.0.1:1") {
		t.Errorf("opened %v, %v", db, err)
	}
}

// A server that may forget what it says it has kept is told of.
func TestPostgres_ServerThatForgetsIsToldOf(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	u, err := url.Parse(o.URL)
	check(t, err)
	q := u.Query()
	q.Set("synchronous_commit", "off")
	u.RawQuery = q.Encode()
	o.URL = u.String()
	var said strings.Builder
	o.Log = slog.New(slog.NewTextHandler(&said, nil))
	check(t, open(t, o).Purge(t.Context()))
	if !strings.Contains(said.String(), `may forget what was committed when its machine fails" setting=synchronous_commit value=off`) {
		t.Errorf("said %s", &said)
	}
}

// Transactions that hold what the other wants are begun again by whoever the server chooses; no caller notices.
func TestPostgres_DeadlocksAreNoErrors(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	u, err := url.Parse(o.URL)
	check(t, err)
	q := u.Query()
	q.Set("deadlock_timeout", "20ms")
	u.RawQuery = q.Encode()
	o.URL = u.String()
	db := open(t, o)
	const rounds = 40
	var all sync.WaitGroup
	for _, users := range [][2]int64{{1, 2}, {2, 1}} {
		all.Go(func() {
			for range rounds {
				for done := false; !done; {
					var members []host.Member
					for _, user := range users {
						l, err := db.Load(t.Context(), key(user))
						if err != nil {
							t.Error(err)
							return
						}
						members = append(members, host.Member{
							Key: key(user), BaseVersion: l.Version, Session: []byte(`{}`),
							Writes: []engine.Write{{Scope: engine.ScopeUser, Name: "n", Op: engine.WriteAdd, Value: 1.0}},
						})
					}
					verdicts, err := db.Commit(t.Context(), members)
					if err != nil {
						t.Errorf("commit: %v", err)
						return
					}
					done = verdicts[0].State == host.VerdictCommitted
				}
			}
		})
	}
	all.Wait()
	sum := 0.0
	for _, user := range []int64{1, 2} {
		l, err := db.Load(t.Context(), key(user))
		check(t, err)
		n, _ := l.User["n"].(float64)
		if int64(n) != l.Version {
			t.Errorf("user %d has version %d and counted %v", user, l.Version, n)
		}
		sum += n
	}
	if sum < 2*rounds {
		t.Errorf("%v members were stored", sum)
	}
}

// ownServer starts a PostgreSQL of the test's own, with settings, and gives it with options for its database.
func ownServer(tb testing.TB, settings ...string) (*storagetest.Server, storage.Options) {
	tb.Helper()
	pg, err := storagetest.NewServer(tb.Context(), settings...)
	storagetest.Need(tb, err)
	tb.Cleanup(func() {
		if err := pg.Stop(); err != nil {
			tb.Error(err)
		}
	})
	o := options("")
	o.URL = pg.URL("postgres")
	return pg, o
}

// The server dies in the middle of commits and is started again. All that was said to be stored is there, and the store
// goes on by itself.
func TestPostgres_ServerIsKilled(t *testing.T) {
	t.Parallel()
	pg, o := ownServer(t, "fsync=off")
	db := open(t, o)
	ran := make(chan string, 1000)
	start(t, db, worker{run: func(_ context.Context, item host.JobItem, _ int) error {
		ran <- item.ID
		return nil
	}})
	for round := range int64(3) {
		stored := map[int64]bool{}
		killed := make(chan error, 1)
		member := func(n int64) host.Member {
			id := round*1_000_000 + n
			return host.Member{Key: key(id), UpdateID: id, Session: []byte(`{}`), Out: []host.Outgoing{effect(id, fmt.Sprint("k", id))}}
		}
		time.AfterFunc(300*time.Millisecond, func() { killed <- pg.Kill() })
		n := int64(1)
		for ; len(killed) == 0; n++ {
			v, err := db.Commit(t.Context(), []host.Member{member(n)})
			if err != nil {
				break
			}
			stored[n] = v[0].State == host.VerdictCommitted
		}
		check(t, receive(t, killed))
		check(t, pg.Start(t.Context()))
		var last []host.Verdict
		until(t, func() error { // the one that failed comes again, as Telegram sends it
			var err error
			last, err = db.Commit(t.Context(), []host.Member{member(n)})
			return err
		})
		if s := last[0].State; s != host.VerdictCommitted && s != host.VerdictDuplicate {
			t.Fatalf("after the restart: %+v", last)
		}
		stored[n] = true
		for n := range stored {
			m := member(n)
			l, err := db.Load(t.Context(), m.Key)
			if err != nil || l.Version != 1 || !stored[n] {
				t.Fatalf("round %d: session %d of %d: %+v, %v", round, n, len(stored), l, err)
			}
		}
		wantCount(t, db.Count, fmt.Sprintf("messages WHERE state = 'pending' AND chat_id > %d", round*1_000_000), len(stored))
	}
	// Jobs go on, too.
	commit(t, db, host.Member{Key: key(1), Jobs: []host.JobItem{{ID: "j", Key: key(1), Job: &engine.Job{Kind: "http"}}}})
	if id := receive(t, ran); id != "j" {
		t.Errorf("ran %q", id)
	}
}
