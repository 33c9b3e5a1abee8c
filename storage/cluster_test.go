package storage_test

import (
	"bufio"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

func cluster(t *testing.T, db *storage.DB) *storage.Cluster {
	t.Helper()
	c, ok := db.Cluster()
	if !ok {
		t.Fatal("there is no cluster")
	}
	return c
}

// among opens a database a second time, and waits until both know of each other.
func among(t *testing.T, o storage.Options) (one, two *storage.DB) {
	t.Helper()
	one, two = open(t, o), open(t, o)
	until(t, func() error {
		if cluster(t, one).Alone() || cluster(t, two).Alone() {
			return errors.New("they do not know of each other")
		}
		return nil
	})
	return one, two
}

// heard gives what a process is told.
func heard(t *testing.T, db *storage.DB) <-chan host.Notice {
	t.Helper()
	all := make(chan host.Notice, 1000)
	t.Cleanup(cluster(t, db).Watch(func(n host.Notice) { all <- n }))
	return all
}

func awaitNotice(t *testing.T, c <-chan host.Notice, kind host.NoticeKind) host.Notice {
	t.Helper()
	for {
		if n := receive(t, c); n.Kind == kind {
			return n
		}
	}
}

func pendingKeys(t *testing.T, db *storage.DB) []string {
	t.Helper()
	out, err := db.Pending(t.Context(), 0, 0, 1000)
	check(t, err)
	keys := []string{}
	for _, o := range out {
		keys = append(keys, o.Key)
	}
	return keys
}

func wantPending(t *testing.T, db *storage.DB, want ...string) {
	t.Helper()
	if got := pendingKeys(t, db); !slices.Equal(got, want) {
		t.Errorf("to send are %v, want %v", got, want)
	}
}

// unseat ends the connection that says that a process lives.
func unseat(t *testing.T, conn *pgx.Conn, id int64) {
	t.Helper()
	_, err := conn.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
		AND objid = $1 AND classid = $2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`, id, 0x53636e73)
	check(t, err)
}

func instances(t *testing.T, conn *pgx.Conn) []int64 {
	t.Helper()
	rows, err := conn.Query(t.Context(), "SELECT id FROM instances ORDER BY id")
	check(t, err)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	check(t, err)
	return ids
}

// Who commits an effect sends it, unless the chat has an unsent one of somebody else: then it goes behind that.
func TestCluster_EffectsBelongToOneProcess(t *testing.T) {
	t.Parallel()
	one, two := among(t, postgres(t))
	told := heard(t, one)
	commit(t, one, host.Member{Key: key(1), Out: []host.Outgoing{effect(1, "first")}})
	later := effect(2, "an hour later")
	later.SendAt = time.Now().Add(time.Hour)
	commit(t, one, host.Member{Key: key(2), Out: []host.Outgoing{later}})
	out := []host.Outgoing{effect(1, "second"), effect(2, "mine"), effect(1, "third")}
	commit(t, two, host.Member{Key: key(1), Out: out[:1]}, host.Member{Key: key(2), Out: out[1:]})
	if !out[0].Left || out[1].Left || !out[2].Left {
		t.Errorf("left are %v, %v and %v", out[0].Left, out[1].Left, out[2].Left)
	}
	awaitNotice(t, told, host.NoticeSends)
	wantPending(t, one, "first", "an hour later", "second", "third")
	wantPending(t, two, "mine")
	check(t, one.Mark(t.Context(), []host.Mark{
		{BotID: bot, ChatID: 1, Key: "first", State: host.SendSent},
		{BotID: bot, ChatID: 1, Key: "second", State: host.SendSent},
		{BotID: bot, ChatID: 1, Key: "third", State: host.SendSent},
	}))
	free := effect(1, "free again")
	single := []host.Outgoing{free}
	commit(t, two, host.Member{Key: key(1), Out: single})
	if single[0].Left {
		t.Error("it was left to somebody who has nothing to send any more")
	}
	single = []host.Outgoing{effect(1, "behind")}
	commit(t, one, host.Member{Key: key(1), Out: single})
	if !single[0].Left {
		t.Error("a single one overtakes")
	}
}

// What a process leaves that stops is another's at once, with what only one may do for a bot.
func TestCluster_WhoStopsHandsOver(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	one := open(t, o)
	two, err := storage.Open(t.Context(), o)
	check(t, err)
	bots := []int64{1, 2, 3, 4}
	until(t, func() error {
		own, _, err := cluster(t, two).Own(t.Context(), bots)
		if len(own) != 2 {
			return errors.Join(err, fmt.Errorf("it has %v", own))
		}
		return err
	})
	commit(t, two, host.Member{Key: key(1), Out: []host.Outgoing{effect(1, "left")}})
	own, spare, err := cluster(t, one).Own(t.Context(), bots)
	if err != nil || !slices.Equal(own, []int64{3, 4}) || spare != nil {
		t.Fatalf("the first one has %v, %v to spare, %v", own, spare, err)
	}
	told := heard(t, one)
	check(t, two.Close())
	awaitNotice(t, told, host.NoticeSends)
	wantPending(t, one, "left")
	if own, _, err = cluster(t, one).Own(t.Context(), bots); err != nil || !slices.Equal(own, bots) {
		t.Errorf("the first one has %v, %v", own, err)
	}
	three := open(t, o)
	until(t, func() error {
		_, spare, err := cluster(t, one).Own(t.Context(), bots)
		if !slices.Equal(spare, []int64{3, 4}) {
			return errors.Join(err, fmt.Errorf("it has %v to spare", spare))
		}
		return err
	})
	freed := heard(t, three)
	check(t, cluster(t, one).Release(t.Context(), []int64{3, 4}))
	awaitNotice(t, freed, host.NoticeOwners)
	if own, _, err = cluster(t, three).Own(t.Context(), bots); err != nil || !slices.Equal(own, []int64{3, 4}) {
		t.Errorf("the third one has %v, %v", own, err)
	}
}

// A process that is killed is found out by its lock; what it was sending and running is taken over.
func TestCluster_WhoDiesIsSucceeded(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	one := open(t, o)
	told := heard(t, one)
	cmd := childProcess(t, "work", o)
	out, err := cmd.StdoutPipe()
	check(t, err)
	check(t, cmd.Start())
	for lines, n := bufio.NewScanner(out), 0; n < 50 && lines.Scan(); n++ { // it commits, and its job runs
	}
	check(t, cmd.Process.Kill())
	_ = cmd.Wait() // it was killed
	until(t, func() error {
		left, err := one.Count(t.Context(), "messages WHERE state IN ('pending', 'sending')")
		check(t, err)
		if got := len(pendingKeys(t, one)); left == 0 || got != min(left, 1000) {
			return fmt.Errorf("%d of %d effects have come over", got, left)
		}
		return nil
	})
	awaitNotice(t, told, host.NoticeSends)
	if ids := instances(t, server(t, o)); len(ids) != 1 {
		t.Errorf("instances are %v", ids)
	}
	wantCount(t, one.Count, "river_job WHERE state = 'running'", 0)
}

// A process whose connection breaks sends nothing until it has another one. It keeps what is its own if it is quick.
func TestCluster_ALostConnectionIsMadeAgain(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	db := open(t, o)
	told := heard(t, db)
	asked := server(t, o)
	commit(t, db, host.Member{Key: key(1), Out: []host.Outgoing{effect(1, "mine")}})
	before := instances(t, asked)
	unseat(t, asked, before[0])
	for _, kind := range []host.NoticeKind{host.NoticeUnseated, host.NoticeSeated, host.NoticeMissed} {
		if n := awaitNotice(t, told, kind); n.Kind != kind {
			t.Fatal(n)
		}
	}
	if after := instances(t, asked); !slices.Equal(before, after) {
		t.Errorf("it was %v and is %v", before, after)
	}
	wantPending(t, db, "mine")
}

// One that others have taken for dead sends nothing of before, and goes on as a new one.
func TestCluster_WhoWasEvictedBeginsAnew(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	one, two := among(t, o)
	asked := server(t, o)
	ids := instances(t, asked)
	commit(t, two, host.Member{Key: key(1), Out: []host.Outgoing{effect(1, "lost")}})
	told := heard(t, two)
	_, err := asked.Exec(t.Context(), "DELETE FROM instances WHERE id = $1", ids[1]) // as whoever evicts it does
	check(t, err)
	awaitNotice(t, told, host.NoticeUnseated)
	awaitNotice(t, told, host.NoticeEvicted)
	awaitNotice(t, told, host.NoticeSeated)
	until(t, func() error { // one of them has it, whoever tidied up first
		if got := append(pendingKeys(t, one), pendingKeys(t, two)...); !slices.Equal(got, []string{"lost"}) {
			return fmt.Errorf("to send are %v", got)
		}
		return nil
	})
	if after := instances(t, asked); len(after) != 2 || after[0] != ids[0] || after[1] <= ids[1] {
		t.Errorf("instances were %v and are %v", ids, after)
	}
	commit(t, two, host.Member{Key: key(2), Out: []host.Outgoing{effect(2, "new")}})
}

// A turn that started from what another process has changed meanwhile is a conflict, and one that has read it afresh is not.
func TestCluster_StaleReadsAreConflicts(t *testing.T) {
	t.Parallel()
	one, two := among(t, postgres(t))
	set := func(scope string, value float64) host.Member {
		return host.Member{Key: key(1), Writes: []engine.Write{{Scope: scope, Name: "n", Op: engine.WriteSet, Value: value}}}
	}
	for _, scope := range []string{engine.ScopeUser, engine.ScopeChat, engine.ScopeBot, engine.ScopeWorkspace} {
		version := func(db *storage.DB) int64 {
			t.Helper()
			l, err := db.Load(t.Context(), key(1))
			check(t, err)
			b, w, err := cluster(t, db).Shared(t.Context(), bot)
			check(t, err)
			return map[string]int64{
				engine.ScopeUser: l.UserVersion, engine.ScopeChat: l.ChatVersion, engine.ScopeBot: b.Version, engine.ScopeWorkspace: w.Version,
			}[scope]
		}
		old := version(two)
		commit(t, one, set(scope, 1))
		stale, fresh := set(scope, 2), set(scope, 3)
		stale.Reads = []host.Read{{Scope: scope, Version: old}}
		fresh.Reads = []host.Read{{Scope: scope, Version: version(two)}}
		stale.UpdateID, fresh.UpdateID = 1, 1 // the refused one gives its id back
		stale.Key.ChatID, fresh.Key.ChatID = key(1).ChatID, key(1).ChatID
		v, err := two.Commit(t.Context(), []host.Member{stale, stale})
		check(t, err)
		for _, v := range v {
			if v != (host.Verdict{State: host.VerdictConflict, Stale: true}) {
				t.Errorf("%s: the stale one is %+v", scope, v)
			}
		}
		commit(t, two, fresh)
		check(t, two.Exec(t.Context(), "DELETE FROM updates"))
	}
}

// One rate for all: however many ask, the slots that they get are one after the other.
func TestCluster_RatesAreShared(t *testing.T) {
	t.Parallel()
	one, two := among(t, postgres(t))
	r := host.Rate{Every: time.Hour, Burst: 3} // longer than the test
	near := func(what string, got, want time.Duration) {
		t.Helper()
		if (got - want).Abs() > 10*time.Minute {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	reserve := func(db *storage.DB, n int, owed time.Duration) time.Duration {
		t.Helper()
		opens, err := cluster(t, db).Reserve(t.Context(), bot, 0, r, n, owed)
		check(t, err)
		return opens
	}
	near("the first", reserve(one, 2, 0), -2*time.Hour) // two at once, and a third
	near("the third", reserve(two, 1, 0), 0)
	near("the fourth", reserve(one, 2, time.Hour), time.Hour)
	near("the sixth", reserve(two, 1, 0), 3*time.Hour)
	near("of another bot", func() time.Duration {
		opens, err := cluster(t, two).Reserve(t.Context(), bot+1, 0, r, 1, 3*time.Hour)
		check(t, err)
		return opens
	}(), time.Hour)
	told := heard(t, two)
	check(t, cluster(t, one).Hold(t.Context(), bot, 0, r, 24*time.Hour))
	if n := awaitNotice(t, told, host.NoticeHold); n.BotID != bot || n.For != 24*time.Hour {
		t.Errorf("told %+v", n)
	}
	near("after the hold", reserve(two, 1, 0), 24*time.Hour)

	inChat := func(db *storage.DB, chat int64) time.Duration {
		t.Helper()
		opens, err := cluster(t, db).Reserve(t.Context(), bot, chat, r, 1, 0)
		check(t, err)
		return opens
	}
	near("the first in a chat", inChat(one, -1), -2*time.Hour)
	near("the second there", inChat(two, -1), -time.Hour)
	near("the first in another chat", inChat(two, -2), -2*time.Hour)
	near("the first bulk", inChat(one, host.BulkChat), -2*time.Hour)
	near("the second bulk", inChat(two, host.BulkChat), -time.Hour)
	check(t, cluster(t, one).Hold(t.Context(), bot, -2, r, 24*time.Hour))
	near("after the hold there", inChat(two, -2), 24*time.Hour)
	near("the third in the chat", inChat(one, -1), 0)
	check(t, one.Purge(t.Context())) // leaves what is not yet over
	near("the fourth", inChat(one, -1), time.Hour)
}

// Processes go by the server's clock, whatever their machines believe.
func TestCluster_TheServersClockCounts(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	fast := o
	fast.Machine = func() time.Time { return time.Now().Add(time.Hour) }
	one, two := open(t, o), open(t, fast)
	commit(t, one, host.Member{Key: key(1), UpdateID: 1})
	commit(t, two, host.Member{Key: key(1), UpdateID: 2})
	for _, db := range []*storage.DB{one, two} {
		if off := time.Until(db.Clock().Now()).Abs(); off > 30*time.Minute {
			t.Errorf("a clock is wrong by %v", off)
		}
	}
	wantCount(t, one.Count, fmt.Sprintf("updates WHERE at > %d", time.Now().Add(30*time.Minute).UnixMicro()), 0)
}

// Bots, staff and answers to callers are told to the others when they are committed.
func TestCluster_ChangesAreTold(t *testing.T) {
	t.Parallel()
	one, two := among(t, postgres(t))
	told := heard(t, two)
	check(t, one.SaveBot(t.Context(), host.BotRecord{ID: bot}))
	awaitNotice(t, told, host.NoticeBots)
	check(t, one.AddStaff(t.Context(), bot, 5, "owner"))
	if n := awaitNotice(t, told, host.NoticeStaff); n.BotID != bot || n.UserID != 5 {
		t.Errorf("told %+v", n)
	}
	check(t, cluster(t, one).SaveReply(t.Context(), bot, "hook:1", []byte(`{"status":200}`)))
	check(t, cluster(t, one).SaveReply(t.Context(), bot, "hook:1", []byte(`{"status":500}`)))
	if n := awaitNotice(t, told, host.NoticeReply); n.BotID != bot || n.Caller != "hook:1" {
		t.Errorf("told %+v", n)
	}
	data, err := cluster(t, two).Reply(t.Context(), bot, "hook:1")
	if err != nil || string(data) != `{"status":200}` {
		t.Errorf("the answer is %s, %v", data, err)
	}
	if _, err := cluster(t, two).Reply(t.Context(), bot, "hook:2"); !errors.Is(err, engine.ErrNotFound) {
		t.Errorf("one that there is not: %v", err)
	}
}
