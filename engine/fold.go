package engine

import (
	"strings"
	"unicode"
)

// folding brings letters that people use for each other to one: Cyrillic yo is written as ye, and letters that came in two
// parts (as macOS writes them) are one.
var folding = strings.NewReplacer("и\u0306", "й", "е\u0308", "е", "ё", "е", "’", "'", "\u00a0", " ")

// Fold brings a text to the form in which what people type is compared: small letters, ё as е, single spaces, nothing
// around.
func Fold(s string) string {
	return strings.Join(strings.Fields(folding.Replace(strings.ToLower(s))), " ")
}

// FoldWords gives the folded words of a text: runs of letters, digits and apostrophes. Nil if there are none.
func FoldWords(s string) []string {
	words := strings.FieldsFunc(folding.Replace(strings.ToLower(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\''
	})
	if len(words) == 0 {
		return nil
	}
	return words
}
