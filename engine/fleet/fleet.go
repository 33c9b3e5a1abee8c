package fleet

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

const (
	// DefaultEvery is how often the store is asked what has changed.
	DefaultEvery = time.Second
	// DefaultCheck is how often Telegram is asked where the updates of a bot with a webhook go. One that is polled is told at
	// once if somebody else takes them.
	DefaultCheck = 10 * time.Minute
	// FirstRetry is the pause before a bot that is in trouble is tried again; it doubles with each try.
	FirstRetry = 5 * time.Second
	// LastRetry is the longest such pause.
	LastRetry = 5 * time.Minute
	// atOnce is how many bots are being changed at once: most of it is waiting for Telegram.
	atOnce = 16
	// renewals is how often a bot is looked at again, Options.Every apart, where that failed for another reason than its document.
	renewals = 60
)

// Options are what a Fleet is made of. Store, Host, Caller, Log and Clock are needed.
type Options struct {
	Store  Store
	Host   *host.Host
	Caller telegram.Caller
	Log    *slog.Logger
	Clock  host.Clock
	Chance func() float64 // spreads repeats; numbers in [0,1), nil for none
	// PublicURL is where Telegram reaches Webhook; without it bots can only be polled.
	PublicURL string
	// Owners shares the bots with other processes over the same store; nil for a process that has it for itself.
	Owners Owners
	// Guests are bots that are served though they were not added.
	Guests []int64
	Every  time.Duration // how often the store is asked; 0 for DefaultEvery
	// Incidents has owners told of bots that stop working; nil for nobody.
	Incidents Incidents
	Check     time.Duration // how often Telegram is asked where the updates of a bot go; 0 for DefaultCheck
}

// Fleet serves the bots of a store; see the package. It is safe for concurrent use.
type Fleet struct {
	o      Options
	guests map[int64]bool
	sink   *sink
	slots  chan struct{}

	mu        sync.Mutex
	keepers   map[int64]*keeper
	seen      int64 // the highest version of which the keepers know
	receiving bool  // Start was called
	stopped   bool
	incidents map[int64]bool // bots whose owner is told that the token is refused
	owned     map[int64]bool // bots for which this process does what only one may do
	handing   map[int64]bool // bots that are being given to other processes
	epoch     int            // rises when all that was owned may be another's
	missed    bool           // bots may have gone without our hearing of it
	unwatch   func()
	handOver  func() // lets others take on everything; nil if there are no others

	ctx     context.Context // of the keepers' work; ended by Stop
	cancel  context.CancelFunc
	working sync.WaitGroup
	kick    chan struct{}
}

// New makes a fleet that does nothing yet.
func New(o Options) *Fleet {
	if o.Every == 0 {
		o.Every = DefaultEvery
	}
	if o.Check == 0 {
		o.Check = DefaultCheck
	}
	f := &Fleet{
		o: o, guests: map[int64]bool{}, slots: make(chan struct{}, atOnce), keepers: map[int64]*keeper{}, seen: -1, incidents: map[int64]bool{},
		sink: &sink{store: o.Store, host: o.Host, caller: o.Caller, log: o.Log},
		kick: make(chan struct{}, 1), owned: map[int64]bool{}, handing: map[int64]bool{},
	}
	for _, id := range o.Guests {
		f.guests[id] = true
	}
	return f
}

// Load has the host serve the stored bots, and returns when it does. What goes wrong with one bot is its own trouble, which
// Settled gives; an error means that the store could not be read. It comes before Host.Start, so that no alarm finds its
// bot not served.
func (f *Fleet) Load(ctx context.Context) error {
	f.ctx, f.cancel = context.WithCancel(context.WithoutCancel(ctx))
	if f.o.Owners != nil {
		f.handOver = func() { f.release(context.WithoutCancel(ctx)) }
	}
	if err := f.loadIncidents(ctx); err != nil {
		return err
	}
	if err := f.look(ctx); err != nil {
		return err
	}
	for _, id := range f.all() {
		if err := f.Settled(ctx, id); err != nil && ctx.Err() != nil {
			return err
		}
	}
	return nil
}

// Start begins to take updates in and to follow the store. Stop ends it.
func (f *Fleet) Start() {
	f.mu.Lock()
	f.receiving = true
	for _, k := range f.keepers {
		f.bring(k, k.row)
	}
	f.mu.Unlock()
	if f.o.Owners != nil {
		f.unwatch = f.o.Owners.Watch(f.hear)
		if err := f.share(f.ctx); err != nil {
			f.o.Log.WarnContext(f.ctx, "the bots could not be shared with other processes; trying again", "error", err)
		}
	}
	f.working.Go(f.follow)
	f.working.Go(f.patrol)
	f.working.Go(f.renew)
}

// follow asks the store again and again.
func (f *Fleet) follow() {
	broken := false
	for f.ctx.Err() == nil {
		err := f.look(f.ctx)
		if err == nil {
			err = f.lookForGone(f.ctx)
		}
		if err == nil {
			err = f.share(f.ctx)
		}
		switch {
		case err == nil && broken:
			f.o.Log.InfoContext(f.ctx, "the bots can be looked after again")
		case err != nil && !broken && f.ctx.Err() == nil:
			f.o.Log.ErrorContext(f.ctx, "what has changed of the bots cannot be read; trying again", "error", err)
		}
		broken = err != nil
		f.pause(f.ctx, f.o.Every, f.kick)
	}
}

// renew has the bots looked at that the start has served by what another version of the program knew of them: one after the other,
// since people talk to others meanwhile. One that cannot run is not served until it can, as after any other start. Where looking fails
// for another reason, it is served as it is and looked at again; if that goes on, it begins anew, which tells its owner why.
func (f *Fleet) renew() {
	for left := renewals; f.ctx.Err() == nil; left-- {
		again := false
		for _, id := range f.o.Host.Outdated() {
			err := f.o.Host.Renew(f.ctx, id)
			switch {
			case f.ctx.Err() != nil:
				return
			case err == nil:
				continue
			case left > 0 && !errors.Is(err, host.ErrUnusable):
				again = true
				continue
			}
			f.mu.Lock()
			if k := f.keepers[id]; k != nil {
				k.unfit = true
				f.bring(k, k.row)
			}
			f.mu.Unlock()
		}
		if !again {
			return
		}
		f.pause(f.ctx, f.o.Every, nil)
	}
}

// pause waits, unless somebody knows of a change; a nil channel is nobody.
func (f *Fleet) pause(ctx context.Context, d time.Duration, kick <-chan struct{}) {
	over := make(chan struct{})
	stop := f.o.Clock.AfterFunc(d, func() { close(over) })
	defer stop()
	select {
	case <-over:
	case <-kick:
	case <-ctx.Done():
	}
}

// patrol asks Telegram again and again whether the bots' updates still come here, a few at a time.
func (f *Fleet) patrol() {
	for f.ctx.Err() == nil {
		f.pause(f.ctx, f.o.Check, nil)
		for _, k := range f.webhooks() {
			if f.ctx.Err() != nil {
				return
			}
			k.inspect(f.ctx)
		}
	}
}

// webhooks are the keepers of bots whose updates Telegram is to deliver, as far as their keepers are done; a menu that cannot be set
// says nothing of the deliveries.
func (f *Fleet) webhooks() []*keeper {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []*keeper
	for _, k := range f.keepers {
		row := &k.row
		done := !k.busy && (k.err == nil || errors.Is(k.err, ErrMenu))
		if done && !row.Paused && !row.Leaving && row.Revision > 0 && f.receiver(row) == host.ReceiverWebhook && f.owns(k.id) {
			out = append(out, k)
		}
	}
	return out
}

// receiver is how a bot's updates are to come.
func (f *Fleet) receiver(b *host.BotRecord) string { return receiverOf(b, f.o.PublicURL) }

// Kick has the store looked at now. Who changes a bot in this process need not wait for it to be noticed.
func (f *Fleet) Kick() {
	select {
	case f.kick <- struct{}{}:
	default:
	}
}

// look tells the keepers of bots that have changed.
func (f *Fleet) look(ctx context.Context) error {
	f.mu.Lock()
	seen := f.seen
	f.mu.Unlock()
	changed, err := f.o.Store.ChangedBots(ctx, seen)
	if err != nil {
		return fmt.Errorf("look after the bots: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, b := range changed {
		f.seen = max(f.seen, b.Version)
		k := f.keepers[b.ID]
		if k == nil {
			if !b.Hosted && !f.guests[b.ID] && !b.Leaving {
				continue
			}
			k = &keeper{f: f, id: b.ID, log: f.o.Log.With("bot_id", b.ID), settled: closed()}
			f.keepers[b.ID] = k
		}
		f.bring(k, b)
	}
	return nil
}

func closed() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

// bring has a keeper bring its bot to what the row says. The lock is held.
func (f *Fleet) bring(k *keeper, row host.BotRecord) {
	k.row, k.wanted = row, true
	if k.stopRetry != nil {
		k.stopRetry()
		k.stopRetry = nil
	}
	if k.busy || f.stopped {
		return
	}
	k.busy, k.settled = true, make(chan struct{})
	f.working.Go(k.work)
}

func (f *Fleet) all() []int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	ids := make([]int64, 0, len(f.keepers))
	for id := range f.keepers {
		ids = append(ids, id)
	}
	return ids
}

// Settled waits until what was read last of a bot has been tried, and gives what went wrong with it. A bot that is not here
// is as it should be.
func (f *Fleet) Settled(ctx context.Context, botID int64) error {
	f.mu.Lock()
	k := f.keepers[botID]
	if k == nil {
		f.mu.Unlock()
		return nil
	}
	settled := k.settled
	f.mu.Unlock()
	select {
	case <-settled:
	case <-ctx.Done():
		return ctx.Err()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return k.err
}

// Webhook takes the calls of Telegram for all bots; it is mounted at telegram.WebhookPath.
func (f *Fleet) Webhook() *telegram.Webhook {
	return telegram.NewWebhook(telegram.WebhookOptions{
		Bot: func(id int64) (telegram.WebhookBot, bool) {
			f.mu.Lock()
			defer f.mu.Unlock()
			k := f.keepers[id]
			if k == nil {
				return telegram.WebhookBot{}, false
			}
			return telegram.WebhookBot{Username: k.row.Username, Secret: k.row.Secret}, true
		},
		Sink: f.sink, Log: f.o.Log, Now: f.o.Clock.Now,
	})
}

// Stop ends the polling and waits until the updates that were taken are handled, and until no bot is being changed.
func (f *Fleet) Stop() {
	f.mu.Lock()
	f.stopped = true
	for _, k := range f.keepers {
		if k.stopRetry != nil {
			k.stopRetry()
		}
	}
	f.mu.Unlock()
	if f.cancel != nil {
		f.cancel()
	}
	if f.unwatch != nil {
		f.unwatch()
	}
	f.working.Wait()
	var pollers sync.WaitGroup
	for _, k := range f.keepers {
		if k.poller != nil {
			pollers.Go(k.poller.Stop)
		}
	}
	pollers.Wait()
	if f.handOver != nil {
		f.handOver()
	}
}
