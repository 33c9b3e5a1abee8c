package ask

import (
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// date (ask.date) asks for a day with a calendar under the question; the day may be typed, too.
//
// Config: what all questions share; Min and Max, the first and the last day; DaysOff, days of the week that cannot be
// chosen; Taken, a list of days that cannot; Quick, buttons for today and tomorrow; Start, a day of the month that is shown
// first; WeekStart; Zone, whose today it is. Waits: for a press or a message. Exits: answered; empty, where no day may be
// left; those of all questions. Errors: those of the texts and expressions (expression_…), date_invalid, list_expected,
// zone_unknown, days_empty, value_type, buttons_too_many.
//
// The answer is the day as 2026-11-25. The calendar is turned by changing its message; that is neither an answer nor a wrong
// one. A press on its heading shows the months of the year, one more the years. A day that is taken is marked, others that
// cannot be chosen are dots; what became of a day is looked up again when it is pressed.
//
// A typed day may have its parts in the order of the language: 11/25/2026 for English, 25/11/2026 elsewhere and in English
// of countries that write so. With dots the day is always first, and an order that gives no day gives way to the other one.
// Without a year the next such day is meant, or the last one if only that can be chosen.
//
// Rules that messages may be given for: date_expected, date_early, date_late, date_off, date_taken, invalid.
type date struct {
	question

	Min       engine.Value      `json:"min,omitzero"`
	Max       engine.Value      `json:"max,omitzero"`
	DaysOff   []string          `json:"days_off,omitempty" validate:"max=7,unique,dive,oneof=mon tue wed thu fri sat sun" jsonschema:"enum=mon,enum=tue,enum=wed,enum=thu,enum=fri,enum=sat,enum=sun"`
	Taken     engine.Expression `json:"taken,omitzero"`
	Quick     []string          `json:"quick,omitempty" validate:"max=2,unique,dive,oneof=today tomorrow" jsonschema:"enum=today,enum=tomorrow"`
	Start     engine.Value      `json:"start,omitzero"`
	WeekStart string            `json:"week_start,omitempty" validate:"omitempty,oneof=mon sun sat" jsonschema:"enum=mon,enum=sun,enum=sat"`
	Zone      string            `json:"zone,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
}

// Rules of dates, which are also the keys of our words for them.
const (
	dateExpectedRule = "date_expected"
	dateEarlyRule    = "date_early"
	dateLateRule     = "date_late"
	dateOffRule      = "date_off"
	dateTakenRule    = "date_taken"
)

// Ids of the calendar's buttons.
const (
	dayButton   = "_day"
	quickButton = "_quick"
	viewButton  = "_view"
	noneButton  = "_none" // of headings and empty places, which do nothing
)

// calendarButtons is the most that the calendar has with its quick buttons and the ways out: arrows and title, days of
// the week, six weeks.
const calendarButtons = 3 + 7 + 6*7 + 2 + 3

func dateType() engine.BlockType {
	return engine.BlockType{
		Name: "ask.date", Version: 1, Icon: "calendar",
		Title: engine.Text{"en": "Ask for a date", "ru": "Спросить дату"},
		Help: engine.Text{
			"en": "Shows a calendar under the question and saves the chosen day. The user may also type it: 25.11.2026, 25 November, tomorrow.",
			"ru": "Показывает под вопросом календарь и сохраняет выбранный день. Дату можно и написать: 25.11.2026, 25 ноября, завтра.",
		},
		Exits: slices.Insert(questionExits(), 1, engine.Exit{
			Name: emptyExit, Title: engine.Text{"en": "No day is left", "ru": "Свободных дней нет"}, Inherit: true,
		}),
		Example: `{"prompt": {"text": "When shall we come?"}, "save_to": "session.visit", "min": "tomorrow", "max": "+30d", "days_off": ["sun"], "quick": ["tomorrow"], "after_answer": "mark"}`,
		New:     func() engine.Block { return new(date) },
	}
}

// Exits gives the exits of the question, and empty where all days may be gone.
func (a *date) Exits(fixed []engine.Exit) []engine.Exit {
	return slices.DeleteFunc(a.question.Exits(fixed), func(e engine.Exit) bool {
		return e.Name == emptyExit && a.Taken.IsZero() && (a.Min.IsZero() || a.Max.IsZero())
	})
}

// ButtonIDs are the ids that presses may carry.
func (a *date) ButtonIDs() []string {
	return append(a.question.ButtonIDs(), dayButton, quickButton, viewButton, noneButton)
}

// Check reports calendars without a day, and settings that are no dates.
func (a *date) Check(k *engine.Checking) {
	a.check(k, true, dateExpectedRule, dateEarlyRule, dateLateRule, dateOffRule, dateTakenRule)
	a.checkRoom(k, calendarButtons)
	checkZone(k, a.Zone)
	checkList(k, "/taken", &a.Taken)
	checkDay(k, "/start", a.Start)
	first, toldFirst, ok := checkDay(k, "/min", a.Min)
	last, toldLast, both := checkDay(k, "/max", a.Max)
	if ok && both && toldFirst == toldLast && last.Before(first) {
		k.Error("date_range", "/min", "the first day comes after the last one: no day fits")
	}
	if len(a.DaysOff) == len(weekdays) {
		k.Error("days_off_all", "/days_off", "all days of the week are off: no day fits")
	}
	k.Assign("/save_to", a.SaveTo, expr.TypeText)
}

// weekdays are the names of days of the week in settings, in the order of time.Weekday.
var weekdays = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// calendar is the question as it stands in one turn: what can be chosen, and how days are written.
type calendar struct {
	*date
	dates

	t           *engine.Turn
	first, last time.Time
	taken       map[time.Time]bool
	off         [len(weekdays)]bool
	idle        string // token of what does nothing
}

// Days that can be chosen where nothing is said of them.
var (
	earliestDay = civil(1900, time.January, 1)
	latestDay   = civil(2199, time.December, 31)
)

func (a *date) calendar(t *engine.Turn) (*calendar, error) {
	zone, err := zoneOf(t, a.Zone)
	if err != nil {
		return nil, err
	}
	c := &calendar{date: a, dates: datesOf(t, zone), t: t, idle: t.Token(noneButton, false)}
	for n, name := range weekdays {
		c.off[n] = slices.Contains(a.DaysOff, name)
	}
	if c.first, err = c.setting(t, &a.Min); err != nil {
		return nil, err
	}
	if c.last, err = c.setting(t, &a.Max); err != nil {
		return nil, err
	}
	if c.first.IsZero() {
		c.first = earliestDay
	}
	if c.last.IsZero() {
		c.last = latestDay
	}
	c.taken, err = c.list(t, &a.Taken)
	return c, err
}

// within reports whether the day is between the first and the last.
func (c *calendar) within(day time.Time) bool { return !day.Before(c.first) && !day.After(c.last) }

// broken gives the rule that the day breaks; empty if it can be chosen.
func (c *calendar) broken(day time.Time) string {
	switch {
	case day.Before(c.first):
		return dateEarlyRule
	case day.After(c.last):
		return dateLateRule
	case c.off[day.Weekday()]:
		return dateOffRule
	case c.taken[day]:
		return dateTakenRule
	default:
		return ""
	}
}

// words are what the words for a broken rule may name.
func (c *calendar) words(day time.Time) []string {
	if day.IsZero() {
		day = c.today
	}
	return []string{
		"date", c.format(day, "d MMMM yyyy"), "first", c.format(c.first, "d MMMM yyyy"), "last", c.format(c.last, "d MMMM yyyy"),
		"example", c.format(c.today.AddDate(0, 0, 1), "d MMMM"),
	}
}

// format writes a day in the user's language, its first letter as it comes.
func (c *calendar) format(day time.Time, pattern string) string {
	s, err := expr.FormatDate(day, pattern, c.t.Lang())
	if err != nil {
		return day.Format(time.DateOnly)
	}
	return s
}

// free gives the first day from the given one on that can be chosen. In as many weeks as days are taken, and one more,
// some day is free if the range lasts.
func (c *calendar) free(from time.Time) (time.Time, bool) {
	for n := range 7 * (len(c.taken) + 1) {
		if day := from.AddDate(0, 0, n); c.broken(day) == "" {
			return day, true
		}
	}
	return time.Time{}, false
}

// gone reports whether no day is left.
func (c *calendar) gone() bool {
	_, ok := c.free(c.first)
	return !ok
}

// opening is the view that is shown first: the month with the first day that can be chosen from Start or today on.
func (c *calendar) opening() (string, error) {
	day, err := c.setting(c.t, &c.Start)
	if err != nil {
		return "", err
	}
	if day.IsZero() {
		day = c.today
	}
	day = c.clamp(day)
	if at, ok := c.free(day); ok && c.Start.IsZero() {
		day = at
	}
	return day.Format(monthView), nil
}

func (c *calendar) clamp(day time.Time) time.Time {
	switch {
	case day.Before(c.first):
		return c.first
	case day.After(c.last):
		return c.last
	default:
		return day
	}
}
