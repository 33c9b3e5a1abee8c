package storage_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// agency is a workspace with a bot that runs, one that is paused, and a draft; each stores something, and so does a stranger.
func agency(t *testing.T, db *storage.DB) *storage.Studio {
	t.Helper()
	s := db.Studio()
	check(t, db.SaveBot(t.Context(), host.BotRecord{ID: 1, Name: "on", Workspace: "agency"}))
	check(t, db.SaveBot(t.Context(), host.BotRecord{ID: 2, Name: "paused", Workspace: "agency", Paused: true}))
	check(t, db.SaveBot(t.Context(), host.BotRecord{ID: 3, Name: "stranger"}))
	addBot(t, s, "b1", "agency", "On", 1)
	addBot(t, s, "draft", "agency", "Draft", 0)
	addBot(t, s, "b3", "main", "Stranger", 3)
	for _, bot := range []string{"b1", "draft", "b3"} {
		addMedia(t, s, bot, "cup.png", strings.Repeat(bot[:1], 200_000))
	}
	commit(t, db, host.Member{Key: engine.SessionKey{BotID: 2, ChatID: 1, UserID: 1}, Records: []engine.RecordChange{
		{Kind: "k", Key: "a", Value: engine.Values{"x": strings.Repeat("x", 100_000)}},
	}})
	return s
}

func TestStored_OfAWorkspaceHasItsLibrariesAndAllItsBots(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		agency(t, db)
		own, err := db.Stored(t.Context(), 1)
		if want := (host.Stored{Library: 200_000}); own != want || err != nil {
			t.Errorf("the bot stores %+v, %v", own, err)
		}
		all, err := db.StoredIn(t.Context(), "agency")
		if all.Files != 0 || all.Library != 400_000 || all.Records < 100_000 || all.Records > 100_100 || err != nil {
			t.Errorf("the workspace stores %+v, %v", all, err)
		}
		others, err := db.StoredIn(t.Context(), "")
		if want := (host.Stored{Library: 200_000}); others != want || err != nil {
			t.Errorf("main stores %+v, %v", others, err)
		}
	})
}

func TestMedia_KeepsToTheQuotaOfTheBotAndOfTheWorkspace(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		s := agency(t, db) // with half a megabyte in the workspace
		add := func(bot, letter string) error {
			content := strings.Repeat(letter, 600_000)
			_, err := s.AddMedia(t.Context(), bot, fileOf(letter+".png", content), roomy, strings.NewReader(content), &studio.Entry{})
			return err
		}
		check(t, db.SetWorkspaceQuota(t.Context(), "agency", host.Quota{StoredMB: 1}))
		wantErr(t, add("draft", "x"), studio.ErrQuota)
		wantErr(t, add("b1", "x"), studio.ErrQuota)
		check(t, add("b3", "x"))
		check(t, db.SetWorkspaceQuota(t.Context(), "agency", host.Quota{StoredMB: 2}))
		check(t, add("draft", "x"))
		check(t, db.ChangeBot(t.Context(), 3, func(b *host.BotRecord) error { b.Quota = host.Quota{StoredMB: 1}; return nil }))
		wantErr(t, add("b3", "y"), studio.ErrQuota)
		check(t, add("b3", "x")) // it is there already
	})
}

func TestQuota_ThatIsReachedIsNotedAndToldOnceADay(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		check(t, db.SaveBot(t.Context(), host.BotRecord{ID: bot, Token: "t"}))
		var mu sync.Mutex
		var heard []string
		told := make(chan struct{}, 10)
		db.Incidents(map[string]storage.Teller{
			"owner": func(_ context.Context, i host.Incident) error {
				t.Errorf("the owner was told of %+v, as of a bot that stops", i)
				return nil
			},
			storage.QuotaChannel: func(_ context.Context, i host.Incident) error {
				mu.Lock()
				defer mu.Unlock()
				r, ok := storage.QuotaIncident(i)
				heard = append(heard, fmt.Sprint(r.BotID, r.Kind, r.Workspace, ok))
				told <- struct{}{}
				return nil
			},
		})
		start(t, db, worker{})
		now := time.Now()
		firsts := make(chan bool, 10)
		note := func(k host.QuotaKind, workspace bool, at time.Time) {
			first, err := db.NoteReached(t.Context(), host.ReachedQuota{BotID: bot, Kind: k, Workspace: workspace, At: at})
			check(t, err)
			firsts <- first
		}
		var all sync.WaitGroup
		for n := range 4 {
			all.Go(func() { note(host.QuotaTurns, n%2 == 0, now) }) // of both limits, in several processes
		}
		all.Wait()
		note(host.QuotaHTTP, true, now)
		note(host.QuotaTurns, false, now.Add(-24*time.Hour))
		close(firsts)
		n := 0
		for first := range firsts {
			if first {
				n++
				<-told
			}
		}
		slices.Sort(heard)
		if n != 3 || len(heard) != 3 || heard[0] != fmt.Sprint(int64(bot), host.QuotaHTTP, true, true) {
			t.Errorf("%d are the first of their day, heard %v", n, heard)
		}
		limits := host.Quota{TurnsPerMinute: 60, HTTPPerHour: 60}
		got, err := db.ReachedQuotas(t.Context(), []host.BotRecord{{ID: bot, Quota: limits, SpaceQuota: host.Quota{TurnsPerMinute: 90}}})
		check(t, err)
		var kinds []string
		for _, r := range got[bot] {
			if r.At.IsZero() {
				t.Errorf("it is not known when: %+v", r)
			}
			kinds = append(kinds, fmt.Sprint(r.Kind, r.Workspace))
		}
		if want := []string{"turnsfalse", "turnstrue"}; !slices.Equal(kinds, want) { // there is no limit any more of what else was reached
			t.Errorf("reached are %v, want %v", kinds, want)
		}
		_, err = db.NoteReached(t.Context(), host.ReachedQuota{BotID: bot, Kind: host.QuotaSends, At: now.Add(-100 * time.Hour)})
		check(t, err)
		check(t, db.Purge(t.Context()))
		wantCount(t, db.Count, "incidents", 4)
	})
}

func TestQuota_ThatIsReachedIsThatOfTheBotOrOfItsWorkspace(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		agency(t, db)
		today := host.DayOf(time.Now())
		check(t, db.AddUsage(t.Context(), []host.Usage{{BotID: 1, Day: today, Sends: 30}, {BotID: 2, Day: today, Sends: 70}, {BotID: 3, Day: today, Sends: 5}}))
		reached := func(own, space host.Quota) string {
			t.Helper()
			check(t, db.SetWorkspaceQuota(t.Context(), "agency", space))
			check(t, db.ChangeBot(t.Context(), 1, func(b *host.BotRecord) error { b.Quota = own; return nil }))
			bots, err := db.Bots(t.Context())
			check(t, err)
			got, err := db.ReachedQuotas(t.Context(), bots)
			check(t, err)
			var out []string
			for _, b := range bots {
				for _, r := range got[b.ID] {
					out = append(out, fmt.Sprint(r.BotID, " ", r.Kind, " ", r.Workspace))
				}
			}
			return strings.Join(out, ", ")
		}
		for _, x := range []struct {
			own, space host.Quota
			want       string
		}{
			{host.Quota{}, host.Quota{}, ""},
			{host.Quota{SendsPerDay: 31, StoredMB: 1}, host.Quota{SendsPerDay: 101, StoredMB: 1}, ""},
			{host.Quota{SendsPerDay: 30}, host.Quota{SendsPerDay: 101}, "1 sends false"},
			{host.Quota{SendsPerDay: 31}, host.Quota{SendsPerDay: 100}, "1 sends true, 2 sends true"},
		} {
			if got := reached(x.own, x.space); got != x.want {
				t.Errorf("with %+v and %+v reached are %q, want %q", x.own, x.space, got, x.want)
			}
		}
		addMedia(t, db.Studio(), "draft", "large.png", strings.Repeat("l", 600_000)) // without a quota
		if got, want := reached(host.Quota{StoredMB: 1}, host.Quota{StoredMB: 1}), "1 stored true, 2 stored true"; got != want {
			t.Errorf("reached are %q, want %q", got, want)
		}
		if got, want := reached(host.Quota{}, host.Quota{StoredMB: 2}), ""; got != want {
			t.Errorf("reached are %q, want %q", got, want)
		}
	})
}
