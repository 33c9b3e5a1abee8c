package chat

import (
	"context"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// remove (chat.remove) takes somebody out of a channel or group. Who is not in it leaves by next too.
//
// Config: Chat; For, another contact; StayOut, to keep him from coming back. Waits: for Telegram, once or twice. Exits:
// next, error. Errors: chat_invalid, contact_invalid, telegram_rights, telegram_chat_not_found and other refusals, those of
// the expressions.
type remove struct {
	place

	StayOut bool `json:"stay_out,omitempty"`
}

func removeType() engine.BlockType {
	return engine.BlockType{
		Name: "chat.remove", Version: 1, Icon: "user-minus", Title: title("Remove from a channel", "Удалить из канала"),
		Help: title(
			"Takes a user out of your channel or group, for example when what he paid for is over.",
			"Убирает пользователя из вашего канала или группы, например когда оплаченный срок закончился.",
		),
		Exits:   []engine.Exit{engine.NextExit(), engine.ErrorExit()},
		Example: `{"chat": "-1001234567890"}`,
		New:     func() engine.Block { return new(remove) },
	}
}

// Fields names the settings for forms and the reference.
func (r *remove) Fields() []engine.Field {
	return append(r.place.Fields(), engine.Field{
		Name: "stay_out", Title: title("Keep out", "Не пускать обратно"),
		Help: title("He cannot come back by himself; Invite to a channel lets him in again.", "Сам вернуться не сможет; блок «Пригласить в канал» снова впустит."),
	})
}

// Check reports what cannot be.
func (r *remove) Check(k *engine.Checking) { r.check(k) }

// Enter bans.
func (r *remove) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	chat, user, err := r.render(t)
	if err != nil {
		return engine.Stay(), err
	}
	if err := t.AskTelegram("banChatMember", map[string]any{"chat_id": chat, "user_id": user}); err != nil {
		return engine.Stay(), err
	}
	return waiting(t, doing{banStep, chat, user}), nil
}

// Resume lifts the ban, unless it is to stay.
func (r *remove) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Kind != engine.JobDone || ev.Job == nil {
		return engine.Stay(), nil
	}
	var d doing
	if err := t.Load(&d); err != nil {
		return engine.Stay(), err
	}
	if ev.Job.Error != nil && !notThere(ev.Job.Error) {
		return engine.Stay(), trouble(ev.Job)
	}
	if d.Step != banStep || r.StayOut {
		return engine.Leave("next"), nil
	}
	err := t.AskTelegram("unbanChatMember", map[string]any{"chat_id": d.Chat, "user_id": d.User, "only_if_banned": true})
	if err != nil {
		return engine.Stay(), err
	}
	d.Step = unbanStep
	return waiting(t, d), nil
}

// notThere reports whether the refusal says that the user is not in the chat.
func notThere(e *engine.RunError) bool {
	m := strings.ToLower(e.Message)
	return strings.Contains(m, "user_not_participant") || strings.Contains(m, "participant_id_invalid")
}
