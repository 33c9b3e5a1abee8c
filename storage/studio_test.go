package storage_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

var _ studio.Store = (*storage.Studio)(nil)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func keepAll([]studio.Past) []int64 { return nil }

// addBot stores a bot with a draft of version 1.
func addBot(t *testing.T, s *storage.Studio, id, workspace, name string, telegram int64) studio.Bot {
	t.Helper()
	b := studio.Bot{
		ID: id, Workspace: workspace, Name: name, CreatedAt: noon, ChangedAt: noon, Telegram: telegram,
		Draft: studio.DraftMark{Version: 1, Digest: "d1", Errors: 2, Warnings: 3},
	}
	check(t, s.AddBot(t.Context(), &b, &studio.Draft{Bot: id, Version: 1, Document: []byte(`{}`), SavedAt: noon, SavedBy: studio.Person{ID: "u", Name: "Ann"}}, &studio.Entry{}))
	return b
}

func TestStudio_KeepsBots(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		s, ctx := db.Studio(), t.Context()
		check(t, db.SaveBot(ctx, host.BotRecord{ID: 7, Name: "Shop", Username: "shop_bot", Hosted: true, Receiver: "polling"}))
		rev, err := db.Publish(ctx, 7, []byte(`{}`), noon)
		check(t, err)
		strays, err := s.Strays(ctx)
		check(t, err)
		if want := []studio.Stray{{ID: 7, Name: "Shop", Workspace: "main", Revision: rev}}; !reflect.DeepEqual(strays, want) {
			t.Errorf("strays %+v, want %+v", strays, want)
		}
		want := addBot(t, s, "b1", "w", "Shop", 7)
		want.Live = &studio.Live{Name: "Shop", Username: "shop_bot", Revision: rev, Hosted: true, Receiver: "polling", Digest: studio.Digest([]byte(`{}`))}
		addBot(t, s, "b2", "w", "100% Café", 0)
		addBot(t, s, "b3", "other", "Quiz", 0)
		if got, err := s.Bot(ctx, "b1"); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		if got, err := s.BotOf(ctx, 7); err != nil || got.ID != "b1" {
			t.Errorf("the bot of 7 is %+v, %v", got, err)
		}
		if strays, err := s.Strays(ctx); err != nil || len(strays) > 0 {
			t.Errorf("strays %+v, %v", strays, err)
		}
		again := want
		again.ID = "b9"
		if err := s.AddBot(ctx, &again, &studio.Draft{Bot: "b9"}, &studio.Entry{}); !errors.Is(err, engine.ErrConflict) {
			t.Errorf("another bot of the same Telegram bot: %v", err)
		}
		for _, x := range []struct {
			q    studio.BotQuery
			want []string
		}{
			{studio.BotQuery{Workspaces: []string{"w"}, Limit: 9}, []string{"b2", "b1"}},
			{studio.BotQuery{Bots: []string{"b3", "b1"}, Limit: 9}, []string{"b3", "b1"}},
			{studio.BotQuery{Workspaces: []string{"w"}, AfterName: "100% Café", AfterID: "b2", Limit: 9}, []string{"b1"}},
			{studio.BotQuery{Workspaces: []string{"w"}, Search: "0% CAFÉ", Limit: 9}, []string{"b2"}},
			{studio.BotQuery{Workspaces: []string{"w"}, Search: "_", Limit: 9}, nil},
			{studio.BotQuery{Workspaces: []string{"w", "other"}, Limit: 1}, []string{"b2"}},
			{studio.BotQuery{Limit: 9}, nil},
		} {
			got, err := s.Bots(ctx, x.q)
			check(t, err)
			var ids []string
			for _, b := range got {
				ids = append(ids, b.ID)
			}
			if !slices.Equal(ids, x.want) {
				t.Errorf("%+v: got %v, want %v", x.q, ids, x.want)
			}
		}
	})
}

func TestStudio_ChangesAndDropsBots(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		s, ctx := db.Studio(), t.Context()
		addBot(t, s, "b1", "w", "Shop", 7)
		addBot(t, s, "b2", "w", "Quiz", 0)
		refuse := errors.New("no")
		if err := s.ChangeBot(ctx, "b1", func(b *studio.Bot) error { b.Name = "X"; return refuse }, &studio.Entry{}); !errors.Is(err, refuse) {
			t.Errorf("a change that was refused: %v", err)
		}
		if err := s.ChangeBot(ctx, "b2", func(b *studio.Bot) error { b.Telegram = 7; return nil }, &studio.Entry{}); !errors.Is(err, engine.ErrConflict) {
			t.Errorf("the Telegram bot of another: %v", err)
		}
		if err := s.ChangeBot(ctx, "b7", func(*studio.Bot) error { return nil }, &studio.Entry{}); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("no such bot: %v", err)
		}
		check(t, s.ChangeBot(ctx, "b1", func(b *studio.Bot) error {
			b.Name, b.Telegram, b.BinnedAt, b.Resting = "Boutique", 0, noon, true
			return nil
		}, &studio.Entry{}))
		got, err := s.Bot(ctx, "b1")
		check(t, err)
		if got.Name != "Boutique" || got.Telegram != 0 || !got.BinnedAt.Equal(noon) || !got.Resting || got.Draft.Errors != 2 {
			t.Errorf("got %+v", got)
		}
		for _, x := range []struct {
			before time.Time
			want   []string
		}{{noon, nil}, {noon.Add(time.Second), []string{"b1"}}} {
			if got, err := s.Binned(ctx, x.before); err != nil || !slices.Equal(got, x.want) {
				t.Errorf("binned before %s: %v, %v", x.before, got, err)
			}
		}
		if got, err := s.Bots(ctx, studio.BotQuery{Workspaces: []string{"w"}, Binned: true, Limit: 9}); err != nil || len(got) != 1 || got[0].ID != "b1" {
			t.Errorf("the bin has %+v, %v", got, err)
		}
		check(t, s.DropBot(ctx, "b1", &studio.Entry{}))
		if _, err := s.Bot(ctx, "b1"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("a dropped bot: %v", err)
		}
		if _, err := s.Draft(ctx, "b1"); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("the draft of a dropped bot: %v", err)
		}
	})
}

func save(base int64, who string, at time.Time, document string) *studio.Save {
	p := studio.Person{ID: who, Name: who}
	return &studio.Save{
		Base: base, Draft: studio.Draft{Bot: "b1", Version: base + 1, Document: []byte(document), SavedAt: at, SavedBy: p},
		Mark: studio.DraftMark{Version: base + 1, Digest: document, Errors: 1},
		Step: studio.Step{Version: base + 1, At: at, Who: p, Client: "page", Changes: json.RawMessage(`[]`)},
	}
}

func TestStudio_KeepsDraftsAndTheirHistory(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		s, ctx := db.Studio(), t.Context()
		addBot(t, s, "b1", "w", "Shop", 0)
		at := func(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }
		check(t, s.SaveDraft(ctx, save(1, "ann", at(1), `{"n":2}`), keepAll))
		check(t, s.SaveDraft(ctx, save(2, "ann", at(20), `{"n":3}`), keepAll)) // the same work
		check(t, s.SaveDraft(ctx, save(3, "bob", at(21), `{"n":4}`), keepAll))
		long := save(4, "bob", at(60), `{"n":5}`)
		long.Step.Changes = nil
		check(t, s.SaveDraft(ctx, long, keepAll))
		if err := s.SaveDraft(ctx, save(4, "ann", at(61), `{}`), keepAll); !errors.Is(err, engine.ErrConflict) {
			t.Errorf("a save of an old version: %v", err)
		}
		d, err := s.Draft(ctx, "b1")
		check(t, err)
		if want := (studio.Draft{Bot: "b1", Version: 5, Document: []byte(`{"n":5}`), SavedAt: at(60), SavedBy: studio.Person{ID: "bob", Name: "bob"}}); !reflect.DeepEqual(d, want) {
			t.Errorf("got %+v, want %+v", d, want)
		}
		if b, err := s.Bot(ctx, "b1"); err != nil || b.Draft != (studio.DraftMark{Version: 5, Digest: `{"n":5}`, Errors: 1}) || !b.ChangedAt.Equal(at(60)) {
			t.Errorf("the bot knows of its draft %+v, %v", b, err)
		}
		steps, err := s.Steps(ctx, "b1", 3, 10)
		check(t, err)
		if len(steps) != 2 || !reflect.DeepEqual(steps[0], save(3, "bob", at(21), "").Step) || steps[1].Version != 5 || steps[1].Changes != nil {
			t.Errorf("steps %+v", steps)
		}
		pasts, err := s.Pasts(ctx, "b1")
		check(t, err)
		for i := range pasts {
			pasts[i].Bytes = 0
		}
		bob, ann := studio.Person{ID: "bob", Name: "bob"}, studio.Person{ID: "ann", Name: "ann"}
		if want := []studio.Past{
			{Version: 5, At: at(60), Since: at(60), Who: bob, Count: 1},
			{Version: 4, At: at(21), Since: at(21), Who: bob, Count: 1},
			{Version: 3, At: at(20), Since: at(1), Who: ann, Count: 2},
		}; !reflect.DeepEqual(pasts, want) {
			t.Errorf("history %+v, want %+v", pasts, want)
		}
		if got, err := s.Past(ctx, "b1", 3); err != nil || string(got) != `{"n":3}` {
			t.Errorf("version 3 is %s, %v", got, err)
		}
		check(t, s.SaveDraft(ctx, save(5, "ann", at(90), `{}`), func(p []studio.Past) []int64 { return []int64{p[1].Version, p[2].Version} }))
		if _, err := s.Past(ctx, "b1", 4); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("a version that was thinned out: %v", err)
		}
	})
}

func TestStudio_OneOfManySavesOfAVersionWins(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		s, ctx := db.Studio(), t.Context()
		addBot(t, s, "b1", "w", "Shop", 0)
		var won atomic.Int64
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				switch err := s.SaveDraft(ctx, save(1, fmt.Sprint(i), noon, fmt.Sprint(i)), keepAll); {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, engine.ErrConflict):
					t.Error(err)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Errorf("%d saves of version 2", won.Load())
		}
	})
}

func TestStudio_KnowsWhoLooks(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		s, ctx := db.Studio(), t.Context()
		ann := studio.Presence{Client: "1", Who: studio.Person{ID: "u", Name: "Ann"}, Flow: "main", Block: "hi", At: noon}
		bob := studio.Presence{Client: "2", Who: studio.Person{ID: "v", Name: "Bob"}, At: noon.Add(time.Minute)}
		check(t, s.Meet(ctx, "b1", ann))
		ann.Block = "bye"
		check(t, s.Meet(ctx, "b1", ann))
		check(t, s.Meet(ctx, "b1", bob))
		if got, err := s.Present(ctx, "b1", noon); err != nil || !reflect.DeepEqual(got, []studio.Presence{ann, bob}) {
			t.Errorf("got %+v, %v", got, err)
		}
		if got, err := s.Present(ctx, "b1", noon.Add(time.Second)); err != nil || !reflect.DeepEqual(got, []studio.Presence{bob}) {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}
