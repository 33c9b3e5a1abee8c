package testchat

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/scenarist/scenarist/editor/wording"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/screen"
)

// Chat is an author's conversation with a draft. It is safe for concurrent use.
type Chat struct {
	id, user, bot, lang string
	o                   *Options
	idle                *time.Timer
	bell                *bell

	using sync.Mutex
	used  time.Time

	mu      sync.Mutex
	closed  bool
	doc     *flow.Document
	version int64
	start   time.Time // of the world's clock
	world   *simulator.World
	people  []*person // in the order in which they came
	film    *film
	tape    *tape
	outside *outside
	faults  Faults
}

// Times of a chat.
const (
	restTimeout  = 15 * time.Second // so long is waited for the bot to come to rest
	closeTimeout = 5 * time.Second
)

// ID is by which the chat is found.
func (c *Chat) ID() string { return c.id }

// Bot is whose draft it is.
func (c *Chat) Bot() string { return c.bot }

// expire has f called when nobody has used the chat for long.
func (c *Chat) expire(f func()) {
	c.using.Lock()
	defer c.using.Unlock()
	c.idle = time.AfterFunc(c.o.Idle, f)
}

func (c *Chat) use() {
	c.using.Lock()
	defer c.using.Unlock()
	c.used = c.o.Now()
	c.idle.Reset(c.o.Idle)
}

func (c *Chat) lastUse() time.Time {
	c.using.Lock()
	defer c.using.Unlock()
	return c.used
}

// begin makes the world of the draft as it is now, with the clock at the machine's time.
func (c *Chat) begin(ctx context.Context) error {
	return c.build(ctx, c.o.Now().UTC().Truncate(time.Minute))
}

// build makes a world, which then is the chat's. When it fails the chat is as before.
func (c *Chat) build(ctx context.Context, start time.Time) error {
	doc, rev, version, err := c.o.load(ctx, c.bot)
	if err != nil {
		return err
	}
	out, err := newOutside(c.o, c.bot, doc)
	if err != nil {
		return err
	}
	if err := out.expect(); err != nil {
		return err
	}
	f := newFilm(c.lang, out.mask, c.bell)
	t := newTape()
	ctx = context.WithoutCancel(ctx) // the world lives on
	w, err := simulator.New(ctx, simulator.Options{
		Document: doc, Revision: rev, Registry: rev.Registry(), Start: start, Secrets: out.madeUp, Answers: out.answers,
		Places: out.places(), HTTP: out.client(), Asset: out.asset(ctx), Bounded: true,
		Log: c.o.Log.With("chat_of", c.bot), Watch: f.turn, Called: f.called, Say: wording.In,
		Exchanged: func(x *simulator.Exchange) {
			f.exchanged(x)
			t.exchanged(x, out)
		},
	})
	if err != nil {
		return err
	}
	before := c.outside
	if c.world != nil {
		err = c.shut(ctx)
	}
	c.start = start
	c.doc, c.version, c.world, c.film, c.tape, c.outside, c.faults = doc, version, w, f, t, out, Faults{}
	c.people = nil
	c.join(You)
	if before != nil && before.said {
		err = errors.Join(err, c.useServices(ctx, before.with(out.view().Answers)))
	}
	c.bell.ring()
	return err
}

// load reads and compiles a bot's draft.
func (o *Options) load(ctx context.Context, bot string) (*flow.Document, *engine.Revision, int64, error) {
	data, version, err := o.Drafts.Draft(ctx, bot)
	if err != nil {
		return nil, nil, 0, fmt.Errorf("read draft: %w", err)
	}
	doc, err := flow.Load(data)
	if err != nil {
		return nil, nil, version, err
	}
	rev, err := o.compile(ctx, bot, doc)
	return doc, rev, version, err
}

// enter takes the lock for something that is done in the chat, with the time that it may take.
func (c *Chat) enter(ctx context.Context) (inner context.Context, leave func(), err error) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return nil, nil, fmt.Errorf("use test chat: %w", engine.ErrNotFound)
	}
	inner, cancel := context.WithTimeout(context.WithoutCancel(ctx), restTimeout)
	return inner, func() {
		cancel()
		c.mu.Unlock()
	}, nil
}

// do does something that a person, the author or time does, and writes it down as a step. c.mu is held.
func (c *Chat) do(ctx context.Context, who *person, step simulator.Step, do func() error) error {
	if err := c.settle(ctx); err != nil { // what came by itself meanwhile belongs to what was done before
		return err
	}
	if err := do(); err != nil {
		return inWords(err)
	}
	step.By = who.sim.Name()
	c.tape.begin(step)
	return c.settle(ctx)
}

// settle waits until the bot has come to rest, and shares out what was seen. A bot that is not at rest in time goes on.
func (c *Chat) settle(ctx context.Context) error {
	err := c.world.Settle(ctx)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	seen := c.world.Take()
	for i := range seen {
		if text, alert, ok := screen.Toast(&seen[i]); ok {
			if p := c.find(nameOf(seen[i].Person)); p != nil {
				p.toast, p.alert = text, alert
			}
		}
	}
	c.film.rest()
	c.tape.see(c.world.See(seen, c.tape.by()))
	return nil
}

// inWords makes a slip of the author a Refusal; what is ours stays an error.
func inWords(err error) error {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return refuse("", "the bot is still busy; look again in a moment")
	case errors.Is(err, context.Canceled):
		return err
	}
	if re, ok := errors.AsType[*engine.RunError](err); ok {
		return refuse("", "%s", re.Message)
	}
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r
	}
	return refuse("", "%s", err.Error())
}

// shut ends the world. c.mu is held.
func (c *Chat) shut(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	return c.world.Close(ctx)
}

// close ends the chat.
func (c *Chat) close(ctx context.Context) error {
	c.using.Lock()
	if c.idle != nil {
		c.idle.Stop()
	}
	c.using.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	c.bell.ring()
	return c.shut(ctx)
}
