package expr

import (
	"math"
	"time"
)

func dateFunctions() []*definition {
	def := func(signature, en, ru, example, output string, call body) *definition {
		return define(CategoryDate, signature, en, ru, example, output, call)
	}
	part := func(f func(t time.Time) int) body {
		return func(_ *run, a []any) (any, error) { return float64(f(a[0].(time.Time))), nil }
	}
	return []*definition{
		def("now() date", "This moment.", "Текущий момент.", `now()`, `"2026-01-31T12:00:00Z"`,
			func(r *run, _ []any) (any, error) { return r.now(), nil }),
		def("today() date", "Today at midnight.", "Сегодня в полночь.", `today()`, `"2026-01-31T00:00:00Z"`,
			func(r *run, _ []any) (any, error) { return startOf(r.now(), unitDay), nil }),
		def("date(x any) date", "The date in a text, or of a number of seconds since 1970; nothing if there is none.",
			"Дата из текста или из числа секунд с 1970 года; ничего, если это не дата.",
			`date("14.02.2026 18:30")`, `"2026-02-14T18:30:00Z"`, toDate),
		def("date_of(year number, month number, day number, hour? number, minute? number, second? number) date",
			"The date of these numbers; nothing if there is no such day.", "Дата из чисел; ничего, если такого дня нет.",
			`date_of(2026, 5, 9, 10)`, `"2026-05-09T10:00:00Z"`, dateOfParts),
		def("year(d date) number", "The year.", "Год.", `year(now())`, `2026`, part(time.Time.Year)),
		def("month(d date) number", "The month, 1 to 12.", "Месяц, 1–12.", `month(now())`, `1`,
			part(func(t time.Time) int { return int(t.Month()) })),
		def("day(d date) number", "The day of the month.", "День месяца.", `day(now())`, `31`, part(time.Time.Day)),
		def("hour(d date) number", "The hour, 0 to 23.", "Час, 0–23.", `hour(now())`, `12`, part(time.Time.Hour)),
		def("minute(d date) number", "The minute.", "Минута.", `minute(now())`, `0`, part(time.Time.Minute)),
		def("second(d date) number", "The second.", "Секунда.", `second(now())`, `0`, part(time.Time.Second)),
		def("weekday(d date) number", "The day of the week, Monday 1 to Sunday 7.", "День недели: понедельник 1 … воскресенье 7.",
			`weekday(date("2026-01-31"))`, `6`, part(weekday)),
		def("weekday_name(d date) text", "The name of the day of the week.", "Название дня недели.",
			`weekday_name(date("2026-01-31"))`, `"Saturday"`,
			func(r *run, a []any) (any, error) {
				return r.locale.calendar.weekdays[weekday(a[0].(time.Time))-1], nil
			}),
		def("month_name(d date) text", "The name of the month.", "Название месяца.", `month_name(now())`, `"January"`,
			func(r *run, a []any) (any, error) { return r.locale.calendar.months[a[0].(time.Time).Month()-1], nil }),
		def("add(d date, amount span, unit? unit) date",
			"A date moved by a length of time: \"2h\", \"-1d 12h\", \"3 months\", or a number and a unit. Days and longer follow the calendar.",
			"Дата, сдвинутая на срок: \"2h\", \"-1d 12h\", \"3 months\" или число и единица. Дни и больше — по календарю.",
			`add(date("2026-01-31"), "1 month")`, `"2026-02-28T00:00:00Z"`, addSpan),
		def("diff(start date, end date, unit? unit) number", "How many whole units (days by default) from start to end; negative if the end is earlier.",
			"Сколько целых единиц (по умолчанию дней) от начала до конца; отрицательно, если конец раньше.",
			`diff(today(), "2026-02-14")`, `14`,
			func(_ *run, a []any) (any, error) {
				u := unitDay
				if len(a) > 2 {
					u = a[2].(unit)
				}
				return between(a[0].(time.Time), a[1].(time.Time), u), nil
			}),
		def("start_of(d date, unit unit) date", "Where the hour, day, week (Monday), month, quarter or year begins.",
			"Начало часа, дня, недели (понедельник), месяца, квартала или года.",
			`start_of(now(), "month")`, `"2026-01-01T00:00:00Z"`,
			func(_ *run, a []any) (any, error) { return startOf(a[0].(time.Time), a[1].(unit)), nil }),
		def("end_of(d date, unit unit) date", "The last second of the hour, day, week, month, quarter or year.",
			"Последняя секунда часа, дня, недели, месяца, квартала или года.",
			`end_of(now(), "month")`, `"2026-01-31T23:59:59Z"`, endOf),
		def("in_zone(d date, zone zone) date", "The same moment on the clock of another time zone.", "Тот же момент по часам другого пояса.",
			`hour(in_zone(now(), "+03:00"))`, `15`,
			func(_ *run, a []any) (any, error) { return a[0].(time.Time).In(a[1].(*time.Location)), nil }),
		def("format_date(d date, pattern? layout, zone? zone) text",
			"A date as text, by a pattern of yyyy, MM, MMMM, d, dd, EEEE, HH, mm, ss; words in '…'.",
			"Дата текстом по образцу из yyyy, MM, MMMM, d, dd, EEEE, HH, mm, ss; слова в '…'.",
			`format_date(now(), "d MMMM yyyy, HH:mm")`, `"31 January 2026, 12:00"`, formatDateArgs),
		def("timestamp(d date) number", "Seconds since 1970.", "Секунды с 1970 года.", `timestamp(now())`, `1769860800`,
			func(_ *run, a []any) (any, error) { return seconds(a[0].(time.Time)), nil }),
		def("age(birthday date) number", "Whole years from a date until now.", "Полных лет с даты до сейчас.",
			`age("2000-02-01")`, `25`,
			func(r *run, a []any) (any, error) { return between(a[0].(time.Time), r.now(), unitYear), nil }),
		def("duration(x length) number", "A length of time in seconds: \"1h 30m\"; a month is 30 days, a year 365.",
			"Срок в секундах: \"1h 30m\"; месяц — 30 дней, год — 365.",
			`duration("1h 30m")`, `5400`,
			func(_ *run, a []any) (any, error) {
				s, err := parseSpan(a[0].(string))
				return s.seconds(), err
			}),
	}
}

func dateOf(v any) (time.Time, bool) {
	t, ok := v.(time.Time)
	return t, ok
}

// seconds since 1970, with a fraction if there is one.
func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

func toDate(r *run, a []any) (any, error) {
	switch x := r.lift(a[0]).(type) {
	case time.Time:
		return x, nil
	case string:
		if t, ok := r.parseDate(x); ok {
			return t, nil
		}
	case float64:
		if math.Abs(x) < 253e9 { // the year 9987
			if t, ok := inCalendar(time.UnixMilli(int64(math.Round(x * 1000))).In(r.zone)); ok {
				return t, nil
			}
		}
	}
	return nil, nil
}

func dateOfParts(r *run, a []any) (any, error) {
	var n [6]int
	for i := range a {
		f := a[i].(float64)
		if f != math.Trunc(f) || f < 0 || f > 9998 {
			return nil, nil
		}
		n[i] = int(f)
	}
	if n[0] < 1 || n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > daysIn(n[0], time.Month(n[1])) || n[3] > 23 || n[4] > 59 || n[5] > 59 {
		return nil, nil
	}
	return WallTime(time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.UTC), r.zone), nil
}

func addSpan(_ *run, a []any) (any, error) {
	var s span
	switch x := a[1].(type) {
	case span:
		if len(a) > 2 {
			return nil, argFault(2, "with a length of time in words no unit is needed")
		}
		s = x
	case float64:
		if len(a) < 3 {
			return nil, argFault(1, "add needs to know the unit of {}: add(d, 2, \"days\")")
		}
		var err error
		if s, err = spanOf(x, a[2].(unit)); err != nil {
			return nil, err
		}
	}
	return s.addTo(a[0].(time.Time))
}

func endOf(_ *run, a []any) (any, error) {
	u := a[1].(unit)
	one, err := spanOf(1, u)
	if err != nil {
		return nil, err
	}
	next, err := one.addTo(startOf(a[0].(time.Time), u))
	if err != nil {
		return nil, err
	}
	return next.Add(-time.Second), nil
}

func formatDateArgs(r *run, a []any) (any, error) {
	d := a[0].(time.Time)
	if len(a) > 2 {
		d = d.In(a[2].(*time.Location))
	}
	if len(a) < 2 || a[1].(string) == "" {
		return r.locale.formatDate(d, readablePattern(d))
	}
	return r.locale.formatDate(d, a[1].(string))
}
