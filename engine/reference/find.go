package reference

import (
	"errors"
	"fmt"

	"github.com/scenarist/scenarist/engine"
)

// ErrNoPage is returned where there is no page of a name.
var ErrNoPage = errors.New("there is no such page")

// Find gives one page: of a block type by the type's name, or another by its own.
func Find(reg *engine.Registry, lang, name string) (*Page, error) {
	w, err := newWriter(reg, lang)
	if err != nil {
		return nil, err
	}
	if typ, ok := reg.Type(name); ok {
		return w.block(typ)
	}
	switch name {
	case IndexPage:
		return w.index(), nil
	case settingsPage:
		return w.common()
	case functionsPage:
		return w.functions(), nil
	case variablesPage:
		return w.variables(), nil
	case wordsPage:
		return w.builtInWords(), nil
	default:
		return nil, fmt.Errorf("reference of %q: %w", name, ErrNoPage)
	}
}
