package storage_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

func effect(chat int64, key string) host.Outgoing {
	return host.Outgoing{BotID: bot, ChatID: chat, Key: key, Effect: []byte(`{}`), State: host.SendPending}
}

// A process is killed in the middle of commits and of a job. All that it said was committed is there, whole, and the
// job runs again at once.
func TestDB_SurvivesAKill(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		cmd := childProcess(t, "work", o)
		out, err := cmd.StdoutPipe()
		check(t, err)
		check(t, cmd.Start())
		var last int64
		lines := bufio.NewScanner(out)
		for last < 50 && lines.Scan() {
			last, err = strconv.ParseInt(lines.Text(), 10, 64)
			check(t, err)
		}
		check(t, cmd.Process.Kill())
		for lines.Scan() { // said before it died
			if n, err := strconv.ParseInt(lines.Text(), 10, 64); err == nil {
				last = n
			}
		}
		if err := cmd.Wait(); err == nil || last < 50 {
			t.Fatalf("the child ended by itself (%v) after %d commits", err, last)
		}

		db := open(t, o)
		again := make(chan int, 1)
		start(t, db, worker{run: func(_ context.Context, _ host.JobItem, try int) error {
			again <- try
			return nil
		}})
		pending, err := db.Pending(t.Context(), bot, 0, 1_000_000)
		check(t, err)
		if n := int64(len(pending)); n != last && n != last+1 {
			t.Fatalf("%d effects are pending after %d commits", n, last)
		}
		wantCount(t, db.Count, "films", len(pending)) // each commit has its film, and is counted once
		figures, err := db.Studio().Figures(t.Context(), bot, 1)
		check(t, err)
		turns := int64(0)
		for _, f := range figures {
			if f.Kind == host.CountTurns {
				turns += f.N
			}
		}
		if turns != int64(len(pending)) {
			t.Fatalf("%d turns are counted after %d commits", turns, len(pending))
		}
		for i, o := range pending {
			n := int64(i + 1)
			l, err := db.Load(t.Context(), key(n))
			check(t, err)
			handled, err := db.Handled(t.Context(), bot, n)
			check(t, err)
			if l.Version != 1 || !handled || o.Key != fmt.Sprint("k", n) {
				t.Fatalf("commit %d: session %+v, handled %t, effect %q", n, l, handled, o.Key)
			}
		}
		if try := receive(t, again); try != 2 {
			t.Fatalf("the job runs for the %d. time", try)
		}
	})
}

// River's driver compares times as text; this fails where the connection does not write them in UTC: retries come hours late in
// the east, and at once in the west.
func TestQueue_InAnotherTimeZone(t *testing.T) {
	t.Parallel()
	for name, hours := range map[string]int{"east": 9, "west": -5} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			withBoth(t, func(t *testing.T, o storage.Options) {
				t.Helper()
				out, err := childProcess(t, fmt.Sprint("zone ", hours), o).CombinedOutput()
				if err != nil {
					t.Fatalf("%v: %s", err, out)
				}
			})
		})
	}
}

func TestCommit_FullDiskIsAnErrorForAll(t *testing.T) {
	t.Parallel()
	db := setup(t)
	commit(t, db, host.Member{Key: key(1), UpdateID: 1, Session: []byte(`{}`)})
	check(t, db.LimitPages(t.Context(), 2))
	members := func() []host.Member {
		var all []host.Member
		for i := int64(2); i < 50; i++ {
			all = append(all, host.Member{Key: key(i), UpdateID: i, Session: make([]byte, 4000)})
		}
		return all
	}
	verdicts, err := db.Commit(t.Context(), members())
	if err == nil || !storage.Full(err) || verdicts != nil {
		t.Fatalf("commit on a full disk: %v, %v", verdicts, err)
	}
	if err := db.SaveBot(t.Context(), host.BotRecord{ID: bot, Name: string(make([]byte, 100_000))}); !storage.Full(err) {
		t.Fatalf("save on a full disk: %v", err)
	}
	for i := int64(2); i < 50; i++ {
		if handled, err := db.Handled(t.Context(), bot, i); handled || err != nil {
			t.Fatalf("update %d handled is %t, %v", i, handled, err)
		}
	}
	// There is room again: nothing was lost but time.
	check(t, db.LimitPages(t.Context(), 0))
	commit(t, db, members()...)
	l, err := db.Load(t.Context(), key(49))
	if err != nil || l.Version != 1 {
		t.Fatalf("session: %+v, %v", l, err)
	}
}

func TestCommit_AfterCloseIsAnError(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		db, err := storage.Open(t.Context(), o)
		check(t, err)
		check(t, db.Close())
		if v, err := db.Commit(t.Context(), []host.Member{{Key: key(1), Session: []byte(`{}`)}}); err == nil {
			t.Fatalf("verdicts of a closed database: %v", v)
		}
	})
}

func TestCommit_CancelledBeforeItBeganIsAnError(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if v, err := db.Commit(ctx, []host.Member{{Key: key(1), Session: []byte(`{}`)}}); err == nil {
			t.Fatalf("verdicts after the end: %v", v)
		}
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`)})
	})
}

// What cannot be written as JSON is noticed when the whole batch is done; it costs its own member only.
func TestCommit_ValueThatIsNoJSONSpoilsItsMemberOnly(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		add := func(v any) []engine.Write {
			return []engine.Write{{Scope: engine.ScopeBot, Name: "n", Op: engine.WriteAppend, Value: v}}
		}
		verdicts, err := db.Commit(t.Context(), []host.Member{
			{Key: key(1), UpdateID: 1, Session: []byte(`{}`), Writes: add("a")},
			{Key: key(2), UpdateID: 2, Session: []byte(`{}`), Writes: add(func() {})},
			{Key: key(3), UpdateID: 3, Session: []byte(`{}`), Writes: add("b")},
		})
		check(t, err)
		if verdicts[0].State != host.VerdictCommitted || verdicts[1].State != host.VerdictRejected || verdicts[1].Err == nil || verdicts[2].State != host.VerdictCommitted {
			t.Fatalf("verdicts are %+v", verdicts)
		}
		got, _, err := db.Shared(t.Context(), bot)
		if want := []any{"a", "b"}; err != nil || fmt.Sprint(got["n"]) != fmt.Sprint(want) {
			t.Fatalf("shared is %v, %v; want %v", got, err, want)
		}
	})
}

// A process is killed while it stores a file. Nobody finds the half of it; the next try stores it whole, and what nobody
// tries again is purged.
func TestKeepFile_SurvivesAKill(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		killWhileKeeping(t, o)
	})
}

func killWhileKeeping(t *testing.T, o storage.Options) {
	t.Helper()
	cmd := childProcess(t, "keep", o)
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	if lines := bufio.NewScanner(out); !lines.Scan() || lines.Text() != "half" {
		t.Fatalf("the child said %q", lines.Text())
	}
	check(t, cmd.Process.Kill())
	if err := cmd.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}

	now := time.Now()
	o.Now = func() time.Time { return now }
	db := open(t, o)
	wantCount(t, db.Count, "kept_files WHERE NOT whole", 2)
	for _, id := range []string{"kept:1", "kept:2"} {
		_, err = db.KeptFile(t.Context(), bot, id)
		wantErr(t, err, engine.ErrNotFound)
	}
	f := host.KeptFile{BotID: bot, File: engine.File{ID: "kept:1"}, Expires: now.Add(48 * time.Hour)}
	_, err = db.KeepFile(t.Context(), f, 2<<20, strings.NewReader("whole"))
	check(t, err)
	wantCount(t, db.Count, "kept_parts WHERE id = 'kept:1'", 1)

	now = now.Add(25 * time.Hour)
	check(t, db.Purge(t.Context()))
	wantCount(t, db.Count, "kept_files", 1)
	wantCount(t, db.Count, "kept_parts", 1)
	in, err := db.OpenKeptFile(t.Context(), bot, "kept:1")
	check(t, err)
	now = now.Add(24 * time.Hour)
	check(t, db.Purge(t.Context()))
	wantCount(t, db.Count, "kept_files", 0)
	wantCount(t, db.Count, "kept_parts", 0)
	_, err = io.ReadAll(in)
	wantErr(t, err, engine.ErrNotFound)
}

func TestPurge_KeepsWhatIsYoungOrUnsent(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		now := time.Now()
		o.Now = func() time.Time { return now }
		db := open(t, o)
		old := func(n int64) []host.Member {
			var all []host.Member
			for i := range n {
				all = append(all, host.Member{
					Key: key(i), UpdateID: i + 1, EventKey: fmt.Sprint("e", i), Inbox: &host.Inbox{Kind: "message", At: now, Raw: []byte(`{}`)},
				})
			}
			return all
		}
		commit(t, db, old(2500)...)
		commit(t, db, host.Member{Key: key(1), Out: []host.Outgoing{effect(1, "unsent"), effect(1, "sent")}})
		check(t, db.Mark(t.Context(), []host.Mark{{BotID: bot, ChatID: 1, Key: "sent", State: host.SendSent}}))
		now = now.Add(49 * time.Hour)
		commit(t, db, host.Member{Key: key(1), UpdateID: 5000, EventKey: "new"})
		check(t, db.Purge(t.Context()))
		wantCount(t, db.Count, "updates", 1)
		wantCount(t, db.Count, "events", 1)
		wantCount(t, db.Count, "messages", 2502)
		now = now.Add(40 * 24 * time.Hour) // a week more than messages are kept: PostgreSQL drops whole weeks
		commit(t, db, host.Member{Key: key(1), Inbox: &host.Inbox{Kind: "message", At: now}})
		check(t, db.Purge(t.Context()))
		wantCount(t, db.Count, "updates", 0)
		wantCount(t, db.Count, "messages", 2)
		wantCount(t, db.Count, "messages WHERE key = 'unsent'", 1)
	})
}
