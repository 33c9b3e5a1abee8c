package conform

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// patience is how long work may really take to end after its time is over: a machine may be very slow.
const patience = time.Minute

// Work is the work of a job that a block started, and the world in which it is done.
type Work struct {
	Where string
	Type  engine.JobType
	Job   engine.Job
	// Reach answers its requests, the same request with the same answer. Nil is a network in which nobody answers.
	Reach func() http.RoundTripper
	// Deps are what else it may use, with the client of this transport.
	Deps func(http.RoundTripper) engine.JobDeps
	// Patience bounds the wait for work whose time is over; 0 is a minute.
	Patience time.Duration
}

// end is what work came to.
type end struct {
	Result json.RawMessage
	Own    *engine.RunError `json:",omitempty"`
	Again  time.Duration    `json:",omitempty"`
	Other  string           `json:",omitempty"`
}

// run does the work once.
func (w *Work) run(ctx context.Context, over http.RoundTripper) (e end, panicked any) {
	defer func() { panicked = recover() }()
	result, err := w.Type.Run(ctx, w.Deps(over), w.Job)
	e.Result = result
	if again, ok := errors.AsType[*engine.AgainError](err); ok {
		e.Again = max(again.After, 1)
	} else if own, ok := errors.AsType[*engine.RunError](err); ok {
		e.Own = own
	} else if err != nil {
		e.Other = err.Error()
	}
	return e, nil
}

// CheckWork does the work twice, without a network, and with one that never answers.
func CheckWork(ctx context.Context, w Work) []Finding {
	var problems []Finding
	if w.Patience == 0 {
		w.Patience = patience
	}
	if p := w.twice(ctx); p != "" {
		problems = append(problems, broken(Repeated, w.Where, "%s", p))
	}
	if _, panicked := w.run(ctx, refusing{}); panicked != nil {
		problems = append(problems, broken(TimeOut, w.Where, "the work panics where the network refuses everything: %v", panicked))
	}
	if p := w.late(ctx); p != "" {
		problems = append(problems, broken(TimeOut, w.Where, "%s", p))
	}
	return problems
}

// twice does the work again with the same key.
func (w *Work) twice(ctx context.Context) string {
	var ends [2]end
	var sent [2][]string
	for i := range ends {
		log := &logging{next: http.RoundTripper(refusing{})}
		if w.Reach != nil {
			log.next = w.Reach()
		}
		var panicked any
		if ends[i], panicked = w.run(ctx, log); panicked != nil {
			return fmt.Sprintf("the work panics: %v", panicked)
		}
		sent[i] = log.sent
	}
	if !slices.Equal(sent[0], sent[1]) {
		return fmt.Sprintf("done again with the same key, it sends other requests: %q the first time, %q then", sent[0], sent[1])
	}
	one, err := json.Marshal(ends[0])
	if err != nil {
		return "what it comes to is no JSON: " + err.Error()
	}
	two, err := json.Marshal(ends[1])
	if err != nil {
		return "what it comes to is no JSON: " + err.Error()
	}
	if !bytes.Equal(one, two) {
		return "done again with the same key, it comes to something else: " + apart(one, two)
	}
	return ""
}

// late lets the time of the work run out while it waits for an answer.
func (w *Work) late(ctx context.Context) string {
	limited := &expiring{Context: ctx, over: make(chan struct{})}
	hanging := &silent{asked: limited.expire, released: make(chan struct{})}
	defer close(hanging.released)
	came := make(chan any, 1)
	go func(ctx context.Context) { //nolint:contextcheck // it is ours, whose time is over as soon as somebody is asked
		_, panicked := w.run(ctx, hanging)
		came <- panicked
	}(limited)
	wait, stop := context.WithTimeout(ctx, w.Patience)
	defer stop()
	select {
	case panicked := <-came:
		if panicked != nil {
			return fmt.Sprintf("the work panics when its time is over: %v", panicked)
		}
		return ""
	case <-wait.Done():
		return "the work goes on although its time is over and nobody answers"
	}
}

// expiring is a context whose time is over when somebody says so.
type expiring struct {
	context.Context

	once sync.Once
	over chan struct{}
}

func (e *expiring) expire() { e.once.Do(func() { close(e.over) }) }

// Done is closed when the time is over.
func (e *expiring) Done() <-chan struct{} { return e.over }

// Err says that the time is over.
func (e *expiring) Err() error {
	select {
	case <-e.over:
		return context.DeadlineExceeded
	default:
		return e.Context.Err()
	}
}

// refusing is a network in which nobody answers.
type refusing struct{}

// RoundTrip refuses.
func (refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	drain(r)
	return nil, errors.New("connection refused")
}

// silent never answers.
type silent struct {
	asked    func()
	released chan struct{}
}

// RoundTrip waits until the request is given up.
func (s *silent) RoundTrip(r *http.Request) (*http.Response, error) {
	drain(r)
	s.asked()
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case <-s.released:
		return nil, errors.New("nobody answered")
	}
}

// drain reads what is sent, as a network does.
func drain(r *http.Request) []byte {
	if r.Body == nil {
		return nil
	}
	data, err := io.ReadAll(r.Body)
	_ = r.Body.Close() // all that could be read was
	if err != nil {
		return nil
	}
	return data
}

// logging writes down what is sent.
type logging struct {
	next http.RoundTripper

	mu   sync.Mutex
	sent []string
}

// RoundTrip passes the request on.
func (l *logging) RoundTrip(r *http.Request) (*http.Response, error) {
	body := drain(r)
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", r.Method, r.URL)
	_ = r.Header.Write(&b) // sorted by name; a builder takes everything
	b.Write(body)
	l.mu.Lock()
	l.sent = append(l.sent, b.String())
	l.mu.Unlock()
	out := r.Clone(r.Context())
	out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return l.next.RoundTrip(out)
}

// Handler answers requests by a handler, without a network.
func Handler(h http.Handler) http.RoundTripper { return handled{h} }

type handled struct{ handler http.Handler }

// RoundTrip hands the request over and gives what the handler writes.
func (d handled) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r = r.Clone(r.Context())
		r.Body = http.NoBody
	}
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	d.handler.ServeHTTP(w, r)
	return &http.Response{
		StatusCode: w.status, Status: http.StatusText(w.status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r,
	}, nil
}

// recorder keeps what a handler writes.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }
