package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/scenarist/scenarist/storage/storagetest"
)

// cell is one run: so many processes, updates routed so, all faults, and what came of it.
type cell struct {
	o         *options
	instances int
	hashed    bool
	dir       string

	pg     *storagetest.Server
	pgURL  string
	tg     *standIn
	fleet  *fleet
	post   *postman
	stored *stored
	people []*person

	kills, cuts, storms, upgrades int
	outages                       []outage
	length                        time.Duration
}

// outage is a time without PostgreSQL.
type outage struct{ from, to time.Time }

func (c *cell) routing() string {
	if c.hashed {
		return "hashed"
	}
	return "random"
}

// runCell makes the servers, lets the people talk while everything breaks, and judges what is there in the end.
func runCell(ctx context.Context, o *options, c *cell) (_ *verdict, err error) {
	c.tg = newStandIn()
	c.dir = filepath.Join(o.data, fmt.Sprintf("%d-%s", c.instances, c.routing()))
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return nil, fmt.Errorf("make directory: %w", err)
	}
	if c.pg, err = storagetest.NewServer(ctx, o.settings...); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.pg.Stop()) }()
	c.pgURL = c.pg.URL("postgres")
	c.fleet = newFleet(o, c.tg, c.pgURL, c.dir)
	if err := c.prepare(ctx); err != nil {
		return nil, err
	}
	if c.stored, err = newStored(ctx, c.pgURL); err != nil {
		return nil, err
	}
	defer c.stored.pool.Close()
	c.post = newPostman(c.fleet, o, c.hashed)
	c.invite()
	c.fleet.start(ctx, c.instances)
	err = c.talk(ctx)
	c.fleet.stop()
	if err != nil {
		return nil, errors.Join(err, errors.Join(asErrors(c.fleet.faults())...))
	}
	if err := c.fleet.readLogs(); err != nil {
		return nil, err
	}
	found, err := c.stored.read(ctx, c.pgURL, o)
	if err != nil {
		return nil, err
	}
	return judge(c.evidence(found)), nil
}

func asErrors(texts []string) []error {
	out := make([]error, len(texts))
	for i, t := range texts {
		out[i] = errors.New(t)
	}
	return out
}

// invite makes the people.
func (c *cell) invite() {
	for n := range int64(c.o.people) {
		p := &person{
			id: firstPerson + n, bot: botOf(n, c.o), patience: c.o.patience, think: c.o.think, post: c.post, tg: c.tg, stored: c.stored,
			news: make(chan struct{}, 1), awaited: map[string]bool{}, heard: map[int]*message{}, said: map[string]*message{}, charges: map[string]string{},
		}
		c.people = append(c.people, p)
		c.tg.people[p.id] = p
	}
}

// talk lets the people talk until all updates are posted and everything has come to rest.
func (c *cell) talk(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	upCtx, cancel := context.WithTimeoutCause(ctx, c.o.patience, errSlow)
	defer cancel()
	if err := c.fleet.awaitReady(upCtx); err != nil {
		return err
	}
	begin := time.Now()
	var wrecking, talking, dawdling sync.WaitGroup
	over := make(chan struct{})
	var late error
	wrecking.Go(func() {
		if err := c.wreck(ctx); err != nil {
			stop(err)
		}
	})
	dawdling.Go(func() { late = c.post.deliverLate(ctx, over) })
	enough := func() bool { return c.post.posted.Load() >= int64(c.o.updates) }
	for _, p := range c.people {
		talking.Go(func() { p.talk(ctx, enough) })
	}
	talking.Wait()
	wrecking.Wait()
	close(over)
	dawdling.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	c.length = time.Since(begin)
	return errors.Join(late, c.rest(ctx))
}

var errSlow = errors.New("it takes too long")

// rest waits until nothing is left to be sent: what comes twice has come by then.
func (c *cell) rest(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, c.o.patience, errSlow)
	defer cancel()
	for {
		n, err := c.stored.unsent(ctx)
		if err == nil && n == 0 {
			return nil
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("wait until all is sent (%d are not, %w): %w", n, err, context.Cause(ctx))
		}
	}
}

// wreck breaks one thing after the other, spread over the updates.
func (c *cell) wreck(ctx context.Context) error {
	var plan []func(context.Context, *rand.Rand) error
	for _, kind := range []struct {
		n  int
		do func(context.Context, *rand.Rand) error
	}{{c.o.kills, c.kill}, {c.o.pgKills, c.failPostgres}, {c.o.cuts, c.cut}, {c.o.storms, c.storm}, {c.o.upgrades, c.upgrade}} {
		for range kind.n {
			plan = append(plan, kind.do)
		}
	}
	chance := rand.New(rand.NewPCG(c.o.seed, 2))
	chance.Shuffle(len(plan), func(i, j int) { plan[i], plan[j] = plan[j], plan[i] })
	for i, do := range plan {
		due := int64(c.o.updates * (i + 1) / (len(plan) + 1))
		for c.post.posted.Load() < due {
			select {
			case <-time.After(10 * time.Millisecond):
			case <-ctx.Done():
				return nil
			}
		}
		if err := do(ctx, chance); err != nil {
			return fmt.Errorf("break something: %w", err)
		}
	}
	return nil
}

// choose chooses a process that takes updates, as soon as there is one.
func (c *cell) choose(ctx context.Context, chance *rand.Rand) (*life, error) {
	for {
		if ready := c.fleet.ready(); len(ready) > 0 {
			return ready[chance.IntN(len(ready))], nil
		}
		if err := pause(ctx, pollTime); err != nil {
			return nil, err
		}
	}
}

func (c *cell) kill(ctx context.Context, chance *rand.Rand) error {
	l, err := c.choose(ctx, chance)
	if err != nil {
		return err
	}
	c.kills++
	return c.fleet.kill(l)
}

// Times that faults last: up to twice as long.
const (
	outageTime = 2 * time.Second
	cutTime    = 2 * time.Second
	stormTime  = 2 * time.Second
)

func atLeast(d time.Duration, chance *rand.Rand) time.Duration {
	return d + time.Duration(chance.Int64N(int64(d)))
}

func (c *cell) failPostgres(ctx context.Context, chance *rand.Rand) error {
	c.fleet.setDown(true)
	from := time.Now()
	if err := c.pg.Kill(); err != nil {
		return err
	}
	err := pause(ctx, atLeast(outageTime, chance))
	err = errors.Join(err, c.pg.Start(context.WithoutCancel(ctx)))
	c.outages = append(c.outages, outage{from, time.Now()})
	c.fleet.setDown(false)
	return err
}

// cut cuts a process off from the stand-in, in the middle of what they say to each other.
func (c *cell) cut(ctx context.Context, chance *rand.Rand) error {
	l, err := c.choose(ctx, chance)
	if err != nil {
		return err
	}
	c.cuts++
	l.link.sever()
	if err := pause(ctx, atLeast(cutTime, chance)); err != nil {
		return err
	}
	for { // another program may have the address for a moment
		err := l.link.open(ctx)
		if err == nil {
			return nil
		}
		if pause(ctx, pollTime) != nil {
			return err
		}
	}
}

func (c *cell) storm(_ context.Context, chance *rand.Rand) error {
	c.storms++
	c.tg.storm(atLeast(stormTime, chance))
	return nil
}

// upgrade replaces all processes, each when the one before takes updates.
func (c *cell) upgrade(ctx context.Context, _ *rand.Rand) error {
	c.upgrades++
	for n := range c.instances {
		if err := c.fleet.renew(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// pause waits, and gives the error of ctx if that ends before.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
