package data

import "time"

// ReadField brings a value into the form of a field, in UTC; see fieldValue.
func ReadField(kind, format, code string, x any) (any, string) {
	v := fieldValue{Type: kind, Format: format, Code: code}
	if kind == dateField {
		return readDate(x, time.UTC)
	}
	return v.read(x, nil)
}

// What is known of languages.
var (
	LanguageName = languageName
	Among        = among
	Named        = named
)
