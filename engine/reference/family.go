package reference

import (
	"cmp"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// familyTitle names a family of block types; a family that is not ours has its own name.
func (l language) familyTitle(family string) string {
	switch family {
	case "trigger":
		return l.in("Triggers", "Триггеры")
	case "message":
		return l.in("Messages", "Сообщения")
	case "ask":
		return l.in("Questions", "Вопросы")
	case "form":
		return l.in("Forms", "Анкеты")
	case "logic":
		return l.in("Logic", "Логика")
	case "data":
		return l.in("Data", "Данные")
	case "http":
		return l.in("Outside services", "Внешние сервисы")
	case "job":
		return l.in("Long work", "Долгая работа")
	case "payment":
		return l.in("Payments", "Оплата")
	case "ledger":
		return l.in("Balances", "Балансы")
	case "access":
		return l.in("Access", "Доступ")
	case "promo":
		return l.in("Promo codes", "Промокоды")
	case "deliver":
		return l.in("Goods", "Товары")
	case "growth":
		return l.in("Growth", "Привлечение")
	case "track":
		return l.in("Statistics", "Статистика")
	case "notify":
		return l.in("Staff", "Команда")
	case "chat":
		return l.in("Groups and channels", "Группы и каналы")
	case "contact":
		return l.in("Contacts", "Контакты")
	default:
		return family
	}
}

// families is the order in which the index shows the families; others come behind, by name.
func families() []string {
	return []string{
		"trigger", "message", "ask", "form", "logic", "data", "http", "job", "payment", "ledger", "access", "promo", "deliver",
		"growth", "track", "notify", "contact", "chat",
	}
}

// familyOf is the first part of a type's name.
func familyOf(typ string) string { return typ[:strings.IndexAny(typ, "./")] }

// byFamily gives the types of the registry family by family.
func byFamily(reg *engine.Registry) [][]engine.BlockType {
	var out [][]engine.BlockType
	for _, typ := range reg.Types() { // sorted by name, so families are together
		if n := len(out); n > 0 && familyOf(out[n-1][0].Name) == familyOf(typ.Name) {
			out[n-1] = append(out[n-1], typ)
			continue
		}
		out = append(out, []engine.BlockType{typ})
	}
	rank := func(types []engine.BlockType) int {
		if i := slices.Index(families(), familyOf(types[0].Name)); i >= 0 {
			return i
		}
		return len(families())
	}
	slices.SortStableFunc(out, func(a, b []engine.BlockType) int { return cmp.Compare(rank(a), rank(b)) })
	return out
}

// Family is a group of block types with its name by language.
type Family struct {
	Name  string
	Title engine.Text
}

// Families gives the families of the registry's types, in the order in which people look for them.
func Families(reg *engine.Registry) []Family {
	groups := byFamily(reg)
	out := make([]Family, len(groups))
	for i, types := range groups {
		name := familyOf(types[0].Name)
		out[i] = Family{Name: name, Title: engine.Text{
			"en": language("en").familyTitle(name), "ru": language("ru").familyTitle(name),
		}}
	}
	return out
}
