package program

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/metrics"
	"github.com/scenarist/scenarist/engine/tracing"
	"github.com/scenarist/scenarist/storage"
)

// watch makes what counts and traces. Where nobody can read it, nothing is made and the host has nobody to tell.
func (s *server) watch(ctx context.Context) error {
	if s.s.AdminListen != "" {
		s.metrics = metrics.New(metrics.Options{Bots: s.s.metricsBots, Version: programVersion()})
		s.metrics.Registry().MustRegister(databaseGauges{s.db}, backlogGauges{s.db, s.metrics})
	}
	out, err := tracing.Export(ctx, s.env.Getenv, s.log)
	if err != nil {
		return errors.Join(errors.New("OTEL_EXPORTER_OTLP_ENDPOINT: traces cannot be exported"), err)
	}
	if out == nil {
		return nil
	}
	s.tracer, err = tracing.New(ctx, tracing.Options{Export: out, Random: rand.Uint64, Version: programVersion()})
	if err != nil {
		return errors.Join(err, out.Shutdown(ctx))
	}
	return nil
}

// observer gives the host whom to tell; nil for nobody.
func (s *server) observer() host.Observer {
	var all []host.Observer
	if s.metrics != nil {
		all = append(all, s.metrics)
	}
	if s.tracer != nil {
		all = append(all, s.tracer)
	}
	return host.Observers(all...)
}

// overQuota is who counts what quotas hold back; nil for nobody.
func (s *server) overQuota() func(b *host.BotRecord, k host.QuotaKind, workspace bool) {
	if s.metrics == nil {
		return nil
	}
	return s.metrics.OverQuota
}

// databaseGauges are what the database takes, for Prometheus.
type databaseGauges struct{ db *storage.DB }

func databaseGauge(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("scenarist_database_"+name, help, nil, nil)
}

var (
	fileBytes = databaseGauge("file_bytes", "Size of the SQLite file.")
	walBytes  = databaseGauge("wal_bytes", "Size of SQLite's write-ahead log; one that goes on growing is kept from being written back by a long read.")
	poolMax   = databaseGauge("pool_max_connections", "Most connections to PostgreSQL at the same time.")
	poolBusy  = databaseGauge("pool_busy_connections", "Connections to PostgreSQL in use.")
	poolIdle  = databaseGauge("pool_idle_connections", "Connections to PostgreSQL that nobody uses.")
	poolWaits = databaseGauge("pool_waits_total", "How often somebody had to wait for a connection.")
	poolWait  = databaseGauge("pool_wait_seconds_total", "Time that was waited for connections.")
)

// Describe names none: which there are depends on the database.
func (databaseGauges) Describe(chan<- *prometheus.Desc) {}

// Collect reads them.
func (g databaseGauges) Collect(out chan<- prometheus.Metric) {
	add := func(d *prometheus.Desc, kind prometheus.ValueType, value float64) {
		out <- prometheus.MustNewConstMetric(d, kind, value)
	}
	u := g.db.Usage()
	if u.SQLite != nil {
		add(fileBytes, prometheus.GaugeValue, float64(u.SQLite.FileBytes))
		add(walBytes, prometheus.GaugeValue, float64(u.SQLite.WALBytes))
	}
	if p := u.Postgres; p != nil {
		add(poolMax, prometheus.GaugeValue, float64(p.Max))
		add(poolBusy, prometheus.GaugeValue, float64(p.Busy))
		add(poolIdle, prometheus.GaugeValue, float64(p.Idle))
		add(poolWaits, prometheus.CounterValue, float64(p.Waits))
		add(poolWait, prometheus.CounterValue, p.WaitTime.Seconds())
	}
}

// backlogGauges are what waits in the database and what failed there, counted when they are asked for.
type backlogGauges struct {
	db      *storage.DB
	metrics *metrics.Metrics
}

var (
	queueJobs = prometheus.NewDesc("scenarist_queue_jobs", "Jobs by queue and state. available: due and not begun; running; retryable: failed, to be "+
		"tried again; discarded: failed for good. Nothing is said of states without jobs, nor of jobs for later.", []string{"queue", "state"}, nil)
	deadLetters = prometheus.NewDesc("scenarist_dead_letters", "Updates that were put aside and that nobody has received again or dropped.", []string{"bot"}, nil)
)

// Describe names them.
func (backlogGauges) Describe(out chan<- *prometheus.Desc) {
	out <- queueJobs
	out <- deadLetters
}

// Collect counts. A database that does not answer soon costs these gauges, not the page.
func (g backlogGauges) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second) // Prometheus gives none
	defer cancel()
	b, err := g.db.Backlog(ctx)
	if err != nil {
		return
	}
	for _, c := range b.Jobs {
		out <- prometheus.MustNewConstMetric(queueJobs, prometheus.GaugeValue, float64(c.Jobs), c.Queue, c.State)
	}
	letters := map[string]int64{}
	for bot, n := range b.Letters {
		letters[g.metrics.Label(bot)] += n
	}
	for label, n := range letters {
		out <- prometheus.MustNewConstMetric(deadLetters, prometheus.GaugeValue, float64(n), label)
	}
}
