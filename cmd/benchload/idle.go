package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/cmd/internal/served"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/examples"
)

// idleServer is a server with bots that nobody talks to.
type idleServer struct {
	ready  time.Duration // until it took updates in
	calm   time.Duration // from then on, until it had nothing to do any more
	busy   time.Duration // processor time until then
	memory int64         // then, in bytes
}

const (
	// calmTime is how long a server must have next to nothing to do to be at rest, and calmShare of a core is that: polling asks again
	// all the time.
	calmTime  = 2 * time.Second
	calmShare = 0.06
	// calmAtLatest is when it must have come to rest.
	calmAtLatest = 5 * time.Minute
)

// measureIdle has the program serve bots that nobody talks to: at first they were published by another version of it, so that it looks
// at all documents once it serves them; then once more as any start, and by polling. The server with one bot is what they are
// compared with.
func (r *report) measureIdle(ctx context.Context, o *options, tg *standIn) error {
	for _, run := range []struct {
		bots    int
		servers []*idleServer // over one database, one after the other
	}{
		{1, []*idleServer{{}, &r.oneBot}},
		{o.bots, []*idleServer{&r.otherVersion, &r.idleBots, &r.pollingBots}},
	} {
		at, err := o.newPlace("")
		if err != nil {
			return err
		}
		if err := publishIdle(ctx, at, run.bots); err != nil {
			return err
		}
		for _, s := range run.servers {
			if err := s.measure(ctx, o, at, tg, s == &r.pollingBots); err != nil {
				return fmt.Errorf("measure %d idle bots: %w", run.bots, err)
			}
		}
		if err := os.RemoveAll(at.dir); err != nil {
			return err
		}
	}
	return nil
}

// publishIdle stores bots as the program does it (fleet.Manager), which has compiled what it publishes. Each has a document of its own,
// the coffee shop of the examples.
func publishIdle(ctx context.Context, at place, bots int) (err error) {
	document, err := fs.ReadFile(examples.Files, "coffee/bot.json")
	if err != nil {
		return fmt.Errorf("read example: %w", err)
	}
	doc, err := flow.Load(document)
	if err != nil {
		return err
	}
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		return err
	}
	rev, err := engine.Compile(doc, reg, 1)
	if err != nil {
		return err
	}
	digest, err := host.Digest("another version", rev, time.Now())
	if err != nil {
		return err
	}
	db, err := openStorage(ctx, at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for n := range int64(bots) {
		bot := host.BotRecord{
			ID: firstBot + n, Name: "Idle", Username: "idle_bot", Token: strconv.FormatInt(firstBot+n, 10) + ":idle", Key: make([]byte, 32),
			Secret: rand.Text(), Hosted: true, Revision: 1,
		}
		if err := db.SaveBot(ctx, bot); err != nil {
			return err
		}
		_, err := db.PublishPlan(ctx, host.Publication{BotID: bot.ID, Document: document, From: -1, At: time.Now(), Digest: digest})
		if err != nil {
			return err
		}
	}
	return nil
}

// measure starts a server over a database, waits until it is at rest, and ends it.
func (s *idleServer) measure(ctx context.Context, o *options, at place, tg *standIn, poll bool) (err error) {
	addr, err := served.FreeAddress(ctx)
	if err != nil {
		return err
	}
	cmd := serverCommand(ctx, o.server, at, at.dir, addr, tg)
	if poll {
		cmd.Env = append(cmd.Env, "SCENARIST_PUBLIC_URL=")
	} else {
		cmd.Env = append(cmd.Env, "SCENARIST_PUBLIC_URL=http://"+addr)
	}
	begin := time.Now()
	p, err := served.Start(cmd)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Stop()) }()
	if err := awaitReady(ctx, addr); err != nil {
		return err
	}
	s.ready = time.Since(begin)
	begin = time.Now()
	before, _ := processOf(cmd.Process.Pid)
	for time.Since(begin) < calmAtLatest {
		select {
		case <-time.After(calmTime):
		case err := <-p.Over:
			return fmt.Errorf("the server ended: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		}
		now, _ := processOf(cmd.Process.Pid)
		if (now.own - before.own).Seconds() < calmShare*calmTime.Seconds() {
			s.calm, s.busy = time.Since(begin)-calmTime, now.own
			s.memory, _ = residentMemory(cmd.Process.Pid)
			return nil
		}
		before = now
	}
	return fmt.Errorf("the server has not come to rest within %s", calmAtLatest)
}
