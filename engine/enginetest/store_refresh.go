package enginetest

import (
	"math"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

func session(key engine.SessionKey) host.Member {
	return host.Member{Key: key, Session: []byte(`{}`)}
}

var refreshTests = map[string]func(t bundle){
	"PrivateSessionsInPages": func(t bundle) {
		const most = int64(1)<<52 - 1 // Telegram Bot API, User.id: at most 52 significant bits
		for _, user := range []int64{30, 9, 100, most} {
			commit(t, session(sessionKey(user)))
		}
		commit(
			t, session(engine.SessionKey{BotID: storeBot, ChatID: -500, UserID: 9}),
			session(engine.SessionKey{BotID: storeBot, ChatID: -500, UserID: -500}), // a channel
			session(engine.SessionKey{BotID: storeBot + 1, ChatID: 40, UserID: 40}),
		)
		page := func(after int64, limit int, want ...int64) {
			t.Helper()
			got, err := t.PrivateSessions(t.Context(), storeBot, after, limit)
			check(t, err)
			equal(t, "users", append([]int64{}, got...), append([]int64{}, want...))
		}
		page(0, 10, 9, 30, 100, most)
		page(0, 2, 9, 30)
		page(30, 2, 100, most)
		page(31, 1, 100)
		page(most, 10)
		page(math.MaxInt64, 10)
	},

	"RefreshMayBeginAgain": func(t bundle) {
		for _, mark := range []string{"", "a", "a", "b", "", "a"} {
			check(t, t.BeginRefresh(t.Context(), storeBot, mark, moment))
		}
		check(t, t.BeginRefresh(t.Context(), storeBot+1, "a", moment))
	},
}
