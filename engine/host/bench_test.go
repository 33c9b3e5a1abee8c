package host_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/scenarist/scenarist/engine/host"
)

// BenchmarkTurnThroughMemstore is one update from Receive to its acknowledgement, with its message performed, over a
// store in memory: what the host itself costs.
func BenchmarkTurnThroughMemstore(b *testing.B) {
	for _, users := range []int{1, 200} {
		b.Run(fmt.Sprint(users), func(b *testing.B) {
			x := setup(b, func(x *bench) { x.cfg.Limits.WaitingPerBot = 100_000 })
			ins := make([]host.Incoming, b.N)
			for i := range ins {
				ins[i] = x.message(int64(i%users)+1, "say hello")
			}
			var next atomic.Int64
			b.ReportAllocs()
			b.SetParallelism(users)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := x.host.Receive(b.Context(), ins[next.Add(1)-1]); err != nil {
						b.Error(err)
						return
					}
				}
			})
			x.idle()
			b.StopTimer()
			equal(b, "sent", x.host.Stats().Sent, int64(b.N))
		})
	}
}
