package storage_test

import (
	"bytes"
	"maps"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

func TestQuota_IsKeptAndFollowed(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		for _, b := range []host.BotRecord{{ID: 1, Name: "a"}, {ID: 2, Name: "b", Workspace: "agency"}, {ID: 3, Name: "c", Workspace: "agency"}} {
			check(t, db.SaveBot(t.Context(), b))
		}
		own := host.Quota{TurnsPerMinute: 60, StoredMB: 10}
		check(t, db.ChangeBot(t.Context(), 2, func(b *host.BotRecord) error { b.Quota = own; return nil }))
		before, err := db.ChangedBots(t.Context(), -1)
		check(t, err)
		seen := before[len(before)-1].Version
		space := host.Quota{HTTPPerHour: 1000, SendsPerDay: 5000}
		check(t, db.SetWorkspaceQuota(t.Context(), "agency", space))
		changed, err := db.ChangedBots(t.Context(), seen)
		check(t, err)
		got := map[int64][2]host.Quota{}
		for _, b := range changed {
			if b.Workspace != "agency" {
				t.Errorf("bot %d is in workspace %q", b.ID, b.Workspace)
			}
			got[b.ID] = [2]host.Quota{b.Quota, b.SpaceQuota}
		}
		if want := (map[int64][2]host.Quota{2: {own, space}, 3: {{}, space}}); !maps.Equal(got, want) {
			t.Errorf("changed %+v, want %+v", got, want)
		}
		first, err := db.Bot(t.Context(), 1)
		check(t, err)
		if first.Workspace != "" || first.Quota != (host.Quota{}) || first.SpaceQuota != (host.Quota{}) {
			t.Errorf("bot 1 is %+v", first)
		}
	})
}

func TestUsage_AddsUpByTheDay(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		for _, b := range []host.BotRecord{{ID: 1, Name: "a"}, {ID: 2, Name: "b", Workspace: "agency"}} {
			check(t, db.SaveBot(t.Context(), b))
		}
		for range 2 {
			check(t, db.AddUsage(t.Context(), []host.Usage{
				{BotID: 1, Day: 20000, Turns: 3, Calls: 2, Sends: 1},
				{BotID: 2, Day: 20000, Sends: 5},
				{BotID: 1, Day: 20001, Turns: 1},
				{BotID: 3, Day: 20000, Sends: 7}, // is there no more
			}))
		}
		got, err := db.UsageOn(t.Context(), 20000)
		check(t, err)
		want := map[int64]host.Usage{
			1: {BotID: 1, Day: 20000, Turns: 6, Calls: 4, Sends: 2}, 2: {BotID: 2, Day: 20000, Sends: 10, Workspace: "agency"},
		}
		if !maps.Equal(got, want) {
			t.Errorf("used %+v, want %+v", got, want)
		}
		check(t, db.Purge(t.Context())) // these days are long gone
		if got, err = db.UsageOn(t.Context(), 20000); err != nil || len(got) != 0 {
			t.Errorf("after the purge %+v, %v", got, err)
		}
	})
}

func TestStored_MeasuresFilesAndRecordsInBytes(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		s, err := db.Stored(t.Context(), 42)
		if s != (host.Stored{}) || err != nil {
			t.Fatalf("at first %+v, %v", s, err)
		}
		f := host.KeptFile{BotID: 42, File: engine.File{ID: engine.KeptID([]byte("key"), "a")}, Expires: time.Now().Add(time.Hour)}
		_, err = db.KeepFile(t.Context(), f, 1<<20, bytes.NewReader(make([]byte, 300_000)))
		check(t, err)
		commit(t, db, host.Member{Key: engine.SessionKey{BotID: 42, ChatID: 1, UserID: 1}, Records: []engine.RecordChange{
			{Kind: "k", Key: "a", Value: engine.Values{"x": "чай"}},
		}})
		s, err = db.Stored(t.Context(), 42)
		if s.Files != 300_000 || s.Library != 0 || s.Records < 14 || s.Records > 16 || err != nil { // PostgreSQL puts a space behind the colon
			t.Errorf("%+v, %v", s, err)
		}
	})
}
