package storage_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

// clockTrigger starts once, at a moment or when it hears that it is over.
type clockTrigger struct {
	engine.TriggerSettings
	engine.NoWait
	At time.Time `json:"at"`
}

func (x *clockTrigger) Timing() string   { return x.At.String() }
func (x *clockTrigger) TimeZone() string { return "" }

func (x *clockTrigger) Plan(_ *engine.Planning, a engine.Appointment) engine.Appointment {
	if a.Since.IsZero() {
		a.At, a.Since = x.At, x.At
	}
	return a
}

func (x *clockTrigger) Done(_ *engine.Planning, a engine.Appointment) engine.Appointment {
	a.At = time.Time{} // Since says that it was
	return a
}

func (x *clockTrigger) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	return engine.Match{}, ev.Kind == engine.TimerFired
}

func (x *clockTrigger) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

// comeTrigger takes every message.
type comeTrigger struct {
	engine.TriggerSettings
	engine.NoWait
}

func (*comeTrigger) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	return engine.Match{Weight: engine.WeightCommand}, ev.Kind == engine.MessageReceived
}

func (*comeTrigger) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

// newsBlock says something.
type newsBlock struct {
	engine.NoWait
	Text string `json:"text"`
}

func (x *newsBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	t.Send(engine.Content{Text: x.Text}, "")
	return engine.Leave("next"), nil
}

func newsRegistry(t *testing.T) *engine.Registry {
	t.Helper()
	r := engine.NewRegistry()
	next := []engine.Exit{{Name: "next", Title: engine.Text{"en": "next", "ru": "next"}}}
	for _, typ := range []engine.BlockType{
		{Name: "test.clock", Trigger: true, New: func() engine.Block { return new(clockTrigger) }},
		{Name: "test.come", Trigger: true, New: func() engine.Block { return new(comeTrigger) }},
		{Name: "test.news", New: func() engine.Block { return new(newsBlock) }},
	} {
		words := engine.Text{"en": typ.Name, "ru": typ.Name}
		typ.Version, typ.Title, typ.Help, typ.Icon, typ.Example, typ.Exits = 1, words, words, "square", "{}", next
		if err := r.Add(typ); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// newsBot says "hello" to who comes, and its news to everybody at a moment; there are none at the zero one.
func newsBot(news string, at time.Time) []byte {
	blocks, edges := "", ""
	if !at.IsZero() {
		blocks = fmt.Sprintf(`,{"id":"clock","type":"test.clock","config":{"at":%q}},{"id":"news","type":"test.news","config":{"text":%q},"exits":{"next":"end"}}`,
			at.Format(time.RFC3339Nano), news)
		edges = `,{"from":"clock","exit":"next","to":"news"}`
	}
	return []byte(`{"schema_version":1,"name":"News","language":"en","flows":[{"id":"main","name":"Main","blocks":[
		{"id":"come","type":"test.come"},{"id":"hello","type":"test.news","config":{"text":"hello"},"exits":{"next":"end"}}` + blocks + `],
		"edges":[{"from":"come","exit":"next","to":"hello"}` + edges + `]}]}`)
}

// readers counts what everybody got.
type readers struct {
	mu   sync.Mutex
	got  map[string]map[int64]int
	all  int
	done map[string]chan struct{} // closed when all have got it
}

func newReaders(all int, texts ...string) *readers {
	r := &readers{got: map[string]map[int64]int{}, all: all, done: map[string]chan struct{}{}}
	for _, s := range texts {
		r.got[s], r.done[s] = map[int64]int{}, make(chan struct{})
	}
	return r
}

func (r *readers) Perform(_ context.Context, _ *host.BotRecord, e *engine.Effect, _ host.References) (host.Receipt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	got := r.got[e.Content.Text]
	got[e.ChatID]++
	if len(got) == r.all && got[e.ChatID] == 1 {
		close(r.done[e.Content.Text])
	}
	return host.Receipt{MessageIDs: []int64{1}}, nil
}

// wait waits until everybody has got the text, and checks that nobody got it twice.
func (r *readers) wait(t *testing.T, text string) {
	t.Helper()
	select {
	case <-r.done[text]:
	case <-time.After(2 * time.Minute):
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len(r.got[text]); n != r.all {
		t.Fatalf("%d of %d got %q", n, r.all, text)
	}
	for user, n := range r.got[text] {
		if n != 1 {
			t.Errorf("user %d got %q %d times", user, text, n)
		}
	}
}

// serveNews serves the bot's last revision until stop is called.
func serveNews(t *testing.T, o storage.Options, reg *engine.Registry, to host.Messenger, doc []byte) (h *host.Host, stop func()) {
	t.Helper()
	db, err := storage.Open(t.Context(), o)
	check(t, err)
	rec := host.BotRecord{ID: bot, Name: "News", Key: masterKey}
	check(t, db.SaveBot(t.Context(), rec))
	rec.Revision, err = db.Publish(t.Context(), bot, doc, time.Now())
	check(t, err)
	h, err = host.New(host.Config{
		Store: db, Queue: db.Queue(), Messenger: to, Registry: reg, NewID: rand.Text, Log: slog.New(slog.DiscardHandler),
		Limits: host.Limits{ShortTimer: time.Nanosecond}, // it is the queue that is tried here
	})
	check(t, err)
	check(t, h.Serve(t.Context(), rec, nil))
	check(t, h.Start(t.Context()))
	return h, func() {
		t.Helper()
		check(t, h.Stop(context.WithoutCancel(t.Context())))
		check(t, db.Close())
	}
}

// come brings a message of everybody, many at a time.
func come(t *testing.T, h *host.Host, all int) {
	t.Helper()
	var group sync.WaitGroup
	for user := range int64(all) {
		user++
		group.Go(func() {
			err := h.Receive(t.Context(), host.Incoming{Key: key(user), UpdateID: user, Event: engine.Event{
				ID: fmt.Sprint("u", user), Kind: engine.MessageReceived, Time: time.Now(),
				Chat: engine.Chat{ID: user, Type: "private"}, User: engine.User{ID: user, FirstName: "Ann"},
				Message: &engine.Message{ID: user, Kind: engine.TextMessage, Text: "hi"},
			}})
			if err != nil {
				t.Errorf("receive: %v", err)
			}
		})
	}
	group.Wait()
}

func TestSchedule_ReachesEverybodyOnce(t *testing.T) {
	t.Parallel()
	withBoth(t, func(t *testing.T, o storage.Options) {
		t.Helper()
		all := 1000
		if testing.Short() {
			all = 100
		}
		reg := newsRegistry(t)
		out := newReaders(all, "hello", "first", "second")

		// A schedule outlives the process that was told of it.
		first := newsBot("first", time.Now().Add(4*time.Second))
		h, stop := serveNews(t, o, reg, out, first)
		come(t, h, all)
		out.wait(t, "hello")
		stop()
		_, stop = serveNews(t, o, reg, out, first)
		out.wait(t, "first")
		stop()

		// A publish reaches everybody who is idle, also if the process stops meanwhile.
		second := newsBot("second", time.Now().Add(4*time.Second))
		_, stop = serveNews(t, o, reg, out, second)
		stop()
		_, stop = serveNews(t, o, reg, out, second)
		out.wait(t, "second")
		stop()
		out.wait(t, "first") // once and not again
	})
}
