package enginetest

import (
	"bytes"
	"fmt"
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
			check(t, t.BeginRefresh(t.Context(), storeBot, host.RefreshTimed, mark, moment))
			check(t, t.BeginRefresh(t.Context(), storeBot, host.RefreshMoved, mark, moment))
		}
		check(t, t.BeginRefresh(t.Context(), storeBot+1, host.RefreshTimed, "a", moment))
	},

	"StandingInPages": func(t bundle) {
		standing := func(chat, user int64, revision int) host.Member {
			m := session(engine.SessionKey{BotID: storeBot, ChatID: chat, UserID: user})
			m.Revision = revision
			m.Session = fmt.Appendf(nil, `{"revision":%d,"status":"waiting"}`, revision)
			return m
		}
		other := standing(1, 1, 1)
		other.Key.BotID++
		commit(t, standing(9, 9, 1), standing(-500, 30, 2), standing(-500, 9, 1), standing(30, 30, 3), session(sessionKey(10)), other)
		first := engine.SessionKey{BotID: storeBot, ChatID: math.MinInt64}
		page := func(after engine.SessionKey, below, limit int, want ...int64) engine.SessionKey {
			t.Helper()
			got, err := t.Standing(t.Context(), storeBot, after, below, limit)
			check(t, err)
			pairs := []int64{}
			for _, s := range got {
				pairs = append(pairs, s.Key.ChatID, s.Key.UserID)
				equal(t, "bot", s.Key.BotID, storeBot)
				equal(t, "session", bytes.Contains(s.Session, []byte(`"waiting"`)), true)
				after = s.Key
			}
			equal(t, "chats and users", pairs, append([]int64{}, want...))
			return after
		}
		page(first, 0, 10, -500, 9, -500, 30, 9, 9, 30, 30)
		page(first, 2, 10, -500, 9, 9, 9)
		after := page(first, 0, 1, -500, 9)
		after = page(after, 0, 2, -500, 30, 9, 9)
		after = page(after, 0, 2, 30, 30)
		page(after, 0, 2)
	},
}
