package expr_test

import (
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/expr"
)

// Where clocks jump over midnight the day begins with its first moment, and what they show twice is the first of the two.
func TestDates_WhereClocksJumpOrRepeat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, now, src, want string }{
		{"America/Santiago", "2026-09-06T15:00:00Z", `today()`, "2026-09-06T01:00:00-03:00"},
		{"America/Santiago", "2026-09-06T15:00:00Z", `date("2026-09-06")`, "2026-09-06T01:00:00-03:00"},
		{"America/Santiago", "2026-09-06T15:00:00Z", `date_of(2026, 9, 6)`, "2026-09-06T01:00:00-03:00"},
		{"America/Santiago", "2026-09-06T15:00:00Z", `start_of(now(), "week")`, "2026-08-31T00:00:00-04:00"},
		{"America/Santiago", "2026-09-05T15:00:00Z", `end_of(now(), "day")`, "2026-09-05T23:59:59-04:00"},
		{"America/Santiago", "2026-09-06T15:00:00Z", `add("2026-09-05 00:00", "1d")`, "2026-09-06T01:00:00-03:00"},
		{"America/Santiago", "2026-09-06T15:00:00Z", `add("2026-08-06 00:30", "1 month")`, "2026-09-06T01:30:00-03:00"},
		{"America/Sao_Paulo", "2018-11-04T15:00:00Z", `today()`, "2018-11-04T01:00:00-02:00"},
		{"America/Havana", "2026-11-01T15:00:00Z", `today()`, "2026-11-01T00:00:00-04:00"},
		{"Australia/Lord_Howe", "2026-10-04T00:00:00Z", `date("2026-10-04 02:10")`, "2026-10-04T02:40:00+11:00"},
		{"Australia/Lord_Howe", "2026-04-05T00:00:00Z", `date("2026-04-05 01:45")`, "2026-04-05T01:45:00+11:00"},
		{"Pacific/Apia", "2011-12-29T15:00:00Z", `add("2011-12-29 10:00", "1d")`, "2011-12-31T10:00:00+14:00"}, // there was no 30th
		{"Europe/Berlin", "2026-01-31T15:00:00Z", `add("2026-01-31 09:00", "1 month")`, "2026-02-28T09:00:00+01:00"},
		{"Europe/Berlin", "2026-01-31T15:00:00Z", `add("2026-01-31 02:30", "2 months")`, "2026-03-31T02:30:00+02:00"},
		{"Asia/Kolkata", "2028-01-31T15:00:00Z", `add("2028-01-31 09:00", "1 month")`, "2028-02-29T09:00:00+05:30"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		p, err := expr.Compile(c.src, shopSchema(t))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := p.Eval(&expr.Env{Now: now, Zone: zone, Lang: "en"}); err != nil || got != c.want {
			t.Errorf("%s in %s is %v (%v), want %s", c.src, c.zone, got, err, c.want)
		}
	}
}
