package simulator

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// Exchange is an HTTP call that a block of the bot had made, and what came of it.
type Exchange struct {
	Job     host.JobItem // the work that made the call; the zero value if it was no job's
	Method  string
	URL     string
	Header  http.Header // of the request
	Body    []byte      // of the request, at most MaxExchanged bytes
	Status  int         // 0 if there was no answer
	Answer  http.Header
	Content []byte        // of the answer, at most MaxExchanged bytes
	Cut     bool          // the request or the answer was longer
	Faulty  bool          // it is what it is because of SetServices
	Err     error         // why there was no answer
	Begun   time.Time     // by the world's clock
	Took    time.Duration // by the world's clock if that moved meanwhile, else really
	Held    time.Duration // for how much of it, by the world's clock, the answer was late by itself and not because of SetServices
}

// MaxExchanged is how much of a request and of an answer is remembered, in bytes each.
const MaxExchanged = 256 << 10

// ServiceFaults are troubles of all HTTP services; the zero value is none.
type ServiceFaults struct {
	Down   bool          // nobody can be reached
	Status int           // every call gets this status and no body
	Delay  time.Duration // every answer comes so much later, by the world's clock
}

// SetServices makes all HTTP services misbehave from now on; the zero value ends it.
func (w *World) SetServices(f ServiceFaults) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.services = f
}

type jobKey struct{}

// withJob lets what the work calls know whose it is.
func withJob(ctx context.Context, item host.JobItem) context.Context {
	return context.WithValue(ctx, jobKey{}, item)
}

// line is how the bot's work comes to HTTP services: past the troubles that they are in, and heard by Options.Exchanged.
type line struct {
	world *World
	next  *transport
}

// RoundTrip makes a call.
func (l *line) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := readBody(req)
	if err != nil {
		return nil, fmt.Errorf("read request body: %w", err)
	}
	l.world.mu.Lock()
	fault := l.world.services
	l.world.mu.Unlock()
	x := &Exchange{Method: req.Method, URL: req.URL.String(), Header: req.Header.Clone(), Faulty: fault.Down || fault.Status != 0, Begun: l.world.Now()}
	x.Job, _ = JobOf(req.Context())
	begun := time.Now() //nolint:forbidigo // a real service answers in real time
	x.Body, x.Cut = cutBytes(body)
	again := req.Clone(req.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	if err := l.next.hold(req.Context(), fault.Delay); err != nil {
		x.Err, x.Faulty = err, true
		l.heard(x, begun)
		return nil, err
	}
	resp, err := l.answer(again, fault)
	x.Held = max(l.world.Now().Sub(x.Begun)-fault.Delay, 0)
	if err != nil {
		x.Err = err
		l.heard(x, begun)
		return nil, err
	}
	x.Status, x.Answer = resp.StatusCode, resp.Header.Clone()
	resp.Body = &heardBody{ReadCloser: resp.Body, done: func(content []byte, cut bool) {
		x.Content, x.Cut = content, x.Cut || cut
		l.heard(x, begun)
	}}
	return resp, nil
}

func (l *line) answer(req *http.Request, fault ServiceFaults) (*http.Response, error) {
	switch {
	case fault.Down:
		return nil, errUnreachable
	case fault.Status != 0:
		return &http.Response{
			Status: strconv.Itoa(fault.Status) + " " + http.StatusText(fault.Status), StatusCode: fault.Status,
			Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: http.NoBody, Request: req,
		}, nil
	default:
		return l.next.RoundTrip(req)
	}
}

func (l *line) heard(x *Exchange, begun time.Time) {
	x.Took = l.world.Now().Sub(x.Begun)
	if x.Took == 0 {
		x.Took = time.Since(begun) //nolint:forbidigo // as above
	}
	if l.world.opts.Exchanged != nil {
		l.world.opts.Exchanged(x)
	}
}

func cutBytes(b []byte) ([]byte, bool) {
	if len(b) > MaxExchanged {
		return b[:MaxExchanged:MaxExchanged], true
	}
	return b, false
}

// heardBody remembers what is read of an answer, and tells of it when it is closed.
type heardBody struct {
	io.ReadCloser
	done func(content []byte, cut bool)

	content []byte
	cut     bool
	once    sync.Once
}

// Read reads on.
func (b *heardBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	room := min(MaxExchanged-len(b.content), n)
	b.content = append(b.content, p[:room]...)
	b.cut = b.cut || room < n
	return n, err
}

// Close ends the reading.
func (b *heardBody) Close() error {
	err := b.ReadCloser.Close()
	b.once.Do(func() { b.done(b.content, b.cut) })
	return err
}

// JobOf is the work that an HTTP request of the bot is made for; false for one that is made for none, such as that of a file
// that is sent by its address.
func JobOf(ctx context.Context) (host.JobItem, bool) {
	item, ok := ctx.Value(jobKey{}).(host.JobItem)
	return item, ok
}
