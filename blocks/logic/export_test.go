package logic

import "time"

// The finders of logic.switch, for their tables of cases.
var (
	FindNumber = findNumber
	FindEmail  = findEmail
	FindWords  = findWords
)

// FindDate gives a date and whether it is one without a time of day.
func FindDate(v any, zone *time.Location) (at time.Time, whole, ok bool) {
	m, ok := findDate(v, zone)
	return m.at, m.whole, ok
}

// YesOrNo understands a text as an answer.
func YesOrNo(value any) (yes, known bool) {
	text, _ := value.(string)
	l := looking{value: value, shown: &text}
	return l.yesOrNo()
}
