package host

import (
	"errors"
	"net/http"
	"sync/atomic"

	"github.com/scenarist/scenarist/engine"
)

var errHTTPQuota = errors.New("the bot's quota of requests is used up")

// request counts a bot's request to another server, or says that its quota does not allow one.
func (h *Host) request(b *bot) error {
	u, now := h.quotas.of(b.record.ID), h.now()
	if m := u.call(now); m != nil {
		h.reached(b, m, QuotaHTTP)
		return errHTTPQuota
	}
	u.count(now, 0, 1, 0)
	return nil
}

// counted is a client that counts requests and makes no more than the quota allows.
func (h *Host) counted(b *bot) (client *http.Client, over *atomic.Bool) {
	if h.cfg.HTTP == nil {
		return nil, &atomic.Bool{}
	}
	c := *h.cfg.HTTP
	t := &countingTransport{h: h, b: b, next: c.Transport}
	c.Transport = t
	return &c, &t.over
}

type countingTransport struct {
	h    *Host
	b    *bot
	next http.RoundTripper
	over atomic.Bool
}

// RoundTrip makes the request.
func (t *countingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := t.h.request(t.b); err != nil {
		t.over.Store(true)
		return nil, err
	}
	return t.next.RoundTrip(r)
}

// httpQuota is the trouble of a job that found no room for a request.
func httpQuota() *engine.RunError {
	e := engine.Trouble("http_quota", "the bot has made as many requests as it may in an hour; ask the operator of the server for more")
	e.Retryable = true
	return e
}

// MayFetch counts a request for a file that goes into a message; a *SendError if the bot's quota does not allow it.
func (r *references) MayFetch() error {
	b := r.host.bots.get(r.chat.bot)
	if b == nil || r.host.request(b) == nil {
		return nil // of one that is served no more, what is on its way still goes
	}
	e := httpQuota()
	return &SendError{Fatal: true, Code: e.Code, Message: e.Message}
}
