package http

import (
	"context"
	"fmt"
	nethttp "net/http"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// reply (http.reply) answers the program that called the bot's webhook.
//
// Config: Status; Headers; JSON or Text, the body, with ContentType where it is another than usual. Waits: none. Exits:
// next; late, where the caller had waited as long as trigger.webhook says and was answered already (goes on by next if it
// leads nowhere); error. Errors: reply_without_call, where nobody waits for an answer: the flow was not begun by a webhook,
// or it was answered before; reply_too_large; reply_header; those of the expressions.
//
// Works wherever trigger.webhook does, and in flows that are called from there. What is sent is not stored: a caller that
// lost its connection and calls again with the same dedupe key gets the same answer, or still waits for it. It is given by the
// process that took the call: behind a balancer, calls must reach the process that runs the bot. A flow that ends without an
// answer, or is still at it when the caller's time is over, leaves the caller with what trigger.webhook says.
type reply struct {
	engine.NoWait

	Status      int          `json:"status,omitempty" validate:"omitempty,min=200,max=599" jsonschema:"minimum=200,maximum=599"`
	Headers     []pair       `json:"headers,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
	JSON        engine.Value `json:"json,omitzero"`
	Text        engine.Line  `json:"text,omitzero" scenarist:"one"`
	ContentType string       `json:"content_type,omitempty" validate:"max=200" jsonschema:"maxLength=200"`
}

const (
	nextExit = "next"
	lateExit = "late"

	maxReply = 64 << 10 // bytes of a body: the answer waits in memory, also for calls that come again
)

func replyType() engine.BlockType {
	return engine.BlockType{
		Name: "http.reply", Version: 1, Icon: "arrow-back-up",
		Title: engine.Text{"en": "Reply to webhook", "ru": "Ответ на вебхук"},
		Help: engine.Text{
			"en": "Answers the program that called the webhook this flow began with. Whoever calls waits some seconds for it, as the trigger says. If the flow ends without this block, or takes longer, the caller gets the trigger's own status and answer. Answers live in the memory of the program that runs the bot: after a restart the caller has to call again.",
			"ru": "Отвечает программе, которая вызвала вебхук, с которого начался сценарий. Вызывающий ждёт ответа несколько секунд, сколько — указано в триггере. Если сценарий закончится без этого блока или не успеет, вызывающий получит статус и ответ из триггера. Ответы живут в памяти программы, где работает бот: после перезапуска вызывать нужно снова.",
		},
		Exits: []engine.Exit{
			engine.NextExit(),
			{Name: lateExit, Title: engine.Text{"en": "Too late", "ru": "Слишком поздно"}, Optional: true},
			engine.ErrorExit(),
		},
		Example: `{"status": 201, "json": {"order": "{{ session.order }}", "accepted": true}}`,
		New:     func() engine.Block { return new(reply) },
	}
}

// Fields names the settings for forms and the reference.
func (*reply) Fields() []engine.Field {
	return []engine.Field{
		{Name: "status", Title: engine.Text{"en": "Status", "ru": "Код"}, Help: engine.Text{
			"en": "Number that says how it went: 200 for done (if empty), 400 and above for a refusal.",
			"ru": "Число, которое говорит, чем кончилось: 200 — сделано (если пусто), 400 и выше — отказ.",
		}},
		{Name: "headers", Title: engine.Text{"en": "Headers", "ru": "Заголовки"}, Help: engine.Text{
			"en": "Headers that the caller wants to see.",
			"ru": "Заголовки, которые нужны вызывающему.",
		}},
		{Name: "json", Title: engine.Text{"en": "JSON", "ru": "JSON"}, Help: engine.Text{
			"en": "Texts may hold {{ }}; a text that is nothing else keeps the type of its value.",
			"ru": "В текстах можно писать {{ }}; если в тексте больше ничего нет, тип значения сохранится.",
		}},
		{Name: "text", Title: engine.Text{"en": "Text", "ru": "Текст"}, Help: engine.Text{
			"en": "What is sent as it is, instead of JSON.",
			"ru": "Отправляется как есть, вместо JSON.",
		}},
		{Name: "content_type", Title: engine.Text{"en": "Content type", "ru": "Тип содержимого"}, Help: engine.Text{
			"en": "If the caller wants another one than is usual, such as application/xml.",
			"ru": "Если вызывающему нужен не обычный, например application/xml.",
		}},
	}
}

// Defaults fills in the status.
func (r *reply) Defaults() {
	if r.Status == 0 {
		r.Status = nethttp.StatusOK
	}
}

// Check reports answers that HTTP does not have, and callers that cannot be.
func (r *reply) Check(k *engine.Checking) {
	checkPairs(k, "/headers", r.Headers)
	for i, h := range r.Headers {
		at := fmt.Sprintf("/headers/%d/name", i)
		if settable(k, at, h.Name) && strings.EqualFold(h.Name, "Content-Type") && r.ContentType != "" {
			k.Error("header_twice", at, "the content type is set by its own setting")
		}
	}
	body := !r.JSON.IsZero() || !r.Text.IsZero()
	switch {
	case !r.JSON.IsZero() && !r.Text.IsZero():
		k.Error("body_twice", "/text", "the answer is either JSON or a text, not both")
	case body && bodiless(r.Status):
		k.Error("body_unused", "/status", "an answer with the status %d has no body", r.Status)
	}
	checkContentType(k, "/content_type", r.ContentType)
	if r.ContentType != "" && !body {
		k.Warn("content_type_unused", "/content_type", "the answer has no body that could be of this type")
	}
	if !k.Webhooks() {
		k.Warn("reply_without_webhook", "", "the bot has no trigger Webhook that is switched on, so that there is nobody to answer")
	}
}

// bodiless reports whether an answer of the status has no body: RFC 9110, section 15.
func bodiless(status int) bool {
	return status == nethttp.StatusNoContent || status == nethttp.StatusResetContent || status == nethttp.StatusNotModified
}

// Replies says that the block answers callers.
func (*reply) Replies() {}

// Enter answers.
func (r *reply) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	c := t.Caller()
	if c == nil {
		return engine.Outcome{}, engine.Trouble("reply_without_call", "nobody waits for an answer: the flow was not begun by a webhook call, or the call was answered before")
	}
	if !t.Now().Before(c.Until) {
		if t.Connected(lateExit) {
			return engine.Leave(lateExit), nil
		}
		return engine.Leave(nextExit), nil
	}
	out, err := r.render(t)
	if err != nil {
		return engine.Outcome{}, err
	}
	t.Reply(out)
	return engine.Leave(nextExit), nil
}

// render makes the answer.
func (r *reply) render(t *engine.Turn) (engine.Reply, error) {
	out := engine.Reply{Status: r.Status}
	fields, err := render(t, r.Headers)
	if err != nil {
		return out, err
	}
	typ := r.ContentType
	switch {
	case !r.JSON.IsZero():
		v, err := t.Value(&r.JSON)
		if err != nil {
			return out, err
		}
		if out.Body, err = encodeJSON(v); err != nil {
			return out, err
		}
		typ = first(typ, "application/json")
	case !r.Text.IsZero():
		if out.Body, err = t.Line(&r.Text); err != nil {
			return out, err
		}
		typ = first(typ, "text/plain; charset=utf-8")
	}
	if len(out.Body) > maxReply {
		return out, engine.Trouble("reply_too_large", "the answer would take %d bytes; the limit is %d", len(out.Body), maxReply)
	}
	if typ != "" {
		out.Headers = append(out.Headers, engine.Header{Name: "Content-Type", Value: typ})
	}
	for _, f := range fields {
		if !validHeader(f.Name, f.Value) {
			return out, engine.Trouble("reply_header", "the value of the header %s has signs that headers cannot have", f.Name)
		}
		out.Headers = append(out.Headers, engine.Header{Name: f.Name, Value: f.Value})
	}
	return out, nil
}
