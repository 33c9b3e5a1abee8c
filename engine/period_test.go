package engine_test

import (
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
)

func TestPeriod_FollowsTheCalendarOfTheZone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, at, per, begin, next string }{
		{"Europe/Moscow", "2026-01-04T23:30:00Z", "day", "2026-01-04T21:00:00Z", "2026-01-05T21:00:00Z"},
		{"Europe/Moscow", "2026-01-04T20:30:00Z", "week", "2025-12-28T21:00:00Z", "2026-01-04T21:00:00Z"},
		{"Europe/Moscow", "2026-01-04T21:30:00Z", "week", "2026-01-04T21:00:00Z", "2026-01-11T21:00:00Z"},
		{"Asia/Kathmandu", "2026-01-04T20:50:31Z", "hour", "2026-01-04T20:15:00Z", "2026-01-04T21:15:00Z"},
		{"UTC", "2026-12-31T23:59:59Z", "month", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"},
		// Days with 23 and 25 hours, and the hour that is there twice.
		{"Europe/Berlin", "2026-03-29T12:00:00Z", "day", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},
		{"Europe/Berlin", "2026-10-25T12:00:00Z", "day", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"},
		{"Europe/Berlin", "2026-10-25T00:30:00Z", "hour", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"},
		{"Europe/Berlin", "2026-10-25T01:30:00Z", "hour", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z"},
		{"Australia/Lord_Howe", "2026-04-05T03:00:00Z", "day", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z"},
		// Midnight that clocks jump over, and one that they show twice: the day begins with its first moment.
		{"America/Santiago", "2026-09-06T02:30:00Z", "day", "2026-09-05T04:00:00Z", "2026-09-06T04:00:00Z"},
		{"America/Santiago", "2026-09-06T12:00:00Z", "day", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"},
		{"America/Sao_Paulo", "2018-11-04T12:00:00Z", "week", "2018-10-29T03:00:00Z", "2018-11-05T02:00:00Z"},
		{"America/Sao_Paulo", "2018-11-03T12:00:00Z", "day", "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z"},
		{"America/Havana", "2026-11-01T12:00:00Z", "day", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"},
		{"Asia/Tokyo", "2026-01-01T00:00:00Z", "", "2025-12-31T15:00:00Z", "2026-01-01T15:00:00Z"},
		{"UTC", "2026-01-01T00:00:00Z", "ever", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		begin, next := engine.Period(at.In(zone), c.per)
		if b, n := begin.UTC().Format(time.RFC3339), next.UTC().Format(time.RFC3339); b != c.begin || n != c.next {
			t.Errorf("%s %q in %s: %s to %s, want %s to %s", c.at, c.per, c.zone, b, n, c.begin, c.next)
		}
	}
}
