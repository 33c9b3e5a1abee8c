package remote

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
)

// lookTimeout bounds the reading of a manifest.
const lookTimeout = 30 * time.Second

// watch looks at the manifest of a service at once and then again and again, until it is stopped.
type watch struct {
	stop context.CancelFunc
	done chan struct{}
}

func (k *Kind) watch(ctx context.Context, p *custom.Package) *watch {
	ctx, stop := context.WithCancel(ctx)
	w := &watch{stop: stop, done: make(chan struct{})}
	go func() {
		defer close(w.done)
		for {
			limited, cancel := context.WithTimeout(ctx, lookTimeout)
			err := k.Look(limited, p)
			cancel()
			if ctx.Err() != nil {
				return
			}
			k.o.Noticed(p, err)
			if k.sleep(ctx, k.o.Look) != nil {
				return
			}
		}
	}()
	return w
}

// sleep waits by the real clock.
func (k *Kind) sleep(ctx context.Context, d time.Duration) error {
	over := make(chan struct{})
	stop := k.o.Clock.AfterFunc(d, func() { close(over) })
	select {
	case <-over:
		return nil
	case <-ctx.Done():
		stop()
		return ctx.Err()
	}
}
