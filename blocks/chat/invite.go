package chat

import (
	"context"
	"encoding/json"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// invite (chat.invite) makes an invite link to a channel or group, for one person.
//
// Config: Chat; For, another contact; Expires, how long the link is good; Approve, to be asked before somebody comes in
// instead of letting in one person; Name of the link, for the administrators; SaveTo. Waits: for Telegram, twice. Leaves
// local.invite_link behind, and local.invite_until. Exits: next, error. Errors: chat_invalid, contact_invalid,
// telegram_rights, telegram_chat_not_found and other refusals, those of the expressions.
type invite struct {
	place

	Expires *flow.Duration `json:"expires,omitempty"`
	Approve bool           `json:"approve,omitempty"`
	Name    engine.Line    `json:"name,omitzero" scenarist:"one"`
	SaveTo  engine.Var     `json:"save_to,omitempty"`
}

// Limits of links: Telegram Bot API, createChatInviteLink.
const (
	maxLinkName   = 32
	defaultExpiry = 24 * time.Hour
)

const (
	inviteLinkVar  engine.Var = "local.invite_link"
	inviteUntilVar engine.Var = "local.invite_until"
)

// Steps of the blocks.
const (
	unbanStep = "unban"
	linkStep  = "link"
	banStep   = "ban"
)

func inviteType() engine.BlockType {
	return engine.BlockType{
		Name: "chat.invite", Version: 1, Icon: "link-plus", Title: title("Invite to a channel", "Пригласить в канал"),
		Help: title(
			"Makes a personal link to your private channel or group, good for one person and for a while.",
			"Создаёт личную ссылку в ваш закрытый канал или группу: на одного человека и на время.",
		),
		Exits: []engine.Exit{engine.NextExit(), engine.ErrorExit()},
		Outputs: []engine.Output{
			{Name: string(inviteLinkVar), Type: "text", Title: title("The link", "Ссылка")},
			{Name: string(inviteUntilVar), Type: "date", Title: title("Until when it is good", "До какого времени действует")},
		},
		Example: `{"chat": "-1001234567890", "expires": "1d"}`,
		New:     func() engine.Block { return new(invite) },
	}
}

// Fields names the settings for forms and the reference.
func (i *invite) Fields() []engine.Field {
	return append(i.place.Fields(), []engine.Field{
		{
			Name: "expires", Title: title("Good for", "Действует"),
			Help: title("Such as 1d; a day if empty.", "Например 1d; пусто — сутки."),
		},
		{
			Name: "approve", Title: title("Ask before letting in", "Впускать после одобрения"),
			Help: title(
				"Who follows the link sends a request to join. The link is then not limited to one person.",
				"Перешедший по ссылке отправит заявку. Тогда ссылка не ограничена одним человеком.",
			),
		},
		{
			Name: "name", Title: title("Name of the link", "Имя ссылки"),
			Help: title("Seen by administrators, at most 32 characters.", "Его видят администраторы, не больше 32 знаков."),
		},
		{
			Name: "save_to", Title: title("Save the link to", "Сохранить ссылку в"), Widget: "variable",
			Help: title("local.invite_link has it too.", "Она есть и в local.invite_link."),
		},
	}...)
}

// Check reports what cannot be.
func (i *invite) Check(k *engine.Checking) {
	i.check(k)
	if i.Expires != nil && i.Expires.Std() < time.Minute {
		k.Error("expires_now", "/expires", "a link is good for at least a minute")
	}
}

// Enter lifts a ban that the user may have, since a link does not.
func (i *invite) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	chat, user, err := i.render(t)
	if err != nil {
		return engine.Stay(), err
	}
	err = t.AskTelegram("unbanChatMember", map[string]any{"chat_id": chat, "user_id": user, "only_if_banned": true})
	if err != nil {
		return engine.Stay(), err
	}
	return waiting(t, doing{unbanStep, chat, user}), nil
}

// Resume makes the link, and then leaves with it. A ban that could not be lifted does not matter to most: the link is made
// all the same.
func (i *invite) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Kind != engine.JobDone || ev.Job == nil {
		return engine.Stay(), nil
	}
	var d doing
	if err := t.Load(&d); err != nil {
		return engine.Stay(), err
	}
	if d.Step == unbanStep {
		d.Step = linkStep
		return i.ask(t, d)
	}
	if ev.Job.Error != nil {
		return engine.Stay(), trouble(ev.Job)
	}
	var link struct {
		Link   string `json:"invite_link"`
		Expire int64  `json:"expire_date"`
	}
	if err := json.Unmarshal(ev.Job.Result, &link); err != nil || link.Link == "" {
		return engine.Stay(), engine.Trouble("telegram_answer", "Telegram gave no link")
	}
	var until any
	if link.Expire > 0 {
		until = time.Unix(link.Expire, 0).UTC().Format(time.RFC3339)
	}
	if err := t.Set(inviteLinkVar, link.Link); err != nil {
		return engine.Stay(), err
	}
	if err := t.Set(inviteUntilVar, until); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave("next"), t.Save(i.SaveTo, link.Link)
}

func (i *invite) ask(t *engine.Turn, d doing) (engine.Outcome, error) {
	name, err := t.Line(&i.Name)
	if err != nil {
		return engine.Stay(), err
	}
	expires := defaultExpiry
	if i.Expires != nil {
		expires = i.Expires.Std()
	}
	params := map[string]any{"chat_id": d.Chat, "expire_date": t.Now().Add(expires).Unix()}
	if name != "" {
		params["name"] = engine.Clip(name, maxLinkName)
	}
	if i.Approve { // excludes a limit of members
		params["creates_join_request"] = true
	} else {
		params["member_limit"] = 1
	}
	if err := t.AskTelegram("createChatInviteLink", params); err != nil {
		return engine.Stay(), err
	}
	return waiting(t, d), nil
}
