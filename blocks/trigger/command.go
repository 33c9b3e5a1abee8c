package trigger

import (
	"regexp"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// command (trigger.command) starts its flow when a user sends a command such as /start.
//
// Config: Command; Args, a pattern for what follows it; Description, which puts it into the bot's menu; Scope, where the
// menu shows it and where it works. Exits: next. Errors: none. Outputs: local.args, local.groups of the pattern.
type command struct {
	engine.TriggerSettings
	next

	Command     string         `json:"command" validate:"required" jsonschema:"minLength=1,maxLength=33"`
	Args        engine.Pattern `json:"args,omitzero"`
	Description engine.Line    `json:"description,omitzero"`
	Scope       string         `json:"scope,omitempty" validate:"omitempty,oneof=private group admin" jsonschema:"enum=private,enum=group,enum=admin"`
}

// commandSpelling is Telegram's: Bot API, BotCommand.command.
var commandSpelling = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

func commandType() engine.BlockType {
	return engine.BlockType{
		Name: "trigger.command", Version: 1, Icon: "slash", Trigger: true,
		Title: engine.Text{"en": "Command", "ru": "Команда"},
		Help: engine.Text{
			"en": "Starts the flow when a user sends a command such as /start. With a description the command stands in the bot's menu.",
			"ru": "Запускает сценарий, когда пользователь отправляет команду, например /start. С описанием команда видна в меню бота.",
		},
		Exits: []engine.Exit{engine.NextExit()},
		Outputs: []engine.Output{
			{Name: "local.args", Type: "text", Title: engine.Text{"en": "What follows the command", "ru": "Текст после команды"}},
			{Name: "local.groups", Type: "list", Title: engine.Text{"en": "Groups of the pattern", "ru": "Группы шаблона"}},
		},
		Example: `{"command": "start", "description": {"en": "Start over", "ru": "Начать заново"}}`,
		New:     func() engine.Block { return new(command) },
	}
}

// Fields names the settings for forms and the reference.
func (c *command) Fields() []engine.Field {
	return append([]engine.Field{
		{Name: "command", Title: engine.Text{"en": "Command", "ru": "Команда"}, Help: engine.Text{
			"en": "Small letters a-z, digits and _, up to 32, without the slash.", "ru": "Строчные латинские буквы, цифры и _, до 32, без косой черты.",
		}},
		{Name: "args", Title: engine.Text{"en": "Pattern of what follows", "ru": "Шаблон текста после команды"}, Widget: "pattern", Help: engine.Text{
			"en": "Regular expression. The trigger fits only if the text after the command does.", "ru": "Регулярное выражение. Триггер сработает, только если ему отвечает текст после команды.",
		}},
		{Name: "description", Title: engine.Text{"en": "Description in the menu", "ru": "Описание в меню"}, Help: engine.Text{
			"en": "Puts the command into the bot's menu, in each language. Empty leaves it out.", "ru": "Добавит команду в меню бота, на каждом языке. Пусто — в меню её не будет.",
		}},
		{Name: "scope", Title: engine.Text{"en": "Where", "ru": "Где"}, Help: engine.Text{
			"en": "private and group: works and is shown only there. admin: in groups, shown to their administrators; to forbid it to others, use roles.",
			"ru": "private и group: работает и видна только там. admin: в группах, видна администраторам; чтобы запретить остальным, используйте роли.",
		}},
	}, c.TriggerSettings.Fields()...)
}

// Defaults takes off the slash that people write in front of commands.
func (c *command) Defaults() { c.Command = strings.TrimPrefix(c.Command, "/") }

// Check reports a command that Telegram would not know as one, and a description that cannot stand in a menu. The rest
// of the menu is checked by the engine.
func (c *command) Check(k *engine.Checking) {
	if c.Description.IsZero() && !commandSpelling.MatchString(c.Command) {
		k.Error("command_invalid", "/command", "%q is no command: 1 to 32 small letters a-z, digits and _ without the slash", c.Command)
	}
	for lang, src := range c.Description.Sources() {
		path := "/description"
		if lang != "" {
			path += "/" + lang
		}
		if strings.Contains(src, "{{") {
			k.Error("description_dynamic", path, "the menu is the same for everybody: a description cannot have values in it")
		}
	}
}

// Keys names the command, with what narrows it.
func (c *command) Keys() []string {
	key := "command:" + c.Command
	if c.Scope != "" {
		key += "@" + c.Scope
	}
	if !c.Args.IsZero() {
		key += " " + c.Args.Source()
	}
	return []string{key}
}

// Commands gives the entry of the menu.
func (c *command) Commands() []engine.Command {
	if c.Description.IsZero() {
		return nil
	}
	return []engine.Command{{Command: c.Command, Description: c.Description.Sources(), Scope: c.Scope}}
}

// Match takes messages with the command. One whose pattern fits goes before one without a pattern.
func (c *command) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	if ev.Kind != engine.MessageReceived || ev.Message == nil || ev.Message.Command != c.Command || !c.within(ev.Chat) {
		return engine.Match{}, false
	}
	m := engine.Match{Weight: engine.WeightCommand, Outputs: engine.Values{"args": ev.Message.Args}}
	if c.Args.IsZero() {
		return m, true
	}
	found := c.Args.Find(ev.Message.Args)
	if found == nil {
		return engine.Match{}, false
	}
	m.Weight++
	m.Outputs["groups"] = list(found[1:])
	return m, true
}

func (c *command) within(chat engine.Chat) bool {
	switch c.Scope {
	case "private":
		return chat.Private()
	case "group", "admin":
		return !chat.Private()
	default:
		return true
	}
}

// list gives texts as variables hold them.
func list(texts []string) []any {
	out := make([]any, len(texts))
	for i, s := range texts {
		out[i] = s
	}
	return out
}
