package storage_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor/testchat"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/storage"
)

var _ testchat.Store = (*storage.DB)(nil)

func TestSavedTests_AreKeptByBotAndName(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx, at := t.Context(), time.Date(2026, 5, 4, 12, 0, 0, 1000, time.UTC)
		buys := testchat.Test{
			Bot: "b1", Name: "Anna buys a “Latte”", Steps: 4, Transcript: []byte(`{"name":"x"}`), By: "u1", SavedAt: at,
			Last: &testchat.Result{Version: 3, OK: true, At: at},
		}
		other := testchat.Test{Bot: "b2", Name: buys.Name, Steps: 1, Transcript: []byte(`{}`), By: "u2", SavedAt: at}
		leaves := testchat.Test{Bot: "b1", Name: "A guest leaves", Steps: 2, Transcript: []byte(`{}`), By: "u1", SavedAt: at}
		for _, x := range []*testchat.Test{&buys, &other, &leaves} {
			check(t, db.AddTest(ctx, x))
		}
		if err := db.AddTest(ctx, &buys); !errors.Is(err, engine.ErrConflict) {
			t.Errorf("a second one of the name gives %v", err)
		}
		failed := testchat.Result{Version: 4, At: at.Add(time.Minute), Error: "Step 2: no", Step: 2}
		check(t, db.NoteResult(ctx, "b1", leaves.Name, failed))
		check(t, db.NoteResult(ctx, "b1", "nobody", failed))
		got, err := db.Tests(ctx, "b1")
		check(t, err)
		leaves.Last = &failed
		want := []testchat.Test{leaves, buys}
		for i := range want {
			want[i].Transcript = nil
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("tests are\n%+v\nwant\n%+v", got, want)
		}
		one, err := db.Test(ctx, "b1", buys.Name)
		check(t, err)
		if !reflect.DeepEqual(one, &buys) {
			t.Errorf("test is\n%+v\nwant\n%+v", one, &buys)
		}
	})
}

func TestSavedTests_RenamedAndDropped(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		ctx := t.Context()
		for _, name := range []string{"a", "b"} {
			check(t, db.AddTest(ctx, &testchat.Test{Bot: "b1", Name: name, Steps: 1, Transcript: []byte(`{}`), SavedAt: time.Unix(0, 0).UTC()}))
		}
		check(t, db.RenameTest(ctx, "b1", "a", "c"))
		check(t, db.RenameTest(ctx, "b1", "c", "c"))
		for name, x := range map[string]struct{ got, want error }{
			"taken":        {db.RenameTest(ctx, "b1", "b", "c"), engine.ErrConflict},
			"nobody":       {db.RenameTest(ctx, "b1", "a", "d"), engine.ErrNotFound},
			"another bot":  {db.RenameTest(ctx, "b2", "b", "d"), engine.ErrNotFound},
			"same nobody":  {db.RenameTest(ctx, "b1", "d", "d"), engine.ErrNotFound},
			"drop nobody":  {db.DropTest(ctx, "b1", "a"), engine.ErrNotFound},
			"read nobody":  {func() error { _, err := db.Test(ctx, "b1", "a"); return err }(), engine.ErrNotFound},
			"drop another": {db.DropTest(ctx, "b2", "b"), engine.ErrNotFound},
		} {
			if !errors.Is(x.got, x.want) {
				t.Errorf("%s: got %v, want %v", name, x.got, x.want)
			}
		}
		check(t, db.DropTest(ctx, "b1", "b"))
		got, err := db.Tests(ctx, "b1")
		check(t, err)
		if len(got) != 1 || got[0].Name != "c" || got[0].Last != nil {
			t.Errorf("left are %+v", got)
		}
	})
}
