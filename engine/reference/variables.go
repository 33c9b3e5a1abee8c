package reference

import (
	"maps"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// scope is whose a variable is and how long it lives.
type scope struct {
	name, example string
	en, ru        string
	write         bool
}

// scopes are all of them, the shortest-lived first; a test holds the list to the engine's.
func scopes() []scope {
	return []scope{
		{
			engine.ScopeEvent, "event.text", "What has just happened: a message, a press, a payment. Gone with the next event.",
			"То, что только что произошло: сообщение, нажатие, оплата. Со следующим событием исчезает.", false,
		},
		{
			engine.ScopeLocal, "local.city", "Of the running flow: its arguments and what its blocks remember. Gone when the flow ends.",
			"Переменные идущего сценария: его аргументы и то, что запомнили его блоки. Исчезают, когда сценарий закончится.", true,
		},
		{
			engine.ScopeSession, "session.count", "Of one user in one chat. Lives on after the flow.",
			"Переменные одного пользователя в одном чате. Остаются и после сценария.", true,
		},
		{engine.ScopeUser, "user.first_name", "Of one user in all chats of the bot.", "Переменные одного пользователя во всех чатах бота.", true},
		{engine.ScopeChat, "chat.title", "Of one chat, shared by all who write in it.", "Переменные одного чата, общие для всех, кто в нём пишет.", true},
		{engine.ScopeBot, "bot.orders", "Of the whole bot, shared by all users.", "Переменные всего бота, общие для всех пользователей.", true},
		{engine.ScopeWorkspace, "workspace.rate", "Of all bots of one workspace.", "Переменные всех ботов одного рабочего пространства.", true},
		{
			engine.ScopeSecret, "secret.api_key", "Keys and passwords. Only settings of outside calls can read them, and no text shows them.",
			"Ключи и пароли. Читать их могут только настройки внешних вызовов, ни один текст их не покажет.", false,
		},
	}
}

// variables is the page of what expressions can read.
func (w *writer) variables() *Page {
	p := &Page{Name: variablesPage, Title: w.in("Variables", "Переменные")}
	p.say(w.in("A variable is written with its scope, which says whose it is and how long it lives.",
		"Переменную пишут вместе с областью, которая говорит, чья она и сколько живёт."))
	var rows [][]string
	for _, s := range scopes() {
		write := w.in("no", "нет")
		if s.write {
			write = w.in("yes", "да")
		}
		rows = append(rows, []string{code(s.name), code(s.example), write, w.in(s.en, s.ru)})
	}
	p.tabulate([]string{
		w.in("Scope", "Область"), w.in("Example", "Пример"), w.in("Can be written", "Можно записать"), w.in("What it holds", "Что в ней"),
	}, rows)
	p.say(w.in("Variables of the scopes from session on are declared in the document's `variables`, with a type and, if need be, a title that people call it by, and a default:",
		"Переменные областей начиная с session объявляют в `variables` документа, с типом и, если нужно, названием для людей и начальным значением:"))
	p.show(w.in(`{"variables": [{"scope": "session", "name": "count", "title": "Cups", "type": "number", "default": 0}]}`,
		`{"variables": [{"scope": "session", "name": "count", "title": "Чашки", "type": "number", "default": 0}]}`))

	p.head(w.in("What is always there", "Что есть всегда"))
	p.tabulate([]string{w.in("Variable", "Переменная"), w.in("Type", "Тип"), w.in("Can be written", "Можно записать"), w.in("What it is", "Что это")}, w.given())

	p.head(w.in("Of the event", "О событии"))
	p.say(w.in("Which of these there are depends on what happened; the others are nothing.",
		"Какие из них есть, зависит от того, что произошло; остальных просто нет."))
	rows = nil
	for _, f := range engine.EventFields() {
		rows = append(rows, []string{code(engine.ScopeEvent + "." + f.Name), w.typeName(f.Type), w.kinds(f.Kinds), w.of(f.Title)})
	}
	p.tabulate([]string{w.in("Variable", "Переменная"), w.in("Type", "Тип"), w.in("Event", "Событие"), w.in("What it is", "Что это")}, rows)
	return p
}

// given lists the fields that the engine fills.
func (w *writer) given() [][]string {
	var rows [][]string
	fields := func(all map[string]map[string]expr.Type, write string) {
		for _, scope := range slices.Sorted(maps.Keys(all)) {
			for _, name := range slices.Sorted(maps.Keys(all[scope])) {
				full := scope + "." + name
				rows = append(rows, []string{code(full), w.typeName(string(all[scope][name])), write, w.field(full)})
			}
		}
	}
	fields(engine.WritableFields(), w.in("yes", "да"))
	fields(engine.BuiltInFields(), w.in("no", "нет"))
	return rows
}

// field says what a field is that the engine fills; a test fails for one that it does not know.
func (l language) field(name string) string {
	switch name {
	case "user.first_name":
		return l.in("First name, as Telegram tells it", "Имя, как его сообщает Telegram")
	case "user.last_name":
		return l.in("Last name", "Фамилия")
	case "user.username":
		return l.in("Name with which others find the user, without @", "Имя, по которому пользователя находят, без @")
	case "user.language":
		return l.in("Language of texts, such as en", "Язык текстов, например ru")
	case "user.id":
		return l.in("Telegram's number of the user", "Номер пользователя в Telegram")
	case "user.name":
		return l.in("First and last name", "Имя и фамилия")
	case "user.roles":
		return l.in("Roles in the bot's staff", "Роли в команде бота")
	case "user.premium":
		return l.in("Has Telegram Premium", "Есть ли Telegram Premium")
	case "user.banned":
		return l.in("Is banned from the bot", "Забанен ли в боте")
	case "user.tags":
		return l.in("Tags that the bot gave to the user", "Метки, которые бот дал пользователю")
	case "chat.id":
		return l.in("Telegram's number of the chat", "Номер чата в Telegram")
	case "chat.type":
		return l.in("`private`, `group`, `supergroup` or `channel`", "`private`, `group`, `supergroup` или `channel`")
	case "chat.title":
		return l.in("Name of the group or channel", "Название группы или канала")
	default:
		return ""
	}
}

// kinds names kinds of events.
func (w *writer) kinds(kinds []engine.EventKind) string {
	if len(kinds) == 0 {
		return w.in("every event", "любое событие")
	}
	var out []string
	for _, k := range kinds {
		if name := w.eventKind(k); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return strings.Join(out, ", ")
}

func (l language) eventKind(k engine.EventKind) string {
	switch k {
	case engine.MessageReceived, engine.MessageEdited:
		return l.in("message", "сообщение")
	case engine.ButtonPressed:
		return l.in("button", "кнопка")
	case engine.WebhookCalled:
		return l.in("webhook", "вебхук")
	case engine.CallbackReceived:
		return l.in("callback", "обратный вызов")
	case engine.SignalSent:
		return l.in("flow's event", "событие сценария")
	case engine.PaymentPaid, engine.PaymentRefunded:
		return l.in("payment", "оплата")
	case engine.MemberChanged:
		return l.in("member", "участник")
	case engine.RunFailed:
		return l.in("trouble", "сбой")
	case engine.FlowStarted:
		return l.in("start", "запуск")
	default:
		return string(k)
	}
}
