package declarative

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// The codes of troubles. They are those of http.request where they mean the same; those of calls without an answer, or
// without a good one, are engine.CallTrouble's and engine.StatusTrouble's.
const (
	codeTooLarge    = "http_too_large"
	codeDenied      = "permission_denied"
	codeURL         = "http_url"
	codeRequest     = "http_request"
	codeShape       = "http_bad_shape"
	codeInterrupted = "http_interrupted"
	codeExpression  = "expression"
	codeSecret      = "secret_missing"
	codeToken       = "oauth_refused"
	codeRate        = "rate_limited"
)

// userAgent is what services see.
const userAgent = "Scenarist"

// outgoing is one request, ready to be sent.
type outgoing struct {
	method   string
	url      *url.URL
	header   http.Header
	body     string
	read     string
	maxBytes int
	safe     bool // may be sent again
}

// answer is what came back. Secrets are blotted out of all but raw.
type answer struct {
	host       string
	status     int
	headers    map[string]string // small letters
	body       any               // JSON-like, or a text
	raw        any
	retryAfter time.Duration
}

// good reports whether the service says that it did what was asked.
func (a *answer) good() bool { return a.status >= 200 && a.status < 300 }

// safeToRepeat reports whether the method is idempotent: RFC 9110, section 9.2.2.
func safeToRepeat(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return true
	default:
		return false
	}
}

// exchange sends a request and reads the answer. What a server may do wrong is a *engine.RunError; another error means that
// the process stops and that the request may be sent again.
func (r *run) exchange(ctx context.Context, o *outgoing) (*answer, error) {
	a := &answer{host: r.secrets.replacer().Replace(o.url.Host)}
	limited, cancel := context.WithTimeout(ctx, r.exec.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(limited, o.method, o.url.String(), strings.NewReader(o.body))
	if err != nil {
		return nil, engine.Trouble(codeRequest, "the request to %s cannot be made", a.host)
	}
	if o.body == "" {
		req.Body, req.GetBody, req.ContentLength = nil, nil, 0
	}
	req.Header = o.header
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", userAgent)
	}
	res, err := r.env.HTTP.Do(req)
	if err != nil {
		return nil, r.explain(ctx, limited, a, err, o.safe)
	}
	defer res.Body.Close()
	a.status = res.StatusCode
	a.headers = make(map[string]string, len(res.Header))
	for name, values := range res.Header {
		a.headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	a.retryAfter = retryAfter(res.Header.Get("Retry-After"), r.env.Now)
	if o.read != readNone && o.method != http.MethodHead {
		data, err := io.ReadAll(io.LimitReader(res.Body, int64(o.maxBytes)+1))
		switch {
		case err != nil:
			return nil, r.explain(ctx, limited, a, err, o.safe)
		case len(data) > o.maxBytes:
			return nil, engine.Trouble(codeTooLarge, "the answer of %s is larger than %d bytes", a.host, o.maxBytes)
		}
		a.raw = read(data, o.read, res.Header.Get("Content-Type"))
	}
	blot := r.secrets.replacer()
	a.body = blotted(blot, a.raw)
	for k, v := range a.headers {
		a.headers[k] = blot.Replace(v)
	}
	return a, nil
}

// explain makes a trouble of what went wrong, in words for the owner. Errors of net/http hold the address with its secrets,
// so that none of their text is used.
func (r *run) explain(outer, limited context.Context, a *answer, err error, safe bool) error {
	if outer.Err() != nil && !errors.Is(outer.Err(), context.DeadlineExceeded) {
		if safe && !r.unsafe {
			return outer.Err()
		}
		return engine.Trouble(codeInterrupted, "the call of %s was cut off: whether it was carried out is not known", a.host)
	}
	if own, ok := errors.AsType[*engine.RunError](err); ok { // of the permissions, such as for a redirect
		return own
	}
	return engine.CallTrouble(limited, a.host, err)
}

// retryAfter reads the header: seconds or a date.
func retryAfter(h string, now time.Time) time.Duration {
	if n, err := strconv.ParseInt(h, 10, 32); err == nil {
		return max(0, time.Duration(n)*time.Second)
	}
	if at, err := http.ParseTime(h); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// maxSaid is how many characters of what a service says are told.
const maxSaid = 300
