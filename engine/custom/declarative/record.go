package declarative

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// RecordExample plays an example of which only the settings, the secrets and the statuses and answers of its stand-ins are
// known, and fills in the rest: the requests that the block makes, and how it ends. Of headers only that with a
// secret in it is noted. More requests than there are stand-ins are an error, and so is a block that ends by an error of ours.
func RecordExample(ctx context.Context, p *custom.Package, example int) error {
	x, err := Kind{}.Open(ctx, p)
	if err != nil {
		return err
	}
	e := &p.Manifest.Examples[example]
	rec := &recording{example: e}
	pl := &player{exec: x, example: e, now: exampleTime, client: &http.Client{Transport: direct{rec}}, endless: true}
	a, err := pl.play(ctx, p.Manifest)
	if rec.err != nil {
		return rec.err
	}
	e.StandIn = e.StandIn[:rec.next]
	if trouble, ok := errors.AsType[*engine.RunError](err); ok {
		e.Error = trouble.Code
		return x.Close(ctx)
	}
	e.Exit, e.Outputs = a.Exit, a.Outputs
	return errors.Join(err, x.Close(ctx))
}

// recording is a pretended service that notes what it is asked.
type recording struct {
	example *custom.Example
	next    int
	err     error
}

// ServeHTTP notes a request and answers it.
func (r *recording) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if r.next >= len(r.example.StandIn) {
		r.err = fmt.Errorf("there is no answer for the request %s %s", req.Method, req.URL)
		http.Error(w, "nothing is expected", http.StatusTeapot)
		return
	}
	x := &r.example.StandIn[r.next]
	r.next++
	x.Method, x.URL = req.Method, req.URL.String()
	for name := range req.Header {
		if v := req.Header.Get(name); r.tells(v) {
			x.Headers = map[string]string{name: v}
		}
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		r.err = fmt.Errorf("read the request: %w", err)
	}
	switch {
	case len(body) == 0:
	case json.Valid(body):
		x.Body = body
	default:
		if x.Body, err = json.Marshal(string(body)); err != nil {
			r.err = fmt.Errorf("note the body: %w", err)
		}
	}
	give(w, x)
}

// tells reports whether a text has a secret of the example in it.
func (r *recording) tells(text string) bool {
	for _, v := range r.example.Secrets {
		if strings.Contains(text, v) {
			return true
		}
	}
	return false
}
