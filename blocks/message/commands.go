package message

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
)

// commands (message.commands) sets the menu of commands that this user sees in this chat, and the button beside the input
// field.
//
// Config: Commands, each with a description, and ShowIf; Reset, back to the bot's usual menu; Button, what the menu button
// does. Waits: none. Exits: next, error. Errors: button_private, button_url, button_text, those of the texts (expression_…),
// send_chat_not_found and other refusals, which come later.
//
// Descriptions are shown in the user's language of now: run the block again after a change of language. In a group the
// menu is this user's alone, and there is no menu button. A menu in which no command is to be shown is the usual one.
type commands struct {
	engine.NoWait

	Commands []commandItem `json:"commands,omitempty" validate:"max=100,dive" jsonschema:"maxItems=100"`
	Reset    bool          `json:"reset,omitempty"`
	Button   *menuButton   `json:"button,omitempty"`
}

// commandItem is one line of the menu.
type commandItem struct {
	Command     string           `json:"command" validate:"required,max=33" jsonschema:"maxLength=33"`
	Description engine.Line      `json:"description"`
	ShowIf      engine.Condition `json:"show_if,omitzero"`
}

// menuButton is the button beside the input field.
type menuButton struct {
	Does string      `json:"does" validate:"required,oneof=commands web_app default" jsonschema:"enum=commands,enum=web_app,enum=default"`
	Text engine.Line `json:"text,omitzero"`
	URL  engine.Link `json:"url,omitzero"`
}

// Limits of menus: Telegram Bot API, BotCommand.
const maxCommandDescription = 256 // characters

const opensApp = "web_app"

// commandName is how commands are written: Telegram Bot API, BotCommand.command.
var commandName = regexp.MustCompile(`^/?[a-z0-9_]{1,32}$`)

func commandsType() engine.BlockType {
	return engine.BlockType{
		Name: "message.commands", Version: 1, Icon: "slash",
		Title: engine.Text{"en": "Menu of commands", "ru": "Меню команд"},
		Help: engine.Text{
			"en": "Gives this user a menu of commands of his own, for example more commands after a purchase, or the bot's usual menu again. The button beside the input field can open a Mini App.",
			"ru": "Показывает этому пользователю своё меню команд, например больше команд после покупки, или возвращает обычное меню бота. Кнопка у поля ввода может открывать Mini App.",
		},
		Exits:   []engine.Exit{engine.NextExit(), engine.ErrorExit()},
		Example: `{"commands": [{"command": "orders", "description": {"en": "My orders", "ru": "Мои заказы"}}, {"command": "help", "description": "Help"}]}`,
		New:     func() engine.Block { return new(commands) },
	}
}

// Fields names the settings for forms and the reference.
func (*commands) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "commands", Title: engine.Text{"en": "Commands", "ru": "Команды"},
			Help: engine.Text{"en": "The lines of the menu, in this order.", "ru": "Строки меню в этом порядке."},
		},
		{
			Name: "reset", Title: engine.Text{"en": "Usual menu again", "ru": "Вернуть обычное меню"},
			Help: engine.Text{"en": "Takes this user's own menu away.", "ru": "Убирает собственное меню этого пользователя."},
		},
		{
			Name: "button", Title: engine.Text{"en": "Menu button", "ru": "Кнопка меню"},
			Help: engine.Text{"en": "The button beside the input field, in private chats only.", "ru": "Кнопка у поля ввода, только в личных чатах."},
		},
	}
}

// Fields names the settings of a line.
func (*commandItem) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "command", Title: engine.Text{"en": "Command", "ru": "Команда"},
			Help: engine.Text{"en": "Small letters a-z, digits and _, such as orders.", "ru": "Строчные латинские буквы, цифры и _, например orders."},
		},
		{
			Name: "description", Title: engine.Text{"en": "Description", "ru": "Описание"},
			Help: engine.Text{"en": "What stands beside it, up to 256 characters.", "ru": "Что написано рядом, до 256 знаков."},
		},
		{
			Name: "show_if", Title: engine.Text{"en": "Show if", "ru": "Показать, если"},
			Help: engine.Text{"en": "The command is left out unless this holds.", "ru": "Команда видна, только если это условие верно."},
		},
	}
}

// Fields names the settings of the menu button.
func (*menuButton) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "does", Title: engine.Text{"en": "What it does", "ru": "Что делает"},
			Help: engine.Text{
				"en": "commands opens the menu, web_app a Mini App, default is what was set for the bot at BotFather.",
				"ru": "commands открывает меню, web_app — Mini App, default — как задано для бота в BotFather.",
			},
		},
		{
			Name: "text", Title: engine.Text{"en": "Label", "ru": "Надпись"},
			Help: engine.Text{"en": "What stands on the button of a Mini App.", "ru": "Что написано на кнопке Mini App."},
		},
		{
			Name: "url", Title: engine.Text{"en": "Address", "ru": "Адрес"},
			Help: engine.Text{"en": "Address of the Mini App, https:// only.", "ru": "Адрес Mini App, только https://."},
		},
	}
}

// Check reports what Telegram would refuse, and settings that do nothing.
func (c *commands) Check(k *engine.Checking) {
	if len(c.Commands) == 0 && !c.Reset && c.Button == nil {
		k.Error("commands_nothing", "", "say which commands the menu has, that it is the usual one again, or what the menu button does")
	}
	if len(c.Commands) > 0 && c.Reset {
		k.Error("commands_and_reset", "/reset", "either give the user a menu of his own or the usual one again, not both")
	}
	taken, complete := k.CommandNames()
	seen := map[string]bool{}
	for i := range c.Commands {
		one, p := &c.Commands[i], fmt.Sprintf("/commands/%d", i)
		switch name := one.name(); {
		case !commandName.MatchString(one.Command):
			k.Error("command_invalid", p+"/command", "%q is no command: small letters a-z, digits and _, at most 32 of them", one.Command)
		case seen[name]:
			k.Error("command_duplicate", p+"/command", "the menu has the command %q twice", name)
		default:
			seen[name] = true
			if complete && !slices.Contains(taken, name) {
				k.WarnOf(name, taken, "command_unanswered", p+"/command", "no trigger of the bot answers /%s, which its menu offers", name)
			}
		}
		sources := one.Description.Sources()
		if len(sources) == 0 {
			k.Error("description_empty", p+"/description", "the command has no description: Telegram shows none without")
		}
		for lang, src := range sources {
			at := strings.TrimSuffix(p+"/description/"+lang, "/")
			switch {
			case strings.TrimSpace(src) == "":
				k.Error("description_empty", at, "the command has no description: Telegram shows none without")
			case !strings.Contains(src, "{{") && utf8.RuneCountInString(src) > maxCommandDescription:
				k.Error("description_too_long", at, "the description has %d characters; Telegram allows %d", utf8.RuneCountInString(src), maxCommandDescription)
			}
		}
	}
	if c.Button != nil {
		c.Button.check(k)
	}
}

func (b *menuButton) check(k *engine.Checking) {
	if b.Does != opensApp {
		if !b.Text.IsZero() || !b.URL.IsZero() {
			k.Warn("button_unused", "/button", "label and address belong to a button that opens a Mini App")
		}
		return
	}
	if b.Text.IsZero() {
		k.Error("label_empty", "/button/text", "the button has no label")
	}
	if b.URL.IsZero() {
		k.Error("url_invalid", "/button/url", "say the address of the Mini App")
	}
	for lang, src := range b.URL.Sources() {
		if why := wrongAppAddress(src); why != "" && !strings.Contains(src, "{{") {
			k.Error("url_invalid", strings.TrimSuffix("/button/url/"+lang, "/"), "the Mini App cannot be opened: %s", why)
		}
	}
}

// wrongAppAddress says why an address is none of a Mini App; empty if it can be.
func wrongAppAddress(s string) string {
	if why := wrongAddress(s); why != "" {
		return why
	}
	if !strings.HasPrefix(strings.TrimSpace(s), "https://") {
		return "its address must begin with https://"
	}
	return ""
}

// name is the command without its slash.
func (c *commandItem) name() string { return strings.TrimPrefix(c.Command, "/") }

// Enter asks for the menu and the button.
func (c *commands) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	var button map[string]any
	if c.Button != nil {
		if !t.Chat().Private() {
			return engine.Stay(), engine.Trouble("button_private", "a menu button is there in private chats only")
		}
		var err error
		if button, err = c.Button.render(t); err != nil {
			return engine.Stay(), err
		}
	}
	list, err := c.shown(t)
	if err != nil {
		return engine.Stay(), err
	}
	switch {
	case len(list) > 0:
		call(t, "setMyCommands", map[string]any{"commands": list, "scope": scope(t)})
	case c.Reset || len(c.Commands) > 0:
		call(t, "deleteMyCommands", map[string]any{"scope": scope(t)})
	}
	if button != nil {
		call(t, "setChatMenuButton", map[string]any{"chat_id": t.Chat().ID, "menu_button": button})
	}
	return engine.Leave(nextExit), nil
}

func call(t *engine.Turn, method string, params map[string]any) {
	t.Emit(engine.Effect{Kind: engine.CallMethod, Call: &engine.MethodCall{Method: method, Params: params}})
}

// scope is who sees the menu: Telegram Bot API, BotCommandScope.
func scope(t *engine.Turn) map[string]any {
	if t.Chat().Private() {
		return map[string]any{"type": "chat", "chat_id": t.Chat().ID}
	}
	return map[string]any{"type": "chat_member", "chat_id": t.Chat().ID, "user_id": t.User().ID}
}

// shown are the commands as Telegram takes them. A description that came out empty leaves its command out, and one that
// came out too long is cut: the menu matters more.
func (c *commands) shown(t *engine.Turn) ([]any, error) {
	var out []any
	for i := range c.Commands {
		one := &c.Commands[i]
		if ok, err := t.Test(&one.ShowIf); err != nil {
			return nil, err
		} else if !ok {
			continue
		}
		text, err := t.Line(&one.Description)
		if err != nil {
			return nil, err
		}
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		out = append(out, map[string]any{"command": one.name(), "description": engine.Shorten(text, maxCommandDescription)})
	}
	return out, nil
}

// render gives the button as Telegram takes it.
func (b *menuButton) render(t *engine.Turn) (map[string]any, error) {
	out := map[string]any{"type": b.Does}
	if b.Does != opensApp {
		return out, nil
	}
	text, err := t.Line(&b.Text)
	if err != nil {
		return nil, err
	}
	address, err := t.Link(&b.URL)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(text) == "" {
		return nil, engine.Trouble("button_text", "the label of the menu button is empty once its values are put in")
	}
	if why := wrongAppAddress(address); why != "" {
		return nil, engine.Trouble("button_url", "the Mini App of the menu button cannot be opened: %s", why)
	}
	out["text"], out["web_app"] = text, map[string]any{"url": address}
	return out, nil
}
