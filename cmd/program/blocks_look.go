package program

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/remote"
	"github.com/scenarist/scenarist/engine/host"
)

// How services of installed blocks are looked at that nobody uses at the moment: whoever opens the page Blocks sees there what has
// changed meanwhile. Those in use are looked at by the kind itself.
const (
	servicesEvery = time.Hour
	looksAtATime  = 50               // of one process, every few minutes
	looksBeside   = 5                // at once
	lookTime      = 20 * time.Second // of one
)

// looker gives what is to be looked at; of several processes one gets each.
type looker interface {
	BlocksToLookAt(ctx context.Context, now, since time.Time, most int) ([]*custom.Package, error)
}

// lookAtServices asks services for their manifests and notes what they offer.
func (s *server) lookAtServices(ctx context.Context, now time.Time) {
	store := s.db.Studio()
	err := lookAt(ctx, store, s.env.serviceClient, now, s.env.noticed(store)) //nolint:contextcheck // what was heard is noted though the server stops
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "services of blocks are not looked at", "error", err)
	}
}

func lookAt(ctx context.Context, store looker, open func() (*http.Client, error), now time.Time, noticed func(*custom.Package, error)) error {
	list, err := store.BlocksToLookAt(ctx, now, now.Add(-servicesEvery), looksAtATime)
	if err != nil || len(list) == 0 {
		return err
	}
	client, err := open()
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	kind := remote.New(remote.Options{Clock: host.SystemClock{}, HTTP: client, Look: -1})
	beside := make(chan struct{}, looksBeside)
	var all sync.WaitGroup
	for _, p := range list {
		beside <- struct{}{}
		all.Go(func() {
			defer func() { <-beside }()
			ctx, cancel := context.WithTimeout(ctx, lookTime)
			defer cancel()
			noticed(p, kind.Look(ctx, p))
		})
	}
	all.Wait()
	return nil
}
