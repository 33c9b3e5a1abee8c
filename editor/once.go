package editor

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/scenarist/scenarist/editor/account"
)

// Answers keeps answers by caller and key.
type Answers interface {
	// TakeKey takes a key for a request and gives nil, or what the key was taken for before. One that was taken before the time
	// until and has no answer may be taken anew: its process did not live to answer.
	TakeKey(ctx context.Context, caller, key string, request []byte, now, until time.Time) (*account.Answer, error)
	// KeepAnswer keeps the answer of a key that was taken; nil gives the key back.
	KeepAnswer(ctx context.Context, caller, key string, a *account.Answer) error
}

const (
	keyHeader    = "Idempotency-Key"
	maxKey       = 100
	workedOn     = 2 * time.Minute // as long as a request may take
	maxKeptBytes = 1 << 20         // of an answer
)

func idempotencyKey() *huma.Param {
	limit := maxKey
	return &huma.Param{
		Name: keyHeader, In: "header", Schema: &huma.Schema{Type: "string", MaxLength: &limit},
		Description: "Any text of your own: the same request with the same key is done once, and answered alike for a day.",
	}
}

// once answers a request that comes again as before. What failed may be tried again.
func (a *api) once(hc huma.Context, next func(huma.Context)) {
	key := hc.Header(keyHeader)
	if key == "" {
		next(hc)
		return
	}
	if err := a.answerOnce(hc, key, next); err != nil {
		a.refuse(hc, a.explain(hc.Context(), hc.Operation().OperationID, err))
	}
}

func (a *api) answerOnce(hc huma.Context, key string, next func(huma.Context)) error {
	if len(key) > maxKey {
		return problem(http.StatusUnprocessableEntity, "invalid", "The Idempotency-Key is too long.")
	}
	if !isText(key) {
		return problem(http.StatusUnprocessableEntity, "invalid", "The Idempotency-Key is no UTF-8 text.")
	}
	c, caller := humagin.Unwrap(hc), callerOf(hc.Context())
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, hc.Operation().MaxBodyBytes))
	if err != nil {
		return problem(http.StatusRequestEntityTooLarge, "too_large", "The request is too large.")
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.Sum256(append([]byte(c.Request.Method+" "+c.Request.URL.RequestURI()+"\n"), body...))
	who := caller.UserID + "/" + caller.Token
	now := time.Now()
	before, err := a.o.Answers.TakeKey(hc.Context(), who, key, sum[:], now, now.Add(-workedOn))
	switch {
	case err != nil:
		return err
	case before == nil:
	case !bytes.Equal(before.Request, sum[:]):
		return problem(http.StatusUnprocessableEntity, "key_reused", "This Idempotency-Key was used for another request. Take a new one for each.")
	case before.Status == 0:
		return problem(http.StatusConflict, "in_progress", "The same request is being worked on. Ask again in a moment.").with("Retry-After", "1")
	default:
		for name, value := range before.Headers {
			hc.SetHeader(name, value)
		}
		hc.SetStatus(before.Status)
		_, err := hc.BodyWriter().Write(before.Body)
		return err
	}
	heard := &listener{ResponseWriter: c.Writer}
	c.Writer = heard
	var kept *account.Answer
	defer func() { // also when the handler panics: the key is given back
		if err := a.o.Answers.KeepAnswer(context.WithoutCancel(hc.Context()), who, key, kept); err != nil {
			a.o.Log.ErrorContext(hc.Context(), "answer could not be kept", "operation", hc.Operation().OperationID, "error", err)
		}
	}()
	next(hc)
	if status := heard.Status(); status >= 200 && status < 300 && heard.body.Len() <= maxKeptBytes {
		kept = &account.Answer{Status: status, Headers: map[string]string{}, Body: heard.body.Bytes()}
		for _, name := range []string{"Content-Type", "ETag", "Location"} {
			if v := heard.Header().Get(name); v != "" {
				kept.Headers[name] = v
			}
		}
	}
	return nil
}

// listener hears what is answered.
type listener struct {
	gin.ResponseWriter

	body bytes.Buffer
}

// Write passes it on.
func (l *listener) Write(p []byte) (int, error) {
	if l.body.Len() <= maxKeptBytes {
		l.body.Write(p)
	}
	return l.ResponseWriter.Write(p)
}
