package message

import (
	"github.com/scenarist/scenarist/engine"
)

// list (message.list) shows a list page by page in one message, with a button for each element if it is to be picked.
//
// Config: Items, the list; Header and Item, the text; Label, Value and SaveTo, the buttons of the elements and what a press
// saves; Actions, more buttons of each element; ShowIf, which elements are shown; PageSize and Columns; Search by what the
// user types; EmptyText; Buttons under the list; Edit, a named message to be changed instead of sending (sent anew where it
// cannot be), so that a list to which its own buttons lead back, such as a cart, stays where it is; what all messages that
// change in place share. Waits: for a press or, with Search, a text, unless next is
// connected. Exits: picked; button:<id> for each action and each button that leads on; next; empty, with nothing to show; timeout; blocked;
// error. Errors: those of the texts (expression_…), list_expected, list_too_long, text_empty, text_too_long, value_type,
// buttons_too_many.
//
// The list is evaluated anew for each page, so that it may be large and nothing of it is kept twice. The value behind a
// button is in the button itself if it is a short text; else the button has a digest of the value, by which it is found in
// the list again, wherever it stands by then. Values have no limit of their own, therefore, but those that are no short
// texts can be picked only while the list is there: prefer an id.
//
// A page ends before the text is too long for a message, even if it has fewer elements than a page may have. Search waits
// for texts, which in a group reach the bot as replies to its messages, or if its privacy mode is off.
type list struct {
	Items     engine.Expression       `json:"items" validate:"required"`
	Header    engine.Template         `json:"header,omitzero"`
	Item      engine.Template         `json:"item,omitzero" scenarist:"item"`
	Label     engine.Line             `json:"label,omitzero" scenarist:"item"`
	Value     engine.Expression       `json:"value,omitzero" scenarist:"item"` // default: the element itself
	SaveTo    engine.Var              `json:"save_to,omitempty"`
	Actions   []listAction            `json:"actions,omitempty" validate:"max=7,dive" jsonschema:"maxItems=7"`
	ShowIf    engine.Condition        `json:"show_if,omitzero" scenarist:"item"`
	PageSize  int                     `json:"page_size,omitempty" validate:"min=0,max=90" jsonschema:"minimum=0,maximum=90"` // default 10
	Columns   int                     `json:"columns,omitempty" validate:"min=0,max=8" jsonschema:"minimum=0,maximum=8"`     // default 1
	EmptyText engine.Template         `json:"empty_text,omitzero"`                                                           // built-in words if empty
	Search    *listSearch             `json:"search,omitempty"`
	Buttons   [][]engine.ButtonConfig `json:"buttons,omitempty" validate:"max=100,dive,max=8,dive"`
	Edit      string                  `json:"edit,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	inPlace
}

// listSearch lets the user narrow the list down by typing.
type listSearch struct {
	Match   engine.Condition `json:"match,omitzero" scenarist:"item"` // default: the text or the label of the element has the words
	Nothing engine.Template  `json:"nothing,omitzero"`                // built-in words if empty
}

const (
	pickedExit = "picked"

	// Ids of the buttons that lists add; ids of authors cannot begin with _.
	pageButton = "_page"
	pickButton = "_pick" // its value is the element's
	findButton = "_find" // its value is the digest of the element's
	allButton  = "_all"

	// queryVar holds what the user typed to search.
	queryVar engine.Var = "local.query"

	defaultListPage = 10

	// maxListItems is how many elements a list may have: more are no longer paged through, and take too long to render.
	maxListItems = 1000
)

func listType() engine.BlockType {
	return engine.BlockType{
		Name: "message.list", Version: 1, Icon: "list-details",
		Title: engine.Text{"en": "List", "ru": "Список"},
		Help: engine.Text{
			"en": "Shows a list, such as goods or orders, page by page in one message. Each element can be a line of the text, a button, or both; a press saves it and goes on.",
			"ru": "Показывает список, например товары или заказы, страницами в одном сообщении. Элемент может быть строкой текста, кнопкой или тем и другим; нажатие сохранит его и поведёт дальше.",
		},
		Exits: []engine.Exit{
			{Name: pickedExit, Title: engine.Text{"en": "Picked", "ru": "Выбрал"}},
			engine.NextExit(),
			{Name: emptyExit, Title: engine.Text{"en": "Nothing to show", "ru": "Нечего показать"}, Optional: true},
			engine.TimeoutExit(), engine.BlockedExit(), engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: string(queryVar), Type: "text", Title: engine.Text{"en": "What the user searches for", "ru": "Что ищет пользователь"}},
		},
		Example: `{"items": "[{\"id\": \"tea\", \"name\": \"Tea\", \"price\": 200}, {\"id\": \"coffee\", \"name\": \"Coffee\", \"price\": 250}]", "header": "<b>Our drinks</b>", "item": "{{ index + 1 }}. {{ item.name }}: {{ item.price }}", "label": "{{ item.name }}", "value": "item.id", "save_to": "session.drink", "page_size": 5}`,
		New:     func() engine.Block { return new(list) },
	}
}

// Fields names the settings for forms and the reference.
func (l *list) Fields() []engine.Field {
	return append([]engine.Field{
		{
			Name: "items", Title: engine.Text{"en": "List", "ru": "Список"},
			Help: engine.Text{
				"en": "Expression that gives the list, such as local.rows after a search in a table.",
				"ru": "Формула, которая даёт список, например local.rows после поиска в таблице.",
			},
		},
		{
			Name: "header", Title: engine.Text{"en": "Header", "ru": "Заголовок"},
			Help: engine.Text{"en": "What stands above the elements of every page.", "ru": "Что стоит над элементами на каждой странице."},
		},
		{
			Name: "item", Title: engine.Text{"en": "Text of an element", "ru": "Текст элемента"},
			Help: engine.Text{
				"en": "How an element is written; item is the element, index its number from 0 among those shown. End it with an empty line to set elements apart.",
				"ru": "Как написать элемент; item — элемент, index — его номер с 0 среди показанных. Закончите пустой строкой, чтобы отделить элементы друг от друга.",
			},
		},
		{
			Name: "label", Title: engine.Text{"en": "Button of an element", "ru": "Кнопка элемента"},
			Help: engine.Text{
				"en": "Label of the element's button. Without it the elements are only text.",
				"ru": "Надпись на кнопке элемента. Без неё элементы останутся только текстом.",
			},
		},
		{
			Name: "value", Title: engine.Text{"en": "Value", "ru": "Значение"},
			Help: engine.Text{
				"en": "What a press saves, best an id such as item.id. Empty saves the whole element.",
				"ru": "Что сохранит нажатие, лучше всего идентификатор, например item.id. Пусто — весь элемент.",
			},
		},
		{
			Name: "save_to", Title: engine.Text{"en": "Save to", "ru": "Сохранить в"},
			Help: engine.Text{"en": "Variable that gets the value of the picked element.", "ru": "Переменная, в которую попадёт значение выбранного элемента."},
		},
		{
			Name: "actions", Title: engine.Text{"en": "More buttons of an element", "ru": "Ещё кнопки элемента"},
			Help: engine.Text{
				"en": "Buttons beside it in its row, such as ➕ and ❌ in a cart. A press saves the value and leaves by the button's own exit.",
				"ru": "Кнопки рядом с ней, в том же ряду, например ➕ и ❌ в корзине. Нажатие сохранит значение и выведет по своему выходу.",
			},
		},
		{
			Name: "show_if", Title: engine.Text{"en": "Show if", "ru": "Показать, если"},
			Help: engine.Text{"en": "Elements for which this does not hold are left out.", "ru": "Элементы, для которых это неверно, не показываются."},
		},
		{
			Name: "page_size", Title: engine.Text{"en": "Elements on a page", "ru": "Элементов на странице"},
			Help: engine.Text{
				"en": "At most this many, 10 if empty; fewer where the text would be too long for one message.",
				"ru": "Не больше этого числа, пусто — 10; меньше, если текст не вместится в одно сообщение.",
			},
		},
		{
			Name: "columns", Title: engine.Text{"en": "Columns", "ru": "Колонки"},
			Help: engine.Text{"en": "Buttons in a row, 1 to 8.", "ru": "Кнопок в ряду, от 1 до 8."},
		},
		{
			Name: "empty_text", Title: engine.Text{"en": "Text of an empty list", "ru": "Текст пустого списка"},
			Help: engine.Text{"en": "What is said if there is nothing to show.", "ru": "Что сказать, если показать нечего."},
		},
		{
			Name: "search", Title: engine.Text{"en": "Search", "ru": "Поиск"},
			Help: engine.Text{
				"en": "The user types some words and sees only the elements that have them.",
				"ru": "Пользователь пишет слова и видит только те элементы, где они есть.",
			},
		},
		{
			Name: "buttons", Title: engine.Text{"en": "Buttons below", "ru": "Кнопки под списком"},
			Help: engine.Text{
				"en": "Rows of further buttons under every page. A button that does nothing else is a way out of the block.",
				"ru": "Ряды других кнопок под каждой страницей. Кнопка без другого действия — выход из блока.",
			}, Widget: "buttons",
		},
		{
			Name: "edit", Title: engine.Text{"en": "Change a message", "ru": "Изменить сообщение"},
			Help: engine.Text{
				"en": "Name of a message sent before, which is changed into this list; the list's own name keeps it where it is when its buttons lead back to it. If it cannot be changed, a new one is sent.",
				"ru": "Имя отправленного раньше сообщения, которое станет этим списком; имя самого списка оставит его на месте, когда его кнопки ведут обратно к нему. Если изменить сообщение нельзя, уйдёт новое.",
			},
		},
	}, l.inPlace.Fields()...)
}

// Fields names the settings of the search.
func (*listSearch) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "match", Title: engine.Text{"en": "An element is found if", "ru": "Элемент найден, если"},
			Help: engine.Text{
				"en": "Condition with item and local.query, what the user typed. Empty finds the elements whose text or button has all the words.",
				"ru": "Условие с item и local.query — тем, что написал пользователь. Пусто — найдутся элементы, в тексте или на кнопке которых есть все слова.",
			},
		},
		{
			Name: "nothing", Title: engine.Text{"en": "Nothing found", "ru": "Ничего не найдено"},
			Help: engine.Text{"en": "What is said if no element is found.", "ru": "Что сказать, если ничего не нашлось."},
		},
	}
}

// below gives the author's buttons as a message's.
func (l *list) below() *engine.MessageConfig {
	return &engine.MessageConfig{Buttons: l.Buttons, Anyone: l.Anyone}
}

// waits reports whether there is something to wait for.
func (l *list) waits() bool {
	return l.picks() || l.Search != nil || len(l.below().ButtonIDs()) > 0
}

// Exits gives the exits that this list can leave by. Where there is something to wait for, next may be left open.
func (l *list) Exits(fixed []engine.Exit) []engine.Exit {
	var out []engine.Exit
	for _, e := range fixed {
		switch e.Name {
		case pickedExit:
			if !l.Label.IsZero() {
				out = append(out, e)
			}
			out = append(append(out, l.actionExits()...), l.below().ButtonExits()...)
			continue
		case nextExit:
			e.Optional = l.waits()
		case "timeout":
			if !l.waits() {
				continue
			}
		}
		out = append(out, e)
	}
	return out
}

// ButtonIDs are the ids that presses may carry.
func (l *list) ButtonIDs() []string {
	return append(append(l.actionIDs(), l.below().ButtonIDs()...), pageButton, pickButton, findButton, allButton)
}

// Immediate says that picked and the exits of buttons are left only after a wait.
func (*list) Immediate(exit string) bool { return exit == nextExit || exit == emptyExit }

// Check reports lists that show nothing, and settings that do nothing.
func (l *list) Check(k *engine.Checking) {
	l.check(k)
	l.below().Check(k, "")
	l.checkActions(k)
	for _, tmpl := range []struct {
		text *engine.Template
		path string
	}{{&l.Header, "/header"}, {&l.Item, "/item"}, {&l.EmptyText, "/empty_text"}} {
		k.TextLength(tmpl.text, tmpl.path)
	}
	if l.Search != nil {
		k.TextLength(&l.Search.Nothing, "/search/nothing")
	}
	if l.Header.IsZero() && l.Item.IsZero() {
		k.Error("text_empty", "/item", "the message has no text: say how an element is written, or give the list a header")
	}
	picks := l.picks()
	switch {
	case picks && l.SaveTo == "":
		k.Warn("save_to_missing", "/save_to", "what was picked is not saved anywhere: name a variable")
	case !picks && l.SaveTo != "":
		k.Warn("save_to_unused", "/save_to", "nothing can be picked without buttons: write the label of an element's button")
	}
	if !picks && !l.Value.IsZero() {
		k.Warn("value_unused", "/value", "nothing can be picked without buttons: write the label of an element's button")
	}
	if l.Search != nil && k.Connected(nextExit) {
		k.Error("search_without_wait", "/search", "a list whose next is connected goes on at once and waits for no text: leave next open")
	}
	if l.AfterPress != "" && !picks && len(l.below().ButtonIDs()) == 0 {
		k.Warn("after_press_unused", "/after_press", "no button of the list leads on, so nothing is ever chosen")
	}
	n := pageRoom + l.pageSize()*len(l.Actions)
	if !l.Label.IsZero() {
		n += l.pageSize()
	}
	for _, row := range l.Buttons {
		n += len(row)
	}
	if n > engine.MaxInlineButtons {
		k.Error("buttons_too_many", "/page_size", "a page may come to %d buttons; Telegram allows %d in one message: show fewer elements on a page", n, engine.MaxInlineButtons)
	}
}
