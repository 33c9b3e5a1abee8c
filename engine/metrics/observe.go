package metrics

import (
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// The stages of an event and of a send.
const (
	stageWait = iota
	stageTurn
	stageQueue
	stageCommit
	stageAcknowledge
	stageSendWait
	stageSend
	stageCount
)

var stageNames = [stageCount]string{"wait", "turn", "queue", "commit", "acknowledge", "send_wait", "send"}

func (m *Metrics) stage(stage int, from, to time.Time) {
	m.stages[stage].Observe(since(from, to))
}

// since is never negative: some times are cut to microseconds.
func since(from, to time.Time) float64 { return max(0, to.Sub(from).Seconds()) }

// Watch wants no films.
func (*Metrics) Watch(*host.BotRecord, engine.SessionKey, int64) bool { return false }

// Turn counts an event.
func (m *Metrics) Turn(s host.TurnSeen) {
	b := m.bots.of(s.Bot)
	b.turn(s.Kind, s.End)
	if s.Conflicts > 0 {
		b.conflicts.Add(float64(s.Conflicts))
	}
	if s.End != host.TurnCommitted || s.Group == nil {
		return
	}
	m.stage(stageWait, s.Taken, s.Begun)
	m.stage(stageTurn, s.Begun, s.Ran)
	m.stage(stageQueue, s.Ran, s.Group.Begun)
	m.stage(stageCommit, s.Group.Begun, s.Group.Ended)
	m.stage(stageAcknowledge, s.Group.Ended, s.Ended)
	if sourceOf(s.Kind) == fromUpdate {
		b.took.Observe(since(s.Taken, s.Ended))
	}
	if !s.Due.IsZero() {
		m.late.Observe(since(s.Due, s.Begun))
	}
}

// Group counts a transaction.
func (m *Metrics) Group(s host.GroupSeen) {
	if s.Err != nil {
		m.notStored.Inc()
		return
	}
	m.stored.Inc()
	m.members.Observe(float64(s.Members))
	m.marks.Observe(float64(len(s.Marks)))
}

// Send counts a try to perform an effect.
func (m *Metrics) Send(s host.SendSeen) {
	m.bots.of(s.Bot).send(s.End)
	if s.Try == 0 { // given up without one
		return
	}
	if s.Try == 1 {
		m.stage(stageSendWait, s.Queued, s.Begun)
	}
	m.stage(stageSend, s.Begun, s.Ended)
}

// Job counts a run of slow work.
func (m *Metrics) Job(s host.JobSeen) {
	kind := s.Kind()
	m.jobs.WithLabelValues(m.bots.of(s.Bot).label, kind, string(s.End)).Inc()
	m.worked.WithLabelValues(kind).Observe(since(s.Begun, s.Ended))
}

// OverQuota counts a time that a quota held something back. It is for host.Config.OverQuota.
func (m *Metrics) OverQuota(b *host.BotRecord, k host.QuotaKind, workspace bool) {
	m.bots.of(b).hold(k, workspace)
}
