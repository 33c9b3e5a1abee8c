package botapi_test

import (
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

const token = "111:test"

// manualClock stands still until it is moved.
type manualClock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *manualClock {
	return &manualClock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
}

func (c *manualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *manualClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// bundle is one bot and one person who has started it; the update of the start
// is taken out of the queue and message 1 is that start.
type bundle struct {
	*botapi.Server
	clock *manualClock
	ann   *botapi.Person
}

func setup(t *testing.T) *bundle {
	t.Helper()
	return setupWith(t, botapi.Options{})
}

func setupWith(t *testing.T, opts botapi.Options) *bundle {
	t.Helper()
	b := &bundle{clock: newClock()}
	if opts.Clock == nil {
		opts.Clock = b.clock
	}
	b.Server = botapi.New(opts)
	t.Cleanup(b.Close)
	b.AddBot(token, botapi.Bot{Username: "shop_bot", FirstName: "Shop"})
	b.ann = b.NewUser(botapi.User{ID: 77, FirstName: "Ann", Username: "ann", LanguageCode: "en"})
	if _, err := b.ann.Start(token, ""); err != nil {
		t.Fatal(err)
	}
	if _, ok := b.Next(token); !ok {
		t.Fatal("no update of the start")
	}
	return b
}

// call performs a method with a JSON object of parameters.
func (b *bundle) call(t *testing.T, method, params string) (json.RawMessage, error) {
	t.Helper()
	return b.callFiles(t, method, params, nil)
}

func (b *bundle) callFiles(t *testing.T, method, params string, files map[string]botapi.File) (json.RawMessage, error) {
	t.Helper()
	var p map[string]json.RawMessage
	if err := json.Unmarshal([]byte(params), &p); err != nil {
		t.Fatalf("parameters %s: %v", params, err)
	}
	return b.Call(t.Context(), token, method, p, files)
}

// must performs a method that has to succeed.
func (b *bundle) must(t *testing.T, method, params string) json.RawMessage {
	t.Helper()
	result, err := b.call(t, method, params)
	if err != nil {
		t.Fatalf("%s %s: %v", method, params, err)
	}
	return result
}

// message decodes a Message.
func message(t *testing.T, raw json.RawMessage) botapi.Message {
	t.Helper()
	var m botapi.Message
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatalf("message %s: %v", raw, err)
	}
	return m
}

// refusal is the description of a refused call, "" when it succeeded.
func refusal(t *testing.T, err error) string {
	t.Helper()
	var e *botapi.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Description
	default:
		t.Fatalf("not a Bot API error: %v", err)
		return ""
	}
}

// next takes the next update as a map.
func (b *bundle) next(t *testing.T) map[string]json.RawMessage {
	t.Helper()
	raw, ok := b.Next(token)
	if !ok {
		t.Fatal("no update is waiting")
	}
	var u map[string]json.RawMessage
	if err := json.Unmarshal(raw, &u); err != nil {
		t.Fatal(err)
	}
	return u
}

func sameJSON(t *testing.T, got, want string) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal([]byte(got), &g); err != nil {
		t.Fatalf("got %s: %v", got, err)
	}
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		t.Fatalf("want %s: %v", want, err)
	}
	gs, _ := json.Marshal(g)
	ws, _ := json.Marshal(w)
	if string(gs) != string(ws) {
		t.Errorf("got\n%s\nwant\n%s", gs, ws)
	}
}
