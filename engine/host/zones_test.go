package host_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// zonedBot has everybody tell a time zone, and from then on wakes each by the clocks of that zone: by schedules that start by
// themselves, by a delay that goes round in a circle, and when somebody has been silent for a month.
const zonedBot = `{"schema_version": 1, "name": "Clocks", "language": "en",
	"variables": [{"name": "time_zone", "scope": "user", "type": "text"}],
	"flows": [{"id": "main", "name": "Main",
	"blocks": [
		{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
		{"id": "zone", "type": "data.variable", "config": {"assignments": [{"var": "user.time_zone", "value": "{{ local.args }}"}]}},
		{"id": "wait", "type": "logic.delay", "config": {"at": "09:00", "zone": "user"}},
		{"id": "morning", "type": "message.text", "config": {"text": "morning"}},
		{"id": "breath", "type": "logic.delay", "config": {"for": "1s"}},

		{"id": "daily", "type": "trigger.schedule", "config": {"at": ["00:00", "02:30"], "zone": "user"}},
		{"id": "day", "type": "message.text", "config": {"text": "day"}, "exits": {"next": "end"}},
		{"id": "cron", "type": "trigger.schedule", "config": {"cron": "45 1 * * sun", "zone": "user"}},
		{"id": "sunday", "type": "message.text", "config": {"text": "sunday"}, "exits": {"next": "end"}},
		{"id": "monthly", "type": "trigger.schedule", "config": {"at": ["12:00"], "month_days": [-1], "zone": "user"}},
		{"id": "month", "type": "message.text", "config": {"text": "month"}, "exits": {"next": "end"}},
		{"id": "silent", "type": "trigger.inactive", "config": {"after": ["30d", "60d"], "hours": {"from": "08:00", "to": "10:00"}, "zone": "user"}},
		{"id": "silence", "type": "message.text", "config": {"text": "silence"}, "exits": {"next": "end"}}],
	"edges": [
		{"from": "start", "exit": "next", "to": "zone"}, {"from": "zone", "exit": "next", "to": "wait"},
		{"from": "wait", "exit": "next", "to": "morning"}, {"from": "morning", "exit": "next", "to": "breath"}, {"from": "breath", "exit": "next", "to": "wait"},
		{"from": "daily", "exit": "next", "to": "day"}, {"from": "cron", "exit": "next", "to": "sunday"},
		{"from": "monthly", "exit": "next", "to": "month"}, {"from": "silent", "exit": "next", "to": "silence"}]}]}`

// zonesOf2000 are zones with what their clocks did in the year in which the time of synctest begins: an hour at night, in both
// halves of the world; half an hour; midnight; nothing, at half an hour from the others and at the far end of the day.
func zonesOf2000() []string {
	return []string{
		"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca",
	}
}

// heardAt notes when each chat was sent what.
type heardAt struct {
	mu   sync.Mutex
	when map[int64]map[string][]time.Time
}

func (h *heardAt) note(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if e.Content != nil {
		if h.when[e.ChatID] == nil {
			h.when[e.ChatID] = map[string][]time.Time{}
		}
		h.when[e.ChatID][e.Content.Text] = append(h.when[e.ChatID][e.Content.Text], time.Now())
	}
	return host.Receipt{}, nil
}

// The whole host goes through a year with all changes of the clocks, and is killed now and then: in every zone each thing
// comes on each of its days once, at its time of day; what the clocks jump over comes as much later as they jumped.
func TestHost_AYearByTheClocksOfManyZones(t *testing.T) {
	t.Parallel()
	heard := &heardAt{when: map[int64]map[string][]time.Time{}}
	var from, to time.Time
	synctest.Test(t, func(t *testing.T) {
		b := prepare(t, func(b *bench) {
			b.cfg.Registry = engine.NewRegistry()
			if err := blocks.Register(b.cfg.Registry); err != nil {
				t.Fatal(err)
			}
			b.msgr.do = heard.note
		})
		b.revision = b.publish([]byte(zonedBot))
		b.start()
		from = time.Now()
		for i, zone := range zonesOf2000() {
			in := b.message(int64(i+1), "/start "+zone)
			in.Event.Message.Command, in.Event.Message.Args = "start", zone
			b.check(b.host.Receive(t.Context(), in))
		}
		for month := range 12 {
			pass(31*24*time.Hour + time.Duration(month)*time.Hour + time.Second) // not while somebody is being told something
			if month%3 == 1 {
				b.crash()
				b.start()
			}
		}
		to = time.Now()
		b.idle()
	})
	for i, name := range zonesOf2000() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			got := heard.when[int64(i+1)]
			sunday := func(day time.Time) bool { return day.Weekday() == time.Sunday }
			last := func(day time.Time) bool { return day.AddDate(0, 0, 1).Day() == 1 }
			wantAt(t, "morning", got, daysAt(from, to, zone, nil, "09:00"))
			wantAt(t, "day", got, daysAt(from, to, zone, nil, "00:00", "02:30"))
			wantAt(t, "sunday", got, daysAt(from, to, zone, sunday, "01:45"))
			wantAt(t, "month", got, daysAt(from, to, zone, last, "12:00"))
			for _, at := range got["silence"] {
				if h := at.In(zone).Hour(); h < 8 || h > 9 {
					t.Errorf("silence was broken at %s", at.In(zone))
				}
			}
			if n := len(got["silence"]); n != 2 {
				t.Errorf("silence was broken %d times", n)
			}
		})
	}
}

// daysAt are the moments after the first and before the last at which clocks in the zone show the times of day on the days.
// What they show twice counts once; what they jump over, as long after the jump as it is behind its beginning.
func daysAt(from, to time.Time, zone *time.Location, on func(time.Time) bool, clocks ...string) []time.Time {
	var out []time.Time
	shown := map[string]bool{}
	wanted := func(wall time.Time) bool {
		return slices.Contains(clocks, wall.Format("15:04")) && (on == nil || on(wall))
	}
	before := time.Time{}
	for at := from.Add(-24 * time.Hour).Truncate(time.Minute); at.Before(to); at = at.Add(15 * time.Minute) {
		_, east := at.In(zone).Zone()
		wall := at.UTC().Add(time.Duration(east) * time.Second)
		if !before.IsZero() {
			for skipped := before.Add(15 * time.Minute); skipped.Before(wall); skipped = skipped.Add(15 * time.Minute) {
				if shown[skipped.String()] = true; wanted(skipped) {
					out = append(out, at.Add(skipped.Sub(before)-15*time.Minute))
				}
			}
		}
		if !shown[wall.String()] && wanted(wall) {
			out = append(out, at)
		}
		shown[wall.String()], before = true, wall
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.DeleteFunc(out, func(at time.Time) bool { return !at.After(from) || !at.Before(to) })
}

// wantAt compares when a text came with when it was to come. The queue and the sender may take a second.
func wantAt(t *testing.T, text string, heard map[string][]time.Time, want []time.Time) {
	t.Helper()
	got := heard[text]
	for i := range min(len(got), len(want)) {
		if late := got[i].Sub(want[i]); late < 0 || late > time.Second {
			t.Errorf("%s number %d of %d came at %s, not at %s", text, i, len(want), got[i], want[i])
			return
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s came %d times, not %d", text, len(got), len(want))
	}
	if len(want) == 0 {
		t.Errorf("nothing was expected of %s", text)
	}
}
