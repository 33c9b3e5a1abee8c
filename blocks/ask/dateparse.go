package ask

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// dayReading reads days as people write them, in English and Russian whatever the user's language is.
type dayReading struct {
	today      time.Time
	shown      time.Time                // month that the calendar shows; zero if it shows none
	within     func(day time.Time) bool // may be chosen
	monthFirst bool                     // 11/25/2026
}

// monthFirst reports whether people write 11/25/2026 where the client's language tag is from: English without a country,
// of the United States and of the Philippines.
func monthFirst(tag string) bool {
	base, region, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	return base != "en" || region == "" || region == "us" || region == "ph"
}

var (
	isoDay     = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
	digitDay   = regexp.MustCompile(`^(\d{1,2})([./ -])(\d{1,2})(?:[./ -](\d{4}|\d{2}))?\.?$`)
	inDays     = regexp.MustCompile(`^(?:in|через) (?:(a|an|one|\d{1,4}) )?(\p{L}+)$`)
	ordinalDay = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)$`)
	loneDay    = regexp.MustCompile(`^(?:the |on the )?(\d{1,2})(?:st|nd|rd|th|-го|-е|-ое| число| числа)?$`)
)

// longestDate is more bytes than any date takes.
const longestDate = 100

var dayWords = map[string]int{
	"today": 0, "tomorrow": 1, "yesterday": -1, "day after tomorrow": 2, "the day after tomorrow": 2,
	"сегодня": 0, "завтра": 1, "послезавтра": 2, "вчера": -1, "позавчера": -2,
}

// unitWords are the units of "in 3 days": days each, or months.
var unitWords = map[string]struct{ days, months int }{
	"day": {1, 0}, "days": {1, 0}, "week": {7, 0}, "weeks": {7, 0}, "month": {0, 1}, "months": {0, 1},
	"день": {1, 0}, "дня": {1, 0}, "дней": {1, 0}, "неделю": {7, 0}, "недели": {7, 0}, "недель": {7, 0},
	"месяц": {0, 1}, "месяца": {0, 1}, "месяцев": {0, 1},
}

var weekdayWords = map[string]time.Weekday{
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0,
	"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 0,
	"понедельник": 1, "вторник": 2, "среда": 3, "среду": 3, "четверг": 4, "пятница": 5, "пятницу": 5,
	"суббота": 6, "субботу": 6, "воскресенье": 0, "пн": 1, "вт": 2, "ср": 3, "чт": 4, "пт": 5, "сб": 6, "вс": 0,
}

// monthNames are the names of the months in the forms that stand in dates.
var monthNames = [12][]string{
	{"january", "январь", "января", "январе"},
	{"february", "февраль", "февраля", "феврале"},
	{"march", "март", "марта", "марте"},
	{"april", "апрель", "апреля", "апреле"},
	{"may", "май", "мая", "мае"},
	{"june", "июнь", "июня", "июне"},
	{"july", "июль", "июля", "июле"},
	{"august", "август", "августа", "августе"},
	{"september", "сентябрь", "сентября", "сентябре"},
	{"october", "октябрь", "октября", "октябре"},
	{"november", "ноябрь", "ноября", "ноябре"},
	{"december", "декабрь", "декабря", "декабре"},
}

// fillers are words around a date that say nothing.
var fillers = []string{"of", "the", "on", "at", "в", "во", "на", "к", "го", "е", "ое", "г", "год", "года", "числа", "число"}

// read gives the day that the text means; false if it means none.
func (r dayReading) read(text string) (time.Time, bool) {
	if len(text) > longestDate {
		return time.Time{}, false
	}
	s := engine.Fold(text)
	if n, ok := dayWords[s]; ok {
		return r.today.AddDate(0, 0, n), true
	}
	if m := inDays.FindStringSubmatch(s); m != nil {
		return r.later(m[1], m[2])
	}
	if m := isoDay.FindStringSubmatch(s); m != nil {
		return realDay(number(m[1]), time.Month(number(m[2])), number(m[3]))
	}
	if m := digitDay.FindStringSubmatch(s); m != nil {
		return r.digits(number(m[1]), number(m[3]), m[4], r.monthFirst && (m[2] == "/" || m[2] == "-"))
	}
	return r.named(s)
}

// later reads "in 3 days", "через неделю".
func (r dayReading) later(count, unit string) (time.Time, bool) {
	u, ok := unitWords[unit]
	n, err := strconv.Atoi(count)
	if err != nil {
		n = 1
	}
	return monthsOn(r.today, n*u.months).AddDate(0, 0, n*u.days), ok
}

// digits reads day and month in the usual order, else in the other one.
func (r dayReading) digits(a, b int, year string, monthFirst bool) (time.Time, bool) {
	if monthFirst {
		a, b = b, a
	}
	if day, ok := r.complete(a, b, year); ok {
		return day, true
	}
	return r.complete(b, a, year)
}

// named reads a day with its month's name, a day of the week, or a day of the month that is shown.
func (r dayReading) named(s string) (time.Time, bool) {
	words := slices.DeleteFunc(engine.FoldWords(s), func(w string) bool { return slices.Contains(fillers, w) })
	if len(words) > 1 { // a day of the week in front of the date says nothing new
		if _, ok := weekdayWords[words[0]]; ok {
			words = words[1:]
		}
	}
	for i, w := range words {
		if m := ordinalDay.FindStringSubmatch(w); m != nil {
			words[i] = m[1]
		}
	}
	if i := slices.IndexFunc(words, func(w string) bool { return monthNamed(w) > 0 }); i >= 0 {
		month := monthNamed(words[i])
		return r.inMonth(month, slices.Delete(words, i, i+1))
	}
	if len(words) != 1 {
		return time.Time{}, false
	}
	if w, ok := weekdayWords[words[0]]; ok {
		ahead := int(w-r.today.Weekday()+7) % 7
		if ahead == 0 {
			ahead = 7 // today would be called so
		}
		return r.today.AddDate(0, 0, ahead), true
	}
	m := loneDay.FindStringSubmatch(s)
	if m == nil || r.shown.IsZero() {
		return time.Time{}, false
	}
	return realDay(r.shown.Year(), r.shown.Month(), number(m[1]))
}

// inMonth reads the day, and perhaps the year, that stand with a month's name.
func (r dayReading) inMonth(month int, numbers []string) (time.Time, bool) {
	switch len(numbers) {
	case 1:
		return r.complete(number(numbers[0]), month, "")
	case 2:
		day, year := numbers[0], numbers[1]
		if len(day) == len(yearView) {
			day, year = year, day
		}
		return r.complete(number(day), month, year)
	default:
		return time.Time{}, false
	}
}

// complete makes a day; a year of two digits gets its century, and a missing year is found.
func (r dayReading) complete(day, month int, year string) (time.Time, bool) {
	m := time.Month(month)
	switch {
	case month < 1 || month > 12:
		return time.Time{}, false
	case len(year) == 4:
		return realDay(number(year), m, day)
	case len(year) == 2:
		return r.century(day, m, number(year))
	case year != "":
		return time.Time{}, false
	}
	next, ok := r.search(day, m, 1)
	if ok && r.within(next) {
		return next, true
	}
	if last, found := r.search(day, m, -1); found && r.within(last) {
		return last, true
	}
	return next, ok
}

// search finds the nearest day of that name from today on, or back. Leap days are at most eight years apart.
func (r dayReading) search(day int, m time.Month, step int) (time.Time, bool) {
	for n := range 9 {
		at, ok := realDay(r.today.Year()+n*step, m, day)
		if ok && (step > 0 && !at.Before(r.today) || step < 0 && at.Before(r.today)) {
			return at, true
		}
	}
	return time.Time{}, false
}

// century puts a year of two digits where it is nearest to today; a century earlier, if only then the day can be chosen.
func (r dayReading) century(day int, m time.Month, year int) (time.Time, bool) {
	now := r.today.Year()
	y := now - 49 + (year-now%100+149)%100
	near, ok := realDay(y, m, day)
	if far, found := realDay(y-100, m, day); found && r.within(far) && (!ok || !r.within(near)) {
		return far, true
	}
	return near, ok
}

// monthNamed gives the month that a word names, written out or cut short to three letters or more; 0 if it names none.
func monthNamed(word string) int {
	if len([]rune(word)) < 3 {
		return 0
	}
	return 1 + slices.IndexFunc(monthNames[:], func(names []string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, word) })
	})
}

// number reads digits; anything else is -1.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}
