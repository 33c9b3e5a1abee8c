package ask_test

import (
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/enginetest"
)

// TestSharing_KeyboardsInTelegram plays conversations against a simulated Telegram, which shows and hides the keyboards.
func TestSharing_KeyboardsInTelegram(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	enginetest.RunTranscripts(t, reg, "testdata/keyboards/*.transcript.json")
}
