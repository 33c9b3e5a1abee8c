package engine

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Whatever is done in whatever order, nothing goes below zero, and the movements tell what the account holds.
func TestAccount_MovementsTellTheBalance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		a, sums := &account{}, map[string]int64{}
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		until := func(label string) time.Time {
			if h := rapid.IntRange(0, 6).Draw(r, label); h > 0 {
				return now.Add(time.Duration(h) * time.Hour)
			}
			return time.Time{}
		}
		name := rapid.SampledFrom([]string{"x", "y", "z"})
		amount := rapid.Int64Range(1, 20)
		book := func(fs []flowOf) {
			for _, f := range fs {
				if f.n <= 0 {
					r.Fatalf("a movement of %d from %s to %s", f.n, f.from, f.to)
				}
				sums[f.from] -= f.n
				sums[f.to] += f.n
			}
		}
		r.Repeat(map[string]func(*rapid.T){
			"grant": func(r *rapid.T) { book(a.grant(amount.Draw(r, "n"), until("until"))) },
			"charge": func(r *rapid.T) {
				n, free := amount.Draw(r, "n"), a.free()
				f, ok := a.charge(n)
				if ok != (free >= n) {
					r.Fatalf("charging %d of %d is %t", n, free, ok)
				}
				book(f)
			},
			"reserve": func(r *rapid.T) {
				n, id := amount.Draw(r, "n"), name.Draw(r, "name")
				free := a.free() + lotsSum(a.Holds[id].Lots)
				f, ok := a.reserve(id, n, until("until"))
				if ok != (free >= n) {
					r.Fatalf("holding %d of %d is %t", n, free, ok)
				}
				if ok && lotsSum(a.Holds[id].Lots) != n {
					r.Fatalf("%d is held, not %d", lotsSum(a.Holds[id].Lots), n)
				}
				book(f)
			},
			"commit": func(r *rapid.T) {
				f, _ := a.commit(name.Draw(r, "name"), rapid.Int64Range(0, 20).Draw(r, "n"))
				book(f)
			},
			"release": func(r *rapid.T) { book(a.release(name.Draw(r, "name"))) },
			"time": func(r *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(0, 3).Draw(r, "hours")) * time.Hour)
				book(a.settle(now))
			},
			"": func(r *rapid.T) {
				if a.free() < 0 || a.held() < 0 {
					r.Fatalf("%d free, %d held", a.free(), a.held())
				}
				if a.free() != sums[placeFree] || a.held() != sums[placeHeld] {
					r.Fatalf("the account has %d and %d, its movements say %d and %d", a.free(), a.held(), sums[placeFree], sums[placeHeld])
				}
				total := int64(0)
				for _, n := range sums {
					total += n
				}
				if total != 0 || sums[placeSpent] < 0 || sums[placeExpired] < 0 {
					r.Fatalf("the sums are %v", sums)
				}
				if !slices.IsSortedFunc(a.Lots, func(x, y lot) int { return byExpiry(x.Until, y.Until) }) {
					r.Fatalf("the lots are out of order: %v", a.Lots)
				}
				stored := encoded(r, a.values())
				var v Values
				if err := json.Unmarshal([]byte(stored), &v); err != nil {
					r.Fatal(err)
				}
				again, err := accountOf(v)
				if err != nil {
					r.Fatal(err)
				}
				if after := encoded(r, again.values()); stored != after || a.free() != again.free() || a.held() != again.held() {
					r.Fatalf("the account\n%s\nis read as\n%s", stored, after)
				}
			},
		})
	})
}

func encoded(r *rapid.T, v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		r.Fatal(err)
	}
	return string(data)
}

func TestAccount_SpendsWhatExpiresFirst(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }
	a := &account{}
	a.grant(5, time.Time{})
	a.grant(3, day(9))
	a.grant(2, day(5))
	a.grant(1, day(9))
	if _, ok := a.charge(3); !ok {
		t.Fatal("3 of 11 are not enough")
	}
	want := []lot{{3, day(9)}, {5, time.Time{}}}
	if !reflect.DeepEqual(a.Lots, want) {
		t.Fatalf("lots are %v, want %v", a.Lots, want)
	}
	if got := a.settle(day(9)); !reflect.DeepEqual(got, []flowOf{{placeFree, placeExpired, 3}}) || a.free() != 5 {
		t.Fatalf("on the 9th %v expired, %d are left", got, a.free())
	}
}

func TestAccount_HoldGoesBackByItself(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }
	a := &account{}
	a.grant(5, day(3))
	a.grant(5, time.Time{})
	if _, ok := a.reserve("job", 6, day(4)); !ok {
		t.Fatal("6 of 10 are not enough")
	}
	a.settle(day(3))
	if a.free() != 4 || a.held() != 6 {
		t.Fatalf("while it is held: %d free, %d held", a.free(), a.held())
	}
	want := []flowOf{{placeHeld, placeFree, 6}, {placeFree, placeExpired, 5}} // what expired meanwhile has expired
	if got := a.settle(day(4)); !reflect.DeepEqual(got, want) {
		t.Fatalf("movements are %v, want %v", got, want)
	}
	if a.free() != 5 || a.held() != 0 {
		t.Fatalf("after it: %d free, %d held", a.free(), a.held())
	}
}

func TestAccount_ManyLotsBecomeFewer(t *testing.T) {
	t.Parallel()
	a, now := &account{}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 3 * maxLots {
		a.grant(1, now.Add(time.Duration(i+1)*time.Hour))
	}
	if len(a.Lots) != maxLots || a.free() != 3*maxLots {
		t.Fatalf("%d lots hold %d", len(a.Lots), a.free())
	}
	if a.settle(now.Add(100 * time.Hour)); a.free() != 3*maxLots {
		t.Fatalf("units expired too early: %d are left", a.free())
	}
	if names := slices.Collect(maps.Keys(a.Holds)); len(names) != 0 {
		t.Fatalf("holds appeared: %v", names)
	}
}

func TestAccount_DamagedRecordsAreRefused(t *testing.T) {
	t.Parallel()
	for _, stored := range []string{
		`{"lots": 3}`, `{"lots": [3]}`, `{"lots": [{"n": "3"}]}`, `{"lots": [{"n": 1.5}]}`, `{"lots": [{"n": 1, "until": "soon"}]}`,
		`{"lots": [{"n": 1, "until": 5}]}`, `{"holds": []}`, `{"holds": {"a": 1}}`, `{"holds": {"a": {"lots": {}}}}`,
		`{"holds": {"a": {"lots": [], "until": "never"}}}`,
	} {
		var v Values
		if err := json.Unmarshal([]byte(stored), &v); err != nil {
			t.Fatal(err)
		}
		if a, err := accountOf(v); err == nil {
			t.Errorf("%s is read as %v", stored, a)
		}
	}
}
