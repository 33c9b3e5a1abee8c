package storage_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

func TestTrials_AreFoundAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
		first, err := db.NewTrial(ctx, storageTrial("a", at.Add(time.Hour)))
		check(t, err)
		second, err := db.NewTrial(ctx, storageTrial("b", at))
		check(t, err)
		if first >= 0 || second >= 0 || first == second {
			t.Fatalf("the bots are %d and %d", first, second)
		}
		check(t, db.KeepTrial(ctx, first, []byte(`{"n": 1}`), map[string][]byte{"f": []byte("one")}))
		check(t, db.KeepTrial(ctx, first, []byte(`{"n": 2}`), map[string][]byte{"f": []byte("one"), "g": []byte("two")}))
		check(t, db.SkipTime(ctx, first, time.Hour))
		check(t, db.SkipTime(ctx, first, 90*time.Microsecond))
		check(t, db.UseTrial(ctx, second, at.Add(2*time.Hour)))
		a, b := storageTrial("a", at.Add(time.Hour)), storageTrial("b", at.Add(2*time.Hour))
		a.BotID, a.Kept, a.Ahead = first, true, time.Hour+90*time.Microsecond
		b.BotID = second
		got, err := db.Trials(ctx)
		if want := []storage.Trial{a, b}; err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("trials are %+v, %v; want %+v", got, err, want)
		}
		if state, err := db.TrialState(ctx, first); err != nil || string(state) != `{"n": 2}` {
			t.Errorf("the state is %s, %v", state, err)
		}
		for name, want := range map[string]string{"f": "one", "g": "two"} {
			if data, err := db.TrialFile(ctx, first, name); err != nil || string(data) != want {
				t.Errorf("file %s holds %q, %v", name, data, err)
			}
		}
		if _, err := db.TrialState(ctx, -99); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("the state of nobody: %v", err)
		}
		if _, err := db.TrialFile(ctx, second, "f"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("the file of another: %v", err)
		}
	})
}

func storageTrial(id string, at time.Time) storage.Trial {
	return storage.Trial{ID: id, Example: "coffee", Language: "en", UsedAt: at}
}

// Whatever a bot may leave is gone with its trial, and nothing of another bot.
func TestTrials_DroppedOnesLeaveNothing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		tables, err := db.TablesOfBots(ctx)
		check(t, err)
		if got := storage.BotTables(); !slices.Equal(got, tables) {
			t.Fatalf("dropped are the rows of %v; a bot has rows in %v", got, tables)
		}
		id, err := db.NewTrial(ctx, storageTrial("a", time.Now()))
		check(t, err)
		check(t, db.KeepTrial(ctx, id, []byte(`{}`), map[string][]byte{"f": {1}}))
		for _, botID := range []int64{id, bot} {
			furnish(t, db, botID)
		}
		check(t, db.DropTrial(ctx, id))
		for _, table := range tables {
			wantCount(t, db.Count, table+" WHERE bot_id < 0", 0)
		}
		wantCount(t, db.Count, "trials", 0)
		wantCount(t, db.Count, "trial_files", 0)
		wantCount(t, db.Count, "sessions", 1)
		wantCount(t, db.Count, "river_job", 3)
		next, err := db.NewTrial(ctx, storageTrial("b", time.Now()))
		if err != nil || next == id {
			t.Errorf("the id %d is given again, %v", next, err)
		}
	})
}

// furnish stores something of a bot in every table that has rows of bots.
func furnish(t *testing.T, db *storage.DB, botID int64) {
	t.Helper()
	ctx := t.Context()
	check(t, db.SaveBot(ctx, host.BotRecord{ID: botID, Key: []byte("k")}))
	_, err := db.Publish(ctx, botID, []byte(`{}`), time.Now())
	check(t, err)
	check(t, db.SetSecret(ctx, botID, "s", "v"))
	check(t, db.AddStaff(ctx, botID, 1, "owner"))
	check(t, db.SaveOffset(ctx, botID, 7))
	check(t, db.SaveFileID(ctx, botID, "h", "f"))
	check(t, db.AddUsage(ctx, []host.Usage{{BotID: botID, Day: 20000, Turns: 1}}))
	_, err = db.KeepFile(ctx, host.KeptFile{BotID: botID, File: engine.File{ID: "kept:1"}, Expires: time.Now()}, 9, strings.NewReader("x"))
	check(t, err)
	check(t, db.PutAsset(ctx, botID, fileOf("a.png", "x"), roomy, strings.NewReader("x")))
	check(t, db.BeginRefresh(ctx, botID, host.RefreshTimed, "m", time.Now()))
	k := engine.SessionKey{BotID: botID, ChatID: 1, UserID: 1}
	commit(t, db, host.Member{
		Key: k, UpdateID: 1, EventKey: "e", Session: []byte(`{}`), WakeAt: time.Now().Add(time.Hour), User: &engine.User{ID: 1},
		Writes: []engine.Write{{Scope: engine.ScopeBot, Name: "n", Op: engine.WriteSet, Value: 1.0}},
		Jobs:   []host.JobItem{{ID: "j", Key: k, Job: &engine.Job{Kind: "http"}}},
		Notes:  []engine.Note{{Kind: engine.NoteError}},
		Out:    []host.Outgoing{{BotID: botID, ChatID: 1, Key: "k", Effect: []byte(`{}`)}},
		Inbox:  &host.Inbox{Kind: "message", Raw: []byte(`{}`)},
		Orders: []engine.OrderChange{{ID: "o", Create: &engine.Order{ID: "o", Key: k, Status: engine.OrderOffered}}},
	})
	check(t, db.Mark(ctx, []host.Mark{{BotID: botID, ChatID: 1, Key: "k", State: host.SendSent, Slot: "s", MessageIDs: []int64{1}}}))
	check(t, db.Bury(ctx, host.DeadLetter{BotID: botID, UpdateID: 2}))
	// What only processes that share a database make.
	check(t, db.Exec(ctx, fmt.Sprintf("INSERT INTO bot_owners (bot_id, instance) VALUES (%d, 1)", botID)))
	check(t, db.Exec(ctx, fmt.Sprintf("INSERT INTO rates (bot_id, spent) VALUES (%d, 1)", botID)))
	check(t, db.Exec(ctx, fmt.Sprintf("INSERT INTO chat_rates (bot_id, chat_id, spent) VALUES (%d, -1, 1)", botID)))
	check(t, db.Exec(ctx, fmt.Sprintf("INSERT INTO replies (bot_id, caller, at, data) VALUES (%d, 'c', 1, '{}')", botID)))
}

func TestSkipTime_BringsForwardWhatWaits(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		id, err := db.NewTrial(ctx, storageTrial("a", time.Now()))
		check(t, err)
		mine := engine.SessionKey{BotID: id, ChatID: 1, UserID: 1}
		now := time.Now().UTC().Truncate(time.Microsecond)
		ran := make(chan string, 10)
		w, woken := alarms(never)
		w.run = func(_ context.Context, item host.JobItem, _ int) error {
			ran <- item.ID
			return nil
		}
		start(t, db, w)
		later := func(id string, k engine.SessionKey, d time.Duration) host.JobItem {
			return host.JobItem{ID: id, Key: k, Job: &engine.Job{Kind: "http", Delay: d}}
		}
		commit(t, db,
			host.Member{
				Key: mine, Session: []byte(`{}`), WakeAt: now.Add(2 * time.Hour), WakeGen: 1,
				Jobs: []host.JobItem{later("soon", mine, time.Hour), later("late", mine, 24*time.Hour)},
			},
			host.Member{
				Key: key(1), Session: []byte(`{}`), WakeAt: now.Add(2 * time.Hour), WakeGen: 1,
				Jobs: []host.JobItem{later("another's", key(1), time.Hour)},
			},
		)
		check(t, db.SkipTime(ctx, id, 90*time.Minute))
		if got := receive(t, ran); got != "soon" {
			t.Fatalf("ran %s", got)
		}
		agenda, err := db.Agenda(ctx, id)
		check(t, err)
		agenda = slices.DeleteFunc(agenda, func(a storage.Appointment) bool { return a.Job == "soon" }) // its end may not be stored yet
		if len(agenda) != 2 || agenda[0].Job != "" || agenda[0].Session != mine || !agenda[0].At.Equal(now.Add(30*time.Minute)) ||
			agenda[1].Job != "late" || agenda[1].At.Sub(now).Round(time.Hour/2) != 22*time.Hour+30*time.Minute || agenda[1].Try != 0 {
			t.Errorf("the agenda is %+v", agenda)
		}
		check(t, db.SkipTime(ctx, id, 30*time.Minute+time.Second))
		if k := receive(t, woken); k != mine {
			t.Errorf("woke %v", k)
		}
		if len(ran) > 0 || len(woken) > 0 {
			t.Error("time has gone by for another bot")
		}
		overdue, err := db.Overdue(ctx, now.Add(time.Hour), 10)
		if err != nil || slices.Contains(overdue, key(1)) {
			t.Errorf("overdue are %v, %v", overdue, err)
		}
	})
}

func TestJob_OfABotThatIsNotServedWaits(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ran := make(chan struct{}, 10)
		start(t, db, worker{run: func(context.Context, host.JobItem, int) error {
			ran <- struct{}{}
			return fmt.Errorf("run job: %w", host.ErrUnknownBot)
		}})
		commit(t, db, host.Member{Key: key(1), Jobs: []host.JobItem{{ID: "j", Key: key(1), Job: &engine.Job{Kind: "http"}}}})
		receive(t, ran)
		check(t, db.Queue().Stop(t.Context()))
		wantCount(t, db.Count, "river_job WHERE kind = 'job' AND state = 'scheduled' AND attempt = 0", 1)
	})
}

func TestOpen_TrialsSurvive(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		db, err := storage.Open(t.Context(), o)
		check(t, err)
		id, err := db.NewTrial(t.Context(), storageTrial("a", time.Now()))
		check(t, err)
		check(t, db.KeepTrial(t.Context(), id, []byte(`{"n": 1}`), nil))
		check(t, db.Close())
		db = open(t, o)
		all, err := db.Trials(t.Context())
		if err != nil || len(all) != 1 || all[0].BotID != id || !all[0].Kept {
			t.Errorf("trials are %+v, %v", all, err)
		}
		if state, err := db.TrialState(t.Context(), id); err != nil || string(state) != `{"n": 1}` {
			t.Errorf("the state is %s, %v", state, err)
		}
	})
}
