package telegram_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/telegram"
)

// pollAPI answers getUpdates from a list, like Telegram: the earliest unconfirmed updates, or an empty list after the
// time-out of the poll.
type pollAPI struct {
	mu        sync.Mutex
	updates   []pollUpdate
	failures  []error // given before anything else
	offsets   []int64 // of each call; 0 for none
	confirmed int64
}

type pollUpdate struct {
	id  int64
	raw string
}

func (a *pollAPI) Call(ctx context.Context, _, method string, params []byte, _ []telegram.Upload) (json.RawMessage, error) {
	var p struct {
		Offset  int64    `json:"offset"`
		Limit   int      `json:"limit"`
		Timeout int      `json:"timeout"`
		Allowed []string `json:"allowed_updates"`
	}
	if err := json.Unmarshal(params, &p); err != nil || method != "getUpdates" || p.Limit != 100 ||
		!slices.Contains(p.Allowed, "chat_member") || !slices.Contains(p.Allowed, "message_reaction") {
		return nil, fmt.Errorf("unexpected call %s(%s): %w", method, params, err)
	}
	a.mu.Lock()
	a.offsets = append(a.offsets, p.Offset)
	if len(a.failures) > 0 {
		err := a.failures[0]
		a.failures = a.failures[1:]
		a.mu.Unlock()
		return nil, err
	}
	a.confirmed = max(a.confirmed, p.Offset)
	batch := []json.RawMessage{}
	for _, u := range a.updates {
		if u.id >= a.confirmed && len(batch) < p.Limit {
			batch = append(batch, json.RawMessage(u.raw))
		}
	}
	a.mu.Unlock()
	if len(batch) == 0 {
		held, cancel := context.WithTimeout(ctx, time.Duration(p.Timeout)*time.Second)
		defer cancel()
		<-held.Done()
		if ctx.Err() != nil {
			return nil, &telegram.NetworkError{Sent: true, Err: ctx.Err()}
		}
	}
	return json.Marshal(batch)
}

func (a *pollAPI) add(id, userID int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.updates = append(a.updates, pollUpdate{id, fmt.Sprintf(
		`{"update_id":%d,"message":{"message_id":%d,"date":1767225600,"chat":{"id":%d,"type":"private"},"from":{"id":%d,"is_bot":false,"first_name":"A"},"text":"/go x"}}`,
		id, id, userID, userID)})
}

func (a *pollAPI) calls() []int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.offsets)
}

// sink records what it takes in. before may hold an update back or refuse it.
type sink struct {
	mu     sync.Mutex
	got    []int64
	keys   map[int64]engine.SessionKey
	before func(ctx context.Context, u telegram.Update) error
}

func (s *sink) Receive(ctx context.Context, botID int64, u telegram.Update, raw []byte) error {
	if s.before != nil {
		if err := s.before(ctx, u); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if botID != 42 || u.Event.Time.IsZero() || len(raw) == 0 {
		return errors.New("incomplete update")
	}
	s.got = append(s.got, u.ID)
	if s.keys == nil {
		s.keys = map[int64]engine.SessionKey{}
	}
	s.keys[u.ID] = u.Key
	return nil
}

func (s *sink) taken() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// offsets is an OffsetStore in memory.
type offsets struct {
	mu    sync.Mutex
	value int64
	saves int
	err   error
}

func (o *offsets) Offset(context.Context, int64) (int64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.value, o.err
}

func (o *offsets) SaveOffset(_ context.Context, _, offset int64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil {
		o.value, o.saves = offset, o.saves+1
	}
	return o.err
}

// advance lets virtual time pass.
func advance(d time.Duration) { <-time.After(d) }

type health struct {
	mu    sync.Mutex
	codes []string
}

func (h *health) report(botID int64, code, _ string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.codes = append(h.codes, fmt.Sprintf("%d:%s", botID, code))
}

type pollBundle struct {
	api     *pollAPI
	sink    *sink
	offsets *offsets
	health  *health
	poller  *telegram.Poller
}

func setupPoller() *pollBundle {
	b := &pollBundle{api: &pollAPI{}, sink: &sink{}, offsets: &offsets{}, health: &health{}}
	b.poller = telegram.NewPoller(telegram.PollerOptions{
		BotID: 42, Username: "shop_bot", Token: token, Caller: b.api, Sink: b.sink, Offsets: b.offsets,
		Log: slog.New(slog.DiscardHandler), Now: time.Now, Health: b.health.report,
	})
	return b
}

func (b *pollBundle) start(t *testing.T) {
	t.Helper()
	if err := b.poller.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.poller.Stop)
}
