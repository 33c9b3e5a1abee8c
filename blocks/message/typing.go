package message

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// typing (message.typing) shows in the chat that the bot is typing, or doing something else, for a while.
//
// Config: Action, what it does; For, how long, 1 to 60 seconds; Hold, to go on only after that time. Waits: timer, with
// Hold. Exits: next. Errors: none.
//
// Telegram shows an action for five seconds and takes it away as soon as the bot sends a message. It is shown again while
// the time lasts: with Hold by the wait, so that whatever interrupts the wait ends it; without Hold beside the flow, for
// the time that slow blocks behind this one take.
type typing struct {
	Action string         `json:"action,omitempty" validate:"omitempty,oneof=typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker find_location record_video_note upload_video_note" jsonschema:"enum=typing,enum=upload_photo,enum=record_video,enum=upload_video,enum=record_voice,enum=upload_voice,enum=upload_document,enum=choose_sticker,enum=find_location,enum=record_video_note,enum=upload_video_note"`
	For    *flow.Duration `json:"for,omitempty"`
	Hold   bool           `json:"wait,omitempty"`
}

const (
	defaultAction  = "typing"
	defaultTyping  = 3 * time.Second
	shortestTyping = time.Second
	longestTyping  = time.Minute
	// actionEvery is when an action is shown again: a second before Telegram takes it away (Bot API, sendChatAction).
	actionEvery = 4 * time.Second
)

func typingType() engine.BlockType {
	return engine.BlockType{
		Name: "message.typing", Version: 1, Icon: "dots",
		Title: engine.Text{"en": "Is typing…", "ru": "Печатает…"},
		Help: engine.Text{
			"en": "Shows that the bot is typing, sending a photo or the like. With Wait the flow goes on only after that time, which makes an answer look human; without it the sign stays while slow blocks work.",
			"ru": "Показывает, что бот печатает, отправляет фото и т. п. С ожиданием сценарий пойдёт дальше только после этого времени, и ответ выглядит живым; без него надпись видна, пока работают медленные блоки.",
		},
		Exits:   []engine.Exit{engine.NextExit()},
		Example: `{"for": "4s", "wait": true}`,
		New:     func() engine.Block { return new(typing) },
	}
}

// Fields names the settings for forms and the reference.
func (*typing) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "action", Title: engine.Text{"en": "What is shown", "ru": "Что показать"},
			Help: engine.Text{
				"en": "typing if empty; others are upload_photo, record_voice, upload_document, find_location and so on.",
				"ru": "Пусто — typing (печатает); ещё есть upload_photo, record_voice, upload_document, find_location и другие.",
			},
		},
		{
			Name: "for", Title: engine.Text{"en": "How long", "ru": "Сколько времени"},
			Help: engine.Text{"en": "From 1s to 60s, 3s if empty. A message of the bot ends it.", "ru": "От 1s до 60s, пусто — 3s. Сообщение бота прекращает показ."},
		},
		{
			Name: "wait", Title: engine.Text{"en": "Wait that long", "ru": "Ждать это время"},
			Help: engine.Text{"en": "The flow goes on after the time, not at once.", "ru": "Сценарий пойдёт дальше после этого времени, а не сразу."},
		},
	}
}

// Check reports times that cannot be.
func (y *typing) Check(k *engine.Checking) {
	if y.For != nil && (y.For.Std() < shortestTyping || y.For.Std() > longestTyping) {
		k.Error("typing_time", "/for", "from 1 to 60 seconds can be shown")
	}
}

// Enter shows the action, now and as long as it is to last.
func (y *typing) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	var topic int64
	if m := t.Event().Message; m != nil {
		topic = m.TopicID
	}
	lasts := defaultTyping
	if y.For != nil {
		lasts = y.For.Std()
	}
	y.show(t, topic, 0)
	if !y.Hold {
		for at := actionEvery; at < lasts; at += actionEvery {
			y.show(t, topic, at)
		}
		return engine.Leave(nextExit), nil
	}
	w := engine.Wait{
		Until: t.Now().Add(lasts), Interrupt: engine.InterruptAny, State: t.Pack(topic),
		Accept: []engine.EventKind{engine.TimerFired, engine.MessageReceived},
	}
	for at := actionEvery; at < lasts; at += actionEvery {
		w.Reminders = append(w.Reminders, t.Now().Add(at))
	}
	return engine.WaitFor(w), nil
}

// Resume shows the action again until the time is over.
func (y *typing) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	switch {
	case ev.Kind == engine.MessageReceived:
		return t.WaitOn(nil), nil
	case ev.Kind != engine.TimerFired || ev.Timer == nil:
		return engine.Stay(), nil
	case ev.Timer.Name == engine.UntilTimer:
		return engine.Leave(nextExit), nil
	}
	var topic int64
	if err := t.Load(&topic); err != nil {
		return engine.Stay(), err
	}
	y.show(t, topic, 0)
	return t.WaitOn(nil), nil
}

// show asks for the action after a while.
func (y *typing) show(t *engine.Turn, topic int64, after time.Duration) {
	e := engine.Effect{Kind: engine.ShowAction, Action: y.Action, Delay: after}
	if e.Action == "" {
		e.Action = defaultAction
	}
	if topic != 0 {
		e.Content = &engine.Content{TopicID: topic}
	}
	t.Emit(e)
}
