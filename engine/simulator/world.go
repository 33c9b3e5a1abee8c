package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
)

// The one bot of a world.
const (
	botID    = 7_000_000_001
	botToken = "7000000001:SIMULATED_TELEGRAM_ONLY"
	botName  = "simulated_bot"
)

// World is a bot in a simulated Telegram. Acting and looking may be done from any goroutine; Settle and Advance take
// turns.
type World struct {
	opts     Options
	clock    *host.ManualClock
	server   *botapi.Server
	store    *memstore.Store
	jobs     *jobQueue
	host     *host.Host
	answers  *Answers
	revision *engine.Revision
	ids      atomic.Int64 // of orders and the like
	updates  atomic.Uint64
	settling sync.Mutex
	settle   func() // what the clock calls at every moment; set while Advance runs

	mu       sync.Mutex
	people   map[string]*Person
	names    map[int64]string // of people, by Telegram's id
	seen     []Observation
	links    map[string]*Offer // by invoice link
	payments []*openPayment
	films    map[engine.SessionKey][]engine.Frameshot
	webhooks int
	sessions map[engine.SessionKey]*engine.Session // as the last turn left them
	turns    int
	passed   map[string]bool           // blocks, by id
	quiet    map[engine.SessionKey]int // turns that took an event without a word
	troubles []engine.Note             // since they were taken last
}

// openPayment is a payment whose end was not seen yet.
type openPayment struct {
	person  string
	payment *botapi.Payment
}

// New makes a world and starts the bot in it. A document with errors gives a *engine.CheckError. Close ends it.
func New(ctx context.Context, o Options) (*World, error) {
	rev, err := engine.Compile(o.Document, o.Registry, 1)
	if err != nil {
		return nil, fmt.Errorf("compile document: %w", err)
	}
	if o.Start.IsZero() {
		o.Start = DefaultStart()
	}
	if o.Staff == nil {
		o.Staff = map[string][]string{Owner: {Owner}}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	w := &World{
		opts: o, revision: rev, answers: o.Answers, people: map[string]*Person{}, names: map[int64]string{},
		links: map[string]*Offer{}, films: map[engine.SessionKey][]engine.Frameshot{}, quiet: map[engine.SessionKey]int{}, sessions: map[engine.SessionKey]*engine.Session{}, passed: map[string]bool{},
	}
	if w.answers == nil {
		if w.answers, err = NewAnswers(nil, nil); err != nil {
			return nil, err
		}
	}
	w.clock = host.NewManualClock(o.Start.UTC(), func() {
		if w.settle != nil {
			w.settle()
		}
	})
	w.server = botapi.New(botapi.Options{Clock: w.clock, Strict: true, Fetch: w.fetch})
	w.server.AddBot(botToken, botapi.Bot{ID: botID, Username: botName, FirstName: o.Document.Name})
	w.store = memstore.New(w.clock)
	w.jobs = &jobQueue{store: w.store, clock: w.clock}
	if err := w.begin(ctx); err != nil {
		return nil, errors.Join(err, w.Close(context.WithoutCancel(ctx)))
	}
	return w, nil
}

// begin makes the bot and its staff known, and starts the host.
func (w *World) begin(ctx context.Context) error {
	rec := host.BotRecord{
		ID: botID, Name: w.opts.Document.Name, Username: botName, Token: botToken, Key: []byte("a simulated bot's key, not secret"),
		Revision: 1,
	}
	document, err := flow.Marshal(w.opts.Document)
	if err != nil {
		return fmt.Errorf("write document: %w", err)
	}
	if _, err := w.store.Publish(ctx, botID, document, w.Now()); err != nil {
		return err
	}
	if err := w.store.SaveBot(ctx, rec); err != nil {
		return err
	}
	for name, value := range w.opts.Secrets {
		if err := w.store.SetSecret(ctx, botID, name, value); err != nil {
			return err
		}
	}
	if err := w.hire(ctx); err != nil {
		return err
	}
	caller := NewCaller(w.server)
	w.host, err = host.New(host.Config{
		Store: w.store, Queue: w.jobs, Registry: w.opts.Registry, Clock: w.clock, Log: w.opts.Log,
		Messenger: telegram.NewMessenger(caller, telegram.MessengerOptions{Fetch: w.client(nil)}),
		NewID:     func() string { return "sim" + strconv.FormatInt(w.ids.Add(1), 10) },
		HTTP:      w.client(w.jobs.sleep),
		File:      w.openFile,
		Telegram: func(ctx context.Context, b *host.BotRecord, method string, params map[string]any) (json.RawMessage, error) {
			return telegram.Ask(ctx, caller, b.Token, method, params)
		},
		Asset: func(_ context.Context, _ int64, name string) ([]byte, string, error) {
			if w.opts.Asset == nil {
				return nil, "", fmt.Errorf("open file %q: %w", name, engine.ErrNotFound)
			}
			return w.opts.Asset(name)
		},
		Film:   w.film,
		Limits: host.Limits{CacheBytes: 1, Workers: 4, Senders: 4}, // sessions are read again for every turn
	})
	if err != nil {
		return err
	}
	if err := w.host.Serve(ctx, rec, w.revision); err != nil {
		return err
	}
	if err := w.host.Start(ctx); err != nil {
		return err
	}
	if err := telegram.SetCommands(ctx, caller, botToken, w.commands()); err != nil {
		return err
	}
	w.server.Subscribe(w.observe)
	return nil
}

// hire makes the people on the staff. They have started the bot long ago, or it could not write to them.
func (w *World) hire(ctx context.Context) error {
	names := make([]string, 0, len(w.opts.Staff))
	for name := range w.opts.Staff {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p := w.Person(name, Profile{})
		for _, role := range w.opts.Staff[name] {
			if err := w.store.AddStaff(ctx, botID, p.ID(), role); err != nil {
				return err
			}
		}
		if _, err := p.person.Start(botToken, ""); err != nil {
			return fmt.Errorf("introduce %s: %w", name, err)
		}
		w.server.Next(botToken)
	}
	return nil
}

func (w *World) commands() []engine.Command {
	var out []engine.Command
	for _, t := range w.revision.Triggers() {
		if c, ok := t.Behaviour.(engine.Commander); ok {
			out = append(out, c.Commands()...)
		}
	}
	return out
}

// client makes HTTP calls from the canned answers, and for real where that is allowed.
func (w *World) client(wait func(context.Context, time.Duration) error) *http.Client {
	t := &transport{answers: w.answers, wait: wait}
	c := &http.Client{Transport: t}
	if w.opts.HTTP != nil {
		t.next = w.opts.HTTP.Transport
		if t.next == nil {
			t.next = http.DefaultTransport //nolint:forbidigo // what a client without a transport uses
		}
		c.CheckRedirect, c.Jar, c.Timeout = w.opts.HTTP.CheckRedirect, w.opts.HTTP.Jar, w.opts.HTTP.Timeout
	}
	return c
}

// fetch is how the simulated Telegram gets files by their address.
func (w *World) fetch(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	x, _ := w.answers.take(req, nil)
	if x == nil {
		return Picture(), nil
	}
	if x.Fail || x.Status != http.StatusOK {
		return nil, errUnreachable
	}
	data, _, err := w.answers.content(x)
	return data, err
}

// openFile opens a file that a person sent.
func (w *World) openFile(_ context.Context, _ *host.BotRecord, fileID string) (io.ReadCloser, engine.File, error) {
	data, ok := w.server.FileData(botToken, fileID)
	if !ok {
		return nil, engine.File{}, fmt.Errorf("open file: %w", engine.ErrNotFound)
	}
	return newContent(data), engine.File{ID: fileID, Size: int64(len(data))}, nil
}

// Close stops the bot.
func (w *World) Close(ctx context.Context) error {
	var err error
	if w.host != nil {
		err = w.host.Stop(ctx)
	}
	w.server.Close()
	return err
}

// Now is where the clock stands, in UTC.
func (w *World) Now() time.Time { return w.clock.Now() }

// Revision is the bot as it runs.
func (w *World) Revision() *engine.Revision { return w.revision }

// Findings are slips of our calls that Telegram would pass over, such as unknown parameters.
func (w *World) Findings() []botapi.Finding { return w.server.Findings() }

// SetFaults makes the simulated Telegram misbehave; the zero value ends it.
func (w *World) SetFaults(f botapi.Faults) { w.server.SetFaults(f) }

// Answers are the canned answers in use; never nil.
func (w *World) Answers() *Answers { return w.answers }

// FileData is the content of a file in the chats, by its file_id.
func (w *World) FileData(fileID string) ([]byte, bool) { return w.server.FileData(botToken, fileID) }
