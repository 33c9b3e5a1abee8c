package host

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/film"
)

const (
	keptExchanges = 10       // of one piece of work
	heardBytes    = 16 << 10 // of a body; more than is kept of it, so that a secret at the end is seen whole
)

// listener hears what a run of slow work does by HTTP, for its film, and which secrets it was given.
type listener struct {
	clock Clock

	mu      sync.Mutex
	heard   []*exchange
	secrets []string
}

// exchange is one call; its bodies are heard while they are sent and read.
type exchange struct {
	film.Heard

	sent, got *overheard
	begun     time.Time
}

// listen has the work's calls heard; nil if nobody keeps its film.
func (h *Host) listen(d *engine.JobDeps) *listener {
	if h.cfg.Films == FilmsOff || d.HTTP == nil {
		return nil
	}
	l := &listener{clock: h.cfg.Clock}
	client := *d.HTTP
	client.Transport = &listeningTransport{l, client.Transport}
	d.HTTP = &client
	secret := d.Secret
	d.Secret = func(ctx context.Context, name string) (string, error) {
		v, err := secret(ctx, name)
		l.learn(v)
		return v, err
	}
	return l
}

// learn notes a secret, in the forms in which it may stand in a call.
func (l *listener) learn(secret string) {
	if l == nil || secret == "" {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.secrets = append(l.secrets, film.Forms(secret)...)
}

// work gives what was heard, with secrets masked; nil for nothing.
func (l *listener) work(j *engine.Job) *film.Work {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.heard) == 0 {
		return nil
	}
	longest := 0
	for _, s := range l.secrets {
		longest = max(longest, len(s))
	}
	mask := film.Masking(l.secrets)
	w := &film.Work{Flow: j.Flow, Block: j.Block}
	for _, x := range l.heard {
		heard := x.Heard
		heard.Body, _ = x.sent.bytes(longest)
		heard.Content, heard.Cut = x.got.bytes(longest)
		w.HTTP = append(w.HTTP, heard.Exchange(mask, film.MaxBody))
	}
	return w
}

type listeningTransport struct {
	l    *listener
	next http.RoundTripper
}

// RoundTrip makes the call.
func (t *listeningTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	l := t.l
	x := &exchange{
		Heard: film.Heard{Method: r.Method, URL: r.URL.String(), Header: r.Header.Clone()}, begun: l.clock.Now(),
		sent: &overheard{}, got: &overheard{},
	}
	for _, v := range film.Credentials(r.Header) {
		l.learn(v)
	}
	l.mu.Lock()
	full := len(l.heard) >= keptExchanges
	if !full {
		l.heard = append(l.heard, x)
	}
	l.mu.Unlock()
	if full {
		return t.next.RoundTrip(r)
	}
	if r.Body != nil && r.Body != http.NoBody {
		r = r.Clone(r.Context())
		x.sent.ReadCloser = r.Body
		r.Body = x.sent
	}
	resp, err := t.next.RoundTrip(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	x.Took = l.clock.Now().Sub(x.begun)
	if err != nil {
		x.Err = err
		return resp, err
	}
	x.Status, x.Answer = resp.StatusCode, resp.Header.Clone()
	x.got.ReadCloser = resp.Body
	resp.Body = x.got
	return resp, nil
}

// overheard is a body of which the beginning is remembered as it is read.
type overheard struct {
	io.ReadCloser

	mu      sync.Mutex
	content []byte
	more    bool
}

// Read reads on.
func (o *overheard) Read(p []byte) (int, error) {
	n, err := o.ReadCloser.Read(p)
	o.mu.Lock()
	defer o.mu.Unlock()
	room := min(heardBytes-len(o.content), n)
	o.content = append(o.content, p[:room]...)
	o.more = o.more || room < n
	return n, err
}

// bytes gives what was heard, and whether there was more: then without its end, where a secret of the length may have been cut.
func (o *overheard) bytes(longest int) (content []byte, more bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	content = o.content
	if o.more {
		content = content[:max(0, len(content)-longest)]
	}
	return content, o.more
}
