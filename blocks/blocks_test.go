package blocks_test

import (
	"strings"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
)

func TestRegister_GivesTheStandardSetOnce(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"ask.choice", "ask.text", "contact.ban", "contact.unban", "data.field", "data.language", "data.tag", "data.variable",
		"http.request", "logic.call", "logic.condition", "logic.delay", "logic.end", "logic.foreach", "logic.jump", "logic.return",
		"logic.split", "logic.switch", "logic.wait_event", "logic.while", "track.event", "track.goal", "message.text", "notify.staff", "payment.invoice", "trigger.button",
		"trigger.command", "trigger.error", "trigger.fallback", "trigger.text", "trigger.webhook",
	} {
		if _, ok := reg.Type(name); !ok {
			t.Errorf("block type %s is missing", name)
		}
	}
	for _, typ := range reg.Types() {
		if strings.Contains(typ.Name, "/") {
			t.Errorf("block type %s: a vendor's name in the standard set", typ.Name)
		}
	}
	if err := blocks.Register(reg); err == nil || !strings.Contains(err.Error(), "taken") {
		t.Errorf("registering twice gave %v, want an error that names are taken", err)
	}
}
