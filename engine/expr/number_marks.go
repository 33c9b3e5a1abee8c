package expr

// NumberMarks gives the signs with which a language writes numbers: the one before the decimals, and the one between groups
// of three digits. Known is false for a language that is read like English because nothing is known of it.
func NumberMarks(lang string) (decimal, group string, known bool) {
	l := localeOf(lang)
	return l.decimal, l.group, l != locales["en"] || baseOf(lang) == "en"
}

// FormatNumber writes a number as the function format_number does: groups of three and the language's own marks. With
// places below 0 it has as many places as the number has, up to six.
func FormatNumber(f float64, places int, lang string) string { return localeOf(lang).number(f, places) }
