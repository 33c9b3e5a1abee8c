package simulator

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"syscall"
	"time"
)

// transport answers HTTP calls from a list, and refuses or passes on what is not in it.
type transport struct {
	answers *Answers
	next    http.RoundTripper // nil refuses
	// wait holds an answer back until the clock has moved on; nil gives it at once.
	wait func(ctx context.Context, d time.Duration) error
}

// errUnreachable is a service that cannot be reached.
var errUnreachable error = syscall.ECONNREFUSED

// RoundTrip answers a request.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := readBody(req)
	if err != nil {
		return nil, fmt.Errorf("read request body: %w", err)
	}
	x, reason := t.answers.take(req, body)
	if x == nil {
		if t.next != nil {
			again := req.Clone(req.Context())
			again.Body = io.NopCloser(bytes.NewReader(body))
			return t.next.RoundTrip(again)
		}
		t.answers.refuse(fmt.Sprintf("%s %s: %s", req.Method, req.URL, reason))
		return nil, errUnreachable
	}
	if err := t.hold(req.Context(), x.Delay.Std()); err != nil {
		return nil, err
	}
	if x.Fail {
		return nil, errUnreachable
	}
	content, contentType, err := t.answers.content(x)
	if err != nil {
		t.answers.refuse(fmt.Sprintf("%s: %v", x.title(), err))
		return nil, err
	}
	header := http.Header{"Content-Type": {contentType}, "Content-Length": {strconv.Itoa(len(content))}}
	for name, value := range x.Headers {
		header.Set(name, value)
	}
	return &http.Response{
		Status: strconv.Itoa(x.Status) + " " + http.StatusText(x.Status), StatusCode: x.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(bytes.NewReader(content)), ContentLength: int64(len(content)), Request: req,
	}, nil
}

// hold waits by the simulated clock. A call whose own time is over before ends then, as one that was not answered.
func (t *transport) hold(ctx context.Context, d time.Duration) error {
	if t.wait == nil || d <= 0 {
		return nil
	}
	late := false
	if deadline, ok := ctx.Deadline(); ok {
		// A context's deadline is in the system's time; what is left of it is meant in the simulated one.
		left := time.Until(deadline).Round(time.Second) //nolint:forbidigo // there is no other clock to ask
		if left < d {
			d, late = max(left, time.Millisecond), true
		}
	}
	if err := t.wait(ctx, d); err != nil {
		return err
	}
	if late {
		return os.ErrDeadlineExceeded
	}
	return nil
}
