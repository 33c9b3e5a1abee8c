package telegram

import (
	"errors"
	"io"
	"net/http"
	"sync"
)

var errDetached = errors.New("request body is no longer available")

// payload is the body of one request. It knows whether the transport has begun to read it, which it does only once there
// is a connection, and it can be taken away from the transport, which may go on reading after the answer came.
type payload struct {
	mu    sync.Mutex
	parts [][]byte // nil once detached
	size  int64
	read  bool
	first payloadReader // saves an allocation for the usual single reading
}

// payloadReader reads a payload from its start. The transport makes another one where it repeats the request on a fresh
// connection.
type payloadReader struct {
	p    *payload
	part int
	pos  int
}

func newPayload(parts ...[]byte) *payload {
	p := &payload{parts: parts}
	for _, part := range parts {
		p.size += int64(len(part))
	}
	p.first.p = p
	return p
}

// attach makes the payload the request's body.
func (p *payload) attach(req *http.Request) {
	req.Body = &p.first
	req.ContentLength = p.size
	req.GetBody = func() (io.ReadCloser, error) { return &payloadReader{p: p}, nil }
}

// sent reports whether some of it may be on the wire.
func (p *payload) sent() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.read
}

// detach ends every reading, now and later.
func (p *payload) detach() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.parts = nil
}

// Read gives the next bytes.
func (r *payloadReader) Read(b []byte) (int, error) {
	r.p.mu.Lock()
	defer r.p.mu.Unlock()
	r.p.read = true
	if r.p.parts == nil {
		return 0, errDetached
	}
	for r.part < len(r.p.parts) {
		if n := copy(b, r.p.parts[r.part][r.pos:]); n > 0 || len(b) == 0 {
			r.pos += n
			return n, nil
		}
		r.part, r.pos = r.part+1, 0
	}
	return 0, io.EOF
}

// Close does nothing: there is nothing to be given back.
func (r *payloadReader) Close() error { return nil }
