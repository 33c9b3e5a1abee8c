package http

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	nethttp "net/http"
	"slices"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// deliverName is the job type that makes calls which nobody waits for, again and again until they are taken.
const deliverName = "http.deliver"

// delivery is such a call.
type delivery struct {
	Call   *call     `json:"call"`
	What   string    `json:"what"`             // for the owner, if it is given up
	Secret string    `json:"secret,omitempty"` // name of the secret that signs the body, which is a text
	Begun  time.Time `json:"begun"`
	Until  time.Time `json:"until"` // time of the last try
	// Refusable means that a refusal ends it as well as a good answer: the service has understood.
	Refusable bool `json:"refusable,omitempty"`
}

// The codes of deliveries that are given up.
const (
	codeGivenUp = "delivery_given_up"
	codeGone    = "delivery_gone"
	codeMoved   = "delivery_moved"
)

// Pauses between the tries of a delivery.
const (
	firstAgain   = 10 * time.Second
	longestAgain = 2 * time.Hour
)

// signatureHeader carries the signature of a body.
const signatureHeader = "X-Scenarist-Signature"

// deliver makes one try.
func deliver(ctx context.Context, d engine.JobDeps, j engine.Job) (json.RawMessage, error) {
	var v delivery
	if err := json.Unmarshal(j.Payload, &v); err != nil {
		return nil, fmt.Errorf("decode payload of job %q: %w", j.Key, err)
	}
	a, err := v.try(ctx, d)
	switch {
	case ctx.Err() != nil && err != nil:
		return nil, fmt.Errorf("call of job %q: %w", j.Key, err) // the process stops, and the queue runs it again
	case err != nil:
		return nil, v.again(d.Now(), 0, "the server of the bot is in trouble", err)
	case a.good(), v.Refusable && a.Trouble == nil && !a.retryable():
		return nil, nil
	case a.Trouble != nil && !a.Trouble.Retryable && a.Trouble.Code != codeInterrupted:
		return nil, engine.Trouble(a.Trouble.Code, "%s did not get through: %s", v.What, a.Trouble.Message)
	case a.Trouble != nil:
		return nil, v.again(d.Now(), a.RetryAfter, a.Trouble.Message, nil)
	case a.Status == nethttp.StatusGone:
		return nil, engine.Trouble(codeGone, "%s did not get through: %s: it wants no more of them", v.What, a.refusal())
	case a.Status < 400:
		return nil, engine.Trouble(codeMoved, "%s did not get through: %s: it has moved, and redirects are not followed", v.What, a.refusal())
	default:
		return nil, v.again(d.Now(), a.RetryAfter, a.refusal(), nil)
	}
}

// try makes the call.
func (v *delivery) try(ctx context.Context, d engine.JobDeps) (*answer, error) {
	c := *v.Call
	if v.Secret != "" {
		secret, err := d.Secret(ctx, v.Secret)
		if errors.Is(err, engine.ErrNotFound) || err == nil && secret == "" {
			return &answer{Trouble: &trouble{Code: codeSecret, Message: fmt.Sprintf("the secret %q that signs it has no value", v.Secret)}}, nil
		}
		if err != nil {
			return nil, err
		}
		c.Headers = append(slices.Clip(c.Headers), field{signatureHeader, sign(secret, c.Body.Text, d.Now())})
	}
	// A redirect would turn the call into a GET without its body.
	client := *d.HTTP
	client.CheckRedirect = func(*nethttp.Request, []*nethttp.Request) error { return nethttp.ErrUseLastResponse }
	d.HTTP = &client
	return (&exchange{deps: d, call: &c, secrets: &secrets{reveal: d.Reveal}}).run(ctx)
}

// sign gives the value of the signature's header: the time in Unix seconds, and the HMAC-SHA256 of the time, a dot and
// the body, in hexadecimal.
func sign(secret, body string, now time.Time) string {
	at := strconv.FormatInt(now.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "." + body))
	return "t=" + at + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

// again puts the next try off by as long as has gone by since the first, so that the pauses double, and longer if the
// server asks for it. After the last try it is given up.
func (v *delivery) again(now time.Time, asked time.Duration, why string, cause error) error {
	left := v.Until.Sub(now)
	if left <= 0 {
		return engine.Trouble(codeGivenUp, "%s did not get through, and was given up after %s: %s", v.What, roughly(now.Sub(v.Begun)), why)
	}
	if cause == nil {
		cause = errors.New(why)
	}
	pause := min(max(now.Sub(v.Begun), firstAgain), longestAgain)
	return &engine.AgainError{After: min(max(pause, asked), left), Err: cause}
}

// roughly says a time in words for the owner.
func roughly(d time.Duration) string {
	if hours := d.Round(time.Hour) / time.Hour; hours > 1 {
		return fmt.Sprintf("%d hours", hours)
	}
	return fmt.Sprintf("%d minutes", d.Round(time.Minute)/time.Minute)
}
