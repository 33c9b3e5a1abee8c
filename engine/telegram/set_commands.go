package telegram

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"github.com/scenarist/scenarist/engine"
)

// Limits of command menus: Telegram Bot API, setMyCommands.
const (
	maxCommands              = 100
	maxDescriptionCharacters = 256
)

// SetCommands makes the bot's command menus those given, for each scope and language. Menus that are right already are not
// touched, and scopes without commands of their own lose their menus. The menus of a language that no command has any
// longer stay as they are: Telegram has no list of them.
func SetCommands(ctx context.Context, caller Caller, token string, commands []engine.Command) error {
	bot := newBot(caller, token)
	langs := commandLanguages(commands)
	for _, scope := range commandScopes() {
		for _, lang := range langs {
			if err := setMenu(ctx, bot, scope.telegram, lang, menu(commands, scope.includes, lang)); err != nil {
				return fmt.Errorf("set command menu for %s in language %q: %w", scope.telegram.GetType(), lang, err)
			}
		}
	}
	return nil
}

// commandScope is one of Telegram's scopes with those of ours that are shown in it. Telegram shows the most specific
// menu only, so a specific one repeats the general commands.
type commandScope struct {
	telegram gotgbot.BotCommandScope
	includes []string // the first one must have commands, or there is no such menu
}

func commandScopes() []commandScope {
	return []commandScope{
		{gotgbot.BotCommandScopeDefault{}, []string{""}},
		{gotgbot.BotCommandScopeAllPrivateChats{}, []string{"private", ""}},
		{gotgbot.BotCommandScopeAllGroupChats{}, []string{"group", ""}},
		{gotgbot.BotCommandScopeAllChatAdministrators{}, []string{"admin", "group", ""}},
	}
}

// commandLanguages are the languages of the descriptions as Telegram takes them, the default "" first.
func commandLanguages(commands []engine.Command) []string {
	langs := []string{""}
	for i := range commands {
		for lang := range commands[i].Description {
			if base := baseLanguage(lang); base != "" {
				langs = append(langs, base)
			}
		}
	}
	slices.Sort(langs)
	return slices.Compact(langs)
}

// baseLanguage is the ISO 639-1 code of a tag such as "pt-br"; empty if it has none.
func baseLanguage(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if len(base) != 2 {
		return ""
	}
	return base
}

// menu gives the entries for a scope and a language, in the order of the commands, each command once.
func menu(commands []engine.Command, includes []string, lang string) []gotgbot.BotCommand {
	own := func(c engine.Command) bool { return c.Scope == includes[0] }
	if !slices.ContainsFunc(commands, own) {
		return nil
	}
	var out []gotgbot.BotCommand
	for _, c := range commands {
		text := description(&c, lang)
		has := func(b gotgbot.BotCommand) bool { return b.Command == c.Command }
		if text == "" || !slices.Contains(includes, c.Scope) || slices.ContainsFunc(out, has) {
			continue
		}
		if out = append(out, gotgbot.BotCommand{Command: c.Command, Description: text}); len(out) == maxCommands {
			break
		}
	}
	return out
}

// description is the text in the language, else the default one, else any: the first by language. Commands without a
// description are not shown.
func description(c *engine.Command, lang string) string {
	text := c.Description[""]
	var first string
	for tag, s := range c.Description {
		if s == "" {
			continue
		}
		if lang != "" && baseLanguage(tag) == lang {
			text = s
		}
		if first == "" || tag < first {
			first = tag
		}
	}
	if text == "" {
		text = c.Description[first]
	}
	return engine.Clip(text, maxDescriptionCharacters)
}

// setMenu writes one menu if it is not so already.
func setMenu(ctx context.Context, bot *gotgbot.Bot, scope gotgbot.BotCommandScope, lang string, want []gotgbot.BotCommand) error {
	have, err := bot.GetMyCommandsWithContext(ctx, &gotgbot.GetMyCommandsOpts{Scope: scope, LanguageCode: lang})
	if err != nil {
		return err
	}
	switch {
	case slices.EqualFunc(have, want, func(a, b gotgbot.BotCommand) bool { return a.Command == b.Command && a.Description == b.Description }):
		return nil
	case len(want) == 0:
		_, err = bot.DeleteMyCommandsWithContext(ctx, &gotgbot.DeleteMyCommandsOpts{Scope: scope, LanguageCode: lang})
	default:
		_, err = bot.SetMyCommandsWithContext(ctx, want, &gotgbot.SetMyCommandsOpts{Scope: scope, LanguageCode: lang})
	}
	return err
}
