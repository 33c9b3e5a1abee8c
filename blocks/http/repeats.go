package http

import (
	nethttp "net/http"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// repeats are the settings of calling again. Configs embed it.
type repeats struct {
	Retries    int            `json:"retries,omitempty" validate:"min=0,max=5" jsonschema:"minimum=0,maximum=5"`
	RetryPause *flow.Duration `json:"retry_pause,omitempty"`
	Idempotent bool           `json:"idempotent,omitempty"`
}

const (
	defaultPause = time.Second
	maxPause     = 5 * time.Minute
)

// Fields names the settings of calling again.
func (*repeats) Fields() []engine.Field {
	return []engine.Field{
		{Name: "retries", Title: engine.Text{"en": "Repeats", "ru": "Повторы"}, Help: engine.Text{
			"en": "How often to call again if the service is overloaded or cannot be reached, at most 5.",
			"ru": "Сколько раз повторить, если сервис перегружен или недоступен, не больше 5.",
		}},
		{Name: "retry_pause", Title: engine.Text{"en": "Pause before a repeat", "ru": "Пауза перед повтором"}, Help: engine.Text{
			"en": "One second if nothing is said; doubled for each further repeat. If the service asks for a longer pause, it gets it.",
			"ru": "По умолчанию секунда, для каждого следующего повтора вдвое больше. Если сервис просит ждать дольше, бот подождёт.",
		}},
		{Name: "idempotent", Title: engine.Text{"en": "Send an idempotency key", "ru": "Отправлять ключ идемпотентности"}, Help: engine.Text{
			"en": "The service knows the header Idempotency-Key and does not do the same thing twice. Then every method may be repeated.",
			"ru": "Сервис понимает заголовок Idempotency-Key и не выполнит одно и то же дважды. Тогда можно повторять любой метод.",
		}},
	}
}

// check reports repeats that do harm, or never come.
func (r *repeats) check(k *engine.Checking, at, method string) {
	if r.Retries > 0 && !r.repeatable(method) {
		k.Error("retries_unsafe", at+"/retries", "a repeated %s may do its work twice: allow repeats only if the service knows the Idempotency-Key (idempotent), or take none", method)
	}
	if d := r.RetryPause; d != nil && d.Std() > maxPause {
		k.Error("retry_pause_range", at+"/retry_pause", "the pause must be at most %d minutes", int(maxPause.Minutes()))
	}
}

// repeatable reports whether a second call does nothing that the first did not.
func (r *repeats) repeatable(method string) bool { return r.Idempotent || safeToRepeat(method) }

// safeToRepeat reports whether the method is idempotent: RFC 9110, section 9.2.2.
func safeToRepeat(method string) bool {
	switch method {
	case nethttp.MethodGet, nethttp.MethodHead, nethttp.MethodOptions, nethttp.MethodPut, nethttp.MethodDelete:
		return true
	default:
		return false
	}
}

// ask has the call carry its idempotency key.
func (r *repeats) ask(t *engine.Turn, c *call) {
	if r.Idempotent {
		c.IdempotencyKey, c.Idempotent = t.IdempotencyKey(), true
	}
}

// worth reports whether another call may follow the given one, so that the session has to keep what it sends.
func (r *repeats) worth(c *call) bool {
	return c.Try < r.Retries && r.repeatable(c.Method) && !c.over(maxKept)
}

// pause is how long to wait before the next try; false if the server wants a longer pause than a user would wait.
func (r *repeats) pause(try int, retryAfter time.Duration) (time.Duration, bool) {
	p := defaultPause
	if r.RetryPause != nil {
		p = r.RetryPause.Std()
	}
	p = min(p<<try, maxPause)
	return max(p, retryAfter), retryAfter <= maxPause
}
