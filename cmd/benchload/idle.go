package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/cmd/internal/built"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
	"github.com/scenarist/scenarist/examples"
	"github.com/scenarist/scenarist/storage"
)

// idleOptions are the flags of a run that only measures idle bots.
type idleOptions struct {
	run bool
	db  string // where the database is, or is to be made
	api string // asks for updates there; empty for webhooks, which cost nothing while they are not called
	as  string // another version of the program
}

// settleTime is how long idle bots are left alone before they are measured: pollers must have their first question out,
// and the queue its first look around.
const settleTime = 2 * time.Second

// servedAtOnce is how many bots are served at the same time, as the fleet of a server does it.
const servedAtOnce = 16

// hurriedClock is the system's, and an hour ahead of it once it is hurried.
type hurriedClock struct {
	host.SystemClock
	hurried atomic.Bool
}

// Now gives the time.
func (c *hurriedClock) Now() time.Time {
	if c.hurried.Load() {
		return c.SystemClock.Now().Add(time.Hour)
	}
	return c.SystemClock.Now()
}

// idle serves bots that nobody talks to and prints the memory of this process in bytes: soon after the start, and when what
// is compiled has been dropped, since nobody has used it for an hour. Every bot has a document of its own, the coffee shop of the examples.
func idle(ctx context.Context, o options, out io.Writer) error {
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		return err
	}
	log := slog.New(slog.DiscardHandler)
	store := storage.Options{Path: filepath.Join(o.data, "idle.db"), Key: make([]byte, 32), Log: log}
	if o.idle.db != "" {
		store.Path = filepath.Join(o.idle.db, "idle.db")
	}
	bots := idleBots(o.bots)
	if _, err := os.Stat(store.Path); errors.Is(err, fs.ErrNotExist) {
		if err := publishIdle(ctx, store, bots, reg, built.ID()+o.idle.as); err != nil {
			return err
		}
	}
	begin := time.Now()
	db, err := storage.Open(ctx, store)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // a temporary database
	client, err := telegram.NewClient(telegram.ClientOptions{BaseURL: o.idle.api})
	if err != nil {
		return err
	}
	clock := &hurriedClock{}
	h, err := host.New(host.Config{
		Store: db, Queue: db.Queue(), Messenger: telegram.NewMessenger(client, telegram.MessengerOptions{}),
		Registry: reg, Program: built.ID() + o.idle.as, NewID: rand.Text, Log: log, Rates: host.TelegramRates(), Clock: clock,
	})
	if err != nil {
		return err
	}
	var serving errgroup.Group
	serving.SetLimit(servedAtOnce)
	for _, bot := range bots {
		serving.Go(func() error { return serveIdle(ctx, h, db, client, bot, o.idle.api != "") })
	}
	if err := serving.Wait(); err != nil {
		return err
	}
	if err := h.Start(ctx); err != nil {
		return err
	}
	start := time.Since(begin)
	defer h.Stop(ctx) //nolint:errcheck // the process ends
	begin = time.Now()
	for _, id := range h.Outdated() { // a fleet does it beside all that goes on
		if err := h.Renew(ctx, id); err != nil {
			return err
		}
	}
	renewed := time.Since(begin)
	var memory [2]int64
	for i := range memory {
		select {
		case <-time.After(settleTime):
		case <-ctx.Done():
			return ctx.Err()
		}
		if i > 0 {
			clock.hurried.Store(true)
			if err := h.Sweep(ctx); err != nil { // the queue does it every minute
				return err
			}
		}
		debug.FreeOSMemory()
		memory[i], _ = residentMemory(os.Getpid())
	}
	_, err = fmt.Fprintln(out, memory[0], memory[1], int64(start), int64(renewed))
	return err
}

// sink is where the updates of idle bots would go.
type sink struct{ host *host.Host }

// Receive gives an update to the host.
func (s sink) Receive(ctx context.Context, _ int64, u telegram.Update, raw []byte) error {
	return s.host.Receive(ctx, host.Incoming{Key: u.Key, UpdateID: u.ID, Event: u.Event, Raw: raw})
}

func idleBots(n int) []host.BotRecord {
	bots := make([]host.BotRecord, n)
	for i := range bots {
		id := int64(i + 1)
		bots[i] = host.BotRecord{
			ID: id, Name: "Idle", Username: "idle_bot", Token: strconv.FormatInt(id, 10) + ":idle", Key: make([]byte, 32), Revision: 1,
		}
	}
	return bots
}

// publishIdle stores the bots in a database that is opened and closed for it: what is measured is a host that starts with
// them. They are published as the program does it (fleet.Manager), which has compiled what it publishes.
func publishIdle(ctx context.Context, store storage.Options, bots []host.BotRecord, reg *engine.Registry, program string) (err error) {
	document, err := fs.ReadFile(examples.Files, "coffee/bot.json")
	if err != nil {
		return fmt.Errorf("read example: %w", err)
	}
	doc, err := flow.Load(document)
	if err != nil {
		return err
	}
	rev, err := engine.Compile(doc, reg, 1)
	if err != nil {
		return err
	}
	digest, err := host.Digest(program, rev, time.Now())
	if err != nil {
		return err
	}
	db, err := storage.Open(ctx, store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for i := range bots {
		if err := db.SaveBot(ctx, bots[i]); err != nil {
			return err
		}
		_, err := db.PublishPlan(ctx, host.Publication{BotID: bots[i].ID, Document: document, From: -1, At: time.Now(), Digest: digest})
		if err != nil {
			return err
		}
	}
	return nil
}

func serveIdle(ctx context.Context, h *host.Host, db *storage.DB, client *telegram.Client, bot host.BotRecord, poll bool) error {
	if err := h.Serve(ctx, bot, nil); err != nil {
		return err
	}
	if !poll {
		return nil
	}
	return telegram.NewPoller(telegram.PollerOptions{
		BotID: bot.ID, Username: bot.Username, Token: bot.Token, Caller: client, Sink: sink{h}, Offsets: db,
		Log: slog.New(slog.DiscardHandler), Now: time.Now,
	}).Start(ctx)
}

// measureIdle has processes of this program serve idle bots: those of a start like the last one, besides those that were never
// served before, and those of another version, which compiles their documents once it serves them.
func (r *report) measureIdle(ctx context.Context, o *options, tg *standIn) error {
	at, err := o.newPlace("")
	if err != nil {
		return err
	}
	defer os.RemoveAll(at.dir) //nolint:errcheck // a temporary directory
	var first, other idleMemory
	for _, run := range []struct {
		memory *idleMemory
		bots   int
		db     string
		api    string
		as     string
	}{
		{&r.noBots, 0, "", "", ""},
		{&first, o.bots, at.dir, "", ""},
		{&r.idleBots, o.bots, at.dir, "", ""},
		{&other, o.bots, at.dir, "", "next"},
		{&r.pollingBots, o.bots, at.dir, tg.url, "next"},
	} {
		if err := run.memory.measure(ctx, o, run.bots, idleOptions{db: run.db, api: run.api, as: run.as}); err != nil {
			return fmt.Errorf("measure %d idle bots: %w", run.bots, err)
		}
	}
	r.firstStart, r.otherStart, r.renewing = first.start, other.start, other.renewed
	return nil
}

func (m *idleMemory) measure(ctx context.Context, o *options, bots int, i idleOptions) error {
	own, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, own, "-idle", "-data", o.data, "-bots", strconv.Itoa(bots), "-idle-db", i.db, "-idle-api", i.api, "-idle-as", i.as)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err == nil {
		_, err = fmt.Sscan(string(out), &m.begun, &m.idle, (*int64)(&m.start), (*int64)(&m.renewed))
	}
	return err
}
