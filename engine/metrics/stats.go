package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/scenarist/scenarist/engine/host"
)

// Follow adds what the host can say of itself at the moment when it is asked.
func (m *Metrics) Follow(stats func() host.Stats) { m.registry.MustRegister(&follower{stats}) }

// follower reads all gauges from one look at the host.
type follower struct{ stats func() host.Stats }

type gauge struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
	read func(*host.Stats) int64
}

func gaugeOf(name, help string, read func(*host.Stats) int64) gauge {
	return gauge{prometheus.NewDesc(prefix+name, help, nil, nil), prometheus.GaugeValue, read}
}

var gauges = [...]gauge{
	gaugeOf("store_healthy", "1 while what comes in can be stored, 0 while nothing is acknowledged.", func(s *host.Stats) int64 {
		if s.Healthy {
			return 1
		}
		return 0
	}),
	gaugeOf("mailbox_events", "Events that were taken on and are not done.", func(s *host.Stats) int64 { return s.Waiting }),
	gaugeOf("mailbox_sessions", "Sessions with such events.", func(s *host.Stats) int64 { return s.Sessions }),
	gaugeOf("outbox_effects", "Effects that are stored and not performed.", func(s *host.Stats) int64 { return s.Unsent }),
	gaugeOf("outbox_lanes", "Chats with such effects, or that were written to a moment ago.", func(s *host.Stats) int64 { return s.Lanes }),
	gaugeOf("outbox_unmarked", "Effects that are performed and whose end is not stored yet.", func(s *host.Stats) int64 { return s.Unmarked }),
	gaugeOf("bots_served", "Bots that are served.", func(s *host.Stats) int64 { return s.Bots }),
	gaugeOf("cached_sessions", "Sessions in memory.", func(s *host.Stats) int64 { return s.Cached }),
	gaugeOf("cache_bytes", "Memory of sessions and variables, estimated.", func(s *host.Stats) int64 { return s.CacheBytes }),
	gaugeOf("compiled_revisions", "Revisions of bots in memory.", func(s *host.Stats) int64 { return s.Compiled }),
	{
		prometheus.NewDesc(prefix+"answers_total", "Pressed buttons and checkouts that were answered.", nil, nil),
		prometheus.CounterValue, func(s *host.Stats) int64 { return s.Answers },
	},
	{
		prometheus.NewDesc(prefix+"events_received_total", "Events that came in from outside.", nil, nil),
		prometheus.CounterValue, func(s *host.Stats) int64 { return s.Received },
	},
}

// Describe names the gauges.
func (*follower) Describe(out chan<- *prometheus.Desc) {
	for i := range gauges {
		out <- gauges[i].desc
	}
}

// Collect reads the gauges.
func (f *follower) Collect(out chan<- prometheus.Metric) {
	s := f.stats()
	for i := range gauges {
		g := &gauges[i]
		out <- prometheus.MustNewConstMetric(g.desc, g.kind, float64(g.read(&s)))
	}
}
