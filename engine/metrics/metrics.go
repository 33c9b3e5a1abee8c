package metrics

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/scenarist/scenarist/engine/host"
)

// DefaultBots is how many bots have series of their own.
const DefaultBots = 50

// Options are what Metrics is made of.
type Options struct {
	Bots    int    // that have series of their own; 0 for DefaultBots
	Version string // of the program; empty for none
}

// Metrics counts for Prometheus. It is a host.Observer and safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry
	bots     *bots

	conflicts *prometheus.CounterVec
	turns     *prometheus.CounterVec
	took      *prometheus.HistogramVec
	sends     *prometheus.CounterVec
	jobs      *prometheus.CounterVec
	worked    *prometheus.HistogramVec
	commits   *prometheus.CounterVec
	stages    [stageCount]prometheus.Observer
	late      prometheus.Histogram
	members   prometheus.Histogram
	marks     prometheus.Histogram
	held      *prometheus.CounterVec
	stored    prometheus.Counter
	notStored prometheus.Counter
}

var _ host.Observer = (*Metrics)(nil)

// New makes metrics with a registry of their own, which has those of the process, too.
func New(o Options) *Metrics {
	if o.Bots <= 0 {
		o.Bots = DefaultBots
	}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		turns: counters("turns_total", "Events that came to an end, by bot, where they came from, and how they ended. "+
			"committed: stored with what they led to; answered: by the fast lane of payments; duplicate: known already; ignored: a timer that was no news any more; "+
			"dead: put aside, since it cannot be handled; full and failed: not taken, they come again.", "bot", "source", "result"),
		conflicts: counters("turn_conflicts_total", "Turns that ran again since somebody else had changed what they change.", "bot"),
		took: histograms("acknowledge_seconds", "Time from an update's receipt to its acknowledgement, for updates that were committed.",
			seconds, "bot"),
		sends: counters("sends_total", "Tries to perform an effect, such as a message. sent, failed and unknown are its end; retried, "+
			"flooded (429, too many requests) and rejected (the bot's token) are tried again.", "bot", "result"),
		jobs: counters("jobs_total", "Runs of slow work. done; trouble: the bot's user hears of it; again: it asked to be run again; "+
			"retried: it failed and is tried again.", "bot", "kind", "result"),
		held: counters("quota_held_total", "Times that a quota held something back, by the limit (turns, http, sends, stored) and "+
			"by whose it is: of=bot, or of=workspace for that of all bots of the workspace together.", "bot", "quota", "of"),
		worked:  histograms("job_seconds", "Time of one run of slow work.", longSeconds, "kind"),
		commits: counters("commits_total", "Transactions of turns and marks, by whether they were stored.", "result"),
		late:    histogram("timer_late_seconds", "How long after it was due a timer's turn began.", longSeconds),
		members: histogram("commit_turns", "Turns and notes of one transaction.", powers),
		marks:   histogram("commit_marks", "Ends of sends that one transaction stored.", powers),
	}
	m.bots = &bots{limit: o.Bots, new: m.newBot}
	m.stored, m.notStored = m.commits.WithLabelValues("stored"), m.commits.WithLabelValues("failed")
	stages := histograms("stage_seconds", "Time of the stages of a committed event and of a send. wait: for its session's turn; turn: loading "+
		"and running; queue: for its transaction; commit: the transaction; acknowledge: from there; send_wait: of an effect in its chat's lane; send: one try.",
		seconds, "stage")
	for i, name := range stageNames {
		m.stages[i] = stages.WithLabelValues(name)
	}
	m.registry.MustRegister(
		m.turns, m.conflicts, m.took, m.sends, m.jobs, m.held, m.worked, m.commits, m.late, m.members, m.marks, stages,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	if o.Version != "" {
		build := prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "scenarist_build_info", Help: "The program's version; always 1.", ConstLabels: prometheus.Labels{"version": o.Version},
		})
		build.Set(1)
		m.registry.MustRegister(build)
	}
	return m
}

// Registry is where others add what they count.
func (m *Metrics) Registry() *prometheus.Registry { return m.registry }

// Handler gives the page that Prometheus reads.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

const prefix = "scenarist_"

// Bounds of histograms. A quarter of a millisecond is what a turn takes on a good day; a poll of Telegram takes up to a minute.
var (
	seconds     = []float64{.00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}
	longSeconds = []float64{.01, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 900}
	powers      = []float64{0, 1, 2, 4, 8, 16, 32, 64, 128, 256}
)

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: prefix + name, Help: help}, labels)
}

func histograms(name, help string, bounds []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: prefix + name, Help: help, Buckets: bounds}, labels)
}

func histogram(name, help string, bounds []float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Name: prefix + name, Help: help, Buckets: bounds})
}
