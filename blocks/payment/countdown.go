package payment

import (
	"strconv"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// day is a day of a countdown.
const day = 24 * time.Hour

// steps are the times before the end at which a card shows anew how long is left: often enough to be right, rarely
// enough to stay within Telegram's limits for edits.
func steps() []time.Duration {
	return []time.Duration{
		7 * day, 3 * day, 2 * day, day, 12 * time.Hour, 6 * time.Hour, 3 * time.Hour, 2 * time.Hour, time.Hour,
		30 * time.Minute, 15 * time.Minute, 10 * time.Minute, 5 * time.Minute, 2 * time.Minute, time.Minute,
	}
}

// reminders gives the next times at which the card is to be shown anew, as many as a wait may have; each time it is shown,
// they are given anew.
func reminders(now, end time.Time) []time.Time {
	var out []time.Time
	for _, s := range steps() {
		if at := end.Add(-s); at.After(now) && len(out) < engine.MaxReminders {
			out = append(out, at)
		}
	}
	return out
}

// left says how long is left, rounded up.
func left(t *engine.Turn, d time.Duration) string {
	key, unit := "minutes", time.Minute
	switch {
	case d > day:
		key, unit = "days", day
	case d > 90*time.Minute:
		key, unit = "hours", time.Hour
	}
	n := max(1, int64((d+unit-1)/unit))
	return t.Words(key, "n", strconv.FormatInt(n, 10))
}
