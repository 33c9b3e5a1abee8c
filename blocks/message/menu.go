package message

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// menu (message.menu) shows a tree of items in one message, which its buttons change from place to place.
//
// Config: Text above the first level; Items, each a submenu, a page of text, or a way on; Columns and PageSize; Back and
// Home, labels of those buttons; what all messages that change in place share. Waits: for a press, if an item leads on and
// next is not connected. Exits: item:<id> for each item that leads on; next; empty, if all items of the first level may be
// hidden; timeout; blocked; error. Errors: those of the texts (expression_…), text_empty, text_too_long.
//
// A button carries the id of the item, so that menus of any age work: one that leads to a place changes the message and
// leaves the session where it is, one whose item is gone leads to the first level, and one whose item is hidden by now to
// the place above it. Items of a group's menu may be pressed by everybody with Anyone.
type menu struct {
	Text     engine.Template `json:"text,omitzero"`
	Items    []menuItem      `json:"items,omitempty" validate:"max=100,dive" jsonschema:"maxItems=100"`
	Columns  int             `json:"columns,omitempty" validate:"min=0,max=8" jsonschema:"minimum=0,maximum=8"`     // default 1
	PageSize int             `json:"page_size,omitempty" validate:"min=0,max=90" jsonschema:"minimum=0,maximum=90"` // default 30
	Back     engine.Line     `json:"back,omitzero"`
	Home     engine.Line     `json:"home,omitzero"`
	inPlace
}

// menuItem is one item: with Items a submenu, with Text alone a page, else an exit.
type menuItem struct {
	ID     string           `json:"id" validate:"required,max=20" jsonschema:"minLength=1,maxLength=20"`
	Label  engine.Line      `json:"label" validate:"required"`
	Emoji  string           `json:"emoji,omitempty" validate:"max=32" jsonschema:"maxLength=32"`
	ShowIf engine.Condition `json:"show_if,omitzero"`
	Text   engine.Template  `json:"text,omitzero"`
	Items  []menuItem       `json:"items,omitempty" validate:"max=100,dive" jsonschema:"maxItems=100"`
}

const (
	// goButton is the id of all buttons of a menu; the place is the button's value. With an item's id of 20 bytes, a token
	// has room for it beside a long block id and a generation of nine digits.
	goButton = "go"

	defaultMenuPage = 30
)

var itemID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.:-]*$`)

func itemExit(id string) string { return "item:" + id }

// leadsOn reports whether a press of the item leaves the block.
func (i *menuItem) leadsOn() bool { return len(i.Items) == 0 && i.Text.IsZero() }

func menuType() engine.BlockType {
	return engine.BlockType{
		Name: "message.menu", Version: 1, Icon: "layout-list",
		Title: engine.Text{"en": "Menu", "ru": "Меню"},
		Help: engine.Text{
			"en": "A menu in one message: pressing an item opens its submenu or its page in the same message, with a way back. Items without either are ways out of the block.",
			"ru": "Меню в одном сообщении: пункт открывает подменю или страницу в том же сообщении, откуда можно вернуться. Пункты без них — выходы из блока.",
		},
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: emptyExit, Title: engine.Text{"en": "Nothing to press", "ru": "Нечего нажать"}, Optional: true},
			engine.TimeoutExit(), engine.BlockedExit(), engine.ErrorExit(),
		},
		Example: `{"text": "What would you like?", "items": [{"id": "menu", "label": "Drinks", "emoji": "☕", "items": [{"id": "coffee", "label": "Order a coffee"}, {"id": "tea", "label": "Order a tea"}]}, {"id": "hours", "label": "Opening hours", "text": "Every day from 9 to 18"}]}`,
		New:     func() engine.Block { return new(menu) },
	}
}

// Fields names the settings for forms and the reference.
func (m *menu) Fields() []engine.Field {
	return append([]engine.Field{
		{
			Name: "text", Title: engine.Text{"en": "Text", "ru": "Текст"},
			Help: engine.Text{"en": "What stands above the items of the first level.", "ru": "Что написано над пунктами первого уровня."},
		},
		{
			Name: "items", Title: engine.Text{"en": "Items", "ru": "Пункты"},
			Help: engine.Text{"en": "The items of the first level, in the order of the buttons.", "ru": "Пункты первого уровня в порядке кнопок."},
		},
		{
			Name: "columns", Title: engine.Text{"en": "Columns", "ru": "Колонки"},
			Help: engine.Text{"en": "Buttons in a row, 1 to 8.", "ru": "Кнопок в ряду, от 1 до 8."},
		},
		{
			Name: "page_size", Title: engine.Text{"en": "Items on a page", "ru": "Пунктов на странице"},
			Help: engine.Text{"en": "More items than this are turned over by arrows; 30 if empty.", "ru": "Если пунктов больше, их листают стрелками; пусто — 30."},
		},
		{
			Name: "back", Title: engine.Text{"en": "Back button", "ru": "Кнопка «Назад»"},
			Help: engine.Text{"en": "Label of the button that leads one level up.", "ru": "Надпись кнопки на уровень выше."},
		},
		{
			Name: "home", Title: engine.Text{"en": "Home button", "ru": "Кнопка «В начало»"},
			Help: engine.Text{"en": "Label of the button that leads to the first level, shown from the second level down.", "ru": "Надпись кнопки к первому уровню, видна со второго уровня вложенности."},
		},
	}, m.inPlace.Fields()...)
}

// Fields names the settings of an item.
func (*menuItem) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "id", Title: engine.Text{"en": "Id", "ru": "Идентификатор"},
			Help: engine.Text{
				"en": "Short name of the item, unlike that of any other item of this menu. Keep it when you change the menu, then old messages go on working.",
				"ru": "Короткое имя пункта, своё у каждого пункта меню. Не меняйте его, когда правите меню, тогда старые сообщения продолжат работать.",
			},
		},
		{
			Name: "label", Title: engine.Text{"en": "Label", "ru": "Надпись"},
			Help: engine.Text{"en": "What stands on the button.", "ru": "Что написано на кнопке."},
		},
		{
			Name: "emoji", Title: engine.Text{"en": "Emoji", "ru": "Эмодзи"},
			Help: engine.Text{"en": "An emoji in front of the label.", "ru": "Эмодзи перед надписью."},
		},
		{
			Name: "show_if", Title: engine.Text{"en": "Show if", "ru": "Показать, если"},
			Help: engine.Text{"en": "The item is left out unless this holds.", "ru": "Пункт виден, только если это условие верно."},
		},
		{
			Name: "text", Title: engine.Text{"en": "Text", "ru": "Текст"},
			Help: engine.Text{
				"en": "What the message says once the item is opened. A submenu may do without: its label then stands above its items.",
				"ru": "Что покажет сообщение, когда пункт открыт. Подменю может обойтись без текста: над его пунктами встанет надпись.",
			},
		},
		{
			Name: "items", Title: engine.Text{"en": "Submenu", "ru": "Подменю"},
			Help: engine.Text{"en": "The items that it opens.", "ru": "Пункты, которые он открывает."},
		},
	}
}

// Exits gives an exit for each item that leads on, then the fixed ones.
func (m *menu) Exits(fixed []engine.Exit) []engine.Exit {
	var out []engine.Exit
	eachItem(m.Items, "/items", func(i *menuItem, _ string) {
		if i.leadsOn() {
			out = append(out, engine.Exit{Name: itemExit(i.ID), Title: titleOf(&i.Label, i.ID)})
		}
	})
	return pressExits(out, fixed, m.mayBeEmpty())
}

// waits reports whether some item leads on.
func (m *menu) waits() bool {
	found := false
	eachItem(m.Items, "", func(i *menuItem, _ string) { found = found || i.leadsOn() })
	return found
}

// mayBeEmpty reports whether all items of the first level may be hidden.
func (m *menu) mayBeEmpty() bool {
	return !slices.ContainsFunc(m.Items, func(i menuItem) bool { return i.ShowIf.IsZero() })
}

// eachItem visits all items, those that lead to others before the others. Path is the JSON pointer of the items.
func eachItem(items []menuItem, path string, visit func(i *menuItem, path string)) {
	for n := range items {
		p := fmt.Sprintf("%s/%d", path, n)
		visit(&items[n], p)
		eachItem(items[n].Items, p+"/items", visit)
	}
}

// ButtonIDs are the ids that presses may carry.
func (*menu) ButtonIDs() []string { return []string{goButton} }

// Immediate says that items are left only after a wait.
func (*menu) Immediate(exit string) bool { return exit == nextExit || exit == emptyExit }

// Check reports items that cannot be told apart and what Telegram would refuse.
func (m *menu) Check(k *engine.Checking) {
	m.check(k)
	k.TextLength(&m.Text, "/text")
	(&engine.MessageConfig{Text: m.Text}).CheckText(k, "")
	if len(m.Items) == 0 {
		k.Error("items_missing", "/items", "the menu has no items")
	}
	seen := map[string]bool{}
	eachItem(m.Items, "/items", func(i *menuItem, path string) {
		switch {
		case i.ID == "": // the schema says so
		case !itemID.MatchString(i.ID):
			k.Error("item_id_invalid", path+"/id", "item id %q is misspelt: letters a-z, digits and _ . : -, first a letter or digit", i.ID)
		case seen[i.ID]:
			k.Error("item_id_duplicate", path+"/id", "two items of this menu have the id %q: their buttons could not be told apart", i.ID)
		}
		seen[i.ID] = true
		k.TextLength(&i.Text, path+"/text")
		if !i.Text.IsZero() {
			(&engine.MessageConfig{Text: i.Text}).CheckText(k, path)
		}
	})
	if m.AfterPress != "" && !m.waits() {
		k.Warn("after_press_unused", "/after_press", "no item of the menu leads on, so nothing is ever chosen")
	}
}
