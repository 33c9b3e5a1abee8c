package http

import (
	"context"
	nethttp "net/http"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// webhookOut (http.webhook_out) tells another program of an event, and does not wait for it.
//
// Config: URL; Event, its name; Payload, what is told of it, alone (Bare) or as "data" beside "id", "event" and "created_at";
// Secret, which signs the body; ID, by which, with the name, the receiver knows an event that comes twice; Headers; Timeout of one try;
// GiveUpAfter, how long it is tried. Waits: none. Leaves local.webhook behind: id and event. Exits: queued; error, for what
// is wrong before anything is sent. Errors: webhook_event, http_request (too large, or a header that cannot be), and those
// of the expressions.
//
// The call is a POST with the headers X-Scenarist-Event, X-Scenarist-Id and Idempotency-Key, and is repeated until it is
// answered by 2xx: after ten seconds, then after pauses that double up to two hours, or as long as Retry-After asks. 410
// ends it, and so do a redirect, an inner address and a secret without a value; then, and when the time is over, the owner
// gets a notice. Events may arrive twice, and in another order than they were sent in.
//
// The signature is X-Scenarist-Signature: t=<Unix seconds>,v1=<hexadecimal HMAC-SHA256 of "<t>.<body>">, with the time of
// the try. A receiver computes it over the body as it came, compares in constant time, and refuses old times.
type webhookOut struct {
	engine.NoWait

	URL         engine.Link    `json:"url" scenarist:"secrets"`
	Event       engine.Line    `json:"event" scenarist:"one"`
	Payload     engine.Value   `json:"payload,omitzero"`
	Bare        bool           `json:"bare,omitempty"`
	Secret      string         `json:"secret,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	ID          engine.Line    `json:"id,omitzero" scenarist:"one"`
	Headers     []pair         `json:"headers,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50" scenarist:"secrets"`
	Timeout     *flow.Duration `json:"timeout,omitempty"`
	GiveUpAfter *flow.Duration `json:"give_up_after,omitempty"`
}

const (
	queuedExit = "queued"

	defaultGiveUp = 24 * time.Hour
	minGiveUp     = time.Minute
	maxGiveUp     = 7 * 24 * time.Hour

	eventHeader = "X-Scenarist-Event"
	idHeader    = "X-Scenarist-Id"

	webhookVar engine.Var = "local.webhook"
)

func webhookOutType() engine.BlockType {
	return engine.BlockType{
		Name: "http.webhook_out", Version: 1, Icon: "webhook",
		Title: engine.Text{"en": "Send a webhook", "ru": "Отправить вебхук"},
		Help: engine.Text{
			"en": "Tells another program that something has happened and goes on at once. If the program cannot be reached, the bot tries again for hours.",
			"ru": "Сообщает другой программе о событии и сразу идёт дальше. Если программа недоступна, бот повторяет попытки часами.",
		},
		Exits: []engine.Exit{
			{Name: queuedExit, Title: engine.Text{"en": "On its way", "ru": "Отправляется"}},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: "local.webhook.id", Type: flow.TypeText, Title: engine.Text{"en": "Id of the event", "ru": "Номер события"}},
			{Name: "local.webhook.event", Type: flow.TypeText, Title: engine.Text{"en": "Name of the event", "ru": "Имя события"}},
		},
		Example: `{"url": "https://crm.example.com/hooks", "event": "order.paid", "payload": {"user": "{{ user.id }}", "name": "{{ user.name }}"}}`,
		New:     func() engine.Block { return new(webhookOut) },
	}
}

// Fields names the settings for forms and the reference.
func (*webhookOut) Fields() []engine.Field {
	return []engine.Field{
		{Name: "url", Title: engine.Text{"en": "Address", "ru": "Адрес"}, Help: engine.Text{
			"en": "Where the other program listens, beginning with https://.",
			"ru": "Где слушает другая программа, начиная с https://.",
		}},
		{Name: "event", Title: engine.Text{"en": "Event", "ru": "Событие"}, Help: engine.Text{
			"en": "What has happened, in a word that the other program knows, such as order.paid.",
			"ru": "Что произошло, словом, которое понимает другая программа, например order.paid.",
		}},
		{Name: "payload", Title: engine.Text{"en": "Data", "ru": "Данные"}, Help: engine.Text{
			"en": "What is told of it. Texts may hold {{ }}; a text that is nothing else keeps the type of its value.",
			"ru": "Что о нём сообщить. В текстах можно писать {{ }}; если в тексте больше ничего нет, тип значения сохранится.",
		}},
		{Name: "bare", Title: engine.Text{"en": "Data alone", "ru": "Только данные"}, Help: engine.Text{
			"en": "The body is nothing but the data, for programs that want a shape of their own. Otherwise id, event and time stand around it.",
			"ru": "В теле только данные, для программ со своим форматом. Иначе вокруг данных стоят номер, имя и время события.",
		}},
		{Name: "secret", Title: engine.Text{"en": "Secret", "ru": "Секрет"}, Widget: "secret", Help: engine.Text{
			"en": "Name of the secret that signs the body, so that the other program knows who sends it.",
			"ru": "Имя секрета, которым подписывается тело, чтобы другая программа знала, от кого оно.",
		}},
		{Name: "id", Title: engine.Text{"en": "Id of the event", "ru": "Номер события"}, Help: engine.Text{
			"en": "By it, together with the event's name, the other program knows an event that comes twice: an order's number, for example. Made by itself if empty.",
			"ru": "По нему и названию события другая программа узнаёт повтор: подойдёт, например, номер заказа. Если пусто, создаётся сам.",
		}},
		{Name: "headers", Title: engine.Text{"en": "Headers", "ru": "Заголовки"}, Help: engine.Text{
			"en": "Further headers that the other program asks for; they may hold secrets.",
			"ru": "Другие заголовки, которых требует программа; в них могут быть секреты.",
		}},
		{Name: "timeout", Title: engine.Text{"en": "Time for an answer", "ru": "Время на ответ"}, Help: engine.Text{
			"en": "From 1 to 120 seconds for each try, 30 if nothing is said.",
			"ru": "От 1 до 120 секунд на каждую попытку, по умолчанию 30.",
		}},
		{Name: "give_up_after", Title: engine.Text{"en": "Give up after", "ru": "Прекратить через"}, Help: engine.Text{
			"en": "How long it is tried, a day if nothing is said, at most 7 days. Then the owner gets a notice.",
			"ru": "Сколько повторять попытки: по умолчанию сутки, не больше 7 дней. Потом владелец получит уведомление.",
		}},
	}
}

// Check reports what would fail, or do harm, on every run.
func (w *webhookOut) Check(k *engine.Checking) {
	w.target().check(k, "")
	if w.Event.IsZero() {
		k.Error("event_missing", "/event", "the event has no name")
	}
	if w.Secret == "" {
		k.Warn("webhook_unsigned", "/secret", "the other program cannot know that the bot sends this: name a secret that signs it")
	} else {
		k.UsesSecret(w.Secret, "/secret")
	}
	if d := w.GiveUpAfter; d != nil && (d.Std() < minGiveUp || d.Std() > maxGiveUp) {
		k.Error("give_up_range", "/give_up_after", "the time must be from 1 minute to %d days", int(maxGiveUp.Hours()/24))
	}
	if w.Bare && w.Payload.IsZero() {
		k.Error("payload_missing", "/payload", "there is nothing to send: give the data, or let id, event and time stand around it")
	}
}

// target is the call without its body.
func (w *webhookOut) target() *target {
	return &target{Method: nethttp.MethodPost, URL: w.URL, Headers: w.Headers, Timeout: w.Timeout}
}

// Enter puts the call into the queue.
func (w *webhookOut) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	v, id, err := w.render(t)
	if err != nil {
		return engine.Outcome{}, err
	}
	if err := t.Set(webhookVar, map[string]any{"id": id, "event": v.What}); err != nil {
		return engine.Outcome{}, err
	}
	v.What = "the webhook " + v.What + " (" + id + ")"
	if err := t.StartDetached(deliverName, v, v.Call.Timeout+overhead); err != nil {
		return engine.Outcome{}, err
	}
	return engine.Leave(queuedExit), nil
}

// render makes the delivery, whose What is the event's name yet, and gives its id.
func (w *webhookOut) render(t *engine.Turn) (*delivery, string, error) {
	event, err := t.Line(&w.Event)
	if err != nil {
		return nil, "", err
	}
	if event == "" || !validHeader(eventHeader, event) {
		return nil, "", engine.Trouble("webhook_event", "the name of the event is empty, or has line breaks, once its values are put in")
	}
	id, err := t.Line(&w.ID)
	if err != nil {
		return nil, "", err
	}
	id = first(id, t.IdempotencyKey())
	if !validHeader(idHeader, id) {
		return nil, "", engine.Trouble("http_request", "the id of the event has signs that headers cannot have")
	}
	data, err := t.Value(&w.Payload)
	if err != nil {
		return nil, "", err
	}
	if !w.Bare {
		around := map[string]any{"id": id, "event": event, "created_at": t.Now().Format(time.RFC3339)}
		if !w.Payload.IsZero() {
			around["data"] = data
		}
		data = around
	}
	c, err := w.target().render(t)
	if err != nil {
		return nil, "", err
	}
	text, err := encodeJSON(data)
	if err != nil {
		return nil, "", err
	}
	c.Body = &content{Kind: kindText, Text: text, ContentType: "application/json"}
	c.Answer, c.IdempotencyKey, c.Idempotent = answerNone, id, true
	if !w.ID.IsZero() { // two events of one order are no repeat of each other
		c.IdempotencyKey = event + "." + id
	}
	c.Headers = append(c.Headers, field{eventHeader, event}, field{idHeader, id})
	if c.over(maxCall) {
		return nil, "", engine.Trouble("http_request", "the call would take %d bytes; the limit is %d", c.size(), maxCall)
	}
	giveUp := defaultGiveUp
	if w.GiveUpAfter != nil {
		giveUp = w.GiveUpAfter.Std()
	}
	return &delivery{Call: c, What: event, Secret: w.Secret, Begun: t.Now(), Until: t.Now().Add(giveUp)}, id, nil
}
