package trigger

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// next is the Enter of triggers that have nothing more to do once they matched.
type next struct{ engine.NoWait }

// Enter goes on.
func (next) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}
