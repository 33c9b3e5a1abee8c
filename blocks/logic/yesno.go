package logic

import (
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// What people say for yes and no, folded. They are understood in every language of ours, whatever the user's is.
var (
	yesWords = []string{
		"yes", "y", "yeah", "yep", "yup", "ok", "okay", "sure", "certainly", "definitely", "agreed", "right",
		"да", "ага", "угу", "ок", "окей", "конечно", "хорошо", "давай", "давайте", "согласен", "согласна", "верно", "точно", "разумеется",
	}
	noWords = []string{
		"no", "n", "nope", "nah", "never", "not", "don't", "dont", "нет", "неа", "не", "ни", "никогда", "нельзя",
	}
	yesSigns = []string{"+", "👍", "✅", "✔", "👌"}
	noSigns  = []string{"-", "👎", "❌", "✖", "🚫"}
)

// yesOrNo understands an answer; known is false if it is neither, or says both.
func (l *looking) yesOrNo() (yes, known bool) {
	if b, ok := l.value.(bool); ok {
		return b, true
	}
	words := engine.FoldWords(l.text())
	if len(words) == 0 {
		whole := engine.Fold(l.text())
		begins := func(sign string) bool { return strings.HasPrefix(whole, sign) }
		yes, no := slices.ContainsFunc(yesSigns, begins), slices.ContainsFunc(noSigns, begins)
		return yes, yes != no
	}
	// The first word decides, so that "yes, why not" is yes; but "of course not", "конечно нет" are no.
	if slices.Contains(noWords, words[0]) {
		return false, true
	}
	if !slices.Contains(yesWords, words[0]) {
		return false, false
	}
	if len(words) == 2 && slices.Contains(noWords, words[1]) {
		return false, true
	}
	return true, true
}
