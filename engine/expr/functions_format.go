package expr

import (
	"strconv"
	"strings"
)

func formatFunctions() []*definition {
	def := func(signature, en, ru, example, output string, call body) *definition {
		return define(CategoryFormat, signature, en, ru, example, output, call)
	}
	return []*definition{
		def("format_number(x number, places? number) text", "A number as the user's language writes it, with groups of three.",
			"Число так, как пишут на языке пользователя, с разделением тысяч.",
			`format_number(1234567.891, 2)`, `"1,234,567.89"`,
			func(r *run, a []any) (any, error) {
				places := -1
				if len(a) > 1 {
					places = min(max(0, clampInt(a[1].(float64))), 15)
				}
				return r.locale.number(a[0].(float64), places), nil
			}),
		def("plural(n number, form... text) text", "The form of a word that goes with a number: one, many; in Slavic languages one, few, many.",
			"Форма слова при числе: одна, несколько, много (яблоко, яблока, яблок).",
			`plural(5, "apple", "apples")`, `"apples"`,
			func(r *run, a []any) (any, error) {
				if len(a) < 2 {
					return "", nil
				}
				return r.locale.pluralWord(a[0].(float64), a[1:]), nil
			}),
		def("format_percent(x number, places? number) text", "A share as percent: 0.25 is 25%.", "Доля в процентах: 0.25 — это 25%.",
			`format_percent(0.125, 1)`, `"12.5%"`,
			func(r *run, a []any) (any, error) {
				places := 0
				if len(a) > 1 {
					places = min(max(0, clampInt(a[1].(float64))), 15)
				}
				n := r.locale.number(a[0].(float64)*100, places)
				if r.locale.signFirst {
					return n + "%", nil
				}
				return n + noBreak + "%", nil
			}),
		def("format_duration(seconds number) text", "A length of time as hours, minutes and seconds: 1:30:00.", "Срок часами, минутами и секундами: 1:30:00.",
			`format_duration(5400)`, `"1:30:00"`,
			func(_ *run, a []any) (any, error) { return formatDuration(clampInt(a[0].(float64))), nil }),
		def("format_phone(s text) text", "A phone number in groups, with a plus.", "Номер телефона группами, с плюсом.",
			`format_phone("79991234567")`, `"+7 999 123-45-67"`,
			func(_ *run, a []any) (any, error) { return formatPhone(a[0].(string)), nil }),
	}
}

func formatDuration(seconds int) string {
	sign := ""
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	two := func(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
	h, m, s := seconds/3600, seconds/60%60, seconds%60
	if h == 0 {
		return sign + strconv.Itoa(m) + ":" + two(s)
	}
	return sign + strconv.Itoa(h) + ":" + two(m) + ":" + two(s)
}

// formatPhone groups eleven digits of the +7 and +1 plans; other numbers only get their plus, since groups differ.
func formatPhone(s string) string {
	d := strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, s)
	switch {
	case d == "":
		return s
	case len(d) == 11 && (d[0] == '7' || d[0] == '1'):
		return "+" + d[:1] + " " + d[1:4] + " " + d[4:7] + "-" + d[7:9] + "-" + d[9:]
	default:
		return "+" + d
	}
}
