package telegram

import (
	"context"
	"time"
)

// wait returns after the time, or when the context ends.
func wait(ctx context.Context, d time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-ctx.Done()
}

// backoff gives longer and longer pauses, up to a limit, each up to a half shorter by chance so that many bots do not
// come back at once.
type backoff struct {
	first, most time.Duration
	chance      func() float64 // in [0,1)
	tries       int
}

// next gives the pause before the next try.
func (b *backoff) next() time.Duration {
	d := b.most
	if b.tries < 20 {
		d = min(b.first<<b.tries, b.most)
	}
	b.tries++
	return d - time.Duration(float64(d)/2*b.chance())
}

func (b *backoff) reset() { b.tries = 0 }
