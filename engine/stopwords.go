package engine

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Says reports whether a text is one of the words: capitals, punctuation and ё make no difference, and neither do signs
// around a word. Words in several languages all count, whatever language the user reads.
func Says(text string, words []string) bool {
	whole, said := Fold(text), FoldWords(text)
	return slices.ContainsFunc(words, func(w string) bool {
		want := FoldWords(w)
		if len(want) == 0 { // only signs, such as an emoji
			return Fold(w) != "" && Fold(w) == whole
		}
		return slices.Equal(want, said)
	})
}

// StopWords reports words at the path that nobody can say: those of a setting that is matched by Says while a block
// listens.
func (k *Checking) StopWords(words []string, path string) {
	var good []string
	for i, w := range words {
		at := path + "/" + strconv.Itoa(i)
		switch {
		case strings.TrimSpace(w) == "":
			k.Error("stop_word_empty", at, "the word is empty")
		case utf8.RuneCountInString(w) > MaxTextLength:
			k.Error("stop_word_too_long", at, "nobody can write so much in one message: Telegram allows %d characters", MaxTextLength)
		case strings.HasPrefix(strings.TrimSpace(w), "/"):
			k.Error("stop_word_command", at, "%s is a command, which goes to the block that answers this command: write a word without the slash", strings.TrimSpace(w))
		case Says(w, good):
			k.Warn("stop_word_repeated", at, "the word is there already: capitals and punctuation make no difference")
		default:
			good = append(good, w)
		}
	}
}
