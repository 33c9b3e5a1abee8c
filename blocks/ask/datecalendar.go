package ask

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// A view is what the calendar shows: the days of a month ("2026-11"), the months of a year ("2026"), or twenty years
// ("y2020").
const (
	monthView  = "2006-01"
	yearView   = "2006"
	yearsAhead = "y"
	yearsShown = 20
)

// Signs of places of the calendar that cannot be chosen.
const (
	emptyPlace = " "
	offSign    = "·"
	takenSign  = "✖"
)

// rows makes the buttons of a view. One that is not known, or outside of what can be chosen, gives the nearest.
func (c *calendar) rows(view string) [][]engine.Button {
	var rows [][]engine.Button
	if from, ok := strings.CutPrefix(view, yearsAhead); ok {
		rows = c.years(c.nearest(from, yearView))
	} else if len(view) == len(yearView) {
		rows = c.months(c.nearest(view, yearView))
	} else {
		rows = c.days(c.nearest(view, monthView))
	}
	var quick []engine.Button
	for _, name := range c.Quick {
		if day, ok := relative(name, c.today); ok && c.broken(day) == "" {
			quick = append(quick, engine.Button{Label: c.t.Words(name), Token: c.t.TextToken(quickButton, name, false)})
		}
	}
	if len(quick) > 0 {
		rows = append(rows, quick)
	}
	return rows
}

// nearest reads the beginning of a view and brings it between the first day and the last.
func (c *calendar) nearest(view, layout string) time.Time {
	at, err := time.Parse(layout, view)
	if err != nil {
		at = c.today
	}
	return c.clamp(at)
}

// days shows a month.
func (c *calendar) days(in time.Time) [][]engine.Button {
	month := civil(in.Year(), in.Month(), 1)
	next := month.AddDate(0, 1, 0)
	up := ""
	if c.first.Before(month) || !c.last.Before(next) {
		up = month.Format(yearView)
	}
	const most = 1 + 1 + 6 + 1 // heading, names, weeks, quick buttons
	rows := append(make([][]engine.Button, 0, most), c.heading(
		capital(c.format(month, "LLLL yyyy")), up,
		month.AddDate(0, -1, 0).Format(monthView), c.first.Before(month),
		next.Format(monthView), !c.last.Before(next),
	))
	begin, lang := c.weekBegin(), c.t.Lang()
	shift, last := int(month.Weekday()-begin+7)%7, int(next.Sub(month)/(24*time.Hour))
	inMonth := month.Format("2006-01-")
	buttons := make([]engine.Button, 7+(shift+last+6)/7*7) // the names of the days, and all weeks
	for n := range buttons {
		b := &buttons[n]
		switch at := n - 7 - shift + 1; {
		case n < 7:
			b.Label, b.Token = capital(expr.ShortWeekday((begin+time.Weekday(n))%7, lang)), c.idle
		case at < 1, at > last:
			b.Label, b.Token = emptyPlace, c.idle
		default:
			b.Label = c.label(month, at)
			b.Token = c.t.TextToken(dayButton, inMonth+string([]byte{byte('0' + at/10), byte('0' + at%10)}), false)
		}
	}
	return slices.AppendSeq(rows, slices.Chunk(buttons, 7))
}

// label is how a day of a month stands in the calendar.
func (c *calendar) label(month time.Time, at int) string {
	switch c.broken(month.Add(time.Duration(at-1) * 24 * time.Hour)) {
	case "":
		return numeral(at)
	case dateTakenRule:
		return takenSign
	default:
		return offSign
	}
}

// weekBegin is the day that weeks begin on.
func (c *calendar) weekBegin() time.Weekday {
	if n := slices.Index(weekdays[:], c.WeekStart); n >= 0 {
		return time.Weekday(n)
	}
	return time.Monday
}

// months shows the months of a year.
func (c *calendar) months(in time.Time) [][]engine.Button {
	year := in.Year()
	up := ""
	if c.first.Year() < year || c.last.Year() > year {
		up = yearsAhead + ofYear(year-year%yearsShown)
	}
	return append([][]engine.Button{c.heading(
		numeral(year), up, ofYear(year-1), c.first.Year() < year, ofYear(year+1), c.last.Year() > year,
	)}, c.grid(12, 4, func(n int) (label, view string) {
		month := civil(year, time.Month(n+1), 1)
		if month.AddDate(0, 1, 0).After(c.first) && !month.After(c.last) {
			view = month.Format(monthView)
		}
		return capital(c.format(month, "LLL")), view
	})...)
}

// years shows twenty years.
func (c *calendar) years(in time.Time) [][]engine.Button {
	from := in.Year() - in.Year()%yearsShown
	to := from + yearsShown
	return append([][]engine.Button{c.heading(
		numeral(from)+"–"+numeral(to-1), "",
		yearsAhead+ofYear(from-yearsShown), c.first.Year() < from, yearsAhead+ofYear(to), c.last.Year() >= to,
	)}, c.grid(yearsShown, 5, func(n int) (label, view string) {
		year := from + n
		if c.first.Year() <= year && year <= c.last.Year() {
			view = ofYear(year)
		}
		return numeral(year), view
	})...)
}

// heading has the title, which leads up, between the arrows that lead somewhere.
func (c *calendar) heading(title, up, before string, back bool, after string, on bool) []engine.Button {
	row := make([]engine.Button, 0, 3)
	if back {
		row = append(row, c.to("◀️", before))
	}
	if up == "" {
		row = append(row, c.still(title))
	} else {
		row = append(row, c.to(title, up))
	}
	if on {
		row = append(row, c.to("▶️", after))
	}
	return row
}

// grid shows n places in columns; those without a view are dots.
func (c *calendar) grid(n, columns int, place func(n int) (label, view string)) [][]engine.Button {
	rows := make([][]engine.Button, 0, (n+columns-1)/columns)
	for i := range n {
		if i%columns == 0 {
			rows = append(rows, make([]engine.Button, 0, columns))
		}
		b := c.still(offSign)
		if label, view := place(i); view != "" {
			b = c.to(label, view)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], b)
	}
	return rows
}

// to is a button that shows another view.
func (c *calendar) to(label, view string) engine.Button {
	return engine.Button{Label: label, Token: c.t.TextToken(viewButton, view, false)}
}

// still is a button that does nothing.
func (c *calendar) still(label string) engine.Button {
	return engine.Button{Label: label, Token: c.idle}
}

// ofYear is the view of a year.
func ofYear(year int) string { return civil(year, time.January, 1).Format(yearView) }

// numeral writes a year or a day of the month.
func numeral(n int) string { return strconv.Itoa(n) }

// capital writes a name as a heading: with a capital letter, without the point of a shortened word.
func capital(s string) string {
	s = strings.TrimSuffix(s, ".")
	r, n := utf8.DecodeRuneInString(s)
	if unicode.IsUpper(r) {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}
