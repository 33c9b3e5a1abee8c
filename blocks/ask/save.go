package ask

import (
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// checkSaved reports a variable that cannot hold the answer. A text takes everything.
func checkSaved(k *engine.Checking, to engine.Var, got expr.Type) {
	if to != "" && k.TypeOf(to) != expr.TypeText {
		k.Assign("/save_to", to, got)
	}
}
