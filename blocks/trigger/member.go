package trigger

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// member (trigger.member) starts its flow when somebody joins or leaves a chat that the bot is in, when the bot's own
// standing there changes, or when a user blocks or unblocks the bot.
//
// Config: Events; Chats, ids or usernames to which it is limited; Talk, where the flow runs when another chat is meant.
// Exits: next. Errors: none. Outputs: local.event, local.member (id, name, username, bot), local.chat (id, title,
// username, type), local.old and local.new, Telegram's words of standing.
//
// Of others, the flow is that of who changed, in the chat itself or in the private chat with the bot; of the bot, that of
// who changed it. Somebody who blocked the bot, or a chat that the bot was taken out of, cannot be written to: such a flow
// may set variables and tell the staff. Telegram reports members of a chat only to bots that are its administrators.
type member struct {
	engine.TriggerSettings
	next

	Events []string `json:"events" validate:"required,max=14,dive,oneof=blocked unblocked bot_added bot_removed bot_promoted bot_demoted joined left banned unbanned promoted demoted restricted" jsonschema:"minItems=1,enum=blocked,enum=unblocked,enum=bot_added,enum=bot_removed,enum=bot_promoted,enum=bot_demoted,enum=joined,enum=left,enum=banned,enum=unbanned,enum=promoted,enum=demoted,enum=restricted"`
	Chats  []string `json:"chats,omitempty" validate:"max=50,dive,required,max=64" jsonschema:"maxItems=50"`
	Talk   string   `json:"talk,omitempty" validate:"omitempty,oneof=chat private" jsonschema:"enum=chat,enum=private"`
}

// Changes of standing.
const (
	blocked     = "blocked"
	unblocked   = "unblocked"
	botAdded    = "bot_added"
	botRemoved  = "bot_removed"
	botPromoted = "bot_promoted"
	botDemoted  = "bot_demoted"
	joined      = "joined"
	left        = "left"
	banned      = "banned"
	unbanned    = "unbanned"
	promoted    = "promoted"
	demoted     = "demoted"
	restricted  = "restricted"
)

const talkPrivate = "private"

func memberType() engine.BlockType {
	title := func(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }
	return engine.BlockType{
		Name: "trigger.member", Version: 1, Icon: "users", Trigger: true,
		Title: title("Members", "Участники"),
		Help: title(
			"Starts the flow when somebody joins or leaves your channel or group, when the bot is added there, or when a user blocks the bot. To see members, the bot must be an administrator of the chat.",
			"Запускает сценарий, когда кто-то вступает в ваш канал или группу или выходит, когда туда добавляют бота или когда пользователь блокирует бота. Чтобы видеть участников, бот должен быть администратором чата.",
		),
		Exits: []engine.Exit{engine.NextExit()},
		Outputs: []engine.Output{
			{Name: "local.event", Type: "text", Title: title("What happened", "Что произошло")},
			{Name: "local.member", Type: "object", Title: title("Who changed: id, name, username, bot", "Кто изменился: id, name, username, bot")},
			{Name: "local.chat", Type: "object", Title: title("The chat: id, title, username, type", "Чат: id, title, username, type")},
			{Name: "local.old", Type: "text", Title: title("Standing before", "Прежнее положение")},
			{Name: "local.new", Type: "text", Title: title("Standing now", "Новое положение")},
		},
		Example: `{"events": ["joined"], "chats": ["@coffee_news"], "talk": "private"}`,
		New:     func() engine.Block { return new(member) },
	}
}

// Fields names the settings for forms and the reference.
func (x *member) Fields() []engine.Field {
	return append([]engine.Field{
		{Name: "events", Title: engine.Text{"en": "What happens", "ru": "Что происходит"}, Help: engine.Text{
			"en": "blocked, unblocked: a user and the bot. joined, left, banned, unbanned, promoted, demoted, restricted: somebody in a chat. bot_added, bot_removed, bot_promoted, bot_demoted: the bot in a chat.",
			"ru": "blocked, unblocked — пользователь заблокировал бота или вернулся. joined, left, banned, unbanned, promoted, demoted, restricted — кто-то в чате. bot_added, bot_removed, bot_promoted, bot_demoted — сам бот в чате.",
		}},
		{Name: "chats", Title: engine.Text{"en": "Chats", "ru": "Чаты"}, Help: engine.Text{
			"en": "Only in these: @username or the id. Empty means all chats that the bot is in.", "ru": "Только в этих: @имя или id. Пусто — во всех чатах, где есть бот.",
		}},
		{Name: "talk", Title: engine.Text{"en": "Where the flow runs", "ru": "Где идёт сценарий"}, Help: engine.Text{
			"en": "chat: in the chat itself. private: in the private chat with who changed, which works only if they have started the bot. private for channels, else chat, if empty.",
			"ru": "chat — в самом чате, private — в личном чате с тем, кто изменился, если он запускал бота. Пусто: для каналов private, иначе chat.",
		}},
	}, x.TriggerSettings.Fields()...)
}

// Defaults makes it come back to an open question, but where nobody is left to answer it.
func (x *member) Defaults() {
	if x.WhenBusy == "" && slices.ContainsFunc(x.Events, func(e string) bool { return !parting(e) }) {
		x.WhenBusy = engine.BusyNest
	}
}

// parting reports whether the bot cannot write there after the change.
func parting(event string) bool { return event == blocked || event == botRemoved }

// Check reports chats that are none, and settings that do not go with the events.
func (x *member) Check(k *engine.Checking) {
	repeated(k, "/events", x.Events)
	for i, c := range x.Chats {
		name, isName := strings.CutPrefix(c, "@")
		if _, err := strconv.ParseInt(c, 10, 64); err != nil && (!isName || name == "") {
			k.Error("chat_invalid", fmt.Sprintf("/chats/%d", i), "%q is no chat: give its @username, or its id such as -1001234567890", c)
		}
	}
	private := !slices.ContainsFunc(x.Events, func(e string) bool { return e != blocked && e != unblocked })
	if private && len(x.Chats) > 0 {
		k.Warn("setting_unused", "/chats", "users block the bot in their own private chats")
	}
	if private && x.Talk != "" {
		k.Warn("setting_unused", "/talk", "the flow runs in the user's private chat in any case")
	}
	family, _, _ := strings.Cut(k.Leads("next"), ".")
	mute := !slices.ContainsFunc(x.Events, func(e string) bool { return !parting(e) })
	elsewhere := x.Talk == talkPrivate && !private
	if mute && !elsewhere && slices.Contains([]string{"message", "ask", "form", "payment"}, family) {
		k.Warn("nobody_reads", "", "the bot cannot write there any more: the message that comes next is refused")
	}
}

// Keys names the events, in their chats.
func (x *member) Keys() []string {
	var keys []string
	for _, e := range x.Events {
		if len(x.Chats) == 0 {
			keys = append(keys, "member:"+e)
		}
		for _, c := range x.Chats {
			keys = append(keys, "member:"+e+" "+strings.ToLower(c))
		}
	}
	return keys
}

// Within names the events in all chats.
func (x *member) Within() []string {
	if len(x.Chats) == 0 || len(x.Events) != 1 {
		return nil
	}
	return []string{"member:" + x.Events[0]}
}

// Match takes changes of its kinds in its chats.
func (x *member) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	if ev.Kind != engine.MemberChanged || ev.Member == nil || len(x.Chats) > 0 && !x.meant(ev.Chat) {
		return engine.Match{}, false
	}
	m := ev.Member
	if to := x.elsewhere(ev); to != nil && (to.Bot || to.ID <= 0) { // nobody to talk to in private
		return engine.Match{}, false
	}
	what := slices.DeleteFunc(changes(ev.Chat, m), func(c string) bool { return !slices.Contains(x.Events, c) })
	if len(what) == 0 {
		return engine.Match{}, false
	}
	weight := engine.WeightKind
	if len(x.Chats) > 0 {
		weight++
	}
	who := m.Who
	if ev.Chat.Private() { // it is the user who blocked the bot
		who = ev.User
	}
	name := strings.TrimSpace(who.FirstName + " " + who.LastName)
	return engine.Match{Weight: weight, For: x.elsewhere(ev), Outputs: engine.Values{
		"event": what[0], "old": m.Old, "new": m.New,
		"member": map[string]any{"id": float64(who.ID), "name": name, "username": who.Username, "bot": who.Bot},
		"chat": map[string]any{
			"id": float64(ev.Chat.ID), "title": ev.Chat.Title, "username": ev.Chat.Username, "type": ev.Chat.Type,
		},
	}}, true
}

func (x *member) meant(chat engine.Chat) bool {
	return slices.ContainsFunc(x.Chats, func(c string) bool {
		name, ok := strings.CutPrefix(c, "@")
		return ok && strings.EqualFold(name, chat.Username) || c == strconv.FormatInt(chat.ID, 10)
	})
}

// changes names what a change of standing is, the most telling first: who was banned has left as well.
func changes(chat engine.Chat, m *engine.MemberChange) []string {
	was, is := within(m.Old), within(m.New)
	switch {
	case m.IsBot && chat.Private() && m.New == "kicked":
		return []string{blocked}
	case m.IsBot && chat.Private():
		return only(m.Old == "kicked" && is, unblocked)
	case m.IsBot && !was && is:
		return append([]string{botAdded}, only(m.New == "administrator", botPromoted)...)
	case m.IsBot && was && !is:
		return []string{botRemoved}
	case m.IsBot:
		return append(only(!leads(m.Old) && leads(m.New), botPromoted), only(leads(m.Old) && !leads(m.New), botDemoted)...)
	case !was && is:
		return []string{joined}
	case was && m.New == "kicked":
		return []string{banned, left}
	case m.New == "kicked":
		return only(m.Old != "kicked", banned)
	case was && !is:
		return only(m.New == "left", left)
	case m.Old == "kicked":
		return only(m.New == "left", unbanned)
	}
	return append(
		append(only(!leads(m.Old) && leads(m.New), promoted), only(leads(m.Old) && !leads(m.New), demoted)...),
		only(m.Old != "restricted" && m.New == "restricted", restricted)...,
	)
}

func only(holds bool, change string) []string {
	if !holds {
		return nil
	}
	return []string{change}
}

// within reports whether Telegram's word of standing is that of a member: Bot API, ChatMember. Of the restricted, those who
// are not come as "left".
func within(status string) bool { return leads(status) || status == "member" || status == "restricted" }

func leads(status string) bool { return status == "creator" || status == "administrator" }

// elsewhere is in whose private chat the flow runs; nil for the chat of the event.
func (x *member) elsewhere(ev *engine.Event) *engine.User {
	private := x.Talk == talkPrivate || x.Talk == "" && ev.Chat.Type == "channel"
	if !private || ev.Chat.Private() {
		return nil
	}
	who := ev.Member.Who
	if ev.Member.IsBot {
		who = ev.User
	}
	return &who
}
