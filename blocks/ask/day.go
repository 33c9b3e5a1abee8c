package ask

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// A day of the calendar is held as its midnight in UTC: days have no zone, and in UTC each has 24 hours.

// dayOf gives the day of a moment, in the moment's own zone.
func dayOf(at time.Time) time.Time {
	y, m, d := at.Date()
	return civil(y, m, d)
}

func civil(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// realDay gives the day of the numbers; false if there is no such day.
func realDay(y int, m time.Month, d int) (time.Time, bool) {
	at := civil(y, m, d)
	return at, at.Year() == y && at.Month() == m && at.Day() == d
}

// monthsOn moves a day by months. Where the month is too short, its last day is taken.
func monthsOn(day time.Time, n int) time.Time {
	first := civil(day.Year(), day.Month()+time.Month(n), 1)
	last := first.AddDate(0, 1, -1)
	return first.AddDate(0, 0, min(day.Day(), last.Day())-1)
}

// relative reads a day that is told from today: today, tomorrow, yesterday, +30d, -2w, +6m, -18y.
func relative(s string, today time.Time) (time.Time, bool) {
	switch s {
	case "today":
		return today, true
	case "tomorrow":
		return today.AddDate(0, 0, 1), true
	case "yesterday":
		return today.AddDate(0, 0, -1), true
	}
	s = strings.TrimPrefix(s, "today")
	const shortest, longest = len("+1d"), len("+99999d")
	if len(s) < shortest || len(s) > longest || s[0] != '+' && s[0] != '-' {
		return time.Time{}, false
	}
	unit := s[len(s)-1]
	n, err := strconv.Atoi(s[:len(s)-1])
	if err != nil {
		return time.Time{}, false
	}
	var at time.Time
	switch unit {
	case 'd':
		at = today.AddDate(0, 0, n)
	case 'w':
		at = today.AddDate(0, 0, 7*n)
	case 'm':
		at = monthsOn(today, n)
	case 'y':
		at = monthsOn(today, 12*n)
	default:
		return time.Time{}, false
	}
	return at, at.Year() >= 1 && at.Year() <= 9999
}

// fixedDay gives the text of a setting that holds no expression; false if it holds one, or nothing.
func fixedDay(v engine.Value) (string, bool) {
	x, _ := v.Constant()
	s, fixed := x.(string)
	return strings.TrimSpace(s), fixed
}

// checkDay reports a setting that is no day. Its day is given if today does not matter to it; told says that it does.
func checkDay(k *engine.Checking, path string, v engine.Value) (at time.Time, told, ok bool) {
	s, fixed := fixedDay(v)
	if !fixed {
		if !v.IsZero() && !slices.Contains([]expr.Type{expr.TypeText, expr.TypeDate, expr.TypeAny}, v.Type()) {
			k.Error("date_invalid", path, "a date is expected here, not a %s", v.Type())
		}
		return time.Time{}, false, false
	}
	if at, err := time.Parse(time.DateOnly, s); err == nil {
		return at, false, true
	}
	if at, ok := relative(s, civil(2000, time.January, 1)); ok {
		return at, true, true
	}
	k.Error("date_invalid", path, "%q is no date; write today, +30d, -18y, a day such as 2026-11-25, or a value in {{ }}", s)
	return time.Time{}, false, false
}

// dates reads days as settings and variables give them.
type dates struct {
	bot   *time.Location // the bot's zone
	zone  *time.Location // the question's
	today time.Time
}

func datesOf(t *engine.Turn, zone *time.Location) dates {
	return dates{bot: t.Zone(), zone: zone, today: dayOf(t.Now().In(zone))}
}

// setting gives the day of a setting; zero if it gives nothing.
func (d dates) setting(t *engine.Turn, v *engine.Value) (time.Time, error) {
	if v.IsZero() {
		return time.Time{}, nil
	}
	x, err := t.Value(v)
	if err != nil {
		return time.Time{}, err
	}
	if x == nil || x == "" {
		return time.Time{}, nil
	}
	s, _ := x.(string)
	if at, ok := relative(strings.TrimSpace(s), d.today); ok {
		return at, nil
	}
	at, ok := d.value(x)
	if !ok {
		return time.Time{}, engine.Trouble("date_invalid", "a setting of the question gave no date")
	}
	return at, nil
}

// value reads a day out of a variable. A moment is taken on the clock of the question, but midnight on the bot's clock is
// how a day is kept by a variable that was declared as a date: that day is meant, wherever the user lives.
func (d dates) value(x any) (time.Time, bool) {
	s, _ := x.(string)
	at, ok := engine.ParseDate(s, d.zone)
	if !ok {
		return time.Time{}, false
	}
	if bot := at.In(d.bot); len(s) > len(time.DateOnly) && bot.Format("15:04:05") == "00:00:00" {
		return dayOf(bot), true
	}
	return dayOf(at.In(d.zone)), true
}

// list gives the days of a list expression as a set.
func (d dates) list(t *engine.Turn, e *engine.Expression) (map[time.Time]bool, error) {
	v, err := listOf(t, e)
	if len(v) == 0 || err != nil {
		return nil, err
	}
	out := make(map[time.Time]bool, len(v))
	for _, x := range v {
		at, ok := d.value(x)
		if !ok {
			return nil, engine.Trouble("date_invalid", "%s gave a list with something else than dates in it", e.Source())
		}
		out[at] = true
	}
	return out, nil
}

// checkList reports an expression that cannot give a list.
func checkList(k *engine.Checking, path string, e *engine.Expression) {
	if got := e.Type(); !e.IsZero() && got != expr.TypeList && got != expr.TypeAny {
		k.Error("list_expected", path, "a list is expected here, but this gives a %s", got)
	}
}

// listOf runs an expression that has to give a list, or nothing. Elements that are nothing are left out.
func listOf(t *engine.Turn, e *engine.Expression) ([]any, error) {
	v, err := t.Eval(e)
	if v == nil || err != nil {
		return nil, err
	}
	list, ok := v.([]any)
	if !ok {
		return nil, engine.Trouble("list_expected", "%s is no list", e.Source())
	}
	return slices.DeleteFunc(list, func(x any) bool { return x == nil || x == "" }), nil
}
