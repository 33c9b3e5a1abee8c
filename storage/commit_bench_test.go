package storage_test

import (
	"bytes"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// BenchmarkCommit stores what a usual turn brings: an update, a session of 700 bytes, a profile, one message in and one
// out, on servers that keep what was committed when their machine fails. The timers variant gives every tenth session a time
// to wake; the last one has four committers at once, which SQLite cannot.
func BenchmarkCommit(b *testing.B) {
	databases := []struct {
		name string
		open func(b *testing.B) *storage.DB
	}{
		{"sqlite", func(b *testing.B) *storage.DB { b.Helper(); return setup(b) }},
		{"postgres", openDurable},
	}
	for _, d := range databases {
		for _, n := range []int{1, 16, 64, 256} {
			b.Run(fmt.Sprintf("%s/%d", d.name, n), func(b *testing.B) { benchmarkCommit(b, d.open(b), n, 0) })
		}
		b.Run(d.name+"/64timers", func(b *testing.B) { benchmarkCommit(b, d.open(b), 64, 10) })
	}
	b.Run("postgres/4x64", func(b *testing.B) { benchmarkCommitters(b, openDurable(b), 4, 64) })
}

// openDurable opens a database on a server of its own that syncs, as the shared one does not.
func openDurable(b *testing.B) *storage.DB {
	b.Helper()
	_, o := ownServer(b)
	return open(b, o)
}

// turns makes members, the next turn of one user after the other.
type turns struct {
	first, users int64 // ids of its people
	timers       int   // every how many get a time to wake; 0 for none
	id           int64
}

func (x *turns) next(members []host.Member) {
	session := fmt.Appendf(nil, `{"status":"waiting","vars":{"text":"%s"}}`, bytes.Repeat([]byte{'x'}, 660))
	effect := fmt.Appendf(nil, `{"kind":"send","content":{"text":"%s"}}`, bytes.Repeat([]byte{'x'}, 250))
	raw := fmt.Appendf(nil, `{"update_id":1,"message":{"text":"%s"}}`, bytes.Repeat([]byte{'x'}, 350))
	for i := range members {
		user, version := x.first+x.id%x.users, x.id/x.users
		x.id++
		id := x.first<<32 + x.id
		members[i] = host.Member{
			Key: key(user), UpdateID: id, BaseVersion: version, Session: session, Revision: 1,
			User:  &engine.User{ID: user, FirstName: "Ann", Language: "en"},
			Inbox: &host.Inbox{Kind: "message", MessageID: id, Raw: raw, At: time.Now()},
			Out:   []host.Outgoing{{BotID: bot, ChatID: user, Key: strconv.FormatInt(user, 36) + "." + strconv.FormatInt(id, 36), Effect: effect}},
		}
		if x.timers > 0 && i%x.timers == 0 {
			members[i].WakeAt, members[i].WakeGen = time.Now().Add(time.Hour), x.id
		}
	}
}

const benchUsers = 5000

func benchmarkCommit(b *testing.B, db *storage.DB, n, timers int) {
	b.Helper()
	x := turns{first: 1, users: benchUsers, timers: timers}
	members := make([]host.Member, n)
	b.ReportAllocs()
	for b.Loop() {
		x.next(members)
		commit(b, db, members...)
	}
	b.ReportMetric(float64(x.id)/b.Elapsed().Seconds(), "members/s")
}

func benchmarkCommitters(b *testing.B, db *storage.DB, committers, n int) {
	b.Helper()
	var left, stored atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	var all sync.WaitGroup
	for c := range int64(committers) {
		all.Go(func() {
			x := turns{first: 1 + c*benchUsers, users: benchUsers}
			members := make([]host.Member, n)
			for left.Add(-1) >= 0 {
				x.next(members)
				verdicts, err := db.Commit(b.Context(), members)
				if err != nil || verdicts[0] != (host.Verdict{}) {
					b.Errorf("commit: %v, %v", verdicts, err)
					return
				}
				stored.Add(int64(n))
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(stored.Load())/b.Elapsed().Seconds(), "members/s")
}
