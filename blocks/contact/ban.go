package contact

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// ban (contact.ban) keeps a contact out of the bot, in every chat: from now on what the contact writes and presses is taken
// without a word. Times, jobs and payments go on, so that no money is lost; user.banned tells flows that run by themselves.
//
// Config: Contact, the user who is talking if empty; For or Until, or neither for ever; Reason, for the staff; Notice, which
// the contact reads once. Waits: none. Exits: next; protected, if the contact is the bot's owner, who cannot be banned;
// error. Errors: contact_invalid, date_invalid, ban_over, those of the texts (expression_…), and contact_protected where
// nothing is said of protected.
//
// The flow of a user who bans himself goes on: say goodbye behind this block. A second ban replaces the first. A user whom
// the bot has never met can be banned too. In groups the contact stays in the chat, but the bot does not answer any more.
type ban struct {
	engine.NoWait

	Contact engine.Expression `json:"contact,omitzero"`
	For     *flow.Duration    `json:"for,omitempty"`
	Until   engine.Expression `json:"until,omitzero"`
	Reason  engine.Line       `json:"reason,omitzero" scenarist:"one"`
	Notice  engine.Line       `json:"notice,omitzero"`
}

const (
	protectedExit = "protected"

	maxReason = 500 // characters
	maxNotice = 200 // characters: Telegram Bot API, answerCallbackQuery, which shows it over a pressed button
)

func banType() engine.BlockType {
	return engine.BlockType{
		Name: "contact.ban", Version: 1, Icon: "user-off", Title: title("Ban", "Заблокировать"),
		Help: title(
			"Keeps a user out of the bot, for a time or for ever: the bot does not answer any more. Payments that are on their way still count. The owner cannot be banned.",
			"Закрывает пользователю доступ к боту, на время или навсегда: бот больше не отвечает. Платежи, которые уже в пути, засчитаются. Владельца заблокировать нельзя.",
		),
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: protectedExit, Title: title("It is the owner", "Это владелец"), Inherit: true},
			engine.ErrorExit(),
		},
		Example: `{"contact": "event.data", "for": "7d", "reason": "Spam", "notice": "You cannot use this bot for a week."}`,
		New:     func() engine.Block { return new(ban) },
	}
}

// Fields names the settings for forms and the reference.
func (*ban) Fields() []engine.Field {
	return []engine.Field{
		contactField(),
		{Name: "for", Title: title("How long", "На сколько"), Help: title("Such as 1h or 7d. For ever if this and Until are empty.", "Например 1h или 7d. Пусто здесь и в «До» — навсегда.")},
		{Name: "until", Title: title("Until", "До"), Help: title("Expression that gives a date.", "Формула, которая даёт дату.")},
		{Name: "reason", Title: title("Reason", "Причина"), Help: title("For the staff; the user does not see it.", "Для сотрудников; пользователь её не увидит.")},
		{
			Name: "notice", Title: title("Words for the user", "Текст для пользователя"),
			Help: title(
				"Shown once, when the user tries to use the bot. Empty: the bot is silent.",
				"Показать один раз, когда пользователь попробует воспользоваться ботом. Пусто — бот молчит.",
			),
		},
	}
}

// Check reports settings that cannot work together.
func (b *ban) Check(k *engine.Checking) {
	if b.For != nil && !b.Until.IsZero() {
		k.Error("ban_ambiguous", "/until", "either for a time or until a date, not both")
	}
	if b.For != nil && b.For.Std() < time.Second {
		k.Error("ban_empty", "/for", "a ban of no time does nothing")
	}
	for lang, text := range b.Notice.Sources() {
		path := "/notice"
		if lang != "" {
			path += "/" + lang
		}
		if n := utf8.RuneCountInString(text); n > maxNotice && !strings.Contains(text, "{{") {
			k.Error("notice_too_long", path, "the words have %d characters; over a button Telegram shows %d", n, maxNotice)
		}
	}
}

// Enter bans the contact.
func (b *ban) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	id, err := contactOf(t, &b.Contact)
	if err != nil {
		return engine.Stay(), err
	}
	until, err := b.until(t)
	if err != nil {
		return engine.Stay(), err
	}
	reason, err := t.Line(&b.Reason)
	if err != nil {
		return engine.Stay(), err
	}
	notice, err := b.notice(t)
	if err != nil {
		return engine.Stay(), err
	}
	reason = engine.Clip(reason, maxReason)
	err = t.Ban(id, engine.Ban{Reason: reason, Until: until, Notice: notice})
	if re, ok := errors.AsType[*engine.RunError](err); ok && re.Code == "contact_protected" && t.Settled(protectedExit) {
		return engine.Leave(protectedExit), nil
	}
	if err != nil {
		return engine.Stay(), err
	}
	t.Note(engine.Note{Kind: engine.NoteInfo, Name: "contact_banned", Text: reason, Value: float64(id)})
	return engine.Leave("next"), nil
}

// until is when the ban ends; zero for never.
func (b *ban) until(t *engine.Turn) (time.Time, error) {
	switch {
	case b.For != nil:
		return t.Now().Add(b.For.Std()), nil
	case b.Until.IsZero():
		return time.Time{}, nil
	}
	v, err := t.Eval(&b.Until)
	if err != nil {
		return time.Time{}, err
	}
	at, ok := v.(time.Time)
	if s, text := v.(string); text {
		at, ok = engine.ParseDate(s, t.Zone())
	}
	switch {
	case !ok:
		return time.Time{}, engine.Trouble("date_invalid", "%s gave no date", b.Until.Source())
	case !at.After(t.Now()):
		return time.Time{}, engine.Trouble("ban_over", "the ban would end before it begins")
	}
	return at, nil
}

// notice renders the words in each of their languages, since the contact may read another than the user who is talking.
func (b *ban) notice(t *engine.Turn) (map[string]string, error) {
	out := map[string]string{}
	for _, lang := range slices.Sorted(maps.Keys(b.Notice.Sources())) {
		render := func() error {
			text, err := t.Line(&b.Notice)
			if text = strings.TrimSpace(text); text != "" {
				out[lang] = engine.Clip(text, maxNotice)
			}
			return err
		}
		err := render()
		if lang != "" {
			err = t.InLanguage(lang, render)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
