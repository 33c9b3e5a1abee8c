package telegram

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
)

var errDetached = errors.New("request body is no longer available")

// payload is the body of one request. It knows whether the transport has begun to read it, which it does only once there
// is a connection, and it can be taken away from the transport, which may go on reading after the answer came.
type payload struct {
	ctx    context.Context //nolint:containedctx // of the call whose body it is: what is opened while it is sent ends with it
	mu     sync.Mutex
	parts  []part // nil once detached
	size   int64  // negative if nobody knows
	read   bool
	failed error         // what a part could not be opened or read for
	first  payloadReader // saves an allocation for the usual single reading
}

// part is a piece of a payload: bytes, or an upload that is read while it is sent.
type part struct {
	data   []byte
	upload *Upload // nil for bytes
}

// payloadReader reads a payload from its start. The transport makes another one where it repeats the request on a fresh
// connection.
type payloadReader struct {
	p    *payload
	part int
	pos  int
	open io.ReadCloser // of the part that is being read; nil if it is bytes or not begun
}

func newPayload(ctx context.Context, parts ...part) *payload {
	p := &payload{ctx: ctx, parts: parts}
	for _, part := range parts {
		switch u := part.upload; {
		case u == nil:
			p.size += int64(len(part.data))
		case u.Size < 0:
			p.size = -1
		case p.size >= 0:
			p.size += u.Size
		}
		if p.size < 0 {
			break
		}
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

// failure is why the payload could not be read to its end; then the request cannot have been understood.
func (p *payload) failure() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failed
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
		return 0, errors.Join(errDetached, r.shut())
	}
	for r.part < len(r.p.parts) {
		n, err := r.next(&r.p.parts[r.part], b)
		if err != nil {
			r.p.failed = err
			return 0, err
		}
		if n > 0 || len(b) == 0 {
			return n, nil
		}
		r.part, r.pos = r.part+1, 0
	}
	return 0, io.EOF
}

// next reads on in a part; 0 at its end.
func (r *payloadReader) next(p *part, b []byte) (int, error) {
	if p.upload == nil {
		n := copy(b, p.data[r.pos:])
		r.pos += n
		return n, nil
	}
	if r.open == nil {
		var err error
		if r.open, err = p.upload.Open(r.p.ctx); err != nil {
			r.open = nil
			return 0, err
		}
	}
	for len(b) > 0 {
		n, err := r.open.Read(b)
		switch {
		case n > 0:
			return n, nil
		case errors.Is(err, io.EOF):
			return 0, r.shut()
		case err != nil:
			return 0, errors.Join(err, r.shut())
		}
	}
	return 0, nil
}

// shut closes what is being read.
func (r *payloadReader) shut() error {
	in := r.open
	if r.open = nil; in == nil {
		return nil
	}
	return in.Close()
}

// Close gives back what is being read.
func (r *payloadReader) Close() error {
	r.p.mu.Lock()
	defer r.p.mu.Unlock()
	return r.shut()
}
