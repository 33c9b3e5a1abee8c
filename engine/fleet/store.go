package fleet

import (
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// Store is what a fleet needs of the store.
type Store interface {
	host.BotStore
	host.DeadLetterStore
	host.StandingStore
	telegram.OffsetStore
}
