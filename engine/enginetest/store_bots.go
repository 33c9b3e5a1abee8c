package enginetest

import (
	"errors"
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
		Hosted: true, Receiver: host.ReceiverPolling, Leaving: true,
	}
}

// unversioned are the records without what the store sets.
func unversioned(bots []host.BotRecord) []host.BotRecord {
	out := slices.Clone(bots)
	for i := range out {
		out[i].Version = 0
	}
	return out
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
		equal(t, "bots", unversioned(got), []host.BotRecord{a, b})
		b.Name, b.Paused, b.Trouble = "Store", false, ""
		check(t, t.SaveBot(t.Context(), b))
		got, err = t.Bots(t.Context())
		check(t, err)
		equal(t, "bots", unversioned(got), []host.BotRecord{a, b})
	},

	"DigestsAreKeptBesideTheirRevisions": func(t bundle) {
		check(t, t.SaveBot(t.Context(), botRecord(storeBot)))
		for _, document := range []string{`{"a":1}`, `{"a":2}`} {
			_, err := t.Publish(t.Context(), storeBot, []byte(document), moment)
			check(t, err)
		}
		for _, kept := range []struct {
			revision int
			made     time.Time
			digest   string
		}{{2, moment, "old"}, {2, moment, `{"é":1}`}, {2, moment.Add(time.Microsecond), "of another"}, {3, moment, "nowhere"}} {
			check(t, t.KeepDigest(t.Context(), storeBot, kept.revision, kept.made, kept.digest))
		}
		_, err := t.PublishPlan(t.Context(), host.Publication{BotID: storeBot, Document: []byte(`{"a":3}`), From: 2, At: moment, Digest: "with it"})
		check(t, err)
		for revision, want := range []string{"", "", `{"é":1}`, "with it"} {
			got, made, err := t.Digest(t.Context(), storeBot, revision)
			check(t, err)
			equal(t, "digest", got, want)
			equal(t, "it was made", made.Equal(moment), revision > 0)
		}
		document, err := t.Revision(t.Context(), storeBot, 2)
		check(t, err)
		equal(t, "document", string(document), `{"a":2}`)
	},

	"BotsAreChangedOneAtATime": func(t bundle) {
		wantErr(t, t.ChangeBot(t.Context(), storeBot, func(*host.BotRecord) error { return nil }), engine.ErrNotFound)
		_, err := t.Bot(t.Context(), storeBot)
		wantErr(t, err, engine.ErrNotFound)
		b := botRecord(storeBot)
		check(t, t.SaveBot(t.Context(), b))
		const changes = 8
		var wg sync.WaitGroup
		for range changes {
			wg.Go(func() {
				if err := t.ChangeBot(t.Context(), storeBot, func(b *host.BotRecord) error { b.Name += "!"; return nil }); err != nil {
					t.Errorf("change: %v", err)
				}
			})
		}
		wg.Wait()
		refused := errors.New("no")
		wantErr(t, t.ChangeBot(t.Context(), storeBot, func(b *host.BotRecord) error { b.Name = "never"; return refused }), refused)
		got, err := t.Bot(t.Context(), storeBot)
		check(t, err)
		b.Name = "Shop!!!!!!!!"
		equal(t, "bot", unversioned([]host.BotRecord{got}), []host.BotRecord{b})
	},

	"ChangesOfBotsAreFollowedByVersion": func(t bundle) {
		other := botRecord(storeBot + 1)
		check(t, t.SaveBot(t.Context(), botRecord(storeBot)))
		check(t, t.SaveBot(t.Context(), other))
		changed := func(after int64) (ids []int64, last int64) {
			bots, err := t.ChangedBots(t.Context(), after)
			check(t, err)
			for _, b := range bots {
				ids, last = append(ids, b.ID), b.Version
			}
			return ids, last
		}
		ids, last := changed(-1)
		equal(t, "bots", ids, []int64{storeBot, storeBot + 1})
		ids, _ = changed(last)
		equal(t, "number of changed bots", len(ids), 0)
		check(t, t.ChangeBot(t.Context(), storeBot, func(b *host.BotRecord) error { b.Paused = false; return nil }))
		ids, last = changed(last)
		equal(t, "bots after a change", ids, []int64{storeBot})
		_, err := t.Publish(t.Context(), storeBot+1, []byte(`{}`), moment)
		check(t, err)
		ids, last = changed(last)
		equal(t, "bots after a publish", ids, []int64{storeBot + 1})
		got, err := t.Bot(t.Context(), storeBot+1)
		check(t, err)
		equal(t, "published revision", got.Revision, 1)
		check(t, t.DropBot(t.Context(), storeBot+1))
		check(t, t.SaveBot(t.Context(), other))
		ids, _ = changed(last)
		equal(t, "bots after a drop and a return", ids, []int64{storeBot + 1})
	},

	"DroppedBotLeavesNothing": func(t bundle) {
		for _, id := range []int64{storeBot, storeBot + 1} {
			check(t, t.SaveBot(t.Context(), botRecord(id)))
			_, err := t.Publish(t.Context(), id, []byte(`{}`), moment)
			check(t, err)
			check(t, t.AddStaff(t.Context(), id, 9, "owner"))
			check(t, t.SetSecret(t.Context(), id, "key", "one"))
			check(t, t.SaveOffset(t.Context(), id, 7))
			key := engine.SessionKey{BotID: id, ChatID: 1, UserID: 1}
			_, err = t.Commit(t.Context(), []host.Member{{
				Key: key, UpdateID: 1, Session: []byte(`{}`),
				Out: []host.Outgoing{{BotID: id, ChatID: 1, Key: "k", Effect: []byte(`{}`)}},
			}})
			check(t, err)
		}
		check(t, t.DropBot(t.Context(), storeBot))
		check(t, t.DropBot(t.Context(), storeBot))
		for _, id := range []int64{storeBot, storeBot + 1} {
			kept := id != storeBot
			here := func(what string, err error) {
				t.Helper()
				if kept {
					check(t, err)
					return
				}
				if !errors.Is(err, engine.ErrNotFound) {
					t.Errorf("%s of the dropped bot: %v", what, err)
				}
			}
			_, err := t.Bot(t.Context(), id)
			here("the record", err)
			_, err = t.Revision(t.Context(), id, 1)
			here("a revision", err)
			_, err = t.Secret(t.Context(), id, "key")
			here("a secret", err)
			handled, err := t.Handled(t.Context(), id, 1)
			check(t, err)
			equal(t, "update known", handled, kept)
			l, err := t.Load(t.Context(), engine.SessionKey{BotID: id, ChatID: 1, UserID: 1})
			check(t, err)
			equal(t, "session kept", l.Session != nil, kept)
			pending, err := t.Pending(t.Context(), id, 0, 10)
			check(t, err)
			equal(t, "something to be sent", len(pending) > 0, kept)
			offset, err := t.Offset(t.Context(), id)
			check(t, err)
			equal(t, "offset kept", offset == 7, kept)
		}
	},

	"RevisionsAreListed": func(t bundle) {
		check(t, t.SaveBot(t.Context(), botRecord(storeBot)))
		for i, doc := range []string{`{}`, `{"v":22}`} {
			_, err := t.Publish(t.Context(), storeBot, []byte(doc), moment.Add(time.Duration(i)*time.Hour))
			check(t, err)
		}
		_, err := t.PublishPlan(t.Context(), host.Publication{
			BotID: storeBot, Document: []byte(`{"v":3}`), From: 2, At: moment.Add(2 * time.Hour), Account: "u1", Name: "Ann", Note: "Prices",
		})
		check(t, err)
		got, err := t.Revisions(t.Context(), storeBot, 2)
		check(t, err)
		equal(t, "revisions", got, []host.RevisionInfo{
			{Number: 3, Bytes: 7, MadeAt: moment.Add(2 * time.Hour), Account: "u1", Name: "Ann", Note: "Prices"},
			{Number: 2, Bytes: 8, MadeAt: moment.Add(time.Hour)},
		})
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

	"PlansAreKeptWithTheirRevision": func(t bundle) {
		publication := host.Publication{BotID: storeBot, Document: []byte(`{"v":1}`), At: moment, Plan: []byte(`[{"block":"a"}]`)}
		_, err := t.PublishPlan(t.Context(), publication)
		wantErr(t, err, engine.ErrNotFound)
		check(t, t.SaveBot(t.Context(), botRecord(storeBot)))
		bot, err := t.Bot(t.Context(), storeBot)
		check(t, err)
		for _, x := range []struct {
			doc, plan string
			from      int // of the last that was published
			want      int // 0 for a conflict
		}{
			{`{"v":1}`, `["first"]`, 0, 1}, {`{"v":2}`, "", 0, 2}, {`{"v":3}`, `["late"]`, -1, 0}, {`{"v":3}`, `["third"]`, 0, 3}, {`{"v":3}`, "", 0, 3}, {`{"v":3}`, `["same"]`, 0, 4},
		} {
			p := host.Publication{BotID: storeBot, Document: []byte(x.doc), At: moment, From: bot.Revision + x.from}
			if x.plan != "" {
				p.Plan = []byte(x.plan)
			}
			n, err := t.PublishPlan(t.Context(), p)
			if x.want == 0 {
				wantErr(t, err, engine.ErrConflict)
				continue
			}
			check(t, err)
			equal(t, "revision", n, x.want)
			bot.Revision = n
		}
		_, err = t.Publish(t.Context(), storeBot, []byte(`{"v":4}`), moment)
		check(t, err)
		got, err := t.Plans(t.Context(), storeBot)
		check(t, err)
		equal(t, "plans", got, []host.StoredPlan{{Revision: 1, Plan: []byte(`["first"]`)}, {Revision: 3, Plan: []byte(`["third"]`)}, {Revision: 4, Plan: []byte(`["same"]`)}})
		got, err = t.Plans(t.Context(), storeBot+1)
		check(t, err)
		equal(t, "number of another bot's plans", len(got), 0)
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

	"DeadLettersAreRetriedOrDropped": func(t bundle) {
		check(t, t.SaveBot(t.Context(), botRecord(storeBot)))
		for i, raw := range []string{`{"n":1}`, `{"n":2}`, "", `{"n":4}`} {
			check(t, t.Bury(t.Context(), host.DeadLetter{BotID: storeBot, UpdateID: int64(i + 1), Raw: []byte(raw), At: moment}))
		}
		check(t, t.Bury(t.Context(), host.DeadLetter{BotID: storeBot + 1, UpdateID: 1, Raw: []byte(`{}`), At: moment}))
		updates := func(letters []host.DeadLetter, err error) (ids, updates []int64) {
			t.Helper()
			check(t, err)
			for _, l := range letters {
				ids, updates = append(ids, l.ID), append(updates, l.UpdateID)
			}
			return ids, updates
		}
		ids, got := updates(t.DeadLetters(t.Context(), storeBot, 9))
		equal(t, "letters", got, []int64{4, 3, 2, 1})
		before, err := t.Bot(t.Context(), storeBot)
		check(t, err)
		n, err := t.RetryLetters(t.Context(), storeBot, ids[3], ids[1])
		check(t, err)
		equal(t, "number to be retried", n, 1) // the other one has no update
		after, err := t.Bot(t.Context(), storeBot)
		check(t, err)
		equal(t, "the bot has changed", after.Version > before.Version, true)
		_, got = updates(t.LettersToRetry(t.Context(), storeBot))
		equal(t, "letters to be retried", got, []int64{1})
		_, err = t.RetryLetters(t.Context(), storeBot)
		check(t, err)
		_, got = updates(t.LettersToRetry(t.Context(), storeBot))
		equal(t, "letters to be retried", got, []int64{1, 2, 4})
		n, err = t.DropLetters(t.Context(), storeBot, ids[0])
		check(t, err)
		equal(t, "number dropped", n, 1)
		n, err = t.DropLetters(t.Context(), storeBot)
		check(t, err)
		equal(t, "number dropped", n, 3)
		_, got = updates(t.DeadLetters(t.Context(), storeBot+1, 9))
		equal(t, "letters of another bot", got, []int64{1})
	},

	"UpdatesAddUp": func(t bundle) {
		check(t, t.SaveBot(t.Context(), botRecord(storeBot)))
		tally := func(want host.Tally) {
			t.Helper()
			got, err := t.Tally(t.Context(), storeBot)
			check(t, err)
			equal(t, "tally", got, want)
		}
		tally(host.Tally{})
		letter := func(update int64, key string) {
			t.Helper()
			check(t, t.Bury(t.Context(), host.DeadLetter{BotID: storeBot, UpdateID: update, EventKey: key, Raw: []byte(`{}`), At: moment}))
		}
		letters := func() []host.DeadLetter {
			t.Helper()
			all, err := t.DeadLetters(t.Context(), storeBot, 9)
			check(t, err)
			return all
		}
		wantVerdicts(t, []host.Member{{Key: sessionKey(1), UpdateID: 1}, {Key: sessionKey(2), UpdateID: 2}, {Key: sessionKey(1), UpdateID: 1}},
			host.VerdictCommitted, host.VerdictCommitted, host.VerdictDuplicate)
		letter(2, "") // it had its turn
		for _, u := range []int64{3, 4, 5, 3} {
			letter(u, "")
		}
		letter(0, "hook") // no update
		letter(0, "hook")
		equal(t, "number of letters", len(letters()), 4)
		tally(host.Tally{Received: 5, Handled: 2, Dead: 3})
		ids := map[int64]int64{}
		for _, l := range letters() {
			ids[l.UpdateID] = l.ID
		}
		_, err := t.RetryLetters(t.Context(), storeBot, ids[3], ids[4])
		check(t, err)
		tally(host.Tally{Received: 5, Handled: 2, Waiting: 2, Dead: 1})
		check(t, t.LetterReceived(t.Context(), storeBot, ids[3]))
		tally(host.Tally{Received: 5, Handled: 3, Waiting: 1, Dead: 1})
		letter(4, "letter:4") // it fails once more
		letter(4, "letter:4")
		tally(host.Tally{Received: 5, Handled: 3, Waiting: 1, Dead: 1})
		check(t, t.LetterReceived(t.Context(), storeBot, ids[4]))
		check(t, t.LetterReceived(t.Context(), storeBot, ids[4])) // there is no such letter
		tally(host.Tally{Received: 5, Handled: 3, Dead: 2})
		_, err = t.DropLetters(t.Context(), storeBot, ids[5])
		check(t, err)
		tally(host.Tally{Received: 5, Handled: 3, Dead: 1, Dropped: 1})
		_, err = t.DropLetters(t.Context(), storeBot)
		check(t, err)
		tally(host.Tally{Received: 5, Handled: 3, Dropped: 2})
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
		for i := range got {
			got[i].ID = 0
		}
		equal(t, "dead letters", got, []host.DeadLetter{letter(0), letter(3), letter(2)})
	},
}
