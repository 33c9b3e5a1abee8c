package engine

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// cronField is one of the five fields of a crontab line.
type cronField struct {
	name        string
	least, most int
	words       []string // in the place of numbers, from least on
}

func cronFields() [5]cronField {
	return [5]cronField{
		{"minute", 0, 59, nil},
		{"hour", 0, 23, nil},
		{"day of the month", 1, 31, nil},
		{"month", 1, 12, []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
		{"day of the week", 0, 7, weekdays[:]},
	}
}

var errFields = errors.New("it needs five parts: minute, hour, day of the month, month, day of the week")

// ParseCron reads a line of a crontab: minute, hour, day of the month, month and day of the week, each *, a number, a name
// (jan, mon), a range a-b, a step */n or a-b/n, or several of them with commas between. Sunday is 0 and 7; L as the day of
// the month is its last. Where both kinds of days are given, either of them is enough.
func ParseCron(line string) (*Timetable, error) {
	parts := strings.Fields(strings.ToLower(line))
	fields := cronFields()
	if len(parts) != len(fields) {
		return nil, errFields
	}
	t := &Timetable{}
	if rest, ok := withoutLast(parts[2]); ok {
		t.last, parts[2] = true, rest
	}
	var set [len(fields)]uint64
	for i, f := range fields {
		var err error
		if parts[i] == "" { // L alone
			continue
		}
		if set[i], err = f.parse(parts[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
	}
	for hour := range t.clock {
		if set[1]>>hour&1 == 1 {
			t.clock[hour] = set[0]
		}
	}
	t.hourly = set[1] == 1<<24-1
	t.days, t.months = uint32(set[2]), uint16(set[3])
	t.week = uint8(set[4]&allWeek | set[4]>>7) // 7 is Sunday as well as 0
	t.either = !strings.HasPrefix(parts[2], "*") && !strings.HasPrefix(parts[4], "*")
	if t.Next(time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC), time.UTC).IsZero() {
		return nil, errors.New("there is no such day")
	}
	return t, nil
}

// withoutLast takes the L out of the days of the month.
func withoutLast(days string) (rest string, ok bool) {
	var kept []string
	for s := range strings.SplitSeq(days, ",") {
		if s == "l" {
			ok = true
			continue
		}
		kept = append(kept, s)
	}
	return strings.Join(kept, ","), ok
}

// parse reads a field to bits.
func (f cronField) parse(s string) (uint64, error) {
	var set uint64
	for part := range strings.SplitSeq(s, ",") {
		bits, err := f.one(part)
		if err != nil {
			return 0, err
		}
		set |= bits
	}
	return set, nil
}

func (f cronField) one(part string) (uint64, error) {
	span, by, stepped := strings.Cut(part, "/")
	step := 1
	if stepped {
		n, err := strconv.Atoi(by)
		if err != nil || n < 1 || n > f.most {
			return 0, fmt.Errorf("%q is no step from 1 to %d", by, f.most)
		}
		step = n
	}
	from, to := f.least, f.most
	if span != "*" {
		low, high, isRange := strings.Cut(span, "-")
		var err error
		if from, err = f.value(low); err != nil {
			return 0, err
		}
		switch {
		case isRange:
			if to, err = f.value(high); err != nil {
				return 0, err
			}
		case !stepped: // 5/10 is from 5 on
			to = from
		}
		if to < from {
			return 0, fmt.Errorf("%s ends before it begins", span)
		}
	} else if f.most == 7 {
		to = 6 // Sunday once, or steps would count it twice
	}
	var set uint64
	for n := from; n <= to; n += step {
		set |= 1 << n
	}
	return set, nil
}

func (f cronField) value(s string) (int, error) {
	for i, w := range f.words {
		if s == w {
			return f.least + i, nil
		}
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < f.least || n > f.most || strings.HasPrefix(s, "+") {
		return 0, fmt.Errorf("%q is not from %d to %d", s, f.least, f.most)
	}
	return n, nil
}
