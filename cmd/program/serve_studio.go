package program

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/storage"
)

var (
	_ studio.Store   = (*storage.Studio)(nil)
	_ studio.Notices = (*storage.Cluster)(nil)
	_ editor.Places  = (*studio.Studio)(nil)
)

// openStudio gives the editor its bots.
func (s *server) openStudio(o *editor.Options) error {
	known, err := studio.NewExamples(s.env.bots())
	if err != nil {
		return err
	}
	with := studio.Options{
		Log: s.log, Store: s.db.Studio(), Registry: s.env.Registry, Library: s.env.Library, Fetch: s.fetchBlock, Manager: s.manager, Now: time.Now, Random: rand.Reader,
		Examples: known, Tests: savedTests{o.Tests}, PublicURL: s.s.PublicURL, Media: s.s.media, Changed: func() {
			if s.fleet != nil { // no bot is served before it is there
				s.fleet.Kick()
			}
		},
	}
	with.Resetter = resetter{s}
	if c, ok := s.db.Cluster(); ok {
		with.Notices = c
	}
	s.studio = studio.New(with)
	s.db.Queue().AlsoPurge(s.studio.Empty)
	o.Studio, o.Places = s.studio, s.studio
	o.BotName = func(ctx context.Context, bot string) string {
		b, err := s.studio.Bot(ctx, bot)
		if err != nil {
			return "" // it is gone, or will be asked for again
		}
		return b.Name
	}
	return nil
}

// resetter begins anew with people of the bots that run here.
type resetter struct{ s *server }

// Reset does so; host.ErrUnknownBot where no bot runs.
func (r resetter) Reset(ctx context.Context, key engine.SessionKey, what engine.Reset, id string) error {
	if r.s.host == nil {
		return host.ErrUnknownBot
	}
	return r.s.host.Reset(ctx, key, what, id)
}
