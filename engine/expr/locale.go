package expr

import (
	"math"
	"strings"
)

// locale is how a language writes numbers and dates and chooses plural forms.
type locale struct {
	decimal, group string
	yes, no        string
	plural         func(n float64) pluralForm
	signFirst      bool // "$5", not "5 $"
	calendar       *calendar
}

// calendar holds the words of dates. Months are given twice, since Slavic languages decline them after a day.
type calendar struct {
	months, monthsOfDate, monthsShort [12]string
	weekdays, weekdaysShort           [7]string // Monday first
}

// pluralForm is an index into one, few, many.
type pluralForm int

const (
	pluralOne pluralForm = iota
	pluralFew
	pluralMany
)

// noBreak is the space that keeps a number in one line.
const noBreak = "\u00a0"

// localeOf finds the locale of a language tag by its first part. A language that is not known reads as English, with the
// plural rule "one and all others".
func localeOf(lang string) *locale {
	base := baseOf(lang)
	if l, ok := locales[base]; ok {
		return l
	}
	if l, ok := locales[strings.ToLower(base)]; ok {
		return l
	}
	return locales["en"]
}

// baseOf is the first part of a language tag.
func baseOf(lang string) string {
	if i := strings.IndexAny(lang, "-_"); i >= 0 {
		return lang[:i]
	}
	return lang
}

// The plural rules are those of Unicode CLDR, https://cldr.unicode.org/index/cldr-spec/plural-rules, folded into three forms;
// a fraction takes the form that follows 1.5 (Russian "1,5 яблока").
var locales = map[string]*locale{
	"en": {".", ",", "yes", "no", pluralOneOther, true, &englishCalendar},
	"ru": {",", noBreak, "да", "нет", pluralSlavic, false, &russianCalendar},
	"uk": {",", noBreak, "так", "ні", pluralSlavic, false, &englishCalendar},
	"be": {",", noBreak, "так", "не", pluralSlavic, false, &englishCalendar},
	"kk": {",", noBreak, "иә", "жоқ", pluralOneOther, false, &englishCalendar},
	"de": {",", ".", "ja", "nein", pluralOneOther, false, &englishCalendar},
	"es": {",", ".", "sí", "no", pluralOneOther, false, &englishCalendar},
	"it": {",", ".", "sì", "no", pluralOneOther, false, &englishCalendar},
	"pt": {",", ".", "sim", "não", pluralZeroOne, false, &englishCalendar},
	"fr": {",", noBreak, "oui", "non", pluralZeroOne, false, &englishCalendar},
	"tr": {",", ".", "evet", "hayır", pluralOneOther, false, &englishCalendar},
	"pl": {",", noBreak, "tak", "nie", pluralPolish, false, &englishCalendar},
	"cs": {",", noBreak, "ano", "ne", pluralCzech, false, &englishCalendar},
	"sk": {",", noBreak, "áno", "nie", pluralCzech, false, &englishCalendar},
	"zh": {".", ",", "是", "否", pluralNone, true, &englishCalendar},
	"ja": {".", ",", "はい", "いいえ", pluralNone, true, &englishCalendar},
	"ko": {".", ",", "예", "아니요", pluralNone, true, &englishCalendar},
}

var englishCalendar = calendar{
	months:        [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	monthsOfDate:  [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	monthsShort:   [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	weekdays:      [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
	weekdaysShort: [7]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
}

var russianCalendar = calendar{
	months:        [12]string{"январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"},
	monthsOfDate:  [12]string{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
	monthsShort:   [12]string{"янв.", "февр.", "мар.", "апр.", "мая", "июн.", "июл.", "авг.", "сент.", "окт.", "нояб.", "дек."},
	weekdays:      [7]string{"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"},
	weekdaysShort: [7]string{"пн", "вт", "ср", "чт", "пт", "сб", "вс"},
}

func pluralOneOther(n float64) pluralForm {
	if n == 1 {
		return pluralOne
	}
	return pluralMany
}

func pluralZeroOne(n float64) pluralForm {
	if n < 2 {
		return pluralOne
	}
	return pluralMany
}

func pluralNone(float64) pluralForm { return pluralMany }

func pluralSlavic(n float64) pluralForm {
	ten, hundred := math.Mod(n, 10), math.Mod(n, 100)
	switch {
	case n != math.Trunc(n):
		return pluralFew
	case ten == 1 && hundred != 11:
		return pluralOne
	case ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14):
		return pluralFew
	default:
		return pluralMany
	}
}

func pluralPolish(n float64) pluralForm {
	if n == math.Trunc(n) && n != 1 && pluralSlavic(n) == pluralOne {
		return pluralMany // 21 is "many" in Polish
	}
	return pluralSlavic(n)
}

func pluralCzech(n float64) pluralForm {
	switch {
	case n == 1:
		return pluralOne
	case n >= 2 && n <= 4 || n != math.Trunc(n):
		return pluralFew
	default:
		return pluralMany
	}
}

// pluralWord picks the word for n: of two forms the second is for all but one, of three they are one, few, many.
func (l *locale) pluralWord(n float64, forms []any) string {
	form := int(l.plural(math.Abs(n)))
	if len(forms) == 2 && form == int(pluralMany) {
		form = 1
	}
	s, _ := forms[min(form, len(forms)-1)].(string)
	return s
}
