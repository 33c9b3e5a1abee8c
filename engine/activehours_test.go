package engine_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/engine"
)

func TestActiveHours_OpenAndNext(t *testing.T) {
	t.Parallel()
	monday := time.Date(2026, time.January, 5, 9, 30, 0, 0, time.UTC)
	at := func(days int, clock string) time.Time {
		c, err := time.Parse("15:04", clock)
		if err != nil {
			t.Fatal(err)
		}
		return time.Date(2026, time.January, 5+days, c.Hour(), c.Minute(), 0, 0, time.UTC)
	}
	for _, c := range []struct {
		name  string
		hours engine.ActiveHours
		now   time.Time
		next  time.Time // equal to now where open
	}{
		{"inside", engine.ActiveHours{From: "09:00", To: "18:00"}, monday, monday},
		{"before", engine.ActiveHours{From: "10:00", To: "18:00"}, monday, at(0, "10:00")},
		{"after", engine.ActiveHours{From: "08:00", To: "09:30"}, monday, at(1, "08:00")},
		{"over midnight, late", engine.ActiveHours{From: "22:00", To: "06:00"}, at(0, "23:00"), at(0, "23:00")},
		{"over midnight, early", engine.ActiveHours{From: "22:00", To: "06:00"}, at(1, "05:59"), at(1, "05:59")},
		{"over midnight of the day it began on", engine.ActiveHours{From: "22:00", To: "06:00", Days: []string{"mon"}}, at(1, "05:00"), at(1, "05:00")},
		{"over midnight of another day", engine.ActiveHours{From: "22:00", To: "06:00", Days: []string{"mon"}}, at(0, "05:00"), at(0, "22:00")},
		{"another day", engine.ActiveHours{From: "09:00", To: "18:00", Days: []string{"sat", "sun"}}, monday, at(5, "09:00")},
		{"the whole day round", engine.ActiveHours{From: "00:00", To: "00:00"}, monday, monday},
		{"a week later", engine.ActiveHours{From: "08:00", To: "09:00", Days: []string{"mon"}}, monday, at(7, "08:00")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if open := c.hours.Open(c.now); open != c.next.Equal(c.now) {
				t.Errorf("Open is %t", open)
			}
			if got := c.hours.Next(c.now); !got.Equal(c.next) {
				t.Errorf("Next is %s, want %s", got, c.next)
			}
		})
	}
}

func TestActiveHours_CloseIsTheLastSecond(t *testing.T) {
	t.Parallel()
	at := func(days int, clock string) time.Time {
		c, err := time.Parse("15:04:05", clock)
		if err != nil {
			t.Fatal(err)
		}
		return time.Date(2026, time.January, 5+days, c.Hour(), c.Minute(), c.Second(), 0, time.UTC)
	}
	for _, c := range []struct {
		name     string
		from, to string
		now      time.Time
		want     time.Time
	}{
		{"the same day", "09:00", "18:00", at(0, "09:30:00"), at(0, "17:59:59")},
		{"over midnight, late", "22:00", "06:00", at(0, "23:00:00"), at(1, "05:59:59")},
		{"over midnight, early", "22:00", "06:00", at(1, "05:00:00"), at(1, "05:59:59")},
		{"outside", "09:00", "18:00", at(0, "19:00:00"), at(0, "19:00:00")},
		{"the whole day round", "09:00", "09:00", at(0, "10:00:00"), at(1, "08:59:59")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := engine.ActiveHours{From: c.from, To: c.to}
			if got := h.Close(c.now); !got.Equal(c.want) {
				t.Errorf("Close is %s, want %s", got, c.want)
			}
		})
	}
}

func TestNextClock_StaysOnTheClockOfItsZone(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	// The night in which the clock went from 02:00 to 03:00.
	evening := time.Date(2026, time.March, 28, 20, 0, 0, 0, berlin)
	if got, want := engine.NextClock(evening, "09:00", nil), time.Date(2026, time.March, 29, 9, 0, 0, 0, berlin); !got.Equal(want) {
		t.Errorf("next 09:00 is %s, want %s", got, want)
	}
	if got, want := engine.NextClock(evening, "02:30", nil).UTC(), time.Date(2026, time.March, 29, 1, 30, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("next 02:30 is %s, want %s", got, want)
	}
	if got := engine.NextClock(evening, "soon", nil); !got.Equal(evening) {
		t.Errorf("a malformed time gave %s", got)
	}
}

// Whatever the clocks do, hours begin when they first show a time within them, and end with the last second of such.
func TestActiveHours_AgreeWithTheClocks(t *testing.T) {
	t.Parallel()
	const step = 15 * time.Minute // that of all hours here, and of all changes of clocks
	days := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	for _, name := range append(zones(), "America/Havana", "America/Scoresbysund") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			z := zone(t, name)
			changes := clockChanges(z)
			rapid.Check(t, func(r *rapid.T) {
				clock := rapid.Custom(func(r *rapid.T) string {
					hour := rapid.SampledFrom([]int{0, 1, 2, 3, 22, 23, rapid.IntRange(0, 23).Draw(r, "any hour")}).Draw(r, "hour")
					return fmt.Sprintf("%02d:%02d", hour, rapid.SampledFrom([]int{0, 15, 30, 45}).Draw(r, "minute"))
				})
				h := engine.ActiveHours{
					From: clock.Draw(r, "from"), To: clock.Draw(r, "to"),
					Days: rapid.SliceOfNDistinct(rapid.SampledFrom(days), 0, 6, rapid.ID).Draw(r, "days"),
				}
				at := rapid.SampledFrom(changes).Draw(r, "change").Truncate(step).Add(time.Duration(rapid.IntRange(-2*24*4, 6*4).Draw(r, "steps")) * step).In(z)
				next := at
				for !h.Open(next) {
					next = next.Add(step)
				}
				if got := h.Next(at); !got.Equal(next) {
					r.Fatalf("%+v begin after %s at %s, want %s", h, at, got, next)
				}
				if h.From == h.To { // they end where they began, which need not be a change
					return
				}
				last := next
				for h.Open(last.Add(step)) {
					last = last.Add(step)
				}
				if got, want := h.Close(next), last.Add(step-time.Second); !got.Equal(want) {
					r.Fatalf("%+v end after %s at %s, want %s", h, next, got, want)
				}
			})
		})
	}
}
