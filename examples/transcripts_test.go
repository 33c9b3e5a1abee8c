package examples_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/enginetest"
)

func TestExamples_TalkAsWritten(t *testing.T) {
	t.Parallel()
	enginetest.RunTranscripts(t, registry(t), "*/*.transcript.json")
}
