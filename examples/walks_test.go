package examples_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/enginetest"
)

// TestExamples_BearRandomPeople plays every example for ten thousand turns, in which people come by most of its blocks. They
// talk to the bot in private and, now and then, in a group, where the examples have no more than a word to say.
func TestExamples_BearRandomPeople(t *testing.T) {
	t.Parallel()
	turns, least := 10_000, 60
	if testing.Short() {
		turns, least = 500, 10
	}
	reg := registry(t)
	for dir := range documents(t) {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			enginetest.RunWalks(t, reg, dir, turns, least)
		})
	}
}
