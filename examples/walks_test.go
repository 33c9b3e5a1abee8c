package examples_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/enginetest"
)

// TestExamples_BearRandomPeople plays every example for ten thousand turns.
func TestExamples_BearRandomPeople(t *testing.T) {
	t.Parallel()
	turns := 10_000
	if testing.Short() {
		turns = 500
	}
	reg := registry(t)
	for dir := range documents(t) {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			enginetest.RunWalks(t, reg, dir, turns)
		})
	}
}
