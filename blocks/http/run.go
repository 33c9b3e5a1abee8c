package http

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	nethttp "net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// jobName is the job type that makes calls.
const jobName = "http.request"

// userAgent is what servers see where the author says nothing else.
const userAgent = "Scenarist"

// run makes one call. Whatever the server does is an answer; an error is returned only where the job should be run
// again: the infrastructure is in trouble, or the process stops and a repeat does no harm.
func run(ctx context.Context, d engine.JobDeps, j engine.Job) (json.RawMessage, error) {
	var c call
	if err := json.Unmarshal(j.Payload, &c); err != nil {
		return nil, fmt.Errorf("decode payload of job %q: %w", j.Key, err)
	}
	x := &exchange{deps: d, call: &c, secrets: &secrets{reveal: d.Reveal}}
	a, err := x.run(ctx)
	if err != nil {
		return nil, fmt.Errorf("call of job %q: %w", j.Key, err)
	}
	out, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("encode answer of job %q: %w", j.Key, err)
	}
	return out, nil
}

// exchange is one call being made.
type exchange struct {
	deps    engine.JobDeps
	call    *call
	secrets *secrets
}

// run makes the call and gives the answer without secrets.
func (x *exchange) run(ctx context.Context) (*answer, error) {
	a := &answer{Try: x.call.Try}
	start := x.deps.Now()
	err := x.perform(ctx, a)
	a.MS = x.deps.Now().Sub(start).Milliseconds()
	var own *faulty
	if err != nil && !errors.As(err, &own) {
		return nil, err
	}
	if own != nil {
		a.Trouble = &own.trouble
	}
	x.secrets.redact(a)
	return a, nil
}

// faulty is a trouble on its way up.
type faulty struct{ trouble trouble }

// Error gives code and message.
func (f *faulty) Error() string { return f.trouble.Code + ": " + f.trouble.Message }

func fault(code, format string, args ...any) error {
	return &faulty{trouble{Code: code, Message: fmt.Sprintf(format, args...)}}
}

func (x *exchange) perform(outer context.Context, a *answer) error {
	ctx, cancel := context.WithTimeout(outer, x.call.Timeout)
	defer cancel()
	req, err := x.request(ctx, a)
	if err != nil {
		return x.explain(outer, ctx, a, err, true)
	}
	res, err := x.deps.HTTP.Do(req)
	if err != nil {
		return x.explain(outer, ctx, a, err, false)
	}
	defer res.Body.Close()
	a.Status = res.StatusCode
	a.Headers.known = make(map[string]string, len(res.Header))
	for name, values := range res.Header {
		a.Headers.known[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	a.RetryAfter = retryAfter(res.Header.Get("Retry-After"), x.deps.Now())
	if x.call.Answer == answerNone || x.call.Method == nethttp.MethodHead {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, int64(x.call.MaxBytes)+1))
	switch {
	case err != nil:
		return x.explain(outer, ctx, a, err, false)
	case len(data) > x.call.MaxBytes:
		return fault(codeTooLarge, "the answer of %s is larger than %d bytes", a.Host, x.call.MaxBytes)
	}
	a.Form, a.Body = read(data, x.call.Answer, res.Header.Get("Content-Type"))
	return nil
}

// request builds the request with its secrets revealed.
func (x *exchange) request(ctx context.Context, a *answer) (*nethttp.Request, error) {
	address, err := x.secrets.text(ctx, x.call.URL)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fault(codeURL, "the address is not a web address: it must look like https://example.com/path")
	}
	a.Host = u.Host
	if hostIsSecret(x.call.URL) {
		x.secrets.hide(u.Host)
		x.secrets.hide(u.Hostname())
	}
	if err := x.query(ctx, u); err != nil {
		return nil, err
	}
	payload, contentType, err := x.body(ctx)
	if err != nil {
		return nil, err
	}
	req, err := nethttp.NewRequestWithContext(ctx, x.call.Method, u.String(), payload)
	if err != nil {
		return nil, fault(codeRequest, "the request cannot be made")
	}
	req.Header.Set("User-Agent", userAgent)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if x.call.Answer == answerJSON {
		req.Header.Set("Accept", "application/json")
	}
	if x.call.IdempotencyKey != "" {
		req.Header.Set("Idempotency-Key", x.call.IdempotencyKey)
	}
	for i, h := range x.call.Headers {
		v, err := x.secrets.text(ctx, h.Value)
		if err != nil {
			return nil, err
		}
		if !validHeader(h.Name, v) {
			return nil, fault(codeRequest, "the value of the header %s has signs that headers cannot have", h.Name)
		}
		if i > 0 && named(x.call.Headers[:i], h.Name) {
			req.Header.Add(h.Name, v)
		} else {
			req.Header.Set(h.Name, v)
		}
	}
	return req, x.authorize(ctx, req)
}

// hostIsSecret reports whether a rendered address has a secret in its host, or is one.
func hostIsSecret(address string) bool {
	if i := strings.Index(address, "://"); i >= 0 {
		address = address[i+len("://"):]
	}
	host, _, _ := strings.Cut(address, "/")
	return len(engine.SecretMarks(host)) > 0
}

// query adds the parameters to those that the address has.
func (x *exchange) query(ctx context.Context, u *url.URL) error {
	if len(x.call.Query) == 0 {
		return nil
	}
	fields, err := x.fields(ctx, x.call.Query)
	if err != nil {
		return err
	}
	u.RawQuery = joined(u.RawQuery, encode(fields))
	return nil
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "&" + b
}

// fields reveals the values.
func (x *exchange) fields(ctx context.Context, in []field) ([]field, error) {
	out := make([]field, len(in))
	for i, f := range in {
		v, err := x.secrets.text(ctx, f.Value)
		if err != nil {
			return nil, err
		}
		out[i] = field{f.Name, v}
	}
	return out, nil
}

// encode writes fields as a form does, in their order.
func encode(fields []field) string {
	var b strings.Builder
	for i, f := range fields {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(f.Name))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(f.Value))
	}
	return b.String()
}

// authorize says who calls.
func (x *exchange) authorize(ctx context.Context, req *nethttp.Request) error {
	c := x.call.Auth
	if c == nil {
		return nil
	}
	got, err := x.fields(ctx, []field{{Value: c.Token}, {Value: c.User}, {Value: c.Password}})
	if err != nil {
		return err
	}
	token, user, password := got[0].Value, got[1].Value, got[2].Value
	switch c.Kind {
	case "basic":
		req.SetBasicAuth(user, password)
		if x.secrets.used() {
			x.secrets.hide(strings.TrimPrefix(req.Header.Get("Authorization"), "Basic "))
		}
		return nil
	case "query":
		req.URL.RawQuery = joined(req.URL.RawQuery, encode([]field{{c.Name, token}}))
		return nil
	}
	name, value := c.Name, token
	if c.Kind == "bearer" {
		name, value = "Authorization", "Bearer "+token
	}
	if !validHeader(name, value) {
		return fault(codeRequest, "the token has signs that headers cannot have")
	}
	req.Header.Set(name, value)
	return nil
}

// retryAfter reads the header: seconds or a date.
func retryAfter(h string, now time.Time) time.Duration {
	if h == "" {
		return 0
	}
	if n, err := strconv.ParseInt(h, 10, 32); err == nil {
		return max(0, time.Duration(n)*time.Second)
	}
	if at, err := nethttp.ParseTime(h); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// named reports whether a field of the name, small or capital letters, is among them.
func named(fields []field, name string) bool {
	for _, f := range fields {
		if strings.EqualFold(f.Name, name) {
			return true
		}
	}
	return false
}
