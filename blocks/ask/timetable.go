package ask

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// timetable is the question as it stands in one turn: which times can be chosen.
type timetable struct {
	*timeOfDay
	dates

	t        *engine.Turn
	from, to clock
	day      *dayClock // nil if no date was given
	soonest  time.Time
	listed   []clock // those of the buttons, ascending, before those that are over or taken are left out
	taken    []clock
	offered  []clock // those of the buttons that can be chosen
}

func (a *timeOfDay) timetable(t *engine.Turn) (*timetable, error) {
	zone, err := zoneOf(t, a.Zone)
	if err != nil {
		return nil, err
	}
	x := &timetable{timeOfDay: a, dates: datesOf(t, zone), t: t, to: minutesOfDay - 1}
	if c, ok := parseClock(a.From); ok {
		x.from = c
	}
	if c, ok := parseClock(a.To); ok {
		x.to = c
	}
	day, err := x.setting(t, &a.Date)
	if err != nil {
		return nil, err
	}
	if !day.IsZero() {
		d := dayClockOf(day, zone)
		x.day, x.soonest = &d, t.Now()
		if a.Notice != nil {
			x.soonest = x.soonest.Add(a.Notice.Std())
		}
	}
	if x.taken, err = x.clocks(&a.Taken); err != nil {
		return nil, err
	}
	if !a.Slots.IsZero() {
		x.listed, err = x.clocks(&a.Slots)
	} else if a.Step != nil {
		step := clock(max(a.Step.Std()/time.Minute, 1))
		x.listed = make([]clock, 0, (x.to-x.from)/step+1)
		for c := x.from; c <= x.to; c += step {
			x.listed = append(x.listed, c)
		}
	}
	x.offered = make([]clock, 0, len(x.listed))
	for _, c := range x.listed {
		if x.broken(c) == "" {
			x.offered = append(x.offered, c)
		}
	}
	return x, err
}

// clocks gives the times of a list expression, ascending, each once.
func (x *timetable) clocks(e *engine.Expression) ([]clock, error) {
	list, err := listOf(x.t, e)
	if err != nil {
		return nil, err
	}
	out := make([]clock, 0, len(list))
	for _, v := range list {
		s, _ := v.(string)
		s = strings.TrimSpace(s)
		if at, err := time.Parse("15:04", s); err == nil {
			out = append(out, clockOf(at))
			continue
		}
		at, ok := engine.ParseDate(s, x.zone)
		if !ok {
			return nil, engine.Trouble("time_invalid", "%s gave a list with something else than times in it", e.Source())
		}
		if at = at.In(x.zone); x.day == nil || dayOf(at).Equal(x.day.wall) {
			out = append(out, clockOf(at))
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// broken gives the rule that the time breaks; empty if it can be chosen.
func (x *timetable) broken(c clock) string {
	switch {
	case c < x.from:
		return timeEarlyRule
	case c > x.to:
		return timeLateRule
	}
	if x.day != nil {
		switch at, ok := x.day.last(c); {
		case !ok:
			return timeSkippedRule
		case !x.Past && at.Before(x.soonest):
			return timeOverRule
		}
	}
	if slices.Contains(x.taken, c) {
		return timeTakenRule
	}
	if _, ok := slices.BinarySearch(x.listed, c); !ok && x.offers() && !x.Between {
		return timeOtherRule
	}
	return ""
}

// gone reports whether no time is left.
func (x *timetable) gone() bool {
	if x.offers() {
		return len(x.offered) == 0
	}
	if x.day == nil || x.Past {
		return false
	}
	at, ok := x.day.last(x.to)
	return ok && at.Before(x.soonest)
}

// bounds are the first and the last time that a typed hour may mean.
func (x *timetable) bounds() (from, to clock) {
	if len(x.listed) == 0 || x.Between {
		return x.from, x.to
	}
	return max(x.from, x.listed[0]), min(x.to, x.listed[len(x.listed)-1])
}

// words are what the words for a broken rule may name.
func (x *timetable) words(c clock) []string {
	from, to := x.bounds()
	return []string{"time", x.label(c), "first", x.label(from), "last", x.label(to), "example", x.label(x.example())}
}

// example is a time that can be chosen, if there is one to be named.
func (x *timetable) example() clock {
	if len(x.offered) > 0 {
		return x.offered[0]
	}
	const usual = 9*60 + 30
	return min(max(usual, x.from), x.to)
}

func (x *timetable) label(c clock) string { return c.shown(x.Clock == "12") }

// rows makes the buttons of a page.
func (x *timetable) rows(page int) [][]engine.Button {
	size := x.PageSize
	switch {
	case size > 0:
	case len(x.offered) <= timesAtOnce:
		size = timesAtOnce
	default:
		size = timesOnPage
	}
	pages := (len(x.offered) + size - 1) / size
	page = max(0, min(page, pages-1))
	columns := cmp.Or(x.Columns, defaultTimeColumns)
	var rows [][]engine.Button
	for i, c := range x.offered[page*size : min((page+1)*size, len(x.offered))] {
		if i%columns == 0 {
			rows = append(rows, make([]engine.Button, 0, columns))
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], x.button(c))
	}
	if pages > 1 {
		rows = append(rows, pageRow(x.t, page, pages))
	}
	return rows
}

func (x *timetable) button(c clock) engine.Button {
	value := c.String()
	label := value
	if x.Clock == "12" {
		label = x.label(c)
	}
	return engine.Button{Label: label, Token: x.t.TextToken(timeButton, value, false)}
}
