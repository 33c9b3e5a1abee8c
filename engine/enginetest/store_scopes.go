package enginetest

import (
	"sync"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

func set(scope, name string, v any) engine.Write {
	return engine.Write{Scope: scope, Name: name, Op: engine.WriteSet, Value: v}
}

var scopeTests = map[string]func(t bundle){
	"UserIsTheSameInEveryChat": func(t bundle) {
		private, group := sessionKey(1), engine.SessionKey{BotID: storeBot, ChatID: -50, UserID: 1}
		other := engine.SessionKey{BotID: storeBot, ChatID: -50, UserID: 2}
		commit(t, host.Member{Key: group, Writes: []engine.Write{
			set(engine.ScopeUser, "city", "Riga"), set(engine.ScopeChat, "topic", "tea"),
		}})
		wantLoaded(t, private, host.Loaded{User: engine.Values{"city": "Riga"}, Reachable: true})
		wantLoaded(t, group, host.Loaded{User: engine.Values{"city": "Riga"}, Chat: engine.Values{"topic": "tea"}, Reachable: true})
		wantLoaded(t, other, host.Loaded{Chat: engine.Values{"topic": "tea"}, Reachable: true})
		otherBot := private
		otherBot.BotID++
		wantLoaded(t, otherBot, host.Loaded{Reachable: true})
	},

	"WritesReachAnotherContact": func(t bundle) {
		to := set(engine.ScopeUser, "city", "Riga")
		to.Owner = 2
		commit(t, host.Member{Key: sessionKey(1), Writes: []engine.Write{set(engine.ScopeUser, "city", "Oslo"), to}})
		wantLoaded(t, sessionKey(1), host.Loaded{User: engine.Values{"city": "Oslo"}, Reachable: true})
		wantLoaded(t, sessionKey(2), host.Loaded{User: engine.Values{"city": "Riga"}, Reachable: true})
		to.Scope = engine.ScopeChat
		wantVerdicts(t, []host.Member{{Key: sessionKey(1), Writes: []engine.Write{to}}}, host.VerdictRejected)
	},

	"WritesApplyInOrderToWhatIsStored": func(t bundle) {
		k := sessionKey(1)
		commit(t, host.Member{Key: k, Writes: []engine.Write{
			set(engine.ScopeUser, "a", map[string]any{"x": []any{1.0, "two", nil, true}}),
			{Scope: engine.ScopeUser, Name: "n", Op: engine.WriteAdd, Value: 2.5},
			{Scope: engine.ScopeUser, Name: "l", Op: engine.WriteAppend, Value: "p"},
			{Scope: engine.ScopeUser, Name: "i", Op: engine.WriteInit, Value: "first"},
			{Scope: engine.ScopeUser, Name: "t", Op: engine.WriteToggle},
			set(engine.ScopeUser, "gone", 1.0),
		}})
		commit(t, host.Member{Key: k, Writes: []engine.Write{
			{Scope: engine.ScopeUser, Name: "n", Op: engine.WriteAdd, Value: 1.0},
			{Scope: engine.ScopeUser, Name: "l", Op: engine.WriteAppend, Value: "q"},
			{Scope: engine.ScopeUser, Name: "l", Op: engine.WriteRemove, Value: "p"},
			{Scope: engine.ScopeUser, Name: "i", Op: engine.WriteInit, Value: "second"},
			{Scope: engine.ScopeUser, Name: "t", Op: engine.WriteToggle},
			{Scope: engine.ScopeUser, Name: "gone", Op: engine.WriteUnset},
		}})
		wantLoaded(t, k, host.Loaded{Reachable: true, User: engine.Values{
			"a": map[string]any{"x": []any{1.0, "two", nil, true}}, "n": 3.5, "l": []any{"q"}, "i": "first", "t": false,
		}})
	},

	"BotsDoNotShareTheirScope": func(t bundle) {
		commit(t, host.Member{Key: sessionKey(1), Writes: []engine.Write{
			set(engine.ScopeBot, "open", true), set(engine.ScopeWorkspace, "rate", 1.5),
		}})
		bot, space, err := t.Shared(t.Context(), storeBot)
		check(t, err)
		equal(t, "bot", bot, engine.Values{"open": true})
		equal(t, "workspace", space, engine.Values{"rate": 1.5})
		bot, _, err = t.Shared(t.Context(), storeBot+1)
		check(t, err)
		equal(t, "size of another bot's scope", len(bot), 0)
	},

	"ConcurrentAddsAllCount": func(t bundle) {
		const writers, rounds = 4, 25
		var wg sync.WaitGroup
		for i := range int64(writers) {
			wg.Go(func() {
				for range rounds {
					v, err := t.Commit(t.Context(), []host.Member{
						{Key: sessionKey(2 * i), Writes: []engine.Write{{Scope: engine.ScopeBot, Name: "n", Op: engine.WriteAdd, Value: 1.0}}},
						{Key: sessionKey(2*i + 1), Writes: []engine.Write{{Scope: engine.ScopeBot, Name: "n", Op: engine.WriteAdd, Value: 1.0}}},
					})
					if err != nil || v[0].State != host.VerdictCommitted || v[1].State != host.VerdictCommitted {
						t.Errorf("commit: %v, %v", v, err)
						return
					}
				}
			})
		}
		wg.Wait()
		bot, _, err := t.Shared(t.Context(), storeBot)
		check(t, err)
		equal(t, "counter", bot, engine.Values{"n": float64(2 * writers * rounds)})
	},

	"WritesOfADuplicateDoNotCount": func(t bundle) {
		add := []engine.Write{{Scope: engine.ScopeBot, Name: "n", Op: engine.WriteAdd, Value: 1.0}}
		commit(t, host.Member{Key: sessionKey(1), UpdateID: 1, Writes: add})
		wantVerdicts(t, []host.Member{
			{Key: sessionKey(1), UpdateID: 1, Writes: add},
			{Key: sessionKey(2), BaseVersion: 3, Session: []byte(`{}`), Writes: add},
			{Key: sessionKey(3), Writes: add},
		}, host.VerdictDuplicate, host.VerdictConflict, host.VerdictCommitted)
		bot, _, err := t.Shared(t.Context(), storeBot)
		check(t, err)
		equal(t, "counter", bot, engine.Values{"n": 2.0})
	},

	"ReachableIsKept": func(t bundle) {
		k, no, yes := sessionKey(1), false, true
		commit(t, host.Member{Key: k, Reachable: &no, User: &engine.User{ID: 1, FirstName: "Ann", Language: "en"}})
		wantLoaded(t, k, host.Loaded{})
		commit(t, host.Member{Key: k, User: &engine.User{ID: 1, FirstName: "Anna"}})
		wantLoaded(t, k, host.Loaded{})
		commit(t, host.Member{Key: k, Reachable: &yes})
		wantLoaded(t, k, host.Loaded{Reachable: true})
	},
}
