package storage_test

import (
	"bytes"
	"fmt"
	"reflect"
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

// turnOf is a member as a turn makes it, with a film and counts.
func turnOf(user, n int64, at time.Time, counts ...host.Count) host.Member {
	return host.Member{
		Key: key(user), UpdateID: 1000*user + n, BaseVersion: n - 1, Session: []byte(`{}`),
		Film:   &host.Film{Turn: n, At: at, Trouble: n%2 == 0, Data: fmt.Appendf(nil, `{"k":"%d"}`, n)},
		Counts: &host.Counts{Day: host.DayIn(at, 3600), Offset: 3600, List: append([]host.Count{{Kind: host.CountTurns, N: 1}}, counts...)},
	}
}

func TestFilms_AreReadPageByPage(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		at := time.Now().UTC().Truncate(time.Microsecond)
		var group []host.Member
		for user := int64(1); user <= 3; user++ { // together, and one by one
			group = append(group, turnOf(user, 1, at))
		}
		commit(t, db, group...)
		for n := int64(2); n <= 5; n++ {
			commit(t, db, turnOf(1, n, at.Add(time.Duration(n/2)*time.Second))) // two at a time
		}
		verdicts, err := db.Commit(t.Context(), []host.Member{turnOf(1, 3, at)}) // it is late
		if err != nil || verdicts[0].State != host.VerdictDuplicate {
			t.Fatalf("verdicts %+v, %v", verdicts, err)
		}
		s := db.Studio()
		var turns []int64
		for from := (studio.FilmPlace{}); ; {
			page, err := s.Films(t.Context(), bot, 1, studio.FilmQuery{From: from, Limit: 2})
			check(t, err)
			for _, f := range page {
				turns = append(turns, f.Turn)
				from = studio.FilmPlace{At: f.At.UnixMicro(), Turn: f.Turn}
			}
			if len(page) < 2 {
				break
			}
		}
		if want := []int64{5, 4, 3, 2, 1}; !slices.Equal(turns, want) {
			t.Errorf("turns %v, want %v", turns, want)
		}
		bad, err := s.Films(t.Context(), bot, 1, studio.FilmQuery{Troubles: true, Limit: 1})
		want := []studio.FilmRow{{Chat: 1, Turn: 4, At: at.Add(2 * time.Second), Trouble: true, Data: []byte(`{"k":"4"}`)}}
		if err != nil || !reflect.DeepEqual(bad, want) {
			t.Errorf("troubles %+v, %v, want %+v", bad, err, want)
		}
		wantCount(t, db.Count, "films", 7)
		check(t, db.DropBot(t.Context(), bot))
		wantCount(t, db.Count, "films", 0)
	})
}

func TestFilms_GoWhenTheyAreOld(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		now := time.Date(2026, time.March, 4, 12, 0, 0, 0, time.UTC) // a Wednesday
		o.Now = func() time.Time { return now }
		o.KeepFilms = 3 * 24 * time.Hour
		db := open(t, o)
		commit(t, db, turnOf(1, 1, now.AddDate(-1, 0, 0)), turnOf(2, 1, now))
		check(t, db.Purge(t.Context()))
		wantCount(t, db.Count, "films", 1)
		now = now.AddDate(0, 0, 9)
		commit(t, db, turnOf(3, 1, now))
		check(t, db.Purge(t.Context()))
		wantCount(t, db.Count, "films", 1)
		left, err := db.Studio().Films(t.Context(), bot, 3, studio.FilmQuery{Limit: 9})
		if err != nil || len(left) != 1 {
			t.Errorf("films %+v, %v", left, err)
		}
	})
}

func TestFigures_AreExactHoweverTheyAreAddedUp(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		check(t, db.SaveBot(t.Context(), host.BotRecord{ID: bot, Name: "a", Hosted: true}))
		addBot(t, db.Studio(), "b1", "w", "Shop", bot)
		at := time.Now().UTC()
		edge := host.Count{Kind: host.CountEdges, Name: "ask", Part: "next", N: 1}
		odd := host.Count{Kind: host.CountGoals, Name: "a \"goal\"\x00\n", N: 2}
		commit(t, db, turnOf(1, 1, at, edge, host.Count{Kind: host.CountNew, N: 1}), turnOf(2, 1, at, edge, odd))
		check(t, db.FoldFigures(t.Context()))
		commit(t, db, turnOf(3, 1, at, edge, host.Count{Kind: host.CountNew, N: 1}, host.Count{Kind: host.CountUsers, N: 1}))
		refused := turnOf(3, 2, at, edge)
		refused.BaseVersion = 7
		// Two that want the same session, and one that is refused, take the careful way.
		verdicts, err := db.Commit(t.Context(), []host.Member{turnOf(3, 2, at), turnOf(3, 3, at, host.Count{Kind: host.CountTroubles, N: 3}), refused})
		if err != nil || verdicts[0].State+verdicts[1].State != 0 || verdicts[2].State == host.VerdictCommitted {
			t.Fatalf("verdicts %+v, %v", verdicts, err)
		}
		today := host.DayIn(at, 3600)
		rows, err := db.Studio().Figures(t.Context(), bot, today)
		check(t, err)
		want := []studio.FigureRow{
			{Kind: host.CountNew, N: 2},
			{Kind: studio.ClockFigure, N: 3600},
			{Day: today, Kind: host.CountEdges, Name: "ask\x1fnext", N: 3},
			{Day: today, Kind: host.CountTroubles, N: 3},
			{Day: today, Kind: host.CountGoals, Name: "a \"goal\"\uFFFD\n", N: 2},
			{Day: today, Kind: host.CountNew, N: 2},
			{Day: today, Kind: host.CountTurns, N: 5},
			{Day: today, Kind: host.CountUsers, N: 1},
		}
		if !reflect.DeepEqual(rows, want) {
			t.Errorf("figures\n%+v\nwant\n%+v", rows, want)
		}
		wantCount(t, db.Count, "figure_deltas", 0)
		b, err := db.Studio().Bot(t.Context(), "b1")
		check(t, err)
		if l := b.Live; l.Users != 2 || l.UsersToday != 1 || l.ErrorsToday != 3 || l.TurnsToday != 5 {
			t.Errorf("the bot's are %+v", l)
		}

		var archive bytes.Buffer
		commit(t, db, turnOf(4, 1, at, edge))
		_, err = db.Export(t.Context(), &archive, storage.ExportOptions{Bots: []int64{bot}, People: true})
		check(t, err)
		wantCount(t, db.Count, "figure_deltas", 0) // what was counted last goes along
		commit(t, db, turnOf(4, 2, at, edge))
		check(t, db.DropBot(t.Context(), bot))
		check(t, db.FoldFigures(t.Context()))
		wantCount(t, db.Count, "figures", 0)
	})
}

// What is counted while others add it up is there once, also where there are more figures than one transaction writes.
func TestFigures_AreExactWhileManyAreAddedUp(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		check(t, db.SaveBot(t.Context(), host.BotRecord{ID: bot, Name: "a", Hosted: true}))
		at := time.Now().UTC()
		const turns, names = 30, 15
		count := func(first int64) {
			for turn := range int64(turns) {
				var list []host.Count
				for n := range names {
					list = append(list, host.Count{Kind: host.CountBlocks, Name: fmt.Sprint("block ", turn, " ", n), N: 1})
				}
				commit(t, db, turnOf(first+turn, 1, at, list...))
			}
		}
		count(1)
		var all sync.WaitGroup
		over := make(chan struct{})
		for range 2 {
			all.Go(func() {
				for {
					if err := db.FoldFigures(t.Context()); err != nil {
						t.Error(err)
						return
					}
					select {
					case <-over:
						return
					default:
					}
				}
			})
		}
		count(1 + turns)
		close(over)
		all.Wait()
		check(t, db.FoldFigures(t.Context()))
		today := host.DayIn(at, 3600)
		wantCount(t, db.Count, fmt.Sprintf("figures WHERE kind = 'block' AND day = %d AND n = 2", today), turns*names)
		wantCount(t, db.Count, "figure_deltas", 0)
	})
}

func TestJournal_ShowsBothWays(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		at := time.Now().UTC().Add(-time.Hour).Truncate(time.Microsecond)
		in := func(n int) host.Member {
			return host.Member{Key: key(1), Inbox: &host.Inbox{Kind: "message", At: at.Add(time.Duration(n) * time.Minute), Raw: fmt.Append(nil, n)}}
		}
		commit(t, db, in(1), in(2), in(3), host.Member{Key: key(2), Inbox: &host.Inbox{Kind: "message", Raw: []byte("other")}})
		commit(t, db, host.Member{Key: key(1), Out: []host.Outgoing{effect(1, "a"), effect(1, "b"), effect(2, "c")}})
		check(t, db.Mark(t.Context(), []host.Mark{{BotID: bot, ChatID: 1, Key: "b", State: host.SendFailed, Code: "blocked"}}))
		s := db.Studio()
		var got []string
		for from := (studio.JournalPlace{}); ; {
			page, err := s.Journal(t.Context(), bot, 1, from, 2)
			check(t, err)
			for _, r := range page {
				got = append(got, strings.TrimSpace(fmt.Sprint(r.Key, r.Kind, " ", string(r.State), " ", r.Code, string(r.Data))))
				from = studio.JournalPlace{At: r.At.UnixMicro(), Seq: r.Seq}
			}
			if len(page) < 2 {
				break
			}
		}
		want := []string{"b failed blocked{}", "a pending {}", "message received 3", "message received 2", "message received 1"}
		if !slices.Equal(got, want) {
			t.Errorf("journal %q, want %q", got, want)
		}
		sends, err := s.Sends(t.Context(), bot, []studio.SendRef{{Chat: 2, Key: "c"}, {Chat: 1, Key: "b"}, {Chat: 1, Key: "nothing"}})
		if err != nil || len(sends) != 2 {
			t.Errorf("sends %+v, %v", sends, err)
		}
	})
}

func TestTroubles_AreThoseOfTheTime(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		at := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
		note := func(days int, block string) engine.Note {
			return engine.Note{Kind: engine.NoteError, At: at.AddDate(0, 0, days), Flow: "main", Block: block, Error: engine.Trouble("gone", "it is gone")}
		}
		commit(t, db, host.Member{Key: key(7), Notes: []engine.Note{
			note(-9, "old"), note(-1, "a"), {Kind: engine.NoteGoal, At: at, Name: "paid"}, note(0, "b"), {Kind: engine.NoteError, At: at, Block: "c"},
		}})
		got, err := db.Studio().Troubles(t.Context(), bot, at.AddDate(0, 0, -2), 2)
		want := []studio.TroubleRow{{At: at, User: 7, Block: "c"}, {At: at, User: 7, Flow: "main", Block: "b", Error: *engine.Trouble("gone", "it is gone")}}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("troubles %+v, %v, want %+v", got, err, want)
		}
	})
}
