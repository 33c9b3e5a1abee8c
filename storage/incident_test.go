package storage_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// Each channel hears of a beginning and of an end once, however often it is noticed and by however many, and again only
// until it has taken it.
func TestIncidents_AreToldOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		check(t, db.SaveBot(t.Context(), host.BotRecord{ID: bot, Token: "t"}))
		var mu sync.Mutex
		var heard []string
		told := make(chan struct{}, 10)
		tries := 0
		hear := func(channel string) storage.Teller {
			return func(_ context.Context, i host.Incident) error {
				mu.Lock()
				defer mu.Unlock()
				if tries++; tries == 1 {
					return errors.New("nobody is there")
				}
				what := channel + " began"
				if !i.EndedAt.IsZero() {
					what = channel + " ended"
				}
				if i.BotID != bot || i.Kind != host.IncidentToken || i.ID == "" || i.BeganAt.IsZero() {
					t.Errorf("told of %+v", i)
				}
				heard = append(heard, what)
				told <- struct{}{}
				return nil
			}
		}
		n := db.Incidents(map[string]storage.Teller{"owner": hear("owner"), "alert": hear("alert")})
		start(t, db, worker{})
		check(t, n.CloseIncident(t.Context(), bot, host.IncidentToken)) // there is none
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() { check(t, n.OpenIncident(t.Context(), bot, host.IncidentToken)) })
		}
		all.Wait()
		if open, err := n.OpenIncidents(t.Context(), host.IncidentToken); err != nil || !slices.Equal(open, []int64{bot}) {
			t.Errorf("open are %v, %v", open, err)
		}
		<-told
		<-told
		for range 2 {
			check(t, n.CloseIncident(t.Context(), bot, host.IncidentToken))
		}
		<-told
		<-told
		slices.Sort(heard)
		if want := []string{"alert began", "alert ended", "owner began", "owner ended"}; !slices.Equal(heard, want) {
			t.Errorf("heard %v", heard)
		}
		check(t, n.OpenIncident(t.Context(), bot, host.IncidentToken)) // another one
		<-told
		<-told
		wantCount(t, db.Count, "incidents", 2)
	})
}
