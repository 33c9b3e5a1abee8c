package enginetest

import (
	"slices"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

func botRecord(id int64) host.BotRecord {
	return host.BotRecord{
		ID: id, Name: "Shop", Username: "shop_bot", Token: "7001:abc", Key: []byte("0123456789abcdef0123456789abcdef"),
		Secret: "hook", Revision: 3, Paused: true, Trouble: "the token was revoked",
	}
}

var botTests = map[string]func(t bundle){
	"BotsComeBackWholeAndSorted": func(t bundle) {
		none, err := t.Bots(t.Context())
		check(t, err)
		equal(t, "number of bots", len(none), 0)
		a, b := botRecord(-2), botRecord(storeBot)
		a.Token, a.Secret = "", ""
		check(t, t.SaveBot(t.Context(), b))
		check(t, t.SaveBot(t.Context(), a))
		got, err := t.Bots(t.Context())
		check(t, err)
		equal(t, "bots", got, []host.BotRecord{a, b})
		b.Name, b.Paused, b.Trouble = "Store", false, ""
		check(t, t.SaveBot(t.Context(), b))
		got, err = t.Bots(t.Context())
		check(t, err)
		equal(t, "bots", got, []host.BotRecord{a, b})
	},

	"RevisionsAreNumbered": func(t bundle) {
		check(t, t.SaveBot(t.Context(), botRecord(storeBot)))
		publish := func(doc string, want int) {
			t.Helper()
			n, err := t.Publish(t.Context(), storeBot, []byte(doc), moment)
			check(t, err)
			equal(t, "revision", n, want)
		}
		publish(`{"v":1}`, 1)
		publish(`{"v":2}`, 2)
		publish(`{"v":2}`, 2)
		publish(`{"v":1}`, 3) // a rollback is a publish
		for n, want := range []string{1: `{"v":1}`, 2: `{"v":2}`, 3: `{"v":1}`} {
			if n == 0 {
				continue
			}
			doc, err := t.Revision(t.Context(), storeBot, n)
			check(t, err)
			equal(t, "document", string(doc), want)
		}
		_, err := t.Revision(t.Context(), storeBot, 4)
		wantErr(t, err, engine.ErrNotFound)
		_, err = t.Revision(t.Context(), storeBot+1, 1)
		wantErr(t, err, engine.ErrNotFound)
	},

	"ParallelPublishesGetNumbersOfTheirOwn": func(t bundle) {
		check(t, t.SaveBot(t.Context(), botRecord(storeBot)))
		const publishers = 5
		got := make([]int, publishers)
		var wg sync.WaitGroup
		for i := range publishers {
			wg.Go(func() {
				n, err := t.Publish(t.Context(), storeBot, []byte(`{"v":`+string(rune('0'+i))+`}`), moment)
				if err != nil {
					t.Errorf("publish: %v", err)
				}
				got[i] = n
			})
		}
		wg.Wait()
		slices.Sort(got)
		equal(t, "revisions", got, []int{1, 2, 3, 4, 5})
	},

	"StaffByRole": func(t bundle) {
		for _, x := range []struct {
			user int64
			role string
		}{{9, "owner"}, {5, "cook"}, {9, "cook"}, {5, "cook"}, {7, "driver"}} {
			check(t, t.AddStaff(t.Context(), storeBot, x.user, x.role))
		}
		staff := func(roles ...string) []int64 {
			ids, err := t.Staff(t.Context(), storeBot, roles)
			check(t, err)
			return ids
		}
		equal(t, "cooks", staff("cook"), []int64{5, 9})
		equal(t, "owners and cooks", staff("owner", "cook"), []int64{5, 9})
		equal(t, "number of managers", len(staff("manager")), 0)
		equal(t, "number without roles", len(staff()), 0)
		ids, err := t.Staff(t.Context(), storeBot+1, []string{"cook"})
		check(t, err)
		equal(t, "number of another bot's cooks", len(ids), 0)
		wantLoaded(t, sessionKey(9), host.Loaded{Roles: []string{"cook", "owner"}, Reachable: true})
		wantLoaded(t, engine.SessionKey{BotID: storeBot, ChatID: -5, UserID: 5}, host.Loaded{Roles: []string{"cook"}, Reachable: true})
	},

	"SecretsBelongToABot": func(t bundle) {
		_, err := t.Secret(t.Context(), storeBot, "key")
		wantErr(t, err, engine.ErrNotFound)
		check(t, t.SetSecret(t.Context(), storeBot, "key", "one"))
		check(t, t.SetSecret(t.Context(), storeBot, "key", "two ✓"))
		v, err := t.Secret(t.Context(), storeBot, "key")
		check(t, err)
		equal(t, "secret", v, "two ✓")
		_, err = t.Secret(t.Context(), storeBot+1, "key")
		wantErr(t, err, engine.ErrNotFound)
	},

	"OffsetIsKept": func(t bundle) {
		want := func(bot, offset int64) {
			t.Helper()
			n, err := t.Offset(t.Context(), bot)
			check(t, err)
			equal(t, "offset", n, offset)
		}
		want(storeBot, 0)
		check(t, t.SaveOffset(t.Context(), storeBot, 10))
		check(t, t.SaveOffset(t.Context(), storeBot, 12))
		want(storeBot, 12)
		want(storeBot+1, 0)
	},

	"DeadLettersCountAsHandled": func(t bundle) {
		letter := func(update int64) host.DeadLetter {
			return host.DeadLetter{
				BotID: storeBot, UpdateID: update, Raw: []byte(`{"update_id":1}`), Error: "it broke", Tries: 5,
				At: moment.Add(time.Duration(update) * time.Microsecond),
			}
		}
		for _, u := range []int64{1, 2, 3} {
			check(t, t.Bury(t.Context(), letter(u)))
		}
		other := letter(4)
		other.BotID++
		check(t, t.Bury(t.Context(), other))
		check(t, t.Bury(t.Context(), letter(0))) // not an update
		wantHandled(t, storeBot, 2, true)
		wantHandled(t, storeBot, 4, false)
		wantHandled(t, storeBot, 0, false)
		wantVerdicts(t, []host.Member{{Key: sessionKey(1), UpdateID: 2, Session: []byte(`{}`)}}, host.VerdictDuplicate)
		got, err := t.DeadLetters(t.Context(), storeBot, 3)
		check(t, err)
		equal(t, "dead letters", got, []host.DeadLetter{letter(0), letter(3), letter(2)})
	},
}
