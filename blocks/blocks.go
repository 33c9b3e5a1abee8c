// Package blocks registers the standard set of block types. Each family is a package below; an integrator's main adds its
// own types to the same registry.
package blocks

import (
	"github.com/scenarist/scenarist/blocks/access"
	"github.com/scenarist/scenarist/blocks/ask"
	"github.com/scenarist/scenarist/blocks/chat"
	"github.com/scenarist/scenarist/blocks/contact"
	"github.com/scenarist/scenarist/blocks/data"
	"github.com/scenarist/scenarist/blocks/deliver"
	"github.com/scenarist/scenarist/blocks/growth"
	"github.com/scenarist/scenarist/blocks/http"
	"github.com/scenarist/scenarist/blocks/ledger"
	"github.com/scenarist/scenarist/blocks/logic"
	"github.com/scenarist/scenarist/blocks/message"
	"github.com/scenarist/scenarist/blocks/notify"
	"github.com/scenarist/scenarist/blocks/payment"
	"github.com/scenarist/scenarist/blocks/promo"
	"github.com/scenarist/scenarist/blocks/track"
	"github.com/scenarist/scenarist/blocks/trigger"
	"github.com/scenarist/scenarist/engine"
)

// Register adds the standard block types, and the job types they use. A name that the registry has already is an error.
func Register(reg *engine.Registry) error {
	for _, types := range [][]engine.BlockType{
		access.Types(),
		ask.Types(),
		chat.Types(),
		contact.Types(),
		data.Types(),
		deliver.Types(),
		growth.Types(),
		http.Types(),
		ledger.Types(),
		logic.Types(),
		message.Types(),
		notify.Types(),
		payment.Types(),
		promo.Types(),
		track.Types(),
		trigger.Types(),
	} {
		if err := reg.Add(types...); err != nil {
			return err
		}
	}
	return reg.AddJob(http.Jobs()...)
}
