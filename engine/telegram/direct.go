package telegram

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// direct carries small requests to a Bot API server that speaks plain HTTP: one of one's own, which is there for the load that
// Telegram's would not take. The standard transport has two goroutines a connection, and a request goes through both; here the
// caller writes the request and reads the answer itself, which takes a third of the processor time. All else goes the standard
// way: encrypted connections, proxies, and bodies so large that the server may answer before it has read them. Calls without
// files, nearly all, spare themselves the standard request and answer too (post).
type direct struct {
	standard *http.Transport
	dialer   net.Dialer

	mu   sync.Mutex
	idle map[string][]*directConn // by address, the one that was used last at the end
}

// directConn is a connection that carries one request at a time.
type directConn struct {
	net.Conn
	address string
	r       *bufio.Reader
	w       *bufio.Writer
	out     []byte // of post
}

const (
	maxDirectBody = 64 << 10
	maxDirectIdle = 256 // of one address
)

func newDirect(standard *http.Transport) *direct {
	return &direct{standard: standard, idle: map[string][]*directConn{}}
}

// carries reports whether the request is one for it.
func (d *direct) carries(req *http.Request) bool {
	if !canWatch || req.URL.Scheme != "http" || req.ContentLength < 0 || req.ContentLength > maxDirectBody {
		return false
	}
	proxy, err := d.standard.Proxy(req)
	return proxy == nil && err == nil
}

// RoundTrip performs a request. The body of the answer is to be read to its end and closed, or only closed.
func (d *direct) RoundTrip(req *http.Request) (*http.Response, error) {
	if !d.carries(req) {
		return d.standard.RoundTrip(req)
	}
	ctx := req.Context()
	c, err := d.connect(ctx, req.URL.Host)
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // nothing was read of it
		}
		return nil, err
	}
	stop := c.endWith(ctx)
	resp, err := c.exchange(req)
	if err != nil {
		stop()
		_ = c.Close() // the first error counts
		return nil, errors.Join(context.Cause(ctx), err)
	}
	resp.Body = &directBody{ReadCloser: resp.Body, d: d, c: c, stop: stop, last: resp.Close}
	return resp, nil
}

// endWith has the end of the context end what is under way.
func (c *directConn) endWith(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
}

// headBytes is more than what the head of an answer takes; longer ones, and bodies, are read all the same. Every bot that polls holds a
// connection, and twice as much for each is 20 MB with ten thousand of them.
const headBytes = 2 << 10

// connect gives a connection with the context's deadline: one that waits, or a new one.
func (d *direct) connect(ctx context.Context, host string) (*directConn, error) {
	deadline, _ := ctx.Deadline()
	for {
		c := d.take(host)
		if c == nil {
			break
		}
		if c.SetDeadline(deadline) == nil && quiet(c.Conn) {
			return c, nil
		}
		_ = c.Close() // the server has closed it
	}
	address := host
	if _, _, err := net.SplitHostPort(host); err != nil {
		address = net.JoinHostPort(host, "80")
	}
	conn, err := d.dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(deadline); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &directConn{Conn: conn, address: host, r: bufio.NewReaderSize(conn, headBytes), w: bufio.NewWriterSize(conn, 1024)}, nil
}

func (d *direct) take(address string) *directConn {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := d.idle[address]
	if len(all) == 0 {
		return nil
	}
	c := all[len(all)-1]
	all[len(all)-1] = nil
	d.idle[address] = all[:len(all)-1]
	return c
}

// keep lets a connection wait for the next request. Those that were used last are taken first, so that the others show
// whether the server still has them; each time one of them is asked.
func (d *direct) keep(c *directConn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := d.idle[c.address]
	if len(all) == maxDirectIdle {
		_ = c.Close() // nobody is waiting for it
		return
	}
	if len(all) > 0 && (all[0].SetDeadline(time.Time{}) != nil || !quiet(all[0].Conn)) {
		_ = all[0].Close() // it is closed at the other end
		all = append(all[:0], all[1:]...)
	}
	d.idle[c.address] = append(all, c)
}

// CloseIdleConnections closes what waits.
func (d *direct) CloseIdleConnections() {
	d.standard.CloseIdleConnections()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, all := range d.idle {
		for _, c := range all {
			_ = c.Close() // nothing is under way on it
		}
	}
	clear(d.idle)
}

// exchange writes the request and reads the head of the answer.
func (c *directConn) exchange(req *http.Request) (*http.Response, error) {
	if err := c.send(req); err != nil {
		return nil, err
	}
	return c.response(req)
}

// response reads the head of an answer; without a request, it answers one with a body.
func (c *directConn) response(req *http.Request) (*http.Response, error) {
	for {
		resp, err := http.ReadResponse(c.r, req)
		if err != nil || resp.StatusCode >= http.StatusOK {
			return resp, err
		}
	}
}

func (c *directConn) send(req *http.Request) error {
	head := append(c.w.AvailableBuffer(), req.Method...)
	head = append(head, ' ')
	head = append(head, req.URL.RequestURI()...)
	head = append(head, " HTTP/1.1\r\nHost: "...)
	head = append(head, req.URL.Host...)
	head = append(head, "\r\nContent-Length: "...)
	head = strconv.AppendInt(head, req.ContentLength, 10)
	head = append(head, "\r\n"...)
	if _, err := c.w.Write(head); err != nil {
		return err
	}
	if err := req.Header.Write(c.w); err != nil {
		return err
	}
	if _, err := c.w.WriteString("\r\n"); err != nil {
		return err
	}
	if req.Body != nil {
		_, err := io.Copy(c.w, req.Body)
		if err := errors.Join(err, req.Body.Close()); err != nil {
			return err
		}
	}
	return c.w.Flush()
}

// directBody is the body of an answer. At its end the connection waits for the next request.
type directBody struct {
	io.ReadCloser
	d    *direct
	c    *directConn // nil once it is given back or closed
	stop func() bool
	last bool // the server closes the connection
}

// Read reads on.
func (b *directBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.end(errors.Is(err, io.EOF))
	}
	return n, err
}

// Close ends the answer. What was not read of it goes with the connection, but for an end that was not looked at.
func (b *directBody) Close() error {
	if b.c != nil {
		n, err := b.ReadCloser.Read(make([]byte, 1))
		b.end(n == 0 && errors.Is(err, io.EOF))
	}
	return nil
}

func (b *directBody) end(whole bool) {
	c := b.c
	if c == nil {
		return
	}
	b.c = nil
	// stop is false where the context has ended: the deadline may be set at any moment.
	if b.stop() && whole && !b.last && c.r.Buffered() == 0 {
		b.d.keep(c)
		return
	}
	_ = c.Close() // it is of no use any more
}
