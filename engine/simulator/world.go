package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math"
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

// The one bot of a world. In a database that it shares it has another id.
const (
	ownID    = 7_000_000_001
	botToken = "7000000001:SIMULATED_TELEGRAM_ONLY"
	botName  = "simulated_bot"
)

// World is a bot in a simulated Telegram. Acting and looking may be done from any goroutine; Settle and Advance take
// turns.
type World struct {
	opts     Options
	botID    int64
	clock    timeline
	server   *botapi.Server
	store    host.Store
	jobs     workload
	host     *host.Host
	program  Program // nil where there is a host
	answers  *Answers
	revision *engine.Revision
	newID    func() string // of orders and the like
	updates  atomic.Uint64
	settling sync.Mutex
	kept     kept

	mu       sync.Mutex
	people   map[string]*Person
	names    map[int64]string // of people, by Telegram's id
	seen     []Observation
	payments []*openPayment
	films    map[engine.SessionKey][]engine.Frameshot
	webhooks int
	brought  int                         // events that do not come from Telegram
	refusals map[string]*engine.RunError // why a variable could not be written, by the event's id
	services ServiceFaults
}

// openPayment is a payment whose end was not seen yet.
type openPayment struct {
	person  string
	payment *botapi.Payment
}

// New makes a world and starts the bot in it. A document with errors gives a *engine.CheckError. Close ends it.
func New(ctx context.Context, o Options) (*World, error) {
	rev := o.Revision
	if rev == nil {
		var err error
		if rev, err = engine.Compile(o.Document, o.Registry, 1); err != nil {
			return nil, fmt.Errorf("compile document: %w", err)
		}
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
		opts: o, botID: ownID, revision: rev, answers: o.Answers, people: map[string]*Person{}, names: map[int64]string{},
		films: map[engine.SessionKey][]engine.Frameshot{}, refusals: map[string]*engine.RunError{},
	}
	if w.answers == nil {
		var err error
		if w.answers, err = NewAnswers(nil, nil); err != nil {
			return nil, err
		}
	}
	build, begin := w.inMemory, w.begin
	switch {
	case o.Program != nil:
		build, begin = w.aroundProgram, w.beginProgram
	case o.Home != nil:
		build = w.atHome
	}
	if err := build(ctx); err != nil {
		return nil, err
	}
	if err := begin(ctx); err != nil {
		return nil, errors.Join(err, w.Close(context.WithoutCancel(ctx)))
	}
	return w, nil
}

// inMemory gives the world what ends with it.
func (w *World) inMemory(context.Context) error {
	clock := newStillTime(w.opts.Start.UTC())
	store := memstore.New(clock)
	w.newID = countingIDs()
	w.clock, w.store, w.jobs = clock, store, newJobQueue(store, clock)
	w.server = botapi.New(w.telegram())
	w.server.AddBot(botToken, w.account())
	return nil
}

func countingIDs() func() string {
	var ids atomic.Int64
	return func() string { return "sim" + strconv.FormatInt(ids.Add(1), 10) }
}

// telegram are the options of the simulated Telegram.
func (w *World) telegram() botapi.Options {
	o := botapi.Options{
		Clock: w.clock, Strict: true, Fetch: w.fetch, NoHistory: w.opts.Home != nil || w.opts.Bounded, KeepMessages: keptMessages,
	}
	if w.opts.Program != nil {
		o.Transport = w.opts.Program
	}
	return o
}

// account is the bot as Telegram knows it.
func (w *World) account() botapi.Bot {
	return botapi.Bot{ID: ownID, Username: botName, FirstName: w.opts.Document.Name}
}

// record is the bot as a store knows it. The key is the same everywhere, so that chance is.
func (w *World) record() host.BotRecord {
	return host.BotRecord{
		ID: w.botID, Name: w.opts.Document.Name, Username: botName, Key: []byte("a simulated bot's key, not secret"), Revision: 1,
	}
}

// begin makes the bot and its staff known, and starts the host.
func (w *World) begin(ctx context.Context) error {
	rec := w.record()
	if err := w.publish(ctx, &rec); err != nil {
		return err
	}
	if err := w.entrust(ctx); err != nil {
		return err
	}
	if err := w.hire(ctx); err != nil {
		return err
	}
	if err := w.build(); err != nil {
		return err
	}
	var caller telegram.Caller = &exclusiveCaller{world: w, caller: NewCaller(w.server)}
	if w.opts.Called != nil {
		caller = &toldCaller{Caller: caller, world: w}
	}
	limits := host.Limits{CacheBytes: 1, Workers: 4, Senders: 4} // sessions are read again for every turn
	if w.opts.Bounded {
		limits.KeptBytes = maxHomeFiles
	}
	if w.opts.Home != nil {
		// One person, and many such worlds, which share what is compiled.
		limits = host.Limits{CacheBytes: 1 << 20, KeptBytes: maxHomeFiles, Workers: 1, Senders: 1, KeepCompiled: math.MaxInt64}
	}
	var err error
	w.host, err = host.New(host.Config{
		Store: w.store, Queue: w.jobs, Registry: w.opts.Registry, Clock: w.clock, Log: w.opts.Log, NewID: w.newID,
		Messenger: performer{telegram.NewMessenger(caller, telegram.MessengerOptions{Fetch: w.client(nil)})},
		HTTP:      w.client(w.jobs.sleep),
		File:      w.openFile,
		Telegram: func(ctx context.Context, b *host.BotRecord, method string, params map[string]any) (json.RawMessage, error) {
			return telegram.Ask(ctx, caller, b.Token, method, params)
		},
		Asset: func(_ context.Context, _ int64, name string) (host.Asset, error) {
			if w.opts.Asset == nil {
				return host.Asset{}, fmt.Errorf("open file %q: %w", name, engine.ErrNotFound)
			}
			data, fileName, err := w.opts.Asset(name)
			return host.AssetOf(fileName, data), err
		},
		Film:   w.film,
		Say:    w.opts.Say,
		Limits: limits,
	})
	if err != nil {
		return err
	}
	rec.Token = botToken // not stored: it is of no use but here
	if err := w.host.Serve(ctx, rec, w.revision); err != nil {
		return err
	}
	if err := w.host.Start(ctx); err != nil {
		return err
	}
	if err := telegram.SetCommands(ctx, caller, botToken, w.revision.Commands()); err != nil {
		return err
	}
	w.server.Subscribe(w.observe)
	return nil
}

// publish stores the bot and its document, and numbers the revision as the store does. A bot that is stored so already is
// left alone: many worlds of one database may be opened at once.
func (w *World) publish(ctx context.Context, rec *host.BotRecord) error {
	document, err := flow.Marshal(w.opts.Document)
	if err != nil {
		return fmt.Errorf("write document: %w", err)
	}
	if h := w.opts.Home; h != nil && h.Record.Revision > 0 {
		rec.Revision = h.Record.Revision
		last, err := w.store.Revision(ctx, w.botID, rec.Revision)
		if err != nil {
			return err
		}
		if bytes.Equal(last, document) && rec.Name == h.Record.Name {
			w.revision = w.revision.Numbered(rec.Revision)
			return nil
		}
	}
	if err := w.store.SaveBot(ctx, *rec); err != nil { // first: revisions belong to it
		return err
	}
	if rec.Revision, err = w.store.Publish(ctx, w.botID, document, w.Now()); err != nil {
		return err
	}
	w.revision = w.revision.Numbered(rec.Revision)
	return w.store.SaveBot(ctx, *rec)
}

// entrust stores the bot's secrets that are not stored so already.
func (w *World) entrust(ctx context.Context) error {
	for _, name := range slices.Sorted(maps.Keys(w.opts.Secrets)) {
		stored, err := w.store.Secret(ctx, w.botID, name)
		switch {
		case err == nil && stored == w.opts.Secrets[name]:
			continue
		case err != nil && !errors.Is(err, engine.ErrNotFound):
			return err
		}
		if err := w.store.SetSecret(ctx, w.botID, name, w.opts.Secrets[name]); err != nil {
			return err
		}
	}
	return nil
}

// hire makes the people on the staff, unless they were made before. They have started the bot long ago, or it could not
// write to them.
func (w *World) hire(ctx context.Context) error {
	for _, name := range slices.Sorted(maps.Keys(w.opts.Staff)) {
		if w.known(name) {
			continue
		}
		p := w.Person(name, w.opts.People[name])
		for _, role := range w.opts.Staff[name] {
			if err := w.store.AddStaff(ctx, w.botID, p.ID(), role); err != nil {
				return err
			}
		}
		if err := w.introduce(name); err != nil {
			return err
		}
	}
	return nil
}

// introduce lets somebody have started the bot long ago.
func (w *World) introduce(name string) error {
	if _, err := w.Person(name, w.opts.People[name]).person.Start(botToken, ""); err != nil {
		return fmt.Errorf("introduce %s: %w", name, err)
	}
	w.server.Next(botToken)
	return nil
}

// client makes HTTP calls from the canned answers, and for real where that is allowed.
func (w *World) client(wait func(context.Context, time.Duration) error) *http.Client {
	t := &transport{answers: w.answers, wait: wait}
	c := &http.Client{Transport: t}
	if wait != nil {
		c.Transport = &line{world: w, next: t}
	}
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

// Close stops the bot, and keeps what there is to be kept.
func (w *World) Close(ctx context.Context) error {
	var errs []error
	switch {
	case w.program != nil:
		errs = append(errs, w.program.Stop(ctx))
	case w.host != nil:
		errs = append(errs, w.host.Stop(ctx), w.Keep(ctx))
	}
	w.server.Close()
	return errors.Join(errs...)
}

// Now is where the clock stands, in UTC.
func (w *World) Now() time.Time { return w.clock.Now().UTC() }

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
