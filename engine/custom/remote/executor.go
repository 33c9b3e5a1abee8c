package remote

import (
	"bytes"
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

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/internal/answer"
)

// Bounds of a call with all its tries: what a manifest gets that asks for nothing, and the most that it gets.
const (
	usualTimeout = 10 * time.Second
	mostTimeout  = time.Minute
	usualAnswer  = 64 << 10 // bytes
	mostAnswer   = 256 << 10

	maxTries   = 4
	firstPause = 200 * time.Millisecond // before the second try; doubled for each further one
)

// The codes of troubles.
const (
	codeSecret       = "remote_secret"       // there is no secret to sign with
	codeUnreachable  = "remote_unreachable"  // nobody answers there
	codeAddress      = "remote_address"      // this server does not call such addresses
	codeTimeout      = "remote_timeout"      // the answer did not come in time
	codeBusy         = "remote_busy"         // 429
	codeFailed       = "remote_failed"       // 5xx
	codeUnauthorized = "remote_unauthorized" // 401 and 403
	codeRefused      = "remote_refused"      // any other status
	codeRedirect     = "remote_redirect"     // 3xx
	codeAnswer       = "remote_answer"       // the answer cannot be understood
	codeAnswerSize   = "remote_answer_size"  // it is larger than it may be
	codeDown         = "remote_down"         // it failed so often that it is left alone for a while
)

// executor calls the service of one version of a block.
type executor struct {
	kind     *Kind
	manifest *custom.Manifest
	base     string
	limit    time.Duration
	answer   int64
	breaker  *breaker
	watch    *watch // nil if nobody wants to know
}

// Pure is never so: a service is outside.
func (*executor) Pure() bool { return false }

// Close ends the looking after the manifest.
func (e *executor) Close(context.Context) error {
	if e.watch != nil {
		e.watch.stop()
		<-e.watch.done
	}
	e.kind.closed(e)
	return nil
}

// Execute makes the call, and makes it again with the same key where that may help and there is time.
func (e *executor) Execute(ctx context.Context, env custom.Env, c custom.Call) (custom.Answer, error) {
	secret, err := e.kind.o.Secret(ctx, e.manifest.Name)
	if errors.Is(err, engine.ErrNotFound) || err == nil && secret == "" {
		return custom.Answer{}, engine.Trouble(codeSecret, "there is no secret to sign the calls of %s with: install the block again", e.manifest.Name)
	}
	if err != nil {
		return custom.Answer{}, fmt.Errorf("secret of %s: %w", e.manifest.Name, err)
	}
	body, err := json.Marshal(c)
	if err != nil {
		return custom.Answer{}, fmt.Errorf("encode a call of %s: %w", e.manifest.Name, err)
	}
	left := e.limit
	if !c.Deadline.IsZero() { // by the clock of the turn, which may be another one
		left = min(left, c.Deadline.Sub(env.Now))
	}
	if left <= 0 {
		return custom.Answer{}, engine.Trouble(codeTimeout, "the time of the call of %s was over before it was made", e.manifest.Name)
	}
	limited, cancel := context.WithTimeout(ctx, left)
	defer cancel()
	t := &try{executor: e, client: plain(env.HTTP), secret: secret, key: c.Key, body: body, until: e.kind.o.Clock.Now().Add(left)}
	for n := 1; ; n++ {
		a, problem := t.run(limited)
		switch {
		case problem == nil:
			return a, nil
		case errors.Is(ctx.Err(), context.Canceled): // a deadline of the caller's is the end of the call's time
			return custom.Answer{}, fmt.Errorf("call of %s: %w", e.manifest.Name, ctx.Err())
		}
		pause := firstPause << (n - 1)
		if env.Rand != nil { // so that those that failed together do not come back together
			pause += time.Duration(env.Rand.Int64N(int64(pause) / 2))
		}
		pause = max(pause, problem.after)
		room := t.until.Sub(e.kind.o.Clock.Now())
		switch {
		case problem.again && n < maxTries && pause < room && e.kind.sleep(limited, pause) == nil:
		case problem.again && problem.after > room:
			return custom.Answer{}, &engine.AgainError{After: problem.after, Err: problem.trouble}
		default:
			return custom.Answer{}, problem.trouble
		}
	}
}

// try is what all tries of a call have in common.
type try struct {
	*executor
	client *http.Client
	secret string
	key    string
	body   []byte
	until  time.Time // by the real clock
	last   *problem
}

// problem is why a try came to nothing.
type problem struct {
	trouble *engine.RunError
	again   bool
	after   time.Duration // that the service asks for
	says    outcome
}

// run makes one try, if the service is not left alone.
func (t *try) run(ctx context.Context) (custom.Answer, *problem) {
	p, wait, ok := t.breaker.enter(t.kind.o.Clock.Now())
	if !ok {
		if t.last != nil { // it opened meanwhile: say what happened
			return custom.Answer{}, &problem{trouble: t.last.trouble}
		}
		trouble := engine.Trouble(codeDown, "the service of %s has failed %d times one after another and is left alone for %v", t.manifest.Name, breakAfter, wait.Round(time.Second))
		trouble.Retryable = true
		return custom.Answer{}, &problem{trouble: trouble}
	}
	says := unknown
	defer func() { t.breaker.leave(p, t.kind.o.Clock.Now(), says) }()
	a, problem := t.call(ctx)
	if t.last = problem; problem != nil {
		says = problem.says
	} else {
		says = answered
	}
	return a, problem
}

// call makes the request.
func (t *try) call(ctx context.Context) (custom.Answer, *problem) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.base+"/execute", bytes.NewReader(t.body))
	if err != nil {
		return custom.Answer{}, t.problem(codeAddress, "the address cannot be called")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set(SignatureHeader, Sign(t.secret, t.kind.o.Clock.Now(), t.body))
	req.Header.Set(DeadlineHeader, t.until.UTC().Format("2006-01-02T15:04:05.000Z07:00"))
	req.Header.Set(KeyHeader, t.key)
	res, err := t.client.Do(req)
	if err != nil {
		return custom.Answer{}, t.unanswered(ctx, err)
	}
	defer res.Body.Close()
	if p := t.refused(res); p != nil {
		return custom.Answer{}, p
	}
	text, err := readAll(res.Body, t.answer)
	switch {
	case errors.Is(err, errTooLarge):
		return custom.Answer{}, t.problem(codeAnswerSize, "it answered with more than %d bytes", t.answer)
	case err != nil:
		return custom.Answer{}, t.unanswered(ctx, err)
	}
	a, err := answer.Decode(text)
	if err != nil {
		return custom.Answer{}, t.problem(codeAnswer, "its answer cannot be used: %v", err)
	}
	return a, nil
}

// problem is one that repeating does not mend.
func (t *try) problem(code, format string, args ...any) *problem {
	return &problem{trouble: engine.Trouble(code, "the service of %s: %s", t.manifest.Name, fmt.Sprintf(format, args...))}
}

// repeatable is one that may pass.
func (t *try) repeatable(p *problem, says outcome) *problem {
	p.trouble.Retryable, p.again, p.says = true, true, says
	return p
}

// unanswered judges a request that got no answer.
func (t *try) unanswered(ctx context.Context, err error) *problem {
	var refused interface{ Refused() bool }
	own, permitted := errors.AsType[*engine.RunError](err)
	switch {
	case permitted: // the guard of the permissions
		return &problem{trouble: own, says: unknown}
	case errors.As(err, &refused) && refused.Refused():
		p := t.problem(codeAddress, "this server does not call such addresses")
		p.says = unknown
		return p
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return t.repeatable(t.problem(codeTimeout, "it did not answer in %v", t.limit), failed)
	case ctx.Err() != nil:
		return &problem{says: unknown}
	default:
		return t.repeatable(t.problem(codeUnreachable, "nobody answers at %s", t.base), failed)
	}
}

// refused judges an answer by its status; nil if it is a good one.
func (t *try) refused(res *http.Response) *problem {
	var p *problem
	switch s := res.StatusCode; {
	case s == http.StatusOK:
		return nil
	case s == http.StatusUnauthorized, s == http.StatusForbidden:
		p = t.problem(codeUnauthorized, "it does not accept the signature (status %d): its secret, or its clock, is another one", s)
	case s == http.StatusTooManyRequests:
		p = t.repeatable(t.problem(codeBusy, "it has too much to do (status %d)", s), answered)
	case s == http.StatusRequestTimeout, s == http.StatusTooEarly:
		p = t.repeatable(t.problem(codeFailed, "it could not answer (status %d)", s), answered)
	case s >= 500 && s != http.StatusNotImplemented:
		p = t.repeatable(t.problem(codeFailed, "it could not answer (status %d)", s), failed)
	case s >= 300 && s < 400:
		p = t.problem(codeRedirect, "it redirects to another address (status %d), which is not followed", s)
	default:
		p = t.problem(codeRefused, "it refuses the call (status %d)", s)
	}
	p.trouble.HTTPStatus = res.StatusCode
	p.after = t.retryAfter(res.Header.Get("Retry-After"))
	return p
}

// retryAfter reads the header, which is seconds or a date: RFC 9110, section 10.2.3.
func (t *try) retryAfter(s string) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil {
		return time.Duration(min(max(n, 0), int(longestAfter/time.Second))) * time.Second
	}
	at, err := http.ParseTime(s)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(t.kind.o.Clock.Now()), 0), longestAfter)
}

// longestAfter is the longest pause that a service may ask for.
const longestAfter = 24 * time.Hour

// plain gives a client that follows no redirects: a call that is signed is for one address.
func plain(client *http.Client) *http.Client {
	if client == nil {
		client = &http.Client{Transport: nowhere{}}
	}
	c := *client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// nowhere is the network of a call that was given none.
type nowhere struct{}

// RoundTrip lets nothing through.
func (nowhere) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("no network") }

var errTooLarge = errors.New("it is too large")

func readAll(r io.Reader, most int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(b)) > most {
		return nil, errTooLarge
	}
	return b, err
}

// innermost takes an error of the client without the address, which the caller says anyway.
func innermost(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
