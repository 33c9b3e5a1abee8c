package reference

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// sharedPart is an object that settings of several families hold.
type sharedPart struct {
	title string
	of    *schema
}

// sharedParts finds the objects that the engine gives to block types, sorted by title.
func (w *writer) sharedParts() ([]sharedPart, error) {
	seen := map[string]bool{}
	var parts []sharedPart
	for _, typ := range w.reg.Types() {
		data, err := w.reg.Schema(typ.Name)
		if err != nil {
			return nil, err
		}
		s, err := readSchema(data)
		if err != nil {
			return nil, fmt.Errorf("reference of %s: %w", typ.Name, err)
		}
		for def, of := range s.Defs {
			if isShared(def) && w.kindName(def) == "" && !seen[def] {
				seen[def] = true
				parts = append(parts, sharedPart{w.partTitle(def), of})
			}
		}
	}
	slices.SortFunc(parts, func(a, b sharedPart) int { return cmp.Compare(a.title, b.title) })
	return parts, nil
}

// isShared tells the objects that the engine gives to block types of all families from those that are a type's own.
func isShared(def string) bool { return strings.HasPrefix(def, "engine.") }

// partTitle names an object that block types share.
func (w *writer) partTitle(def string) string {
	switch def {
	case "engine.MessageConfig":
		return w.in("Message", "Сообщение")
	case "engine.ButtonConfig":
		return w.in("Button", "Кнопка")
	case "engine.ButtonList":
		return w.in("Buttons from a list", "Кнопки из списка")
	case "engine.KeyboardConfig":
		return w.in("Keyboard", "Клавиатура")
	case "engine.ReplyButtonConfig":
		return w.in("Button of a keyboard", "Кнопка клавиатуры")
	case "engine.LoginConfig":
		return w.in("Page with sign-in", "Страница с входом")
	case "engine.ActiveHours":
		return w.in("Hours", "Часы работы")
	default:
		return strings.TrimPrefix(def, "engine.")
	}
}
