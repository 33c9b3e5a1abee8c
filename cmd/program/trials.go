package program

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/scenarist/scenarist/editor/trypage"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/storage"
)

// Bounds of the conversations on the try page, together.
const (
	maxTrials  = 200
	keepTrials = 30 * 24 * time.Hour // since they were used last
	noteUseAt  = 10 * time.Minute    // how exactly the database knows when they were used last
)

// trials are the conversations of the try page: each a world of its own in the database, with a bot, a clock and a
// Telegram that nobody else is in. All of them live while the process does, so that their bots go on by themselves.
type trials struct {
	*tryExamples
	log   *slog.Logger
	db    *storage.DB
	board *switchboard
	max   int

	changing sync.Mutex // held while conversations come and go
	mu       sync.Mutex
	open     map[string]*trial // by id
}

// trial is a conversation with when it was used.
type trial struct {
	*tryConversation
	used  time.Time
	noted time.Time // what the database has
}

var _ trypage.Examples = (*trials)(nil)

func newTrials(bots *tryExamples, log *slog.Logger, db *storage.DB, board *switchboard) *trials {
	return &trials{tryExamples: bots, log: log, db: db, board: board, max: maxTrials, open: map[string]*trial{}}
}

// List gives the bots by name.
func (t *trials) List() []trypage.Example { return t.list }

// restore goes on with the conversations that are stored, but for those with bots that are not offered, and gives how
// many they are. What is too old is dropped, and so are those that never came to be. One that cannot be read is left
// alone, and its visitor begins anew.
func (t *trials) restore(ctx context.Context) (int, error) {
	t.changing.Lock()
	defer t.changing.Unlock()
	all, err := t.db.Trials(ctx)
	if err != nil {
		return 0, err
	}
	records, err := t.records(ctx)
	if err != nil {
		return 0, err
	}
	for i, x := range all { // the longest unused first
		bot, offered := t.bots[x.Example]
		switch {
		case !x.Kept, time.Since(x.UsedAt) > keepTrials, len(all)-i > t.max:
			if err := t.db.DropTrial(ctx, x.BotID); err != nil {
				return 0, err
			}
		case offered:
			state, err := t.db.TrialState(ctx, x.BotID)
			if err != nil {
				return 0, err
			}
			if err := t.begin(ctx, x, bot, records[x.BotID], state); err != nil {
				t.log.WarnContext(ctx, "a stored conversation cannot be gone on with", "bot_id", x.BotID, "example", x.Example, "error", err)
			}
		}
	}
	return t.count(), nil
}

// records are the bots of the database by id.
func (t *trials) records(ctx context.Context) (map[int64]host.BotRecord, error) {
	bots, err := t.db.Bots(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]host.BotRecord, len(bots))
	for _, b := range bots {
		out[b.ID] = b
	}
	return out, nil
}

// begin lets a conversation live.
func (t *trials) begin(ctx context.Context, x storage.Trial, bot tryBot, rec host.BotRecord, state []byte) error {
	o, _, err := simulatedOptions(bot.doc, bot.dir, bot.rev.Registry(), nil)
	if err != nil {
		return err
	}
	o.Log, o.Revision = t.log.With("example", x.Example), bot.rev
	o.Home = &simulator.Home{
		BotID: x.BotID, Store: t.db, Queue: t.board.line(x.BotID), Keep: &drawer{t.db, x.BotID}, Record: rec, State: state,
		Ahead: x.Ahead, NewID: rand.Text,
	}
	c, err := newTryConversation(ctx, o, x.Language)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open[x.ID] = &trial{tryConversation: c, used: x.UsedAt, noted: x.UsedAt}
	return nil
}

func (t *trials) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.open)
}

// wake brings every conversation to rest once: what people said just before a crash is heard, and what came due
// meanwhile happens.
func (t *trials) wake(ctx context.Context) {
	for _, c := range t.all() {
		if ctx.Err() != nil {
			return
		}
		if err := c.act(ctx, func() error { return nil }); err != nil && ctx.Err() == nil {
			t.log.WarnContext(ctx, "a stored conversation does not come to rest", "bot_id", c.bot, "error", err)
		}
	}
}

func (t *trials) all() []*trial {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make([]*trial, 0, len(t.open))
	for _, c := range t.open {
		out = append(out, c)
	}
	return out
}

// Open starts a conversation; the one longest unused makes room for it.
func (t *trials) Open(ctx context.Context, name, lang string) (string, trypage.Conversation, error) {
	bot, ok := t.bots[name]
	if !ok {
		return "", nil, trypage.ErrUnknownBot
	}
	ctx = context.WithoutCancel(ctx) // half a conversation is of no use
	t.changing.Lock()
	defer t.changing.Unlock()
	if err := t.makeRoom(ctx); err != nil {
		return "", nil, fmt.Errorf("open example %s: %w", name, err)
	}
	x := storage.Trial{ID: rand.Text(), Example: name, Language: lang, UsedAt: time.Now()}
	var err error
	if x.BotID, err = t.db.NewTrial(ctx, x); err != nil {
		return "", nil, fmt.Errorf("open example %s: %w", name, err)
	}
	if err := t.begin(ctx, x, bot, host.BotRecord{}, nil); err != nil {
		return "", nil, errors.Join(fmt.Errorf("open example %s: %w", name, err), t.db.DropTrial(ctx, x.BotID))
	}
	return x.ID, t.find(x.ID).tryConversation, nil
}

// makeRoom drops the conversations that are too many or too old.
func (t *trials) makeRoom(ctx context.Context) error {
	all, err := t.db.Trials(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if c := t.find(all[i].ID); c != nil {
			all[i].UsedAt = t.lastUse(c) // the database has it less exactly
		}
	}
	slices.SortStableFunc(all, func(a, b storage.Trial) int { return a.UsedAt.Compare(b.UsedAt) })
	for i, x := range all {
		if len(all)-i < t.max && time.Since(x.UsedAt) <= keepTrials {
			break
		}
		if err := t.end(ctx, x.ID, x.BotID); err != nil {
			return err
		}
	}
	return nil
}

func (t *trials) find(id string) *trial {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.open[id]
}

func (t *trials) lastUse(c *trial) time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return c.used
}

// Find gives a conversation.
func (t *trials) Find(ctx context.Context, id string) (trypage.Conversation, error) {
	c := t.find(id)
	if c == nil {
		return nil, trypage.ErrConversationOver
	}
	now := time.Now()
	t.mu.Lock()
	c.used = now
	late := now.Sub(c.noted) >= noteUseAt
	if late {
		c.noted = now
	}
	t.mu.Unlock()
	if late {
		if err := t.db.UseTrial(ctx, c.bot, now); err != nil {
			t.log.WarnContext(ctx, "the use of a conversation cannot be noted", "bot_id", c.bot, "error", err)
		}
	}
	return c.tryConversation, nil
}

// End ends a conversation and forgets it.
func (t *trials) End(ctx context.Context, id string) error {
	t.changing.Lock()
	defer t.changing.Unlock()
	c := t.find(id)
	if c == nil {
		return nil
	}
	return t.end(context.WithoutCancel(ctx), id, c.bot)
}

// end closes a conversation if it lives here, and drops what is stored of it. t.changing is held.
func (t *trials) end(ctx context.Context, id string, bot int64) error {
	if c := t.find(id); c != nil {
		if err := c.close(ctx); err != nil {
			t.log.WarnContext(ctx, "a conversation does not end well", "bot_id", bot, "error", err)
		}
		t.mu.Lock()
		delete(t.open, id)
		t.mu.Unlock()
		t.board.forget(bot)
	}
	return t.db.DropTrial(ctx, bot)
}

// trouble is why conversations take nothing in at the moment; nil if they do.
func (t *trials) trouble() error {
	for _, c := range t.all() {
		if err := c.world.Trouble(); err != nil {
			return err
		}
	}
	return nil
}

// close ends the process's part of all conversations.
func (t *trials) close(ctx context.Context) error {
	t.changing.Lock()
	defer t.changing.Unlock()
	var group sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	for _, c := range t.all() {
		group.Go(func() {
			if err := c.close(ctx); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}
