package http

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	nethttp "net/http"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// caching is the setting of keeping answers. Configs embed it.
type caching struct {
	Cache *flow.Duration `json:"cache,omitempty"`
}

// cacheKind is the kind of the records that hold answers, by the digest of what was asked.
const cacheKind = "http.cache"

const (
	minCache = time.Second
	maxCache = 7 * 24 * time.Hour
)

// Fields names the setting of keeping answers.
func (*caching) Fields() []engine.Field {
	return []engine.Field{{
		Name: "cache", Title: engine.Text{"en": "Keep the answer", "ru": "Хранить ответ"}, Help: engine.Text{
			"en": "For so long the bot gives the same answer to the same request, whoever asks, without calling the service. From a second to a week; good answers up to 16 KB are kept.",
			"ru": "Столько времени бот отвечает на такой же запрос тем же ответом, кто бы ни спросил, и не обращается к сервису. От секунды до недели; хранятся хорошие ответы до 16 КБ.",
		},
	}}
}

// check reports answers that must not be kept, or cannot.
func (c *caching) check(k *engine.Checking, at, method string) {
	if c.Cache == nil {
		return
	}
	if !safe(method) {
		k.Error("cache_unsafe", at+"/cache", "a %s does something at the service, so its answer cannot stand for another call: keep answers of GET, HEAD and OPTIONS only", method)
	}
	if d := c.Cache.Std(); d < minCache || d > maxCache {
		k.Error("cache_range", at+"/cache", "answers are kept for a second to seven days")
	}
}

// safe reports whether the method only reads: RFC 9110, section 9.2.1.
func safe(method string) bool {
	return method == nethttp.MethodGet || method == nethttp.MethodHead || method == nethttp.MethodOptions
}

// cacheKey is what the call's answer is kept under; empty if it is not. Calls that differ in anything that the server sees have
// different ones, and secrets count by their names.
func (c *caching) cacheKey(x *call) string {
	if c.Cache == nil {
		return ""
	}
	asked := *x
	asked.Try, asked.Timeout, asked.IdempotencyKey, asked.Idempotent = 0, 0, "", false
	data, err := json.Marshal(asked)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// kept gives the kept answer; nil if there is none. A turn that may read no more has to call.
func (*caching) kept(t *engine.Turn, key string) (*answer, error) {
	if key == "" {
		return nil, nil
	}
	r, err := t.Record(cacheKind, key)
	if _, full := errors.AsType[*engine.RunError](err); full {
		return nil, nil
	}
	if err != nil || !r.Exists() {
		return nil, err
	}
	var a answer
	data, err := json.Marshal(r.Value)
	if err == nil {
		err = json.Unmarshal(data, &a)
	}
	if err != nil {
		return nil, nil //nolint:nilerr // kept by another version: the call brings it anew
	}
	return &a, nil
}

// keep keeps a good answer, unless it is too large for a record: then the next call is made as this one was.
func (c *caching) keep(t *engine.Turn, key string, a *answer) error {
	if key == "" || c.Cache == nil || !a.good() {
		return nil
	}
	b := *a
	b.Try, b.MS, b.RetryAfter = 0, 0, 0
	var value engine.Values
	data, err := json.Marshal(b)
	if err == nil {
		err = json.Unmarshal(data, &value)
	}
	if err != nil {
		return nil //nolint:nilerr // it came as JSON
	}
	if _, err = t.Record(cacheKind, key); err == nil {
		err = t.SetRecord(engine.Record{Kind: cacheKind, Key: key, Value: value, Expires: t.Now().Add(c.Cache.Std())})
	}
	if _, unfit := errors.AsType[*engine.RunError](err); unfit {
		return nil
	}
	return err
}
