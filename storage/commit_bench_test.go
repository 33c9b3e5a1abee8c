package storage_test

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// BenchmarkCommit stores what a usual turn brings: an update, a session of 700 bytes, a profile, one message in and one
// out. The timers variant gives every tenth session a time to wake.
func BenchmarkCommit(b *testing.B) {
	for _, n := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkCommit(b, n, 0) })
	}
	b.Run("64timers", func(b *testing.B) { benchmarkCommit(b, 64, 10) })
}

func benchmarkCommit(b *testing.B, n, timers int) {
	b.Helper()
	db := setup(b)
	const users = 5000
	session := fmt.Appendf(nil, `{"status":"waiting","vars":{"text":"%s"}}`, bytes.Repeat([]byte{'x'}, 660))
	effect := fmt.Appendf(nil, `{"kind":"send","content":{"text":"%s"}}`, bytes.Repeat([]byte{'x'}, 250))
	raw := fmt.Appendf(nil, `{"update_id":1,"message":{"text":"%s"}}`, bytes.Repeat([]byte{'x'}, 350))
	var id int64
	members := make([]host.Member, n)
	b.ReportAllocs()
	for b.Loop() {
		for i := range members {
			id++
			user := id % users
			members[i] = host.Member{
				Key: key(user), UpdateID: id, BaseVersion: id / users, Session: session, Revision: 1,
				User:  &engine.User{ID: user, FirstName: "Ann", Language: "en"},
				Inbox: &host.Inbox{Kind: "message", MessageID: id, Raw: raw, At: time.UnixMicro(id)},
				Out:   []host.Outgoing{{BotID: bot, ChatID: user, Key: strconv.FormatInt(user, 36) + "." + strconv.FormatInt(id, 36), Effect: effect}},
			}
			if user == 0 {
				members[i].BaseVersion = id/users - 1
			}
			if timers > 0 && i%timers == 0 {
				members[i].WakeAt, members[i].WakeGen = time.Now().Add(time.Hour), id
			}
		}
		commit(b, db, members...)
	}
	b.ReportMetric(float64(id)/b.Elapsed().Seconds(), "members/s")
}
