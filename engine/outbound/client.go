package outbound

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"
)

// Limits of one connection. They bound what a hostile server can make us hold; the length of a whole call is the
// caller's.
const (
	defaultDialTimeout  = 10 * time.Second
	handshakeTimeout    = 10 * time.Second
	idleTimeout         = 90 * time.Second
	maxIdleConns        = 200
	maxIdleConnsPerHost = 8
	maxHeaderBytes      = 64 << 10
)

// New makes a client. It is safe for concurrent use and made once a process. An entry of Options.Allow that is no host,
// address or network is an error.
func New(o Options) (*http.Client, error) {
	a, err := parseAllow(o.Allow)
	if err != nil {
		return nil, err
	}
	if o.DialTimeout <= 0 {
		o.DialTimeout = defaultDialTimeout
	}
	d := &dialer{allow: a, guarded: net.Dialer{Timeout: o.DialTimeout, Control: a.guard()}, free: net.Dialer{Timeout: o.DialTimeout}}
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would resolve and connect behind the guard's back
			DialContext:            d.dial,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    handshakeTimeout,
			IdleConnTimeout:        idleTimeout,
			MaxIdleConns:           maxIdleConns,
			MaxIdleConnsPerHost:    maxIdleConnsPerHost,
			MaxResponseHeaderBytes: maxHeaderBytes,
			ForceAttemptHTTP2:      true,
		},
		CheckRedirect: redirects(o.MaxRedirects),
	}, nil
}

// dialer opens connections, past the guard only for hosts that are allowed by name.
type dialer struct {
	allow   *allowList
	guarded net.Dialer
	free    net.Dialer
}

func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if host, _, err := net.SplitHostPort(address); err == nil && d.allow.host(host) {
		return d.free.DialContext(ctx, network, address)
	}
	return d.guarded.DialContext(ctx, network, address)
}
