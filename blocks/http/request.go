package http

import (
	"context"
	"encoding/json"
	"errors"
	nethttp "net/http"
	"slices"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// request (http.request) calls an HTTP API and saves what it answers.
//
// Config: Method and URL with Query; Headers, Auth and Body, all of which may hold secrets; Timeout of one try; Retries
// with RetryPause, doubled each time, for calls that a repeat cannot double (Idempotent sends an Idempotency-Key and makes
// any call such); Answer, how the body is read, and MaxBytes of it; Expect, what a good answer must hold; Save, what goes
// into variables; StatusExits, statuses with an exit of their own; Cache, how long a good answer (2xx, as expected, up to
// 16 KB) stands for all calls of the bot that ask the same, GET, HEAD and OPTIONS only; Rate, how often the bot calls the
// host: a call whose turn is not at once waits for it, but no longer than Timeout.
//
// Waits: for the job, with a deadline; not where a kept answer is there. Leaves local.http behind: status, ms, host, error
// if there was no answer, and where answers are kept cached, which says whether this is one.
// Exits: ok (2xx); status:<n> for the listed ones; 4xx; 5xx; timeout; bad_shape (not JSON, too large, or not as expected);
// error. Errors, also where one of these exits is open: http_status, http_timeout, http_bad_shape, http_too_large,
// http_unreachable, http_refused (inner address), http_tls, http_url, http_request, http_interrupted, secret_missing,
// file_missing, and those of the expressions.
type request struct {
	target
	repeats
	reading
	caching

	Rate        *rate `json:"rate,omitempty"`
	StatusExits []int `json:"status_exits,omitempty" validate:"max=20,unique,dive,min=200,max=599" jsonschema:"maxItems=20"`
}

// The names of exits.
const (
	okExit          = "ok"
	clientErrorExit = "4xx"
	serverErrorExit = "5xx"
	timeoutExit     = "timeout"
	badShapeExit    = "bad_shape"
)

// httpVar is where the block leaves what it knows of the last call.
const httpVar engine.Var = "local.http"

func requestType() engine.BlockType {
	return engine.BlockType{
		Name: "http.request", Version: 1, Icon: "world-share",
		Title: engine.Text{"en": "HTTP request", "ru": "HTTP-запрос"},
		Help: engine.Text{
			"en": "Calls another service over HTTP and saves parts of its answer. What the service does wrong has exits of its own.",
			"ru": "Обращается к другому сервису по HTTP и сохраняет части ответа. Для ошибок сервиса есть отдельные выходы.",
		},
		Exits: []engine.Exit{
			{Name: okExit, Title: engine.Text{"en": "Done (2xx)", "ru": "Готово (2xx)"}},
			{Name: clientErrorExit, Title: engine.Text{"en": "Refused (4xx)", "ru": "Отказ (4xx)"}, Inherit: true},
			{Name: serverErrorExit, Title: engine.Text{"en": "Service failed (5xx)", "ru": "Сбой сервиса (5xx)"}, Inherit: true},
			{Name: timeoutExit, Title: engine.Text{"en": "No answer in time", "ru": "Нет ответа вовремя"}, Inherit: true},
			{Name: badShapeExit, Title: engine.Text{"en": "Unexpected answer", "ru": "Неожиданный ответ"}, Inherit: true},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: "local.http.status", Type: flow.TypeNumber, Title: engine.Text{"en": "Status of the answer", "ru": "Код ответа"}},
			{Name: "local.http.ms", Type: flow.TypeNumber, Title: engine.Text{"en": "Time of the call, milliseconds", "ru": "Время запроса, мс"}},
			{Name: "local.http.host", Type: flow.TypeText, Title: engine.Text{"en": "Called host", "ru": "Адрес сервиса"}},
			{Name: "local.http.error", Type: flow.TypeText, Title: engine.Text{"en": "Why there was no answer", "ru": "Почему нет ответа"}},
			{Name: "local.http.cached", Type: flow.TypeBool, Title: engine.Text{"en": "The answer was kept from before", "ru": "Ответ взят из сохранённых"}},
		},
		Example: `{"method": "POST", "url": "https://api.example.com/orders", "body": {"kind": "json", "json": {"customer": "{{ user.id }}", "cups": 2}}, "timeout": "20s", "save": [{"from": "order.id", "to": "local.order", "type": "text", "required": true}], "status_exits": [402]}`,
		New:     func() engine.Block { return new(request) },
	}
}

// Defaults fills what was left out.
func (r *request) Defaults() {
	r.target.defaults(nethttp.MethodGet)
	r.reading.defaults()
}

// Check reports what would fail, or do harm, on every run.
func (r *request) Check(k *engine.Checking) {
	r.target.check(k, "")
	r.repeats.check(k, "", r.Method)
	r.reading.check(k, "", r.Method)
	r.caching.check(k, "", r.Method)
	if r.Rate != nil {
		r.Rate.check(k, "/rate", min(max(orDefault(r.Timeout, defaultTimeout), minTimeout), maxTimeout))
	}
}

// Immediate reports that a kept answer leaves at once.
func (r *request) Immediate(exit string) bool {
	if r.Cache == nil {
		return false
	}
	return exit == okExit || slices.ContainsFunc(r.StatusExits, func(s int) bool {
		return (&answer{Status: s}).good() && exit == statusExit(s)
	})
}

// Exits adds an exit for each listed status.
func (r *request) Exits(fixed []engine.Exit) []engine.Exit {
	out := slices.Clone(fixed[:len(fixed)-1])
	for i, s := range r.StatusExits {
		if slices.Contains(r.StatusExits[:i], s) {
			continue
		}
		title := strconv.Itoa(s)
		if words := nethttp.StatusText(s); words != "" {
			title += " " + words
		}
		out = append(out, engine.Exit{Name: statusExit(s), Title: engine.Text{"en": title}})
	}
	return append(out, fixed[len(fixed)-1])
}

func statusExit(status int) string { return "status:" + strconv.Itoa(status) }

// state is what the block remembers while it waits.
type state struct {
	Try   int             `json:"try"`             // of the job that is waited for
	Call  json.RawMessage `json:"call,omitempty"`  // what a repeat sends; nil if there will be none
	Cache string          `json:"cache,omitempty"` // what the answer is kept under
}

// Enter starts the call, or takes the answer that is kept.
func (r *request) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	c, err := r.render(t)
	if err != nil {
		return engine.Outcome{}, err
	}
	r.reading.ask(c)
	key := r.cacheKey(c)
	switch a, err := r.kept(t, key); {
	case err != nil:
		return engine.Outcome{}, err
	case a != nil:
		if exit, err := r.reuse(t, a); exit != "" || err != nil {
			return engine.Leave(exit), err
		}
	}
	r.repeats.ask(t, c)
	out, err := r.start(t, c, state{Cache: key}, 0)
	if e, ok := errors.AsType[*crowdedError](err); ok {
		return r.judge(t, &answer{Host: visibleHost(c.URL), Trouble: &trouble{Code: codeTimeout, Message: e.Error(), Retryable: true}}, "")
	}
	return out, err
}

// start starts a try and waits for it.
func (r *request) start(t *engine.Turn, c *call, s state, pause time.Duration) (engine.Outcome, error) {
	pause, err := r.Rate.turn(t, c, pause)
	if err != nil {
		return engine.Outcome{}, err
	}
	c.Try = s.Try
	limit := c.Timeout + overhead
	if err := t.Start(jobName, c, limit, pause); err != nil {
		return engine.Outcome{}, err
	}
	if s.Call = nil; r.worth(c) {
		s.Call = t.Pack(c)
	}
	w := engine.Wait{Accept: []engine.EventKind{engine.JobDone, engine.TimerFired}, State: t.Pack(s)}
	switch old := t.Wait(); {
	case t.Timeout() == 0:
		w.Deadline = t.Now().Add(pause + limit)
	case old != nil: // the envelope's time is for all tries together
		w.Deadline, w.Timeout = old.Deadline, old.Timeout
	}
	return engine.WaitFor(w), nil
}

// Resume takes the answer, or the end of the wait.
func (r *request) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Kind == engine.TimerFired {
		return r.judge(t, &answer{Trouble: &trouble{Code: codeTimeout, Message: "the call was not over in time", Retryable: true}}, "")
	}
	if ev.Job == nil {
		return engine.Stay(), nil
	}
	if ev.Job.Error != nil {
		return engine.Outcome{}, ev.Job.Error
	}
	var a answer
	if json.Unmarshal(ev.Job.Result, &a) != nil {
		return engine.Outcome{}, engine.Trouble(codeShape, "the answer of the service was lost")
	}
	var s state
	if err := t.Load(&s); err != nil {
		return engine.Outcome{}, err
	}
	if a.Try != s.Try {
		return engine.Stay(), nil // a try that ran twice
	}
	if s.Call != nil && a.retryable() {
		if pause, ok := r.pause(s.Try, a.RetryAfter); ok {
			out, err := r.again(t, s, pause)
			if _, ok := errors.AsType[*crowdedError](err); !ok {
				return out, err
			}
		}
	}
	return r.judge(t, &a, s.Cache)
}

// again starts another try of the call that was kept.
func (r *request) again(t *engine.Turn, s state, pause time.Duration) (engine.Outcome, error) {
	c := new(call)
	if json.Unmarshal(s.Call, c) != nil {
		return engine.Outcome{}, engine.Trouble("state_invalid", "what the block remembered does not fit it any more, since it was changed: begin anew with this person")
	}
	s.Try++
	return r.start(t, c, s, pause)
}
