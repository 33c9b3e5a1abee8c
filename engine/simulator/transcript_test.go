package simulator_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/enginetest"
)

func TestTranscripts(t *testing.T) {
	t.Parallel()
	enginetest.RunTranscripts(t, registry(t), "testdata/shop/*.transcript.json")
}
