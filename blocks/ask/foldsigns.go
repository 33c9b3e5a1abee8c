package ask

import (
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// foldSigns is engine.Fold for answers that may be signs: without what makes a sign an emoji, and without colours of skin,
// which depend on the keyboard.
func foldSigns(s string) string {
	return engine.Fold(strings.Map(func(r rune) rune {
		if r == '\ufe0f' || r >= 0x1f3fb && r <= 0x1f3ff {
			return -1
		}
		return r
	}, s))
}
