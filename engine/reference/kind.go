package reference

import (
	"fmt"
	"strings"
)

// kindName says what stands in a setting, by the widget that the schema names or the definition that it refers to; empty
// for what has no name of its own. The page of settings explains these names.
func (l language) kindName(widget string) string {
	switch widget {
	case "template":
		return l.in("text", "текст")
	case "line":
		return l.in("line", "строка")
	case "link":
		return l.in("address", "адрес")
	case "expression":
		return l.in("expression", "формула")
	case "condition":
		return l.in("condition", "условие")
	case "value":
		return l.in("value", "значение")
	case "json":
		return "JSON"
	case "variable":
		return l.in("variable", "переменная")
	case "duration":
		return l.in("time span", "срок")
	case "pattern", "engine.Pattern":
		return l.in("pattern", "шаблон")
	case "flow", "flows":
		return l.in("flow", "сценарий")
	case "block", "blocks":
		return l.in("block", "блок")
	case "secret":
		return l.in("secret", "секрет")
	case "asset":
		return l.in("file of the library", "файл из библиотеки")
	case "table":
		return l.in("table", "таблица")
	case "column", "columns":
		return l.in("column", "столбец")
	case "time_zone":
		return l.in("time zone", "часовой пояс")
	default:
		return ""
	}
}

// kind says in words what a setting takes. An object is described elsewhere; place says where.
func (l language) kind(s *schema, place func(def string) string) string {
	if def := s.def(); def != "" {
		if name := l.kindName(def); name != "" {
			return name
		}
		return fmt.Sprintf("%s: %s", l.in("object", "объект"), place(def))
	}
	name := l.kindName(s.Widget)
	switch {
	case s.is("array"):
		words := l.in("list", "список")
		inner := s.Items
		if inner != nil && inner.is("array") {
			words, inner = l.in("rows", "ряды"), inner.Items
		}
		switch {
		case name != "":
			return words + ": " + name
		case len(s.Enum) > 0: // the reflector puts the words of a list's entries at the list
			return words + ": " + l.oneOf(s.Enum)
		case inner == nil:
			return words
		default:
			return words + ": " + strings.TrimPrefix(l.kind(inner, place), l.in("object", "объект")+": ")
		}
	case len(s.Enum) > 0:
		return l.in("one of ", "одно из: ") + l.oneOf(s.Enum)
	case s.is("object") && s.Additional != nil:
		of := l.kind(s.Additional, place)
		if s.Widget == "columns" {
			return l.in("by column: ", "по столбцам: ") + of
		}
		return l.in("by name: ", "по именам: ") + of
	case name != "":
		return name
	case s.is("string"):
		return l.in("plain text", "простой текст")
	case s.is("integer"):
		return l.in("whole number", "целое число")
	case s.is("number"):
		return l.in("number", "число")
	case s.is("boolean"):
		return l.in("yes or no", "да или нет")
	default:
		return l.in("value", "значение")
	}
}

func (l language) oneOf(words []any) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = code(fmt.Sprint(w))
	}
	return strings.Join(out, ", ")
}
