package storage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// ring is a place for master keys, as a key file is.
type ring struct {
	mu   sync.Mutex
	keys [][]byte
	made byte
}

func newRing() *ring { return &ring{keys: [][]byte{masterKey}, made: 100} }

func (r *ring) all() ([][]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.keys), nil
}

// fresh puts a new key in front.
func (r *ring) fresh([]string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.made++
	r.keys = append([][]byte{bytes.Repeat([]byte{r.made}, 32)}, r.keys...)
	return nil
}

// drop leaves the keys that are in use.
func (r *ring) drop(inUse []string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys = slices.DeleteFunc(r.keys, func(k []byte) bool { return !slices.Contains(inUse, storage.MasterKeyID(k)) })
	return nil
}

// keep saves bots with secrets that say whose they are.
func keep(tb testing.TB, db *storage.DB, bots ...int64) {
	tb.Helper()
	for _, id := range bots {
		check(tb, db.SaveBot(tb.Context(), host.BotRecord{
			ID: id, Token: fmt.Sprint(id, ":token"), Key: fmt.Append(nil, "key of ", id), Secret: fmt.Sprint("hook of ", id),
		}))
		check(tb, db.SetSecret(tb.Context(), id, "crm", fmt.Sprint("crm of ", id)))
		check(tb, db.SetSecret(tb.Context(), id, "void", ""))
	}
}

// unread says which bots' values cannot be read as keep saved them.
func unread(ctx context.Context, db *storage.DB, bots ...int64) error {
	all, err := db.Bots(ctx)
	if err != nil {
		return err
	}
	if len(all) != len(bots) {
		return fmt.Errorf("there are %d bots, not %d", len(all), len(bots))
	}
	for _, b := range all {
		crm, err := db.Secret(ctx, b.ID, "crm")
		void, err2 := db.Secret(ctx, b.ID, "void")
		if err := errors.Join(err, err2); err != nil {
			return err
		}
		if b.Token != fmt.Sprint(b.ID, ":token") || string(b.Key) != fmt.Sprint("key of ", b.ID) || b.Secret != fmt.Sprint("hook of ", b.ID) ||
			crm != fmt.Sprint("crm of ", b.ID) || void != "" {
			return fmt.Errorf("bot %d has %q, %q, %q, %q, %q", b.ID, b.Token, b.Key, b.Secret, crm, void)
		}
	}
	return nil
}

func TestKeys_EveryBotHasItsOwn(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	onBoth(t, func(t *testing.T, db *storage.DB) {
		t.Helper()
		keep(t, db, 1, 2)
		check(t, unread(t.Context(), db, 1, 2))
		keys, err := db.DataKeys(t.Context())
		check(t, err)
		owners, values := []int64{}, []int{}
		for _, k := range keys {
			owners, values = append(owners, k.BotID), append(values, k.Values)
			if k.Master != storage.MasterKeyID(masterKey) || k.Retired || k.MadeAt.IsZero() || k.WrappedAt.IsZero() {
				t.Errorf("a key is %+v", k)
			}
		}
		if !slices.Equal(owners, []int64{0, 1, 2}) || !slices.Equal(values, []int{0, 4, 4}) {
			t.Errorf("keys are of %v with %v values", owners, values)
		}
		check(t, db.DropBot(t.Context(), 1))
		if keys, err := db.DataKeys(t.Context()); err != nil || len(keys) != 2 {
			t.Errorf("after a bot has gone: %v, %v", keys, err)
		}
	})
}

// A database from before there were key ids is read as it is, and brought up to date at its start, also where an earlier
// start was interrupted in the middle of it.
func TestKeys_OldValuesAreReadAndSealedAnew(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	for name, old := range map[string][]int64{"all": {1, 2, 3}, "what an interrupted start left": {2}, "none but the key": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			withBoth(t, func(t *testing.T, o storage.Options) {
				t.Helper()
				db, err := storage.Open(t.Context(), o)
				check(t, err)
				keep(t, db, 1, 2, 3)
				check(t, db.MakeOld(t.Context(), masterKey, old...))
				o.Beside = true
				guest := open(t, o) // it must not bring anything up to date
				check(t, unread(t.Context(), guest, 1, 2, 3))
				if _, err := guest.Rotate(t.Context(), storage.Rotation{}); err == nil {
					t.Error("a database that is not up to date is rotated")
				}
				check(t, db.Close())

				o.Key, o.Beside = bytes.Repeat([]byte{8}, 32), false
				wantOpenError(t, o, storage.ErrWrongKey)
				o.Key = masterKey
				for range 2 {
					db, err = storage.Open(t.Context(), o)
					check(t, err)
					check(t, unread(t.Context(), db, 1, 2, 3))
					keys, err := db.DataKeys(t.Context())
					check(t, err)
					for _, k := range keys {
						if want := 4 * min(1, int(k.BotID)); k.Values != want || k.Master == "" {
							t.Errorf("key of bot %d: %+v, want %d values", k.BotID, k, want)
						}
					}
					if len(keys) != 4 {
						t.Errorf("there are %d keys", len(keys))
					}
					check(t, db.Close())
				}
			})
		})
	}
}

var errStop = errors.New("stop here")

// Whatever step a rotation is stopped at, and whatever is written meanwhile: with the keys that there are then, everything
// can be read, by a process that has run all the time and by one that starts; and the next rotation brings it to its end.
func TestRotate_CanBeStoppedAnywhere(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		keys := newRing()
		o.Keys = keys.all
		serving := open(t, o)
		o.Beside = true
		var bots []int64
		add := func(n int) {
			for range n {
				id := int64(len(bots) + 1)
				keep(t, serving, id)
				bots = append(bots, id)
			}
		}
		add(110) // more than a chunk
		everything := func(step int, when string) {
			t.Helper()
			starting, err := storage.Open(t.Context(), o)
			if err == nil {
				err = errors.Join(unread(t.Context(), starting, bots...), starting.Close())
			}
			if err := errors.Join(err, unread(t.Context(), serving, bots...)); err != nil {
				t.Fatalf("stopped at step %d, %s: %v", step, when, err)
			}
		}
		stopped := 0
		for step := range 7 {
			rotating, err := storage.Open(t.Context(), o)
			check(t, err)
			at := -1
			stop := func() error {
				if at++; at == step {
					return errStop
				}
				return nil
			}
			_, err = rotating.Rotate(t.Context(), storage.Rotation{
				Begin: func(inUse []string) error { return errors.Join(keys.fresh(inUse), stop()) },
				Moved: func(int) error {
					add(1) // the other process goes on
					return stop()
				},
				End: func(inUse []string) error { return errors.Join(stop(), keys.drop(inUse)) },
			})
			if errors.Is(err, errStop) {
				stopped++
			} else {
				check(t, err)
			}
			everything(step, "at once")
			_, err = rotating.Rotate(t.Context(), storage.Rotation{End: keys.drop})
			check(t, errors.Join(err, rotating.Close()))
			if left, err := keys.all(); err != nil || len(left) != 1 {
				t.Errorf("%d master keys are left, %v", len(left), err)
			}
			everything(step, "at the end of the next one")
		}
		if stopped < 5 {
			t.Errorf("rotations were stopped at %d steps only", stopped)
		}
	})
}

// Rotations at once do not lose each other's keys.
func TestRotate_SeveralAtOnce(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		keys := newRing()
		o.Keys = keys.all
		first := open(t, o)
		keep(t, first, 1, 2, 3)
		o.Beside = true
		var all sync.WaitGroup
		for range 2 {
			db := open(t, o)
			all.Go(func() {
				for range 3 {
					if _, err := db.Rotate(t.Context(), storage.Rotation{Begin: keys.fresh, End: keys.drop}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		check(t, unread(t.Context(), open(t, o), 1, 2, 3))
	})
}

func TestOpen_NamesTheMasterKeyThatIsMissing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		keys := newRing()
		o.Keys = keys.all
		db, err := storage.Open(t.Context(), o)
		check(t, err)
		keep(t, db, 1, 2)
		_, err = db.Rotate(t.Context(), storage.Rotation{Begin: keys.fresh, Moved: func(int) error { return errStop }})
		wantErr(t, err, errStop)
		check(t, db.Close())
		keys.keys = keys.keys[:1] // before it was time
		_, err = storage.Open(t.Context(), o)
		want := fmt.Sprintf("it needs the master key %s, known is %s", storage.MasterKeyID(masterKey), storage.MasterKeyID(keys.keys[0]))
		if !errors.Is(err, storage.ErrWrongKey) || !bytes.Contains([]byte(err.Error()), []byte(want)) {
			t.Errorf("error is %v, want %s", err, want)
		}
	})
}

// Values are sealed anew while others read and write them, and the old keys go when nobody can be reading with them.
func TestRotateData_BesideAProcessThatWrites(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		now := time.Now()
		var mu sync.Mutex
		o.Now = func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return now
		}
		serving := open(t, o)
		keep(t, serving, 1, 2, 3)
		before, err := serving.DataKeys(t.Context())
		check(t, err)
		o.Beside = true
		var over atomic.Bool
		var busy sync.WaitGroup
		busy.Go(func() {
			for !over.Load() {
				if err := errors.Join(
					serving.SetSecret(t.Context(), 2, "crm", "crm of 2"),
					serving.ChangeBot(t.Context(), 3, func(b *host.BotRecord) error { b.Repairs++; return nil }),
					unread(t.Context(), serving, 1, 2, 3),
				); err != nil {
					t.Error(err)
					return
				}
			}
		})
		rotating := open(t, o)
		for range 5 {
			if n, err := rotating.RotateData(t.Context()); err != nil || n != 3 {
				t.Errorf("rotated the keys of %d bots, %v", n, err)
			}
		}
		over.Store(true)
		busy.Wait()
		keys, err := serving.DataKeys(t.Context())
		check(t, err)
		if len(keys) != 4+5*3 {
			t.Errorf("there are %d keys", len(keys))
		}
		for _, k := range keys {
			was := slices.ContainsFunc(before, func(b storage.DataKey) bool { return b.ID == k.ID })
			if k.BotID != 0 && (k.Retired && k.Values != 0 || !k.Retired && k.Values != 4 || was && !k.Retired) {
				t.Errorf("a key is %+v", k)
			}
		}
		mu.Lock()
		now = now.Add(time.Hour + time.Second)
		mu.Unlock()
		check(t, serving.Purge(t.Context()))
		if keys, err := serving.DataKeys(t.Context()); err != nil || len(keys) != 4 {
			t.Errorf("after the purge there are %d keys, %v", len(keys), err)
		}
		check(t, unread(t.Context(), open(t, o), 1, 2, 3))
	})
}
