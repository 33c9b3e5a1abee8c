package storage_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// A job whose end could not be noted, since the database was away, runs again: the second time that it is found so.
func TestJob_ThatEndedWithoutANoteRunsAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		runs := make(chan string, 10)
		start(t, db, worker{run: func(_ context.Context, item host.JobItem, _ int) error {
			runs <- item.ID
			return nil
		}})
		item := host.JobItem{ID: "7.1", Key: key(1), Job: &engine.Job{Kind: "http", Payload: []byte(`{}`)}}
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), Jobs: []host.JobItem{item}})
		receive(t, runs)
		until(t, func() error {
			n, err := db.Count(t.Context(), "river_job WHERE kind = 'job' AND state = 'completed'")
			if err == nil && n == 0 {
				err = errors.New("its end is not noted yet")
			}
			return err
		})
		check(t, db.Queue().Strand(t.Context(), false))
		check(t, db.Queue().GiveBack(t.Context()))
		if len(runs) > 0 {
			t.Fatal("it ran at once: its end may have been on its way")
		}
		check(t, db.Queue().GiveBack(t.Context()))
		if got := receive(t, runs); got != "7.1" {
			t.Errorf("ran %q", got)
		}
	})
}

func TestJob_ThatRunsIsNotGivenBack(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		runs, end := make(chan string, 10), make(chan struct{})
		start(t, db, worker{run: func(_ context.Context, item host.JobItem, _ int) error {
			runs <- item.ID
			<-end
			return nil
		}})
		item := host.JobItem{ID: "7.1", Key: key(1), Job: &engine.Job{Kind: "http", Payload: []byte(`{}`)}}
		commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), Jobs: []host.JobItem{item}})
		receive(t, runs)
		for range 3 {
			check(t, db.Queue().GiveBack(t.Context()))
		}
		close(end)
		check(t, db.Queue().Stop(t.Context()))
		wantCount(t, db.Count, "river_job WHERE kind = 'job' AND state = 'completed'", 1)
		if len(runs) > 0 {
			t.Error("it ran twice")
		}
	})
}

// Several processes give back their own only.
func TestJob_OfAnotherProcessIsNotGivenBack(t *testing.T) {
	t.Parallel()
	db := open(t, postgres(t))
	item := host.JobItem{ID: "7.1", Key: key(1), Job: &engine.Job{Kind: "http", Payload: []byte(`{}`), Delay: time.Hour}}
	commit(t, db, host.Member{Key: key(1), Session: []byte(`{}`), Jobs: []host.JobItem{item}})
	check(t, db.Queue().Strand(t.Context(), true))
	for range 3 {
		check(t, db.Queue().GiveBack(t.Context()))
	}
	wantCount(t, db.Count, "river_job WHERE kind = 'job' AND state = 'running'", 1)
}
