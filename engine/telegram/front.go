package telegram

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Front is a listener before an http.Server's that takes deliveries of updates in itself. They are nearly all that a server
// under load gets, and all alike, so that reading them by hand takes a third of what the standard server does. A connection
// stays with the front as long as its requests are plain deliveries (parseDelivery); at the first one that is not, the connection
// is handed over with that request still unread, for good. So nothing is refused here that the standard server would take, and what is
// taken here gets the same answer there.
type Front struct {
	listener net.Listener
	webhook  *Webhook
	log      *slog.Logger

	ctx      context.Context // of deliveries; it ends when nobody waits for them any more
	cancel   context.CancelFunc
	handed   chan accepted
	closing  chan struct{}
	stopping atomic.Bool
	close    func() error

	mu       sync.Mutex
	conns    map[*frontConn]struct{}
	accepter sync.WaitGroup
	serving  sync.WaitGroup
}

// Times of a front's connections. A head or a body that is on its way comes within its time; nothing may come for idleTimeout.
// Balancers and HTTP clients keep connections for two minutes at most, Caddy for just that, and also such as they never used:
// one that is closed here first may be closed just when a delivery is sent on it.
const (
	headTimeout = 10 * time.Second
	bodyTimeout = 30 * time.Second
	workTimeout = time.Minute     // from a delivery to its answer: Telegram does not wait longer
	idleTimeout = 3 * time.Minute // at least three quarters of it, since it is not set anew for every delivery
)

// accepted is what Accept gives.
type accepted struct {
	conn net.Conn
	err  error
}

// NewFront makes a front and begins to accept. Whoever made it serves an http.Server with it, and ends it with Close and Wait. The
// values of ctx go along with deliveries, its end does not.
func NewFront(ctx context.Context, l net.Listener, w *Webhook) *Front {
	f := &Front{
		listener: l, webhook: w, log: w.o.Log, handed: make(chan accepted), closing: make(chan struct{}), conns: map[*frontConn]struct{}{},
	}
	f.ctx, f.cancel = context.WithCancel(context.WithoutCancel(ctx))
	f.close = sync.OnceValue(f.begin)
	f.accepter.Go(f.accept)
	return f
}

// Addr is the listener's.
func (f *Front) Addr() net.Addr { return f.listener.Addr() }

// Accept gives the next connection that is not the front's own.
func (f *Front) Accept() (net.Conn, error) {
	select {
	case a := <-f.handed:
		return a.conn, a.err
	case <-f.closing:
		return nil, net.ErrClosed
	}
}

// Close takes no connections any more, and no deliveries but those that are under way.
func (f *Front) Close() error { return f.close() }

func (f *Front) begin() error {
	f.stopping.Store(true)
	close(f.closing)
	err := f.listener.Close()
	f.accepter.Wait()
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.conns {
		if c.state.CompareAndSwap(connWaits, connEnded) {
			_ = c.Close() // nothing is under way on it
		}
	}
	return err
}

// Wait waits, after Close, for the deliveries that are under way. When ctx ends first, they are given up, and its error is returned.
func (f *Front) Wait(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() {
		f.cancel()
		f.mu.Lock()
		defer f.mu.Unlock()
		for c := range f.conns {
			_ = c.Close() // whoever delivers comes again
		}
	})
	f.serving.Wait()
	f.cancel()
	if !stop() {
		return ctx.Err()
	}
	return nil
}

func (f *Front) accept() {
	for {
		conn, err := f.listener.Accept()
		switch {
		case err == nil:
			f.take(conn)
		case f.stopping.Load() || !f.hand(nil, err): // the server decides how long to wait after an error
			return
		}
	}
}

func (f *Front) take(conn net.Conn) {
	c := &frontConn{Conn: conn, front: f, r: bufio.NewReaderSize(conn, maxHead)}
	f.mu.Lock()
	f.conns[c] = struct{}{}
	f.mu.Unlock()
	f.serving.Go(c.serve)
}

// hand gives something to whoever accepts; false if nobody does any more.
func (f *Front) hand(conn net.Conn, err error) bool {
	select {
	case f.handed <- accepted{conn, err}:
		return true
	case <-f.closing:
		return false
	}
}

// States of a frontConn. One that waits for a request may be closed at any moment.
const (
	connWaits int32 = iota
	connWorks
	connEnded
)

// frontConn is a connection that has carried nothing but plain deliveries so far.
type frontConn struct {
	net.Conn
	front *Front
	r     *bufio.Reader
	state atomic.Int32
	until time.Time // when nothing more is waited for; zero if that is to be set anew
	out   []byte
}

// serve takes deliveries until the connection ends or is handed over.
func (c *frontConn) serve() {
	f, handed := c.front, false
	defer func() {
		if p := recover(); p != nil {
			f.log.ErrorContext(f.ctx, "a delivery's handling panicked", "error", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
		f.mu.Lock()
		delete(f.conns, c)
		f.mu.Unlock()
		if !handed {
			_ = c.Close() // it has ended
		}
	}()
	for {
		d, err := c.next()
		if errors.Is(err, errNotPlain) {
			if c.SetDeadline(time.Time{}) == nil {
				handed = f.hand(&handedConn{c.Conn, c.r}, nil)
			}
			return
		}
		if err != nil || c.deliver(&d) != nil || d.last {
			return
		}
		c.state.Store(connWaits)
		if f.stopping.Load() {
			return
		}
	}
}

// next waits for the head of the next delivery.
func (c *frontConn) next() (d delivery, err error) {
	if err := c.allow(idleTimeout*3/4, idleTimeout); err != nil {
		return d, err
	}
	if _, err := c.r.Peek(1); err != nil {
		return d, err
	}
	if !c.state.CompareAndSwap(connWaits, connWorks) {
		return d, net.ErrClosed
	}
	for {
		head, err := c.r.Peek(c.r.Buffered())
		if err != nil {
			return d, err
		}
		d, n, err := parseDelivery(head)
		switch {
		case err == nil:
			_, err = c.r.Discard(n)
			return d, err
		case !errors.Is(err, errPartOfHead):
			return d, err
		case len(head) == maxHead:
			return d, errNotPlain
		}
		if err := c.limit(headTimeout); err != nil {
			return d, err
		}
		if _, err := c.r.Peek(len(head) + 1); err != nil {
			return d, err
		}
	}
}

// allow sets the time until which the connection is kept, if less than least is left of it.
func (c *frontConn) allow(least, d time.Duration) error {
	now := machineTime()
	if c.until.Sub(now) >= least {
		return nil
	}
	c.until = now.Add(d)
	return c.SetDeadline(c.until)
}

// limit sets the time for what is still to come of a request.
func (c *frontConn) limit(d time.Duration) error {
	c.until = time.Time{}
	return c.SetDeadline(machineTime().Add(d))
}

// machineTime is what deadlines of connections are by, whatever the time of the store is.
func machineTime() time.Time { return time.Now() } //nolint:forbidigo // the system compares deadlines with its own clock

// deliver takes the body of a delivery in and answers.
func (c *frontConn) deliver(d *delivery) error {
	f := c.front
	if c.r.Buffered() < d.length {
		if err := c.limit(bodyTimeout); err != nil {
			return err
		}
	}
	bot, status := f.webhook.enter(d.botID, d.secret, int64(d.length))
	if status != 0 {
		if _, err := c.r.Discard(d.length); err != nil {
			return err
		}
		return c.answer(status, d)
	}
	defer f.webhook.room.Leave(d.botID, int64(d.length))
	raw := make([]byte, d.length)
	if _, err := io.ReadFull(c.r, raw); err != nil {
		return err
	}
	if err := c.allow(workTimeout, workTimeout); err != nil {
		return err
	}
	return c.answer(f.webhook.take(f.ctx, d.botID, &bot, raw), d)
}

// answer writes an answer without a body.
func (c *frontConn) answer(status int, d *delivery) error {
	b := append(c.out[:0], "HTTP/1.1 "...)
	b = strconv.AppendInt(b, int64(status), 10)
	b = append(b, ' ')
	b = append(b, http.StatusText(status)...)
	b = append(b, "\r\nDate: "...)
	b = c.front.webhook.o.Now().UTC().AppendFormat(b, http.TimeFormat)
	if status == http.StatusServiceUnavailable {
		b = append(b, "\r\nRetry-After: "+retryDelivery...)
	}
	if d.last = d.last || c.front.stopping.Load(); d.last {
		b = append(b, "\r\nConnection: close"...)
	}
	b = append(b, "\r\nContent-Length: 0\r\n\r\n"...)
	c.out = b
	_, err := c.Write(b)
	return err
}

// handedConn is a connection of which something was read already.
type handedConn struct {
	net.Conn
	r *bufio.Reader
}

// Read gives what was read, then what comes.
func (c *handedConn) Read(b []byte) (int, error) {
	if c.r.Buffered() > 0 {
		return c.r.Read(b)
	}
	return c.Conn.Read(b)
}
