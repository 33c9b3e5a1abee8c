package http

import (
	"context"
	"encoding/json"
	"fmt"
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
// into variables; StatusExits, statuses with an exit of their own.
//
// Waits: for the job, with a deadline. Leaves local.http behind: status, ms, host, and error if there was no answer.
// Exits: ok (2xx); status:<n> for the listed ones; 4xx; 5xx; timeout; bad_shape (not JSON, too large, or not as expected);
// error. Errors, also where one of these exits is open: http_status, http_timeout, http_bad_shape, http_too_large,
// http_unreachable, http_refused (inner address), http_tls, http_url, http_request, http_interrupted, secret_missing,
// file_missing, and those of the expressions.
type request struct {
	Method      string         `json:"method,omitempty" validate:"omitempty,oneof=GET HEAD POST PUT PATCH DELETE OPTIONS" jsonschema:"enum=GET,enum=HEAD,enum=POST,enum=PUT,enum=PATCH,enum=DELETE,enum=OPTIONS"`
	URL         engine.Link    `json:"url" scenarist:"secrets"`
	Query       []pair         `json:"query,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50" scenarist:"secrets"`
	Headers     []pair         `json:"headers,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50" scenarist:"secrets"`
	Auth        *auth          `json:"auth,omitempty" scenarist:"secrets"`
	Body        *body          `json:"body,omitempty" scenarist:"secrets"`
	Timeout     *flow.Duration `json:"timeout,omitempty"`
	Retries     int            `json:"retries,omitempty" validate:"min=0,max=5" jsonschema:"minimum=0,maximum=5"`
	RetryPause  *flow.Duration `json:"retry_pause,omitempty"`
	Idempotent  bool           `json:"idempotent,omitempty"`
	Answer      string         `json:"answer,omitempty" validate:"omitempty,oneof=auto json text none" jsonschema:"enum=auto,enum=json,enum=text,enum=none"`
	MaxBytes    int            `json:"max_bytes,omitempty" validate:"min=0,max=10485760" jsonschema:"minimum=0,maximum=10485760"`
	Expect      []expectation  `json:"expect,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
	Save        []saving       `json:"save,omitempty" validate:"max=50,dive" jsonschema:"maxItems=50"`
	StatusExits []int          `json:"status_exits,omitempty" validate:"max=20,unique,dive,min=200,max=599" jsonschema:"maxItems=20"`
}

// pair is a named text: a query parameter, a header, a field of a form.
type pair struct {
	Name  string      `json:"name" validate:"required,max=200" jsonschema:"maxLength=200"`
	Value engine.Line `json:"value"`
	// OmitEmpty leaves it out where the value is empty.
	OmitEmpty bool `json:"omit_empty,omitempty"`
}

// auth is how the call says who makes it.
type auth struct {
	Kind     string      `json:"kind" validate:"required,oneof=bearer basic header query" jsonschema:"enum=bearer,enum=basic,enum=header,enum=query"`
	Token    engine.Line `json:"token,omitzero"` // bearer, header, query
	User     engine.Line `json:"user,omitzero"`  // basic
	Password engine.Line `json:"password,omitzero"`
	Name     string      `json:"name,omitempty" validate:"max=200" jsonschema:"maxLength=200"` // of the header or query parameter
}

// body is what is sent: the fields that belong to its kind are set.
type body struct {
	Kind        string       `json:"kind" validate:"required,oneof=json form multipart text" jsonschema:"enum=json,enum=form,enum=multipart,enum=text"`
	JSON        engine.Value `json:"json,omitzero"`
	Form        []pair       `json:"fields,omitempty" validate:"max=100,dive" jsonschema:"maxItems=100"`
	Files       []upload     `json:"files,omitempty" validate:"max=10,dive" jsonschema:"maxItems=10"`
	Text        engine.Line  `json:"text,omitzero"`
	ContentType string       `json:"content_type,omitempty" validate:"max=200" jsonschema:"maxLength=200"`
}

// upload is a file of a multipart body.
type upload struct {
	Name string `json:"name" validate:"required,max=200" jsonschema:"maxLength=200"`
	// File gives a file as events have it (event.file), the file_id of one, or a list of either.
	File     engine.Expression `json:"file" validate:"required"`
	FileName engine.Line       `json:"file_name,omitzero"`
}

// The names of exits.
const (
	okExit          = "ok"
	clientErrorExit = "4xx"
	serverErrorExit = "5xx"
	timeoutExit     = "timeout"
	badShapeExit    = "bad_shape"
)

// Limits of a call.
const (
	defaultTimeout  = 30 * time.Second
	minTimeout      = time.Second
	maxTimeout      = 120 * time.Second
	overhead        = 15 * time.Second // what a job takes besides the call: secrets, files, waiting for a worker
	defaultPause    = time.Second
	maxPause        = 5 * time.Minute
	defaultMaxBytes = 1 << 20
	maxKept         = 24 << 10 // bytes of a rendered call that the session may keep for repeats
	maxCall         = 256 << 10
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
		},
		Example: `{"method": "POST", "url": "https://api.example.com/orders", "body": {"kind": "json", "json": {"customer": "{{ user.id }}", "cups": 2}}, "timeout": "20s", "save": [{"from": "order.id", "to": "local.order", "type": "text", "required": true}], "status_exits": [402]}`,
		New:     func() engine.Block { return new(request) },
	}
}

// Defaults fills what was left out.
func (r *request) Defaults() {
	if r.Method == "" {
		r.Method = nethttp.MethodGet
	}
	if r.Answer == "" {
		r.Answer = answerAuto
	}
	if r.MaxBytes == 0 {
		r.MaxBytes = defaultMaxBytes
	}
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
	Try  int   `json:"try"`            // of the job that is waited for
	Call *call `json:"call,omitempty"` // what a repeat sends; nil if there will be none
}

// Enter starts the call.
func (r *request) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	c, err := r.render(t)
	if err != nil {
		return engine.Outcome{}, err
	}
	return r.start(t, state{Call: c}, 0)
}

// start starts a try and waits for it.
func (r *request) start(t *engine.Turn, s state, pause time.Duration) (engine.Outcome, error) {
	s.Call.Try = s.Try
	limit := s.Call.Timeout + overhead
	if err := t.Start(jobName, s.Call, limit, pause); err != nil {
		return engine.Outcome{}, err
	}
	if s.Try >= r.Retries || !r.repeatable() || s.Call.size() > maxKept {
		s.Call = nil
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
		return r.judge(t, &answer{Trouble: &trouble{Code: codeTimeout, Message: "the call was not over in time", Retryable: true}})
	}
	if ev.Job == nil {
		return engine.Stay(), nil
	}
	if ev.Job.Error != nil {
		return engine.Outcome{}, ev.Job.Error
	}
	var a answer
	if err := json.Unmarshal(ev.Job.Result, &a); err != nil {
		return engine.Outcome{}, fmt.Errorf("decode answer of block %q: %w", t.BlockID(), err)
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
			s.Try++
			return r.start(t, s, pause)
		}
	}
	return r.judge(t, &a)
}

// repeatable reports whether a second call does nothing that the first did not.
func (r *request) repeatable() bool { return r.Idempotent || safeToRepeat(r.Method) }

// safeToRepeat reports whether the method is idempotent: RFC 9110, section 9.2.2.
func safeToRepeat(method string) bool {
	switch method {
	case nethttp.MethodGet, nethttp.MethodHead, nethttp.MethodOptions, nethttp.MethodPut, nethttp.MethodDelete:
		return true
	default:
		return false
	}
}

// pause is how long to wait before the next try; false if the server wants a longer pause than a user would wait.
func (r *request) pause(try int, retryAfter time.Duration) (time.Duration, bool) {
	p := defaultPause
	if r.RetryPause != nil {
		p = r.RetryPause.Std()
	}
	p = min(p<<try, maxPause)
	return max(p, retryAfter), retryAfter <= maxPause
}

// limit is the time of one try.
func (r *request) limit(t *engine.Turn) time.Duration {
	d := defaultTimeout
	if r.Timeout != nil {
		d = r.Timeout.Std()
	}
	if all := t.Timeout(); all > 0 {
		d = min(d, all)
	}
	return min(max(d, minTimeout), maxTimeout)
}
