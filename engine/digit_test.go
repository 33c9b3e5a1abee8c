package engine_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestDigitValue_InAnyScript(t *testing.T) {
	t.Parallel()
	for r, want := range map[rune]rune{'0': 0, '7': 7, '٤': 4, '９': 9, '𝟟': 7, '𝟶': 0, 'x': 0, '½': 0} {
		if got := engine.DigitValue(r); got != want {
			t.Errorf("%q is %d, want %d", r, got, want)
		}
	}
}
