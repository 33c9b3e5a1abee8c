package trigger

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// webhook (trigger.webhook) starts its flow when an outside program calls the bot's address for it.
//
// Config: Name, the last element of the address; Secret and HMAC, how the caller proves itself; Method; Contact, where the
// call names the user; Dedupe, what makes a call unique; Required, what the body must have; Status and Answer, what the
// caller gets; ReplyWithin, how long it waits for http.reply before it gets that. Exits: next. Errors: none. Outputs: event.body, event.query, event.headers and event.method in the turn of
// the call; local.body (up to 16 KB as JSON) and local.query as long as the flow runs.
//
// A call without a required field starts nothing. Calls that come while a user is busy go by "when busy"; calls for one
// user are handled one after the other.
type webhook struct {
	engine.TriggerSettings
	next

	Name     string          `json:"name" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Secret   string          `json:"secret,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	HMAC     bool            `json:"hmac,omitempty"`
	Method   string          `json:"method,omitempty" validate:"omitempty,oneof=GET POST PUT PATCH DELETE" jsonschema:"enum=GET,enum=POST,enum=PUT,enum=PATCH,enum=DELETE"`
	Contact  string          `json:"contact,omitempty" validate:"max=200" jsonschema:"maxLength=200"`
	Dedupe   string          `json:"dedupe,omitempty" validate:"max=200" jsonschema:"maxLength=200"`
	Required []requiredField `json:"required,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
	Status   int             `json:"status,omitempty" validate:"omitempty,min=200,max=299" jsonschema:"minimum=200,maximum=299"`
	Answer   string          `json:"answer,omitempty" validate:"max=4096" jsonschema:"maxLength=4096"`

	ReplyWithin *flow.Duration `json:"reply_within,omitempty"`
}

// requiredField is a value that the body must have.
type requiredField struct {
	Path string `json:"path" validate:"required,max=200" jsonschema:"minLength=1,maxLength=200"` // such as order.id
	Type string `json:"type,omitempty" validate:"omitempty,oneof=text number bool list object any" jsonschema:"enum=text,enum=number,enum=bool,enum=list,enum=object,enum=any"`
}

// webhookName is what fits into an address without escaping.
var webhookName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

const (
	defaultContact = "telegram_id"
	defaultStatus  = 200

	defaultReplyWithin = 10 * time.Second
	minReplyWithin     = time.Second
	maxReplyWithin     = 25 * time.Second // callers rarely wait longer than 30 s
)

func webhookType() engine.BlockType {
	return engine.BlockType{
		Name: "trigger.webhook", Version: 1, Icon: "webhook", Trigger: true,
		Title: engine.Text{"en": "Webhook", "ru": "Вебхук"},
		Help: engine.Text{
			"en": "Starts the flow when another program calls the bot's address with this name, for example a shop after a payment. The call names the user by the Telegram id.",
			"ru": "Запускает сценарий, когда другая программа обращается по адресу бота с этим именем, например магазин после оплаты. Пользователь указывается по идентификатору Telegram.",
		},
		Exits: []engine.Exit{engine.NextExit()},
		Outputs: []engine.Output{
			{Name: "local.body", Type: "any", Title: engine.Text{"en": "Body", "ru": "Тело запроса"}},
			{Name: "local.query", Type: "object", Title: engine.Text{"en": "Query parameters", "ru": "Параметры запроса"}},
			{Name: "event.headers", Type: "object", Title: engine.Text{"en": "Headers", "ru": "Заголовки"}},
			{Name: "event.method", Type: "text", Title: engine.Text{"en": "Method", "ru": "Метод"}},
		},
		Example: `{"name": "paid", "method": "POST", "contact": "customer.telegram_id", "dedupe": "payment_id", "required": [{"path": "amount", "type": "number"}]}`,
		New:     func() engine.Block { return new(webhook) },
	}
}

// Fields names the settings for forms and the reference.
func (w *webhook) Fields() []engine.Field {
	return append([]engine.Field{
		{Name: "name", Title: engine.Text{"en": "Name", "ru": "Имя"}, Help: engine.Text{
			"en": "Last part of the address: letters a-z, digits, _ and -.", "ru": "Последняя часть адреса: латинские буквы, цифры, _ и -.",
		}},
		{Name: "secret", Title: engine.Text{"en": "Secret", "ru": "Секрет"}, Widget: "secret", Help: engine.Text{
			"en": "Name of the secret that callers must show. Without it everybody who knows the address can call.",
			"ru": "Имя секрета, который должен предъявить вызывающий. Без него вызвать может любой, кто знает адрес.",
		}},
		{Name: "hmac", Title: engine.Text{"en": "Signed body", "ru": "Подписанное тело"}, Help: engine.Text{
			"en": "The secret is not sent but signs the body (HMAC-SHA256).", "ru": "Секрет не передаётся, им подписано тело (HMAC-SHA256).",
		}},
		{Name: "method", Title: engine.Text{"en": "Method", "ru": "Метод"}, Help: engine.Text{
			"en": "Empty takes any.", "ru": "Пусто — любой.",
		}},
		{Name: "contact", Title: engine.Text{"en": "Where the user is named", "ru": "Где указан пользователь"}, Help: engine.Text{
			"en": "Field of the body or query parameter with the Telegram id. telegram_id if empty.",
			"ru": "Поле тела или параметр запроса с идентификатором Telegram. Пусто — telegram_id.",
		}},
		{Name: "dedupe", Title: engine.Text{"en": "What makes a call unique", "ru": "Что делает вызов уникальным"}, Help: engine.Text{
			"en": "Field of the body or name of a header; a second call with the same value does nothing.",
			"ru": "Поле тела или имя заголовка; повторный вызов с тем же значением ничего не делает.",
		}},
		{Name: "required", Title: engine.Text{"en": "The body must have", "ru": "В теле должно быть"}, Help: engine.Text{
			"en": "A call without these starts nothing.", "ru": "Без этих полей вызов ничего не запустит.",
		}},
		{Name: "status", Title: engine.Text{"en": "Status of the answer", "ru": "Статус ответа"}, Help: engine.Text{
			"en": "200 if empty.", "ru": "Пусто — 200.",
		}},
		{Name: "answer", Title: engine.Text{"en": "Answer", "ru": "Ответ"}, Help: engine.Text{
			"en": "Text that the caller gets.", "ru": "Текст, который получит вызывающий.",
		}},
		{Name: "reply_within", Title: engine.Text{"en": "Wait for a reply", "ru": "Ждать ответа"}, Help: engine.Text{
			"en": "How long the caller waits for the block Reply to webhook, from 1 to 25 seconds; 10 if empty. Then it gets the status and answer above.",
			"ru": "Сколько вызывающий ждёт блок «Ответ на вебхук», от 1 до 25 секунд; пусто — 10. Потом он получит статус и ответ, указанные выше.",
		}},
	}, w.TriggerSettings.Fields()...)
}

// Fields names the settings of a required field.
func (*requiredField) Fields() []engine.Field {
	return []engine.Field{
		{Name: "path", Title: engine.Text{"en": "Field", "ru": "Поле"}, Help: engine.Text{
			"en": "Such as order.id.", "ru": "Например order.id.",
		}},
		{Name: "type", Title: engine.Text{"en": "Type", "ru": "Тип"}, Help: engine.Text{
			"en": "text, number, bool, list or object. Anything if empty.", "ru": "text, number, bool, list или object. Пусто — любой.",
		}},
	}
}

// Defaults fills in where the user is named and the status.
func (w *webhook) Defaults() {
	if w.Contact == "" {
		w.Contact = defaultContact
	}
	if w.Status == 0 {
		w.Status = defaultStatus
	}
}

// Check reports an address that cannot be, and one that is open to everybody.
func (w *webhook) Check(k *engine.Checking) {
	if w.Name != "" && !webhookName.MatchString(w.Name) {
		k.Error("webhook_name_invalid", "/name", "name %q is misspelt: letters a-z, digits, _ and -", w.Name)
	}
	if w.Secret == "" {
		if w.HMAC {
			k.Error("secret_missing", "/secret", "a signed body needs the secret that signs it")
		} else {
			k.Warn("webhook_open", "/secret", "everybody who knows the address can start this flow for any user: name a secret")
		}
	} else {
		k.UsesSecret(w.Secret, "/secret")
	}
	if d := w.ReplyWithin; d != nil {
		switch {
		case d.Std() < minReplyWithin || d.Std() > maxReplyWithin:
			k.Error("reply_within_range", "/reply_within", "the time must be from %d to %d seconds", int(minReplyWithin.Seconds()), int(maxReplyWithin.Seconds()))
		case !k.Answered():
			k.Warn("reply_within_unused", "/reply_within", "no block Reply to webhook comes after this trigger, so nobody waits for it")
		}
	}
	for i, f := range w.Required {
		if slices.Contains(strings.Split(f.Path, "."), "") && f.Path != "" {
			k.Error("path_invalid", fmt.Sprintf("/required/%d/path", i), "path %q is misspelt: names with single dots between them", f.Path)
		}
	}
}

// Keys names the address.
func (w *webhook) Keys() []string {
	return []string{strings.TrimSuffix("webhook:"+w.Name+" "+w.Method, " ")}
}

// Webhook describes the address to the host.
func (w *webhook) Webhook() engine.WebhookInfo {
	info := engine.WebhookInfo{
		Name: w.Name, Secret: w.Secret, HMAC: w.HMAC, Method: w.Method, Contact: w.Contact, Dedupe: w.Dedupe,
		Lacks: w.lacks, Status: w.Status, Answer: w.Answer, ReplyWithin: defaultReplyWithin,
	}
	if w.ReplyWithin != nil {
		info.ReplyWithin = w.ReplyWithin.Std()
	}
	return info
}

// lacks names the first required field that the body does not have, with its type; empty if it has all.
func (w *webhook) lacks(body any) string {
	for i := range w.Required {
		f := &w.Required[i]
		switch {
		case f.in(body):
		case f.Type == "" || f.Type == "any":
			return f.Path
		default:
			return f.Path + " (" + f.Type + ")"
		}
	}
	return ""
}

// Match takes calls with the name and the required fields.
func (w *webhook) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	c := ev.Webhook
	if ev.Kind != engine.WebhookCalled || c == nil || c.Name != w.Name || (w.Method != "" && c.Method != w.Method) {
		return engine.Match{}, false
	}
	if w.lacks(c.Body) != "" {
		return engine.Match{}, false
	}
	query := make(map[string]any, len(c.Query))
	for k, v := range c.Query {
		query[k] = v
	}
	out := engine.Values{"query": query}
	if data, err := json.Marshal(c.Body); err == nil && len(data) <= engine.MaxVariableBytes {
		out["body"] = c.Body
	}
	return engine.Match{Weight: engine.WeightExact, Outputs: out}, true
}

// in reports whether the body has the field.
func (f *requiredField) in(body any) bool {
	for name := range strings.SplitSeq(f.Path, ".") {
		o, ok := body.(map[string]any)
		if !ok {
			return false
		}
		if body, ok = o[name]; !ok {
			return false
		}
	}
	switch v := body.(type) {
	case nil:
		return false
	case string:
		return f.Type == "" || f.Type == "any" || f.Type == "text"
	case float64:
		return f.Type == "" || f.Type == "any" || f.Type == "number"
	case bool:
		return f.Type == "" || f.Type == "any" || f.Type == "bool"
	case []any:
		return f.Type == "" || f.Type == "any" || f.Type == "list"
	default:
		_, object := v.(map[string]any)
		return object && (f.Type == "" || f.Type == "any" || f.Type == "object")
	}
}
