package expr

import (
	"strconv"
	"strings"
	"time"
)

// readable is the pattern of a date in a text; the clock is added if it is not midnight.
const (
	readableDay  = "d MMMM yyyy"
	readableDate = "d MMMM yyyy, HH:mm"
)

func readablePattern(t time.Time) string {
	if clock(t) == 0 {
		return readableDay
	}
	return readableDate
}

// FormatDate writes a date by a pattern in the language and the date's own zone, as the function format_date does. A pattern
// with letters that are not known is an error.
func FormatDate(t time.Time, pattern, lang string) (string, error) {
	return localeOf(lang).formatDate(t, pattern)
}

// ShortWeekday is the short name of a day of the week in the language, as EEE is in a pattern of FormatDate.
func ShortWeekday(day time.Weekday, lang string) string {
	return localeOf(lang).calendar.weekdaysShort[(day+6)%7]
}

// formatDate writes a date by a pattern of letters as Unicode has them (https://unicode.org/reports/tr35/tr35-dates.html):
// yyyy yy, MMMM MMM MM M, LLLL (a month standing alone), dd d, EEEE EEE, HH H, hh h a, mm m, ss s, Z. Text in '…' is kept,
// and so is every sign that is no letter.
func (l *locale) formatDate(t time.Time, pattern string) (string, error) {
	if len(pattern) > MaxPattern {
		return "", budgetFault("the date pattern is longer than %d bytes", MaxPattern)
	}
	var b strings.Builder
	b.Grow(2 * len(pattern)) // names are longer than their letters
	for rest := pattern; rest != ""; {
		c := rest[0]
		if c == '\'' {
			words, after, ok := quoted(rest)
			if !ok {
				return "", valueFault("the date pattern %q has an open quote", clip(pattern))
			}
			b.WriteString(words)
			rest = after
			continue
		}
		n := len(rest) - len(strings.TrimLeft(rest, string(rune(c))))
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			b.WriteByte(c)
			rest = rest[1:]
			continue
		}
		if !l.appendField(&b, t, c, n) {
			return "", valueFault("the date pattern %q has %q, which is not known: use yyyy, MM, MMMM, dd, EEEE, HH, mm, ss, or put words in '…'",
				clip(pattern), clip(rest[:n]))
		}
		rest = rest[n:]
	}
	return b.String(), nil
}

// quoted takes '…' off the front of a pattern; two quotes stand for one, inside and by themselves.
func quoted(pattern string) (words, rest string, ok bool) {
	if strings.HasPrefix(pattern, "''") {
		return "'", pattern[2:], true
	}
	var b strings.Builder
	for rest = pattern[1:]; ; {
		before, after, found := strings.Cut(rest, "'")
		b.WriteString(before)
		if !found {
			return "", "", false
		}
		if !strings.HasPrefix(after, "'") {
			return b.String(), after, true
		}
		b.WriteByte('\'')
		rest = after[1:]
	}
}

// appendField writes one field of n equal letters and reports whether it is known.
func (l *locale) appendField(b *strings.Builder, t time.Time, c byte, n int) bool {
	number := func(v int) bool {
		if n > 2 {
			return false
		}
		writePadded(b, v, n)
		return true
	}
	month := t.Month() - 1
	switch c {
	case 'y':
		if n == 2 {
			writePadded(b, t.Year()%100, n)
		} else {
			writePadded(b, t.Year(), n)
		}
		return n <= 4
	case 'M', 'L':
		switch {
		case n == 4 && c == 'M':
			b.WriteString(l.calendar.monthsOfDate[month])
		case n == 4:
			b.WriteString(l.calendar.months[month])
		case n == 3:
			b.WriteString(l.calendar.monthsShort[month])
		default:
			return number(int(t.Month()))
		}
		return true
	case 'd':
		return number(t.Day())
	case 'E':
		if n == 4 {
			b.WriteString(l.calendar.weekdays[weekday(t)-1])
		} else {
			b.WriteString(l.calendar.weekdaysShort[weekday(t)-1])
		}
		return n <= 4
	case 'H':
		return number(t.Hour())
	case 'h':
		return number((t.Hour()+11)%12 + 1)
	case 'a':
		b.WriteString(t.Format("PM"))
		return n == 1
	case 'm':
		return number(t.Minute())
	case 's':
		return number(t.Second())
	case 'Z':
		b.WriteString(t.Format("-07:00"))
		return n == 1
	default:
		return false
	}
}

// writePadded writes a number with zeros before it, so that it has at least n signs.
func writePadded(b *strings.Builder, v, n int) {
	var room [20]byte
	digits := strconv.AppendInt(room[:0], int64(v), 10)
	for range n - len(digits) {
		b.WriteByte('0')
	}
	b.Write(digits)
}
