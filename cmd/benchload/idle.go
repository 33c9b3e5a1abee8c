package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/blocks"
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
	api string // asks for updates there; empty for webhooks, which cost nothing while they are not called
}

// settleTime is how long idle bots are left alone before they are measured: pollers must have their first question out,
// and the queue its first look around.
const settleTime = 2 * time.Second

// idle serves bots that nobody talks to and prints the memory of this process, in bytes. Every bot has a document of its
// own, the coffee shop of the examples, compiled.
func idle(ctx context.Context, o options, out io.Writer) error {
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		return err
	}
	document, err := fs.ReadFile(examples.Files, "coffee/bot.json")
	if err != nil {
		return fmt.Errorf("read example: %w", err)
	}
	log := slog.New(slog.DiscardHandler)
	db, err := storage.Open(ctx, storage.Options{Path: filepath.Join(o.data, "idle.db"), Key: make([]byte, 32), Log: log})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // a temporary database
	client, err := telegram.NewClient(telegram.ClientOptions{BaseURL: o.idle.api})
	if err != nil {
		return err
	}
	h, err := host.New(host.Config{
		Store: db, Queue: db.Queue(), Messenger: telegram.NewMessenger(client, telegram.MessengerOptions{}),
		Registry: reg, NewID: rand.Text, Log: log, Rates: host.TelegramRates(),
	})
	if err != nil {
		return err
	}
	for n := range o.bots {
		if err := serveIdle(ctx, h, db, reg, client, document, int64(n+1), o.idle.api != ""); err != nil {
			return err
		}
	}
	if err := h.Start(ctx); err != nil {
		return err
	}
	defer h.Stop(ctx) //nolint:errcheck // the process ends
	select {
	case <-time.After(settleTime):
	case <-ctx.Done():
		return ctx.Err()
	}
	debug.FreeOSMemory()
	_, err = fmt.Fprintln(out, residentMemory(os.Getpid()))
	return err
}

// sink is where the updates of idle bots would go.
type sink struct{ host *host.Host }

// Receive gives an update to the host.
func (s sink) Receive(ctx context.Context, _ int64, u telegram.Update, raw []byte) error {
	return s.host.Receive(ctx, host.Incoming{Key: u.Key, UpdateID: u.ID, Event: u.Event, Raw: raw})
}

func serveIdle(ctx context.Context, h *host.Host, db *storage.DB, reg *engine.Registry, client *telegram.Client, document []byte, id int64, poll bool) error {
	doc, err := flow.Load(document)
	if err != nil {
		return err
	}
	rev, err := engine.Compile(doc, reg, 1)
	if err != nil {
		return err
	}
	bot := host.BotRecord{
		ID: id, Name: "Idle", Username: "idle_bot", Token: strconv.FormatInt(id, 10) + ":idle", Key: make([]byte, 32), Revision: 1,
	}
	if err := h.Serve(ctx, bot, rev); err != nil {
		return err
	}
	if !poll {
		return nil
	}
	return telegram.NewPoller(telegram.PollerOptions{
		BotID: id, Username: bot.Username, Token: bot.Token, Caller: client, Sink: sink{h}, Offsets: db,
		Log: slog.New(slog.DiscardHandler), Now: time.Now,
	}).Start(ctx)
}

// measureIdle has processes of this program serve idle bots.
func (r *report) measureIdle(ctx context.Context, o options, tg *standIn) error {
	own, err := os.Executable()
	if err != nil {
		return fmt.Errorf("measure idle bots: %w", err)
	}
	for _, run := range []struct {
		memory *int64
		bots   int
		api    string
	}{{&r.noBots, 0, ""}, {&r.idleBots, o.bots, ""}, {&r.pollingBots, o.bots, tg.url}} {
		cmd := exec.CommandContext(ctx, own, "-idle", "-data", o.data, "-bots", strconv.Itoa(run.bots), "-idle-api", run.api)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return fmt.Errorf("measure %d idle bots: %w", run.bots, err)
		}
		if *run.memory, err = strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64); err != nil {
			return fmt.Errorf("measure %d idle bots: %w", run.bots, err)
		}
	}
	return nil
}
