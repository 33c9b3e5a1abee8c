package program

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// pipes is a network of one address, inside the process: a listener, and connections to it.
type pipes struct {
	address net.TCPAddr
	conns   chan net.Conn
	closed  chan struct{}
	close   func()
}

func newPipes() *pipes {
	p := &pipes{
		address: net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}, conns: make(chan net.Conn), closed: make(chan struct{}),
	}
	p.close = sync.OnceFunc(func() { close(p.closed) })
	return p
}

// Accept waits for a connection.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close refuses further connections.
func (p *pipes) Close() error {
	p.close()
	return nil
}

// Addr is an address of this machine.
func (p *pipes) Addr() net.Addr { return &p.address }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// transport makes requests over it, whatever host they name.
func (p *pipes) transport() *http.Transport {
	return &http.Transport{DialContext: p.dial, MaxIdleConnsPerHost: 100}
}
