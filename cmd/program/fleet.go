package program

import (
	"context"
	"crypto/rand"
	"errors"
	mathrand "math/rand/v2"
	"time"

	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
	"github.com/scenarist/scenarist/storage"
)

var (
	_ fleet.Store     = (*storage.DB)(nil)
	_ fleet.Owners    = (*storage.Cluster)(nil)
	_ fleet.Incidents = (*storage.Incidents)(nil)
)

// startFleet has the host serve the bots that were added, and the configured one.
func (s *server) startFleet(ctx context.Context) error {
	o := fleet.Options{
		Store: s.db, Host: s.host, Caller: s.client, Log: s.log, Clock: host.SystemClock{}, Chance: mathrand.Float64,
		PublicURL: s.s.PublicURL, Incidents: s.incidents(),
	}
	if c, ok := s.db.Cluster(); ok {
		o.Owners = c
	}
	if s.bot.ID != 0 {
		o.Guests = []int64{s.bot.ID}
	}
	s.fleet = fleet.New(o)
	// The bots first: alarms of bots that are not served are put off.
	if err := s.fleet.Load(ctx); err != nil {
		return err
	}
	if s.bot.ID != 0 {
		if err := s.fleet.Settled(ctx, s.bot.ID); err != nil {
			return err
		}
	}
	return s.host.Start(context.WithoutCancel(ctx)) // stop ends it, in order
}

// receive begins to take updates in. What keeps those of the configured bot away ends the start; of the others it is told.
func (s *server) receive(ctx context.Context) error {
	s.fleet.Start()
	s.receiving.Store(true)
	if err := s.sayBots(ctx); err != nil {
		return err
	}
	if s.bot.ID == 0 {
		return nil
	}
	err := s.fleet.Settled(ctx, s.bot.ID)
	var refused *telegram.RefusalError
	switch {
	case errors.As(err, &refused) && s.s.PublicURL != "" && refused.Code != 401:
		return wrong("SCENARIST_PUBLIC_URL", "%v", err)
	case err != nil && !errors.Is(err, fleet.ErrMenu):
		return err
	}
	if err == nil {
		s.say("Commands  %d in the menu", len(s.rev.Commands()))
	}
	if s.s.PublicURL != "" {
		s.say("Updates   Telegram calls %s", fleet.WebhookAddress(s.s.PublicURL, s.bot.ID))
	} else {
		s.say("Updates   asking %s (polling)", s.s.APIURL)
	}
	return nil
}

// sayBots names the bots that were added.
func (s *server) sayBots(ctx context.Context) error {
	bots, err := s.manager.Bots(ctx)
	if err != nil {
		return err
	}
	const most = 20
	for i, b := range bots {
		if i == most {
			s.say("Bots      and %d more: scenarist bots list", len(bots)-most)
			break
		}
		if b.ID != s.bot.ID {
			s.say("Bots      @%s (%s), %s", b.Username, b.Name, stateOf(&b))
		}
	}
	return nil
}

// newManager is what changes the bots of a database.
func newManager(db *storage.DB, client *telegram.Client, env *runEnv) *fleet.Manager {
	return fleet.NewManager(fleet.ManagerOptions{
		Store: db, Caller: client, Registry: env.Registry, Blocks: env.blocks(), Now: time.Now, Random: rand.Reader, Program: env.program(),
	})
}
