package metrics_test

import (
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/metrics"
)

var begin = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func at(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }

func bot(n int) *host.BotRecord {
	return &host.BotRecord{ID: int64(n), Username: fmt.Sprintf("bot_%d", n), Token: "42:secret"}
}

// committed is an update that took 100 ms.
func committed(b *host.BotRecord) host.TurnSeen {
	return host.TurnSeen{
		Bot: b, Key: engine.SessionKey{BotID: b.ID, ChatID: 777001, UserID: 777001}, Kind: engine.MessageReceived, End: host.TurnCommitted,
		Taken: at(0), Begun: at(10), Ran: at(30), Ended: at(100), Group: &host.GroupSeen{Begun: at(40), Ended: at(90)}, Turn: 1,
	}
}

func compare(t *testing.T, m *metrics.Metrics, name, want string) {
	t.Helper()
	if err := testutil.GatherAndCompare(m.Registry(), strings.NewReader(want), name); err != nil {
		t.Error(err)
	}
}

func TestMetrics_CountsEveryEndByBotAndSource(t *testing.T) {
	t.Parallel()
	m := metrics.New(metrics.Options{})
	for range 3 {
		m.Turn(committed(bot(1)))
	}
	for _, s := range []host.TurnSeen{
		{Bot: bot(1), Kind: engine.TimerFired, End: host.TurnIgnored},
		{Bot: bot(2), Kind: engine.PreCheckout, End: host.TurnAnswered},
		{Bot: bot(2), Kind: engine.JobDone, End: host.TurnDead, Conflicts: 4},
		{Bot: &host.BotRecord{ID: 99}, Kind: engine.WebhookCalled, End: host.TurnFull},
	} {
		m.Turn(s)
	}
	compare(t, m, "scenarist_turns_total", turnsHelp+`
scenarist_turns_total{bot="99",result="full",source="call"} 1
scenarist_turns_total{bot="bot_1",result="committed",source="update"} 3
scenarist_turns_total{bot="bot_1",result="ignored",source="timer"} 1
scenarist_turns_total{bot="bot_2",result="answered",source="update"} 1
scenarist_turns_total{bot="bot_2",result="dead",source="job"} 1
`)
	compare(t, m, "scenarist_turn_conflicts_total", `
# HELP scenarist_turn_conflicts_total Turns that ran again since somebody else had changed what they change.
# TYPE scenarist_turn_conflicts_total counter
scenarist_turn_conflicts_total{bot="99"} 0
scenarist_turn_conflicts_total{bot="bot_1"} 0
scenarist_turn_conflicts_total{bot="bot_2"} 4
`)
}

const turnsHelp = `
# HELP scenarist_turns_total Events that came to an end, by bot, where they came from, and how they ended. committed: stored with what they led to; answered: by the fast lane of payments; duplicate: known already; ignored: a timer that was no news any more; dead: put aside, since it cannot be handled; full and failed: not taken, they come again.
# TYPE scenarist_turns_total counter`

func TestMetrics_StagesAddUpToTheWhole(t *testing.T) {
	t.Parallel()
	m := metrics.New(metrics.Options{})
	m.Turn(committed(bot(1)))
	m.Send(host.SendSeen{Bot: bot(1), End: host.TryFlooded, Try: 1, Queued: at(90), Begun: at(120), Ended: at(200)})
	m.Send(host.SendSeen{Bot: bot(1), End: host.TrySent, Try: 2, Queued: at(90), Begun: at(3000), Ended: at(3050)})
	m.Send(host.SendSeen{Bot: bot(1), End: host.TryUnknown})
	late := committed(bot(1))
	late.Kind, late.Due = engine.TimerFired, begin.Add(-2*time.Second)
	m.Turn(late)
	want := map[string]float64{
		`scenarist_acknowledge_seconds_sum{bot="bot_1"}`: .1, `scenarist_acknowledge_seconds_count{bot="bot_1"}`: 1,
		`scenarist_stage_seconds_sum{stage="wait"}`: .02, `scenarist_stage_seconds_sum{stage="turn"}`: .04,
		`scenarist_stage_seconds_sum{stage="queue"}`: .02, `scenarist_stage_seconds_sum{stage="commit"}`: .1,
		`scenarist_stage_seconds_sum{stage="acknowledge"}`: .02, `scenarist_stage_seconds_count{stage="wait"}`: 2,
		`scenarist_stage_seconds_sum{stage="send_wait"}`: .03, `scenarist_stage_seconds_count{stage="send_wait"}`: 1,
		`scenarist_stage_seconds_sum{stage="send"}`: .13, `scenarist_stage_seconds_count{stage="send"}`: 2,
		`scenarist_timer_late_seconds_sum`: 2.01, `scenarist_timer_late_seconds_count`: 1,
		`scenarist_sends_total{bot="bot_1",result="sent"}`: 1, `scenarist_sends_total{bot="bot_1",result="flooded"}`: 1,
		`scenarist_sends_total{bot="bot_1",result="unknown"}`: 1,
	}
	got := page(t, m)
	for series, value := range want {
		if d := got[series] - value; d > 1e-9 || d < -1e-9 {
			t.Errorf("%s is %v, want %v", series, got[series], value)
		}
	}
}

func TestMetrics_CountsGroupsAndJobs(t *testing.T) {
	t.Parallel()
	m := metrics.New(metrics.Options{Version: "v1.2.3"})
	m.Group(host.GroupSeen{Members: 3, Marks: make([]host.Mark, 5)})
	m.Group(host.GroupSeen{Members: 100})
	m.Group(host.GroupSeen{Members: 7, Err: errors.New("no disk")})
	work := &host.JobItem{Job: &engine.Job{Kind: "http.request"}}
	m.Job(host.JobSeen{Bot: bot(1), Item: work, End: host.JobEnded, Begun: at(0), Ended: at(1500)})
	m.Job(host.JobSeen{Bot: bot(1), Item: &host.JobItem{Start: &engine.StartFor{}}, End: host.JobRetried, Begun: at(0), Ended: at(1)})
	m.Follow(func() host.Stats { return host.Stats{Healthy: true, Waiting: 4, Unsent: 5, Received: 6} })
	want := map[string]float64{
		`scenarist_commits_total{result="stored"}`: 2, `scenarist_commits_total{result="failed"}`: 1,
		`scenarist_commit_turns_sum`: 103, `scenarist_commit_turns_count`: 2, `scenarist_commit_marks_sum`: 5,
		`scenarist_jobs_total{bot="bot_1",kind="http.request",result="done"}`: 1,
		`scenarist_jobs_total{bot="bot_1",kind="start",result="retried"}`:     1,
		`scenarist_job_seconds_sum{kind="http.request"}`:                      1.5,
		`scenarist_store_healthy`:                                             1, `scenarist_mailbox_events`: 4, `scenarist_outbox_effects`: 5,
		`scenarist_events_received_total`: 6, `scenarist_build_info{version="v1.2.3"}`: 1,
	}
	got := page(t, m)
	for series, value := range want {
		if got[series] != value {
			t.Errorf("%s is %v, want %v", series, got[series], value)
		}
	}
	if got["go_goroutines"] == 0 {
		t.Error("the Go runtime is not on the page")
	}
}

func TestMetrics_OnlySoManyBotsHaveSeriesOfTheirOwn(t *testing.T) {
	t.Parallel()
	m := metrics.New(metrics.Options{Bots: 2})
	for range 2 {
		for n := 1; n <= 1000; n++ {
			m.Turn(committed(bot(n)))
			m.Send(host.SendSeen{Bot: bot(n), End: host.TrySent, Try: 1})
		}
	}
	got := page(t, m)
	counted := map[string]float64{}
	for series, value := range got {
		if name, labels, ok := strings.Cut(series, "{"); ok && name == "scenarist_turns_total" {
			counted[labels] = value
		}
	}
	want := map[string]float64{
		`bot="bot_1",result="committed",source="update"}`: 2,
		`bot="bot_2",result="committed",source="update"}`: 2,
		`bot="other",result="committed",source="update"}`: 1996,
	}
	if fmt.Sprint(counted) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", counted, want)
	}
	if own, rest, unknown := m.Label(2), m.Label(3), m.Label(5000); own != "bot_2" || rest != "other" || unknown != "other" {
		t.Errorf("labels are %q, %q and %q", own, rest, unknown)
	}
	if n := got[`scenarist_sends_total{bot="other",result="sent"}`]; n != 1996 {
		t.Errorf("%v sends of others", n)
	}
}

func TestMetrics_CountsWhatQuotasHoldBack(t *testing.T) {
	t.Parallel()
	m := metrics.New(metrics.Options{Bots: 2})
	for n := 1; n <= 5; n++ {
		m.OverQuota(bot(n), host.QuotaTurns, false)
		m.OverQuota(bot(n), host.QuotaStored, true)
	}
	m.OverQuota(bot(1), host.QuotaTurns, false)
	compare(t, m, "scenarist_quota_held_total", `
# HELP scenarist_quota_held_total Times that a quota held something back, by the limit (turns, http, sends, stored) and by whose it is: of=bot, or of=workspace for that of all bots of the workspace together.
# TYPE scenarist_quota_held_total counter
scenarist_quota_held_total{bot="bot_1",of="bot",quota="turns"} 2
scenarist_quota_held_total{bot="bot_1",of="workspace",quota="stored"} 1
scenarist_quota_held_total{bot="bot_2",of="bot",quota="turns"} 1
scenarist_quota_held_total{bot="bot_2",of="workspace",quota="stored"} 1
scenarist_quota_held_total{bot="other",of="bot",quota="turns"} 3
scenarist_quota_held_total{bot="other",of="workspace",quota="stored"} 3
`)
}

func TestMetrics_CountsWhatComesAtOnce(t *testing.T) {
	t.Parallel()
	m := metrics.New(metrics.Options{Bots: 3})
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for range 1000 {
				m.Turn(committed(bot(n % 4)))
			}
		})
	}
	all.Wait()
	sum := 0.0
	for series, value := range page(t, m) {
		if strings.HasPrefix(series, "scenarist_turns_total") {
			sum += value
		}
	}
	if sum != 8000 {
		t.Errorf("%v turns are counted of 8000", sum)
	}
}

func TestMetrics_NamesAreAsPrometheusWantsThem(t *testing.T) {
	t.Parallel()
	m := full()
	problems, err := testutil.GatherAndLint(m.Registry())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

func TestMetrics_HoldNoUserAndNoToken(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	full().Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	for _, secret := range []string{"777001", "42:secret", "hello"} {
		if strings.Contains(w.Body.String(), secret) {
			t.Errorf("the page has %q", secret)
		}
	}
}

// full has everything.
func full() *metrics.Metrics {
	m := metrics.New(metrics.Options{Version: "v1"})
	m.Turn(committed(bot(1)))
	m.Group(host.GroupSeen{Members: 1})
	m.Send(host.SendSeen{Bot: bot(1), End: host.TrySent, Try: 1, Effect: &engine.Effect{ChatID: 777001, Content: &engine.Content{Text: "hello"}}})
	m.Job(host.JobSeen{Bot: bot(1), Item: &host.JobItem{Key: engine.SessionKey{UserID: 777001}, Job: &engine.Job{Kind: "http.request"}}, End: host.JobEnded})
	m.Follow(func() host.Stats { return host.Stats{} })
	return m
}

// page reads the page into its series.
func page(t *testing.T, m *metrics.Metrics) map[string]float64 {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for line := range strings.Lines(string(body)) {
		line = strings.TrimSpace(line)
		i := strings.LastIndexByte(line, ' ')
		if line == "" || line[0] == '#' || i < 0 {
			continue
		}
		var value float64
		if _, err := fmt.Sscan(line[i+1:], &value); err != nil {
			t.Fatalf("read %q: %v", line, err)
		}
		out[line[:i]] = value
	}
	return out
}

func BenchmarkObserve(b *testing.B) {
	m := metrics.New(metrics.Options{})
	rec := bot(1)
	turn := committed(rec)
	send := host.SendSeen{Bot: rec, End: host.TrySent, Try: 1, Queued: at(0), Begun: at(1), Ended: at(2)}
	b.ReportAllocs()
	for b.Loop() {
		m.Turn(turn)
		m.Send(send)
	}
}
