package botapi

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"
)

// Call is one call as the log keeps it.
type Call struct {
	Token  string
	Method string // in the documentation's spelling
	// Params are JSON values by name, also for calls that came as a form.
	Params map[string]json.RawMessage
	Files  map[string]File
	At     time.Time       // by the server's clock
	Result json.RawMessage // nil when Err is not
	Err    *Error
}

// Finding is a slip that Telegram would pass over in silence: an unknown or
// misspelt parameter, a value of the wrong type.
type Finding struct {
	Token  string
	Method string
	Param  string // "" when it is about the whole call
	Text   string
}

// callLog keeps calls, findings and those who listen.
type callLog struct {
	mu        sync.Mutex
	calls     []Call
	findings  []Finding
	listeners []*func(Call) // replaced, never changed
}

// maxFindings bounds the findings of a long load test.
const maxFindings = 1000

// Call performs one method in process. params are JSON values by name, files
// are uploads by field name. The result is the JSON of "result". The error is
// an *Error for refusals, ErrConnectionBroken where a fault says so, or the
// context's.
func (s *Server) Call(ctx context.Context, token, methodName string, params map[string]json.RawMessage, files map[string]File) (json.RawMessage, error) {
	m, err := s.method(methodName)
	if err != nil {
		return nil, err
	}
	result, callErr := s.call(ctx, token, newRequest(m, params, files))
	return result, callErr
}

func (s *Server) method(name string) (*method, error) {
	if m := s.methods[name]; m != nil {
		return m, nil
	}
	if m := s.methods[strings.ToLower(name)]; m != nil {
		return m, nil
	}
	return nil, &Error{Code: 404, Description: "Not Found: method not found"}
}

// call performs a request, with faults around it and the log after it.
func (s *Server) call(ctx context.Context, token string, r *request) (json.RawMessage, error) {
	b := s.bot(token)
	if b == nil {
		return nil, &Error{Code: 401, Description: "Unauthorized"}
	}
	if err := s.faults.before(ctx, r.method); err != nil {
		return s.finish(b, r, nil, err)
	}
	r.fetch = func(address string) ([]byte, error) { return s.opts.Fetch(ctx, address) }
	r.note = func(param, text string) {
		r.slips = append(r.slips, Finding{Token: token, Method: r.method.name, Param: param, Text: text})
	}
	r.checkTypes()
	var value any
	var err error
	if refusal := r.strictly(s.opts.Strict); refusal != nil {
		err = refusal
	} else {
		value, err = b.perform(ctx, r)
	}
	s.log.addFindings(r.slips)
	if err != nil {
		return s.finish(b, r, nil, err)
	}
	result, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return s.finish(b, r, result, s.faults.after(r.method))
}

// strictly refuses a call with slips when strict is set.
func (r *request) strictly(strict bool) *Error {
	if !strict || len(r.slips) == 0 {
		return nil
	}
	return badRequest("parameter %q: %s", r.slips[0].Param, r.slips[0].Text)
}

// perform carries out the call. The two methods that outlive their call or
// wait take the context, the others end at once.
func (b *bot) perform(ctx context.Context, r *request) (any, error) {
	switch r.method.name {
	case "getUpdates":
		return b.queue.getUpdates(ctx, r)
	case "setWebhook":
		return b.setWebhook(ctx, r)
	default:
		value, refusal := r.method.perform(b, r)
		if refusal != nil {
			return nil, refusal
		}
		return value, nil
	}
}

// finish logs the call, tells the listeners and gives the answer on.
func (s *Server) finish(b *bot, r *request, result json.RawMessage, err error) (json.RawMessage, error) {
	refusal, _ := err.(*Error) //nolint:errorlint // refusals are made here and never wrapped
	s.log.mu.Lock()
	listeners := s.log.listeners
	if !s.opts.NoHistory || len(listeners) > 0 {
		c := Call{
			Token: b.token, Method: r.method.name, Params: r.jsonParams(), Files: r.files,
			At: s.now(), Result: result, Err: refusal,
		}
		if !s.opts.NoHistory {
			s.log.calls = append(s.log.calls, c)
		}
		s.log.mu.Unlock()
		for _, listen := range listeners {
			(*listen)(c)
		}
	} else {
		s.log.mu.Unlock()
	}
	if err != nil {
		return nil, err
	}
	return result, nil
}

// jsonParams gives the arguments as JSON values by their documented types, so
// that a call logs the same however it came.
func (r *request) jsonParams() map[string]json.RawMessage {
	out := make(map[string]json.RawMessage, len(r.args))
	for name, value := range r.args {
		kind := r.method.params[name]
		if kind != 0 && kind != 's' && kind != 'F' && fitsType(kind, value) && json.Valid([]byte(value)) {
			out[name] = json.RawMessage(value)
			continue
		}
		quoted, err := json.Marshal(value)
		if err == nil {
			out[name] = quoted
		}
	}
	return out
}

func (l *callLog) addFindings(slips []Finding) {
	if len(slips) == 0 {
		return
	}
	slices.SortFunc(slips, func(a, b Finding) int { return strings.Compare(a.Param, b.Param) })
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.findings) < maxFindings {
		l.findings = append(l.findings, slips...)
	}
}

// Calls is a copy of the log, in the order in which calls ended. It is empty
// with Options.NoHistory. Calls with unknown tokens or methods are not in it.
func (s *Server) Calls() []Call {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return slices.Clone(s.log.calls)
}

// Findings is a copy of what was noticed so far, at most about 1000.
func (s *Server) Findings() []Finding {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return slices.Clone(s.log.findings)
}

// Subscribe has fn called after every call, on the goroutine of that call and
// before its caller has the answer. fn may use the Server. The returned
// function ends it.
func (s *Server) Subscribe(fn func(Call)) (cancel func()) {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.listeners = append(slices.Clone(s.log.listeners), &fn)
	return func() {
		s.log.mu.Lock()
		defer s.log.mu.Unlock()
		s.log.listeners = slices.DeleteFunc(slices.Clone(s.log.listeners), func(l *func(Call)) bool { return l == &fn })
	}
}
