package logic

import (
	"context"
	"errors"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// waitEvent (logic.wait_event) holds the session until something happens elsewhere: a flow of this bot sends an event
// (track.event), in this session or to this user, or a program calls one of the bot's webhooks for this user.
//
// Config: Event or Webhook, one of them or both; When, a condition on the event; SaveTo, for what it brings; the envelope's
// timeout. Waits: for the event. Exits: next, timeout, error. Errors: value_type, variable_too_large. A condition that
// cannot be judged counts as no, and is noted.
//
// The block behind it reads the event as event.*: of an event event.name, event.data (its properties), event.value and
// event.from (the id of who sent it); of a webhook event.body, event.query and event.headers. SaveTo gets the properties, or
// the body, and keeps them for later.
//
// An event that comes while nothing waits for it is forgotten, so what is to be waited for must not happen before the block
// is reached. One that does not fit When goes on to other waits and to triggers. The user can go on using the bot: a flow
// that starts meanwhile and replaces this one ends the wait, one that is put on top of it ("when busy": nest) does not, and
// ends when the event comes.
//
// Events sent to a user reach the private chat with that user; in a group only flows of the same session reach the wait.
type waitEvent struct {
	Event   string           `json:"event,omitempty" validate:"required_without=Webhook,max=64" jsonschema:"maxLength=64"`
	Webhook string           `json:"webhook,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	When    engine.Condition `json:"when,omitzero"`
	SaveTo  engine.Var       `json:"save_to,omitempty"`
}

func waitEventType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.wait_event", Version: 1, Icon: "bell-pause",
		Title: engine.Text{"en": "Wait for an event", "ru": "Ждать события"},
		Help: engine.Text{
			"en": "Waits until something happens elsewhere: a member of the staff approves, a shop calls the bot's webhook, another flow sends an event. Set a time-out for the case that it never does.",
			"ru": "Ждёт, пока что-то произойдёт в другом месте: сотрудник одобрит, магазин обратится к вебхуку бота, другой сценарий пошлёт событие. Задайте «Ждать не дольше» на случай, если этого не будет.",
		},
		Exits: []engine.Exit{engine.NextExit(), engine.TimeoutExit(), engine.ErrorExit()},
		Outputs: []engine.Output{
			{Name: "event.data", Type: "object", Title: engine.Text{"en": "Properties of the event", "ru": "Свойства события"}},
			{Name: "event.value", Type: "number", Title: engine.Text{"en": "Value of the event", "ru": "Значение события"}},
			{Name: "event.from", Type: "number", Title: engine.Text{"en": "Who sent it (user id)", "ru": "Кто послал (id пользователя)"}},
			{Name: "event.body", Type: "any", Title: engine.Text{"en": "Body of the webhook call", "ru": "Тело вызова вебхука"}},
		},
		Example: `{"event": "approved", "when": {"left": "event.data.order", "op": "eq", "right": {"expr": "session.order"}}, "save_to": "session.decision"}`,
		New:     func() engine.Block { return new(waitEvent) },
	}
}

// Fields names the settings for forms and the reference.
func (*waitEvent) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "event", Title: engine.Text{"en": "Event", "ru": "Событие"},
			Help: engine.Text{
				"en": "Name of an event that a flow sends with the block Event.",
				"ru": "Имя события, которое сценарий посылает блоком «Событие».",
			},
		},
		{
			Name: "webhook", Title: engine.Text{"en": "Webhook", "ru": "Вебхук"},
			Help: engine.Text{
				"en": "Name of a webhook; the bot needs a Webhook trigger with this name, which says who may call.",
				"ru": "Имя вебхука; в боте нужен триггер «Вебхук» с этим именем, он решает, кто может обращаться.",
			},
		},
		{
			Name: "when", Title: engine.Text{"en": "Only if", "ru": "Только если"},
			Help: engine.Text{
				"en": "Tells the event that is meant from others of the name, such as event.body.order_id == session.order_id.",
				"ru": "Отличает нужное событие от других с этим именем, например event.body.order_id == session.order_id.",
			},
		},
		{
			Name: "save_to", Title: engine.Text{"en": "Save what it brings to", "ru": "Сохранить данные в"},
			Help: engine.Text{
				"en": "Variable for the properties of the event, or the body of the call.",
				"ru": "Переменная для свойств события или тела вызова.",
			},
		},
	}
}

// Check reports events that nobody sends and webhooks that nobody can call.
func (w *waitEvent) Check(k *engine.Checking) {
	checkEvent(k, "/event", w.Event)
	checkWebhook(k, "/webhook", w.Webhook)
}

// checkEvent reports an event that no flow sends.
func checkEvent(k *engine.Checking, path, name string) {
	sent, complete := k.SignalNames()
	if name == "" || !complete || slices.Contains(sent, name) {
		return
	}
	k.WarnOf(name, sent, "event_unsent", path, "no block of the bot sends the event %q", name)
}

// checkWebhook reports a webhook that no trigger opens.
func checkWebhook(k *engine.Checking, path, name string) {
	open, complete := k.WebhookNames()
	if name == "" || !complete || slices.Contains(open, name) {
		return
	}
	k.WarnOf(name, open, "webhook_missing", path, "the bot has no trigger for the webhook %q, so nobody can call it", name)
}

// waitFor makes a wait take the event and the calls of the webhook.
func waitFor(w *engine.Wait, event, webhook string) {
	if event != "" {
		w.Signal, w.Accept = event, append(w.Accept, engine.SignalSent)
	}
	if webhook != "" {
		w.Match, w.Accept = webhook, append(w.Accept, engine.WebhookCalled)
	}
}

// Enter waits.
func (w *waitEvent) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	wait := engine.Wait{Interrupt: engine.InterruptAny}
	waitFor(&wait, w.Event, w.Webhook)
	return engine.WaitFor(wait), nil
}

// Resume goes on if the event is the one that is meant.
func (w *waitEvent) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	var brings any
	switch {
	case ev.Kind == engine.SignalSent && ev.Signal != nil:
		brings = ev.Signal.Data
	case ev.Kind == engine.WebhookCalled && ev.Webhook != nil:
		brings = ev.Webhook.Body
	default:
		return engine.Stay(), nil
	}
	ok, err := t.Test(&w.When)
	if re, broken := errors.AsType[*engine.RunError](err); broken {
		// What somebody else sent must not end the wait. The owner can read of it.
		t.Note(engine.Note{Kind: engine.NoteError, Error: re})
		return engine.Stay(), nil
	}
	if err != nil || !ok {
		return engine.Stay(), err
	}
	return engine.Leave("next"), t.Save(w.SaveTo, brings)
}
