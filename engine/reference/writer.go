package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// Names of the pages that are no block type's.
const (
	IndexPage     = "README" // what GitHub shows of a folder
	settingsPage  = "settings"
	functionsPage = "functions"
	variablesPage = "variables"
	wordsPage     = "words"
)

// writer writes the pages of a registry in one language.
type writer struct {
	language
	reg *engine.Registry
}

// Pages gives all pages of the registry's reference in the language, the index first.
func Pages(reg *engine.Registry, lang string) ([]*Page, error) {
	w, err := newWriter(reg, lang)
	if err != nil {
		return nil, err
	}
	settings, err := w.common()
	if err != nil {
		return nil, err
	}
	pages := []*Page{w.index(), settings, w.functions(), w.variables(), w.builtInWords()}
	for _, types := range byFamily(reg) {
		for _, typ := range types {
			p, err := w.block(typ)
			if err != nil {
				return nil, err
			}
			pages = append(pages, p)
		}
	}
	return pages, nil
}

func newWriter(reg *engine.Registry, lang string) (*writer, error) {
	if !slices.Contains(Languages(), lang) {
		return nil, fmt.Errorf("the reference is not written in %q, only in %s", lang, strings.Join(Languages(), " and "))
	}
	return &writer{language(lang), reg}, nil
}
