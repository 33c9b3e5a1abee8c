package host_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/metrics"
)

// BenchmarkWatchedTurn is one update after another through a store in memory, with its message performed: alone, and with
// all that is counted of it. The store takes hardly any time, so that the share of counting is the largest that it can be.
func BenchmarkWatchedTurn(b *testing.B) {
	for name, watch := range map[string]host.Observer{"unseen": nil, "counted": metrics.New(metrics.Options{})} {
		b.Run(name, func(b *testing.B) {
			x := setup(b, func(x *bench) { x.cfg.Watch = watch })
			ins := make([]host.Incoming, b.N)
			for i := range ins {
				ins[i] = x.message(int64(i%100)+1, "say hello")
			}
			b.ReportAllocs()
			b.ResetTimer()
			for i := range ins {
				if err := x.host.Receive(b.Context(), ins[i]); err != nil {
					b.Fatal(err)
				}
			}
			x.idle()
			b.StopTimer()
			equal(b, "sent", x.host.Stats().Sent, int64(b.N))
		})
	}
}
