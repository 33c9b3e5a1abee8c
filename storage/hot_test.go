package storage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// A session is rewritten by every turn: its rows must find room beside each other, without an index that learns of it. Messages
// cannot be like that: what is still to be sent has partial indices (messages_open, messages_lane), and a change of a column
// that an index's condition names, as state is, is never HOT. But they are changed once in their lives, when it is marked what became
// of the effect, so that this is one entry more in messages_key for each, and not one for every turn of a chat.
//
// The test has a server of its own. A page may be tidied only when no transaction is left that is older, and PostgreSQL guesses this by
// the transactions of all databases: beside other tests the share was between 60 and 85 %, alone it is 99 to 100 %. With an index on
// anything that changes it is nought.
func TestPostgres_UpdatesOfSessionsAreHOT(t *testing.T) {
	t.Parallel()
	_, o := ownServer(t, "fsync=off")
	db := open(t, o)
	const users, turns = 40, 30 // neighbours, all rewritten by every commit
	session := fmt.Appendf(nil, `{"text":%q}`, strings.Repeat("x", 700))
	for turn := range int64(turns) {
		var members []host.Member
		var marks []host.Mark
		for user := int64(1); user <= users; user++ {
			out := effect(user, fmt.Sprint("k", turn))
			members = append(members, host.Member{
				Key: key(user), UpdateID: turn*users + user, BaseVersion: turn, Session: session, Revision: int(turn),
				WakeAt: time.Now().Add(time.Hour), WakeGen: turn, Out: []host.Outgoing{out},
			})
			marks = append(marks, host.Mark{BotID: bot, ChatID: user, Key: out.Key, State: host.SendSent, MessageIDs: []int64{turn}})
		}
		commit(t, db, members...)
		check(t, db.Mark(t.Context(), marks))
	}
	asked := server(t, o)
	until(t, func() error { // the server counts a little later
		var all, hot, effects, marked int64
		err := asked.QueryRow(t.Context(), `SELECT sum(n_tup_upd) FILTER (WHERE relname = 'sessions'), sum(n_tup_hot_upd) FILTER (WHERE relname = 'sessions'),
			sum(n_tup_ins) FILTER (WHERE relname LIKE 'messages%'), sum(n_tup_upd) FILTER (WHERE relname LIKE 'messages%')
			FROM pg_stat_user_tables`).Scan(&all, &hot, &effects, &marked)
		if err == nil && (all != users*(turns-1) || hot < all*95/100) {
			err = fmt.Errorf("%d of %d updates of sessions were HOT, want 95 %% of %d", hot, all, users*(turns-1))
		}
		if err == nil && (effects != users*turns || marked != effects) {
			err = fmt.Errorf("%d messages were changed %d times, want %d, each once", effects, marked, users*turns)
		}
		return err
	})
}
