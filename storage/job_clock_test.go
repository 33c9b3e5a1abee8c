package storage_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// A clock of its own that is a day ahead makes everything of the next hours due.
func TestQueue_JobsComeDueByTheGivenClock(t *testing.T) {
	t.Parallel()
	o := options(filepath.Join(t.TempDir(), "bots.db"))
	o.JobsNow = func() time.Time { return time.Now().Add(24 * time.Hour) }
	db := open(t, o)
	runs := make(chan string, 1)
	woken := make(chan engine.SessionKey, 1)
	start(t, db, worker{
		run: func(_ context.Context, item host.JobItem, _ int) error {
			runs <- item.ID
			return nil
		},
		alarm: func(_ context.Context, k engine.SessionKey) (time.Time, error) {
			woken <- k
			return time.Time{}, nil
		},
	})
	item := host.JobItem{ID: "7.1", Key: key(1), Job: &engine.Job{Kind: "http", Payload: []byte(`{}`), Delay: time.Hour}}
	commit(t, db, host.Member{
		Key: key(1), Session: []byte(`{}`), WakeAt: time.Now().Add(2 * time.Hour), WakeGen: 1, Jobs: []host.JobItem{item},
	})
	if id := receive(t, runs); id != "7.1" {
		t.Errorf("ran %q", id)
	}
	if k := receive(t, woken); k != key(1) {
		t.Errorf("woke %v", k)
	}
}
