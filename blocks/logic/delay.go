package logic

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// delay (logic.delay) holds the session: for a time, until a date, or until the next hours or day that suit. What is
// given is applied in that order: the time or date first, then it is moved on into Days, At and Window.
//
// Config: For or Until, or neither; At, a time of day; Days, days of the week; Window, hours that suit; Zone; Jitter, up to
// which a moment is put on top by chance, but not beyond the hours or the day that suit; CancelOnMessage, CancelOnEvent (see
// logic.wait_event) and CancelOnWebhook. Waits: timer, and what cancels. Exits: next, cancelled, error. Errors: date_invalid,
// delay_too_long, zone_unknown, those of the expression.
//
// A moment that is over leaves by next at once. A trigger that starts a flow in place of this one ends the delay without an
// exit; one with the policy nest runs on top of it.
type delay struct {
	For             *flow.Duration      `json:"for,omitempty"`
	Until           engine.Expression   `json:"until,omitzero"`
	At              string              `json:"at,omitempty" validate:"omitempty,datetime=15:04" jsonschema:"pattern=^([01][0-9]|2[0-3]):[0-5][0-9]$"`
	Days            []string            `json:"days,omitempty" validate:"max=7,dive,oneof=mon tue wed thu fri sat sun" jsonschema:"enum=mon,enum=tue,enum=wed,enum=thu,enum=fri,enum=sat,enum=sun"`
	Window          *engine.ActiveHours `json:"window,omitempty"`
	Zone            string              `json:"zone,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	Jitter          *flow.Duration      `json:"jitter,omitempty"`
	CancelOnMessage bool                `json:"cancel_on_message,omitempty"`
	CancelOnEvent   string              `json:"cancel_on_event,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	CancelOnWebhook string              `json:"cancel_on_webhook,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
}

const cancelledExit = "cancelled"

func delayType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.delay", Version: 1, Icon: "clock-pause",
		Title: engine.Text{"en": "Delay", "ru": "Задержка"},
		Help: engine.Text{
			"en": "Waits before going on: for a while, until a date, or until hours and days that suit. The user can go on using the bot meanwhile.",
			"ru": "Ждёт, прежде чем идти дальше: некоторое время, до даты или до подходящих часов и дней. Пользователь тем временем может пользоваться ботом.",
		},
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: cancelledExit, Title: engine.Text{"en": "Cancelled", "ru": "Отменена"}, Optional: true},
			engine.ErrorExit(),
		},
		Example: `{"for": "1d", "window": {"from": "09:00", "to": "21:00"}, "cancel_on_message": true}`,
		New:     func() engine.Block { return new(delay) },
	}
}

// Fields names the settings for forms and the reference.
func (*delay) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "for", Title: engine.Text{"en": "How long", "ru": "Сколько ждать"},
			Help: engine.Text{"en": "Such as 10m, 2h or 3d.", "ru": "Например 10m, 2h или 3d."},
		},
		{
			Name: "until", Title: engine.Text{"en": "Until", "ru": "До даты"},
			Help: engine.Text{
				"en": "Expression that gives a date, such as session.visit_at.",
				"ru": "Формула, которая даёт дату, например session.visit_at.",
			},
		},
		{
			Name: "at", Title: engine.Text{"en": "Time of day", "ru": "Время суток"},
			Help: engine.Text{"en": "Goes on at the next such time, for example 09:00.", "ru": "Продолжит в ближайшее такое время, например 09:00."},
		},
		{
			Name: "days", Title: engine.Text{"en": "Days of the week", "ru": "Дни недели"},
			Help: engine.Text{"en": "Goes on only on these days.", "ru": "Продолжит только в эти дни."},
		},
		{
			Name: "window", Title: engine.Text{"en": "Hours that suit", "ru": "Подходящие часы"},
			Help: engine.Text{
				"en": "If the moment falls outside of them, it waits until they begin.",
				"ru": "Если момент выпал вне этих часов, подождёт их начала.",
			},
		},
		zoneField(engine.Text{
			"en": "Empty is the bot's, user is the one in user.time_zone, or a name such as Europe/Berlin.",
			"ru": "Пусто — пояс бота, user — из user.time_zone, или название, например Europe/Moscow.",
		}),
		{
			Name: "jitter", Title: engine.Text{"en": "Spread", "ru": "Разброс"},
			Help: engine.Text{
				"en": "Up to this time is added by chance, so that not all users get the message at once.",
				"ru": "Добавляет случайное время до этого предела, чтобы не все получили сообщение разом.",
			},
		},
		{
			Name: "cancel_on_message", Title: engine.Text{"en": "Cancel when the user writes", "ru": "Отменить, если пользователь напишет"},
			Help: engine.Text{
				"en": "A message that no trigger takes leaves by Cancelled.",
				"ru": "Сообщение, которое не взял ни один триггер, выведет по «Отменена».",
			},
		},
		{
			Name: "cancel_on_event", Title: engine.Text{"en": "Cancel on an event", "ru": "Отменить по событию"},
			Help: engine.Text{
				"en": "Name of an event of the bot's flows that leaves by Cancelled.",
				"ru": "Имя события сценариев бота, которое выведет по «Отменена».",
			},
		},
		{
			Name: "cancel_on_webhook", Title: engine.Text{"en": "Cancel on a webhook", "ru": "Отменить по вебхуку"},
			Help: engine.Text{
				"en": "Name of a webhook whose call for this user leaves by Cancelled.",
				"ru": "Имя вебхука, вызов которого для этого пользователя выведет по «Отменена».",
			},
		},
	}
}

// Check reports settings that cannot work together.
func (d *delay) Check(k *engine.Checking) {
	if d.For == nil && d.Until.IsZero() && d.At == "" && len(d.Days) == 0 && d.Window == nil {
		k.Error("delay_empty", "", "say how long, until when, at which time, or in which hours")
	}
	if d.For != nil && !d.Until.IsZero() {
		k.Error("delay_ambiguous", "/until", "either wait for a time or until a date, not both")
	}
	if d.For != nil && d.For.Std() > engine.MaxWait {
		k.Error("delay_too_long", "/for", "a session waits at most %d days", int(engine.MaxWait.Hours()/24))
	}
	if d.Jitter != nil && d.Jitter.Std() < time.Second {
		k.Warn("jitter_too_short", "/jitter", "a spread of less than a second does nothing")
	}
	if d.Window != nil && (d.At != "" || len(d.Days) > 0) {
		k.Error("delay_ambiguous", "/window", "hours that suit have days of their own: leave out the time of day and the days")
	}
	checkZone(k, d.Zone)
	if d.Zone != "" && d.Until.IsZero() && d.At == "" && len(d.Days) == 0 && d.Window == nil {
		k.Warn("zone_unused", "/zone", "a time span is the same in every time zone")
	}
	checkEvent(k, "/cancel_on_event", d.CancelOnEvent)
	checkWebhook(k, "/cancel_on_webhook", d.CancelOnWebhook)
	if d.cancels() && !k.Settled(cancelledExit) {
		k.Warn("exit_open", "", "the delay can be cancelled, but its exit Cancelled leads nowhere: the conversation then ends")
	}
}

func (d *delay) cancels() bool {
	return d.CancelOnMessage || d.CancelOnEvent != "" || d.CancelOnWebhook != ""
}

// Enter waits until the moment, or goes on if it is over.
func (d *delay) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	at, err := d.moment(t)
	if err != nil {
		return engine.Stay(), err
	}
	switch {
	case !at.After(t.Now()):
		return engine.Leave("next"), nil
	case at.Sub(t.Now()) > engine.MaxWait:
		return engine.Stay(), engine.Trouble("delay_too_long", "the delay would last until %s; a session waits at most %d days",
			at.Format(time.DateOnly), int(engine.MaxWait.Hours()/24))
	}
	w := engine.Wait{
		Until: at.UTC(), Accept: []engine.EventKind{engine.TimerFired}, Interrupt: engine.InterruptAny,
	}
	if d.CancelOnMessage {
		w.Accept = append(w.Accept, engine.MessageReceived)
	}
	waitFor(&w, d.CancelOnEvent, d.CancelOnWebhook)
	return engine.WaitFor(w), nil
}

// Resume goes on when the time has come, or by cancelled.
func (d *delay) Resume(_ context.Context, _ *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	switch ev.Kind {
	case engine.TimerFired:
		return engine.Leave("next"), nil
	case engine.MessageReceived:
		if m := ev.Message; m != nil && (m.Late || m.Kind == engine.ServiceMessage) {
			return engine.Stay(), nil // nobody wrote anything
		}
		return engine.Leave(cancelledExit), nil
	case engine.SignalSent, engine.WebhookCalled:
		return engine.Leave(cancelledExit), nil
	default:
		return engine.Stay(), nil
	}
}

// moment is when the session goes on.
func (d *delay) moment(t *engine.Turn) (time.Time, error) {
	zone, err := zoneOf(t, d.Zone)
	if err != nil {
		return time.Time{}, err
	}
	at := t.Now().In(zone)
	if d.For != nil {
		at = at.Add(d.For.Std())
	}
	if !d.Until.IsZero() {
		if at, err = d.until(t, zone); err != nil {
			return time.Time{}, err
		}
	}
	at = d.fit(at)
	if most := d.spread(at); most >= time.Second {
		at = at.Add(time.Duration(t.Rand().Int64N(int64(most/time.Second)+1)) * time.Second)
	}
	return at, nil
}

// spread is how much may be put on top of the moment: not so much that it leaves the hours or the day that suit.
func (d *delay) spread(at time.Time) time.Duration {
	if d.Jitter == nil {
		return 0
	}
	end := at.Add(d.Jitter.Std())
	switch {
	case d.Window != nil:
		end = earlier(end, d.Window.Close(at))
	case len(d.Days) > 0:
		end = earlier(end, time.Date(at.Year(), at.Month(), at.Day()+1, 0, 0, -1, 0, at.Location()))
	}
	return end.Sub(at)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// fit moves a moment on to the days and hours that suit. Days alone keep the time of day.
func (d *delay) fit(at time.Time) time.Time {
	switch {
	case d.At != "":
		return engine.NextClock(at, d.At, d.Days)
	case d.Window != nil:
		return d.Window.Next(at)
	}
	for n := range 7 { // each reckoned from the first, which may have a time of day that a later one has not
		if x := at.AddDate(0, 0, n); engine.OnDay(x, d.Days) {
			return x
		}
	}
	return at
}

// until reads the date that the expression gives.
func (d *delay) until(t *engine.Turn, zone *time.Location) (time.Time, error) {
	v, err := t.Eval(&d.Until)
	if err != nil {
		return time.Time{}, err
	}
	s, _ := v.(string)
	at, ok := engine.ParseDate(s, zone)
	if !ok {
		return time.Time{}, engine.Trouble("date_invalid", "%s gave no date to wait for", d.Until.Source())
	}
	return at.In(zone), nil
}
