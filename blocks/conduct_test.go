package blocks_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/blocks/access"
	"github.com/scenarist/scenarist/blocks/ask"
	"github.com/scenarist/scenarist/blocks/chat"
	"github.com/scenarist/scenarist/blocks/contact"
	"github.com/scenarist/scenarist/blocks/data"
	"github.com/scenarist/scenarist/blocks/deliver"
	"github.com/scenarist/scenarist/blocks/growth"
	bhttp "github.com/scenarist/scenarist/blocks/http"
	"github.com/scenarist/scenarist/blocks/ledger"
	"github.com/scenarist/scenarist/blocks/logic"
	"github.com/scenarist/scenarist/blocks/message"
	"github.com/scenarist/scenarist/blocks/notify"
	"github.com/scenarist/scenarist/blocks/payment"
	"github.com/scenarist/scenarist/blocks/promo"
	"github.com/scenarist/scenarist/blocks/track"
	"github.com/scenarist/scenarist/blocks/trigger"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/enginetest"
)

// TestTypes_KeepTheRules holds our own blocks to the rules that an integrator's are held to, over all their cases. That the cases
// hold, and that no event makes a block fail, the families test themselves.
func TestTypes_KeepTheRules(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	tried := 0
	for family, types := range map[string][]engine.BlockType{
		"access": access.Types(), "ask": ask.Types(), "chat": chat.Types(), "contact": contact.Types(), "data": data.Types(),
		"deliver": deliver.Types(), "growth": growth.Types(), "http": bhttp.Types(), "ledger": ledger.Types(), "logic": logic.Types(),
		"message": message.Types(), "notify": notify.Types(), "payment": payment.Types(), "promo": promo.Types(), "track": track.Types(),
		"trigger": trigger.Types(),
	} {
		tried += len(types)
		t.Run(family, func(t *testing.T) {
			enginetest.CheckConduct(t, enginetest.Conformance{
				Registry: reg, Types: types, Cases: family + "/testdata",
				Reach: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"id": "1", "status": "done"}`) }),
			})
		})
	}
	if all := len(reg.Types()) - 3; tried != all { // the runner's own three
		t.Errorf("%d types were tried, and there are %d", tried, all)
	}
}
