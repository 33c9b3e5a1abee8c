package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Limits and times of calls.
const (
	// MaxAnswerBytes is the largest answer that is read. A hundred updates of the longest messages stay far below it.
	MaxAnswerBytes = 16 << 20
	// CallTimeout limits a call without files whose context has no deadline.
	CallTimeout = 30 * time.Second
	// UploadTimeout limits a call with files whose context has no deadline.
	UploadTimeout = 5 * time.Minute

	defaultBaseURL = "https://api.telegram.org"
)

// ClientOptions configure a Client. The zero value talks to Telegram itself.
type ClientOptions struct {
	// BaseURL is where the Bot API answers, such as "http://127.0.0.1:8081" for a local server; empty for Telegram's.
	BaseURL string
	// TestServers uses Telegram's test environment.
	TestServers bool
	// LocalFiles is the working directory of a local Bot API server that shares its disk with us: getFile names files in
	// it by absolute path, and they have no size limit. Empty for a server that is reached over the network only.
	LocalFiles string
	// Transport carries the requests; nil for one of the client's own.
	Transport http.RoundTripper
}

// Client calls the Bot API over HTTP: as JSON, or as a form where files go along. It is safe for concurrent use.
type Client struct {
	base       string
	suffix     string // between token and method
	localFiles string
	http       *http.Client
	own        *direct  // nil if the transport was given
	plain      *address // nil where small calls cannot go to own by themselves
}

// NewClient makes a client. It fails where the address is not one.
func NewClient(o ClientOptions) (*Client, error) {
	if o.BaseURL == "" {
		o.BaseURL = defaultBaseURL
	}
	u, err := url.Parse(o.BaseURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.User != nil {
		return nil, fmt.Errorf("bot api address %q: an address such as https://api.telegram.org is needed", o.BaseURL)
	}
	c := &Client{base: strings.TrimRight(o.BaseURL, "/"), suffix: "/", localFiles: o.LocalFiles}
	if o.TestServers {
		c.suffix = "/test/"
	}
	transport := o.Transport
	if transport == nil {
		c.own = newDirect(newTransport())
		transport = c.own
		c.plain = c.own.addressOf(u)
	}
	c.http = &http.Client{
		Transport: transport,
		// The Bot API redirects nowhere, and a request that follows would carry the token along.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

// newTransport keeps enough connections for a busy bot on loopback, and notices HTTP/2 connections that died silently.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		ForceAttemptHTTP2:     true,
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: 20 * time.Second, PingTimeout: 10 * time.Second},
		MaxIdleConns:          1024,
		MaxIdleConnsPerHost:   256,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
		DisableCompression:    true, // answers are small
	}
}

// Close drops idle connections of the client's own transport.
func (c *Client) Close() {
	if c.own != nil {
		c.own.CloseIdleConnections()
	}
}

// Call performs a method, as Caller says.
func (c *Client) Call(ctx context.Context, token, method string, params []byte, files []Upload) (json.RawMessage, error) {
	ctx, cancel := withCallTimeout(ctx, len(files) > 0)
	defer cancel()
	var a answer
	var err error
	if c.plain != nil && len(files) == 0 && len(params) <= maxDirectBody && segment(token) && segment(method) {
		a, err = c.callPlain(ctx, token, method, params)
	} else {
		a, err = c.call(ctx, token, method, params, files)
	}
	if err != nil {
		return nil, err
	}
	result, err := a.decode()
	if r, ok := errors.AsType[*RefusalError](err); ok {
		r.Description = withoutToken(r.Description, token)
	}
	return result, err
}

// callPlain makes a call without files over a connection of its own.
func (c *Client) callPlain(ctx context.Context, token, method string, params []byte) (answer, error) {
	a, sent, err := c.own.post(ctx, c.plain, token+c.suffix+method, params)
	return a, c.failure(method, sent, err)
}

// failure is the error of a call that was not answered, or whose answer cannot be read.
func (c *Client) failure(method string, sent bool, err error) error {
	if err == nil {
		return nil
	}
	if wrong, ok := errors.AsType[*AnswerError](err); ok {
		return wrong
	}
	return &NetworkError{Sent: sent, Err: fmt.Errorf("%s: %w", method, withoutURL(err))}
}

// call makes a call by the standard client's means.
func (c *Client) call(ctx context.Context, token, method string, params []byte, files []Upload) (a answer, err error) {
	body, contentType := newPayload(ctx, part{data: params}), "application/json"
	if len(files) > 0 {
		if body, contentType, err = newForm(ctx, params, files); err != nil {
			return a, fmt.Errorf("build form for %s: %w", method, err)
		}
	}
	// The transport may still read the body when the answer is there; params belong to the caller from then on.
	defer body.detach()

	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/bot"+token+c.suffix+method, nil)
	if err != nil {
		return a, fmt.Errorf("build request for %s: %w", method, withoutURL(err))
	}
	body.attach(req)
	req.Header.Set("Content-Type", contentType)
	resp, err := c.http.Transport.RoundTrip(req) // what http.Client adds is for cookies and redirects
	if failed := body.failure(); err != nil && failed != nil {
		return a, fmt.Errorf("%s: read upload: %w", method, failed)
	}
	if err != nil {
		return a, c.failure(method, body.sent(), err)
	}
	defer resp.Body.Close()
	if a, err = readAnswer(resp); err != nil {
		err = fmt.Errorf("read answer: %w", err)
	}
	return a, c.failure(method, true, err)
}

func withCallTimeout(ctx context.Context, upload bool) (context.Context, context.CancelFunc) {
	if _, limited := ctx.Deadline(); limited {
		return ctx, func() {}
	}
	if upload {
		return context.WithTimeout(ctx, UploadTimeout)
	}
	return context.WithTimeout(ctx, CallTimeout)
}

// withoutURL takes the address out of an error, since the token is part of it.
func withoutURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// blot stands where a token was.
const blot = "•••"

// withoutToken takes the token out of what somebody says who stands between us and Telegram: a server or a gateway that
// repeats the address it was called by.
func withoutToken(text, token string) string {
	_, secret, _ := strings.Cut(token, ":")
	for _, form := range [...]string{token, url.PathEscape(token), url.QueryEscape(token), secret} {
		if form != "" {
			text = strings.ReplaceAll(text, form, blot)
		}
	}
	return text
}

// answer is what came back of a call.
type answer struct {
	status int
	header http.Header // nil for a plain success
	body   []byte
}

// readAnswer reads the body at once where its length is known.
func readAnswer(resp *http.Response) (a answer, err error) {
	a = answer{status: resp.StatusCode, header: resp.Header}
	if n := resp.ContentLength; n >= 0 && n <= MaxAnswerBytes {
		a.body = make([]byte, n)
		_, err = io.ReadFull(resp.Body, a.body)
		return a, err
	}
	if resp.ContentLength < 0 {
		a.body, err = readLimited(resp.Body, MaxAnswerBytes)
	} else {
		err = errTooLarge
	}
	if errors.Is(err, errTooLarge) {
		err = &AnswerError{Status: resp.StatusCode, Reason: "the answer is too large"}
	}
	return a, err
}

// retryAfter reads the header of that name as whole seconds.
func retryAfter(h http.Header) time.Duration {
	n, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || n < 0 {
		return 0
	}
	return time.Duration(min(n, maxRetrySeconds)) * time.Second
}

// maxRetrySeconds keeps a hostile or broken server from parking a chat for longer than a day.
const maxRetrySeconds = 24 * 60 * 60
