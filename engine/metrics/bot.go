package metrics

import (
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// other is the label of bots without series of their own.
const other = "other"

// bots gives each bot its series, as long as there are any left.
type bots struct {
	limit int
	new   func(label string) *bot

	known sync.Map // *bot by id
	mu    sync.Mutex
	given int
	rest  *bot
}

// bot is what is counted of one bot, or of all that have no series of their own.
type bot struct {
	m         *Metrics
	label     string
	took      prometheus.Observer
	conflicts prometheus.Counter
	turns     [len(sources)][len(ends)]lazy
	sends     [len(sendEnds)]lazy
	held      [len(quotas)][len(limitsOf)]lazy
}

func (m *Metrics) newBot(label string) *bot {
	return &bot{m: m, label: label, took: m.took.WithLabelValues(label), conflicts: m.conflicts.WithLabelValues(label)}
}

func (s *bots) of(rec *host.BotRecord) *bot {
	if b, ok := s.known.Load(rec.ID); ok {
		return b.(*bot)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if b, ok := s.known.Load(rec.ID); ok {
		return b.(*bot)
	}
	b := s.rest
	switch {
	case s.given < s.limit:
		s.given++
		label := rec.Username
		if label == "" {
			label = strconv.FormatInt(rec.ID, 10)
		}
		b = s.new(label)
	case b == nil:
		b = s.new(other)
		s.rest = b
	}
	s.known.Store(rec.ID, b)
	return b
}

// Label gives what a bot is called in labels: that of its own series, or other while nothing has happened to it.
func (m *Metrics) Label(botID int64) string {
	if b, ok := m.bots.known.Load(botID); ok {
		return b.(*bot).label
	}
	return other
}

// lazy is a counter that is made when something is counted, so that there are no series of what never happens.
type lazy struct {
	made atomic.Pointer[prometheus.Counter]
}

func (l *lazy) inc(vec *prometheus.CounterVec, labels ...string) {
	c := l.made.Load()
	if c == nil {
		made := vec.WithLabelValues(labels...)
		c = &made
		l.made.Store(c)
	}
	(*c).Inc()
}

// Where events come from.
const (
	fromUpdate = iota
	fromTimer
	fromJob
	fromSend
	fromStart
	fromCall
	fromRefresh
)

var sources = [...]string{"update", "timer", "job", "send", "start", "call", "refresh"}

func sourceOf(k engine.EventKind) int {
	switch k {
	case engine.TimerFired:
		return fromTimer
	case engine.JobDone:
		return fromJob
	case engine.SendDone, engine.SendFailed:
		return fromSend
	case engine.FlowStarted, engine.SignalSent:
		return fromStart
	case engine.WebhookCalled, engine.CallbackReceived:
		return fromCall
	case engine.SessionRefreshed:
		return fromRefresh
	default:
		return fromUpdate
	}
}

var ends = [...]host.TurnEnd{
	host.TurnCommitted, host.TurnAnswered, host.TurnDuplicate, host.TurnIgnored, host.TurnDead, host.TurnFull, host.TurnFailed,
}

var sendEnds = [...]host.SendEnd{
	host.TrySent, host.TryFailed, host.TryUnknown, host.TryRetried, host.TryFlooded, host.TryRejected,
}

var quotas = [...]host.QuotaKind{host.QuotaTurns, host.QuotaHTTP, host.QuotaSends, host.QuotaStored}

// Whose a limit is.
const (
	ofBot = iota
	ofWorkspace
)

var limitsOf = [...]string{"bot", "workspace"}

// hold counts a time that a quota held something back.
func (b *bot) hold(k host.QuotaKind, workspace bool) {
	of := ofBot
	if workspace {
		of = ofWorkspace
	}
	for i, q := range quotas {
		if q == k {
			b.held[i][of].inc(b.m.held, b.label, string(k), limitsOf[of])
		}
	}
}

// turn counts an event's end.
func (b *bot) turn(k engine.EventKind, end host.TurnEnd) {
	source := sourceOf(k)
	for i, e := range ends {
		if e == end {
			b.turns[source][i].inc(b.m.turns, b.label, sources[source], string(end))
		}
	}
}

// send counts a try's end.
func (b *bot) send(end host.SendEnd) {
	for i, e := range sendEnds {
		if e == end {
			b.sends[i].inc(b.m.sends, b.label, string(end))
		}
	}
}
