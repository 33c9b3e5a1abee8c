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
	own        *direct // nil if the transport was given
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
	body, contentType := newPayload(params), "application/json"
	if len(files) > 0 {
		var err error
		if body, contentType, err = newForm(params, files); err != nil {
			return nil, fmt.Errorf("build form for %s: %w", method, err)
		}
	}
	// The transport may still read the body when the answer is there; params belong to the caller from then on.
	defer body.detach()

	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/bot"+token+c.suffix+method, nil)
	if err != nil {
		return nil, fmt.Errorf("build request for %s: %w", method, withoutURL(err))
	}
	body.attach(req)
	req.Header.Set("Content-Type", contentType)
	resp, err := c.http.Transport.RoundTrip(req) // what http.Client adds is for cookies and redirects
	if err != nil {
		return nil, &NetworkError{Sent: body.sent(), Err: fmt.Errorf("%s: %w", method, withoutURL(err))}
	}
	defer resp.Body.Close()
	answer, err := readAnswer(resp)
	if err != nil {
		if _, tooLarge := errors.AsType[*AnswerError](err); tooLarge {
			return nil, err
		}
		return nil, &NetworkError{Sent: true, Err: fmt.Errorf("%s: read answer: %w", method, withoutURL(err))}
	}
	result, err := decodeAnswer(resp, answer)
	if r, ok := errors.AsType[*RefusalError](err); ok {
		r.Description = withoutToken(r.Description, token)
	}
	return result, err
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

// readAnswer reads the body at once where its length is known.
func readAnswer(resp *http.Response) ([]byte, error) {
	n := resp.ContentLength
	if n > MaxAnswerBytes {
		return nil, &AnswerError{Status: resp.StatusCode, Reason: "the answer is too large"}
	}
	if n >= 0 {
		buf := make([]byte, n)
		_, err := io.ReadFull(resp.Body, buf)
		return buf, err
	}
	buf, err := io.ReadAll(io.LimitReader(resp.Body, MaxAnswerBytes+1))
	if err == nil && len(buf) > MaxAnswerBytes {
		return nil, &AnswerError{Status: resp.StatusCode, Reason: "the answer is too large"}
	}
	return buf, err
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
