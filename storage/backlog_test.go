package storage_test

import (
	"slices"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// What waits to be run and what was put aside is counted; an alarm for later is no backlog.
func TestDB_CountsItsBacklog(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		commit(t, db,
			host.Member{Key: key(1), Jobs: []host.JobItem{{ID: "j", Key: key(1), Job: &engine.Job{Key: "j", Kind: "slow"}}}},
			host.Member{Key: key(2), Session: []byte(`{}`), WakeAt: time.Now().Add(time.Hour), WakeGen: 1})
		for id := range int64(3) {
			check(t, db.Bury(t.Context(), host.DeadLetter{BotID: bot, UpdateID: id + 1, Raw: []byte(`{}`), Error: "bad", At: time.Now()}))
		}
		got, err := db.Backlog(t.Context())
		check(t, err)
		if want := []storage.JobCount{{Queue: "jobs", State: "available", Jobs: 1}}; !slices.Equal(got.Jobs, want) || len(got.Letters) != 1 || got.Letters[bot] != 3 {
			t.Errorf("the backlog is %+v, want %v and 3 letters", got, want)
		}
	})
}
