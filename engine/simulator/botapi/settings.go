package botapi

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of a bot's settings: Bot API, BotCommand, setMyCommands, setMyName and
// its fellows.
const (
	maxCommands           = 100
	maxCommand            = 32
	maxCommandDescription = 256
)

// BotCommand is the Bot API's BotCommand.
type BotCommand struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// settings are what a bot tells about itself.
type settings struct {
	commands map[string][]BotCommand // by scope and language
	texts    map[string]string       // name, description, … by language
	menus    map[int64]json.RawMessage
}

func newSettings() settings {
	return settings{
		commands: map[string][]BotCommand{}, texts: map[string]string{}, menus: map[int64]json.RawMessage{},
	}
}

// scopeKey reads scope and language_code into a key of settings.commands.
func (b *bot) scopeKey(r *request) (string, *Error) {
	scope := struct {
		Type   string          `json:"type"`
		ChatID json.RawMessage `json:"chat_id"`
		UserID int64           `json:"user_id"`
	}{Type: "default"}
	if _, err := r.decode("scope", "BotCommandScope", &scope); err != nil {
		return "", err
	}
	key := scope.Type
	switch scope.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat", "chat_administrators", "chat_member":
		id := bareText(scope.ChatID)
		if id == "" {
			return "", badRequest("can't parse BotCommandScope: Empty chat_id specified")
		}
		c, err := b.chat(id)
		if err != nil {
			return "", err
		}
		if scope.Type == "chat_member" && scope.UserID <= 0 {
			return "", badRequest("can't parse BotCommandScope: Invalid user_id specified")
		}
		key += ":" + strconv.FormatInt(c.info.ID, 10) + ":" + strconv.FormatInt(scope.UserID, 10)
	default:
		return "", badRequest("can't parse BotCommandScope: Unsupported type specified")
	}
	language := r.str("language_code")
	if err := checkLanguage(language); err != nil {
		return "", err
	}
	return key + "/" + language, nil
}

// checkLanguage takes two-letter ISO 639-1 codes and none.
func checkLanguage(code string) *Error {
	if code == "" || len(code) == 2 && isAlpha(code[0]) && isAlpha(code[1]) {
		return nil
	}
	return badRequest("invalid language code specified")
}

func setMyCommands(b *bot, r *request) (any, *Error) {
	var items []json.RawMessage
	if _, err := r.decode("commands", "commands", &items); err != nil {
		if json.Valid([]byte(r.str("commands"))) {
			return nil, badRequest("expected an Array of BotCommand")
		}
		return nil, err
	}
	if len(items) > maxCommands {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	commands := make([]BotCommand, 0, len(items))
	for _, item := range items {
		var c BotCommand
		if json.Unmarshal(item, &c) != nil {
			return nil, badRequest("can't parse BotCommand: expected an Object")
		}
		c.Command = strings.TrimPrefix(strings.TrimSpace(c.Command), "/")
		c.Description = strings.TrimSpace(c.Description)
		if !validCommand(c.Command) {
			return nil, badRequest("BOT_COMMAND_INVALID")
		}
		if n := utf8.RuneCountInString(c.Description); n < 1 || n > maxCommandDescription {
			return nil, badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
		commands = append(commands, c)
	}
	key, err := b.scopeKey(r)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settings.commands[key] = commands
	return true, nil
}

// validCommand takes 1-32 lower-case English letters, digits and underscores.
func validCommand(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= maxCommand
}

func getMyCommands(b *bot, r *request) (any, *Error) {
	key, err := b.scopeKey(r)
	if err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	if commands := b.settings.commands[key]; commands != nil {
		return commands, nil
	}
	return []BotCommand{}, nil
}

func deleteMyCommands(b *bot, r *request) (any, *Error) {
	key, err := b.scopeKey(r)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.settings.commands, key)
	return true, nil
}

// Commands are what the person finds in the menu of the private chat with the
// bot: the most specific scope wins, then the person's language.
func (p *Person) Commands(bot string) []BotCommand {
	b := p.server.bot(bot)
	if b == nil {
		return nil
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, scope := range []string{
		"chat:" + strconv.FormatInt(p.user.ID, 10) + ":0", "all_private_chats", "default",
	} {
		for _, language := range []string{p.user.LanguageCode, ""} {
			if commands, ok := b.settings.commands[scope+"/"+language]; ok {
				return commands
			}
		}
	}
	return nil
}

// botText describes setMyName, setMyDescription and setMyShortDescription.
func botText(methodName string) (param string, limit int) {
	switch strings.TrimPrefix(methodName[len("set"):], "My") {
	case "Name":
		return "name", 64
	case "Description":
		return "description", 512
	default:
		return "short_description", 120
	}
}

func setMyText(b *bot, r *request) (any, *Error) {
	param, limit := botText(r.method.name)
	text, language := r.str(param), r.str("language_code")
	if err := checkLanguage(language); err != nil {
		return nil, err
	}
	if utf8.RuneCountInString(text) > limit {
		return nil, badRequest("bot %s is too long", strings.ReplaceAll(param, "_", " "))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settings.texts[param+"/"+language] = text
	return true, nil
}

func getMyText(b *bot, r *request) (any, *Error) {
	param, _ := botText(r.method.name)
	language := r.str("language_code")
	if err := checkLanguage(language); err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	text := b.settings.texts[param+"/"+language]
	if text == "" {
		text = b.settings.texts[param+"/"]
	}
	if text == "" && param == "name" {
		text = b.user.FirstName
	}
	return map[string]string{param: text}, nil
}

func setChatMenuButton(b *bot, r *request) (any, *Error) {
	button := struct {
		Type   string  `json:"type"`
		Text   string  `json:"text"`
		WebApp *WebApp `json:"web_app"`
	}{Type: "default"}
	given, err := r.decode("menu_button", "menu button", &button)
	if err != nil {
		return nil, err
	}
	switch button.Type {
	case "default", "commands":
	case "web_app":
		if button.Text == "" || button.WebApp == nil {
			return nil, badRequest("can't parse menu button: Can't find field %q", "text")
		}
		if _, problem := checkLink(button.WebApp.URL, true); problem != "" {
			return nil, badRequest("menu button Web App %s", problem)
		}
	default:
		return nil, badRequest("can't parse menu button: MenuButton has unsupported type")
	}
	chatID := int64(0)
	if id := r.str("chat_id"); id != "" {
		c, err := b.chat(id)
		if err != nil {
			return nil, err
		}
		chatID = c.info.ID
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if given {
		b.settings.menus[chatID] = json.RawMessage(r.str("menu_button"))
	} else {
		delete(b.settings.menus, chatID)
	}
	return true, nil
}

func getChatMenuButton(b *bot, r *request) (any, *Error) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, id := range []int64{r.integer("chat_id"), 0} {
		if button := b.settings.menus[id]; button != nil {
			return button, nil
		}
	}
	return map[string]string{"type": "commands"}, nil
}
