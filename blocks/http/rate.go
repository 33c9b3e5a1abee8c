package http

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// rate is how often a host is called. All blocks of the bot that have such a setting take turns at the host.
type rate struct {
	Calls int    `json:"calls" validate:"min=1,max=1000" jsonschema:"minimum=1,maximum=1000"`
	Per   string `json:"per" validate:"required,oneof=second minute hour" jsonschema:"enum=second,enum=minute,enum=hour"`
}

// rateKind is the kind of the records that hold, by host, from when the next call may be made.
const rateKind = "http.rate"

// Fields names the settings of a rate.
func (*rate) Fields() []engine.Field {
	return []engine.Field{
		{Name: "calls", Title: engine.Text{"en": "Calls", "ru": "Запросов"}, Help: engine.Text{
			"en": "How many calls the service takes in that time.",
			"ru": "Сколько запросов сервис принимает за это время.",
		}},
		{Name: "per", Title: engine.Text{"en": "Per", "ru": "За"}, Help: engine.Text{
			"en": "second, minute or hour. The calls are spread evenly over it.",
			"ru": "second — секунда, minute — минута, hour — час. Запросы распределяются по нему равномерно.",
		}},
	}
}

// every is the time between two calls.
func (r *rate) every() time.Duration {
	per := time.Second
	switch r.Per {
	case "minute":
		per = time.Minute
	case "hour":
		per = time.Hour
	}
	return per / time.Duration(max(r.Calls, 1))
}

// check reports a rate at which nobody's turn ever comes but the first one's.
func (r *rate) check(k *engine.Checking, at string, limit time.Duration) {
	if d := r.every(); d > limit {
		k.Warn("rate_slow", at, "the second of two calls waits %s, which is longer than this block waits for an answer (%s), and leaves by timeout", inSeconds(d), inSeconds(limit))
	}
}

// turn takes the call's turn at its host: how long it has to wait for it, at least as long as pause. It is not taken if
// that takes longer than the limit beyond the pause.
func (r *rate) turn(t *engine.Turn, c *call, pause time.Duration) (time.Duration, error) {
	if r == nil {
		return pause, nil
	}
	host := hostOf(c.URL)
	if host == "" {
		return pause, nil // the call ends in a trouble before it is made
	}
	record, err := t.Record(rateKind, host)
	if err != nil {
		return 0, err
	}
	mine := t.Now()
	if us, ok := record.Value["next"].(float64); ok {
		if next := time.UnixMicro(int64(us)).UTC(); next.After(mine) {
			mine = next
		}
	}
	wait := max(mine.Sub(t.Now()), pause)
	if wait > pause+c.Timeout {
		return 0, &crowdedError{wait}
	}
	// A repeat takes the next turn and makes its call later: it would hold up the others if it took one after its pause.
	next := mine.Add(r.every())
	record.Value, record.Expires = engine.Values{"next": float64(next.UnixMicro())}, next.Add(time.Second)
	return wait, t.SetRecord(record)
}

// crowdedError says that too many calls wait for a host already.
type crowdedError struct{ wait time.Duration }

// Error tells how long it would take.
func (e *crowdedError) Error() string {
	return fmt.Sprintf("too many calls wait for this service: the next one would have to wait %s", inSeconds(e.wait))
}

// inSeconds is a time for the author.
func inSeconds(d time.Duration) flow.Duration {
	return flow.Duration((d + time.Second - 1).Truncate(time.Second))
}

// visibleHost is the host of a rendered address as authors may see it.
func visibleHost(address string) string {
	if hostIsSecret(address) {
		return blot
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	return u.Host
}

// hostOf is what a host is called in records. One that is a secret, or has a name that no record could have, is called by
// its digest.
func hostOf(address string) string {
	if host := strings.ToLower(visibleHost(address)); host != blot && len(host) <= maxHost {
		return host
	}
	_, rest, found := strings.Cut(address, "://")
	if !found {
		rest = address
	}
	rest, _, _ = strings.Cut(rest, "/")
	sum := sha256.Sum256([]byte(rest))
	return "digest." + hex.EncodeToString(sum[:])
}

const maxHost = 180
