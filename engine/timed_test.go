package engine_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// timedTrigger starts every so often, at times of day that can be divided by it, or after a silence.
type timedTrigger struct {
	engine.TriggerSettings
	engine.NoWait
	Every  *flow.Duration `json:"every,omitempty"`
	Silent *flow.Duration `json:"silent,omitempty"`
	Zone   string         `json:"zone,omitempty"`
	Inside string         `json:"inside,omitempty"`
	Goal   string         `json:"goal,omitempty"`
	Panic  string         `json:"panic,omitempty"`
	Stuck  bool           `json:"stuck,omitempty"` // is never done
}

func (x *timedTrigger) Timing() string {
	return fmt.Sprint(x.Every, x.Silent, x.Inside)
}

func (x *timedTrigger) TimeZone() string { return x.Zone }

func (x *timedTrigger) Plan(p *engine.Planning, a engine.Appointment) engine.Appointment {
	if x.Panic == "plan" {
		panic("broken")
	}
	if x.Silent != nil {
		pass, ok := p.Inside([]string{x.Inside}, []string{x.Inside})
		if x.Inside != "" && !ok || x.Goal != "" && !p.Reached(x.Goal).IsZero() {
			return engine.Appointment{}
		}
		if !a.Since.Equal(p.Active()) || a.Pass != pass {
			a = engine.Appointment{Since: p.Active(), Pass: pass, At: p.Active().Add(x.Silent.Std())}
		}
		return a
	}
	if a.At.IsZero() {
		local := p.From().In(p.Zone())
		day := engine.WallTime(local.Year(), local.Month(), local.Day(), 0, 0, p.Zone())
		for a.At = day; !a.At.After(p.From()); a.At = a.At.Add(x.Every.Std()) {
		}
	}
	return a
}

func (x *timedTrigger) Done(p *engine.Planning, a engine.Appointment) engine.Appointment {
	if x.Stuck {
		return a
	}
	if x.Silent != nil {
		a.At, a.Step = time.Time{}, a.Step+1
		return a
	}
	return x.Plan(p, engine.Appointment{})
}

func (x *timedTrigger) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	if x.Panic == "match" {
		panic("broken")
	}
	if ev.Kind != engine.TimerFired || ev.Timer.Name != engine.TriggerTimer {
		return engine.Match{}, false
	}
	return engine.Match{Outputs: engine.Values{"planned": ev.Timer.Appointment.At.Format("15:04")}}, true
}

func (x *timedTrigger) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

// punctual has /ask, which asks a question, and triggers by config, each of which says its name and when it was due.
func punctual(t *testing.T, ask string, triggers ...string) *bot {
	t.Helper()
	blocks := []string{
		block("start", "test.trigger", `{"command":"ask"}`), block("q", "test.ask", ask),
		block("hi", "test.trigger", `{"word":"hi"}`), block("say", "test.say", `{"text":"hello"}`, ends),
	}
	edges := []string{edge("start", "next", "q"), edge("q", "answered", "say"), edge("q", "timeout", "say"), edge("hi", "next", "say")}
	for i, config := range triggers {
		on, off := fmt.Sprint("t", i), fmt.Sprint("s", i)
		blocks = append(blocks, block(on, "test.timed", config), block(off, "test.say", fmt.Sprintf(`{"text":"%s {{ local.planned }}"}`, on), ends))
		edges = append(edges, edge(on, "next", off))
	}
	return newBot(t, document(join(blocks...), join(edges...)))
}

func (b *bot) wakeAt() string {
	b.tb.Helper()
	return b.load().WakeAt.Format("01-02 15:04")
}

func (b *bot) wantNone() {
	b.tb.Helper()
	if a := b.load().Appointments; len(a) > 0 {
		b.tb.Errorf("appointments %v", a)
	}
}

func TestTimed_StartsAgainAndAgain(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?"}`, `{"every":"6h"}`)
	want(t, b.say("hi"), "hello")
	want(t, []string{b.wakeAt()}, "03-01 18:00")
	want(t, b.wake(), "t0 18:00")
	want(t, b.wake(), "t0 00:00")
	b.now = b.now.Add(time.Hour)
	want(t, b.say("hi"), "hello") // changes nothing
	want(t, []string{b.wakeAt()}, "03-02 06:00")
}

func TestTimed_TwoAtOnceHaveATurnEach(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?"}`, `{"every":"6h"}`, `{"every":"3h"}`)
	b.say("hi")
	want(t, b.wake(), "t1 15:00")
	want(t, b.wake(), "t0 18:00")
	want(t, []string{b.wakeAt()}, "03-01 18:00")
	want(t, b.wake(), "t1 18:00")
	want(t, []string{b.wakeAt()}, "03-01 21:00")
}

func TestTimed_FollowsItsPolicy(t *testing.T) {
	t.Parallel()
	for policy, say := range map[string][]string{
		"nest": {"t0 18:00", "name?"}, "replace": {"t0 18:00"}, "ignore": {}, "ask": {"You are in the middle of something. Leave it and start over?"},
	} {
		b := punctual(t, `{"text":"name?"}`, `{"every":"6h","when_busy":"`+policy+`"}`)
		b.say("/ask")
		want(t, b.wake(), say...)
		if at := b.wakeAt(); at != "03-02 00:00" {
			t.Errorf("%s: next at %s", policy, at)
		}
	}
}

func TestTimed_RulesPassItOver(t *testing.T) {
	t.Parallel()
	for _, rule := range []string{
		`"who":"false"`, `"languages":["ru"]`, `"hours":{"from":"08:00","to":"09:00"}`, `"chat_types":["group"]`,
	} {
		b := punctual(t, `{"text":"name?"}`, `{"every":"6h",`+rule+`}`)
		b.say("hi")
		want(t, b.wake())
		if at := b.wakeAt(); at != "03-02 00:00" {
			t.Errorf("%s: next at %s", rule, at)
		}
	}
}

func TestTimed_OncePerUser(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?"}`, `{"every":"6h","once_per":"user"}`)
	b.say("hi")
	want(t, b.wake(), "t0 18:00")
	want(t, b.wake())
}

func TestTimed_GoesByTheUsersClock(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?"}`, `{"every":"1d","zone":"user","hours":{"from":"00:00","to":"00:30"}}`)
	b.say("hi")
	want(t, []string{b.wakeAt()}, "03-02 00:00") // the bot's, until it knows better
	b.user = engine.Values{"time_zone": "Asia/Tokyo"}
	b.say("hi")
	want(t, []string{b.wakeAt()}, "03-01 15:00")
	want(t, b.wake(), "t0 15:00")
	want(t, []string{b.wakeAt()}, "03-02 15:00")
	b.user = engine.Values{"time_zone": strings.Repeat("x", 100)} // as if there were none
	b.say("hi")
	want(t, []string{b.wakeAt()}, "03-02 00:00")
}

func TestTimed_NeedsSomebodyWhoCameInPrivate(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?"}`, `{"every":"6h"}`)
	b.turn(engine.Event{Kind: engine.FlowStarted, Start: &engine.Start{Flow: "main", Block: "say"}})
	b.wantNone()
	b.say("hi")
	if n := len(b.load().Appointments); n != 1 {
		t.Errorf("%d appointments of who came", n)
	}
	group := punctual(t, `{"text":"name?"}`, `{"every":"6h"}`)
	group.chat = engine.Chat{ID: -5, Type: "group"}
	group.say("hi")
	group.wantNone()
}

func TestTimed_StopsForWhoBlockedTheBot(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?"}`, `{"every":"6h"}`)
	b.say("hi")
	b.unreachable = true
	b.turn(engine.Event{Kind: engine.MemberChanged, Member: &engine.MemberChange{Old: "member", New: "kicked", IsBot: true}})
	if s := b.load(); len(s.Appointments) > 0 || !s.WakeAt.IsZero() {
		t.Errorf("appointments %v, alarm at %v", s.Appointments, s.WakeAt)
	}
	b.unreachable, b.now = false, start.Add(100*time.Hour)
	b.turn(engine.Event{Kind: engine.MemberChanged, Member: &engine.MemberChange{Old: "kicked", New: "member", IsBot: true}})
	want(t, []string{b.wakeAt()}, "03-05 18:00")
	if at := b.load().ActiveAt; !at.Equal(b.now) {
		t.Errorf("active at %v", at)
	}
}

func TestTimed_AlarmOfWhoBlockedTheBotDoesNothing(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?"}`, `{"every":"6h"}`)
	b.say("hi")
	b.unreachable = true
	want(t, b.wake())
	b.wantNone()
}

func TestTimed_WaitsForWhatMustNotBeInterrupted(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?","interrupt":"none"}`, `{"every":"6h","when_busy":"nest"}`)
	b.say("/ask")
	want(t, b.wake())
	want(t, []string{b.wakeAt()}, "03-01 18:10")
	b.say("Ann")
	want(t, b.wake(), "t0 18:10")
}

func TestTimed_WaitsTimeComesFirst(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?","deadline":"6h"}`, `{"every":"6h"}`)
	b.say("/ask")
	want(t, b.wake(), "hello")
	want(t, b.wake(), "t0 18:00")
}

func TestTimed_SilenceBeginsAnewWithTheUser(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?"}`, `{"silent":"2h"}`)
	b.say("hi")
	b.now = b.now.Add(time.Hour)
	b.say("hi")
	want(t, []string{b.wakeAt()}, "03-01 15:00")
	want(t, b.wake(), "t0 15:00")
	if s := b.load(); !s.WakeAt.IsZero() {
		t.Errorf("it starts again at %v in the same silence", s.WakeAt)
	}
	b.turn(engine.Event{Kind: engine.WebhookCalled, Webhook: &engine.WebhookCall{Name: "x"}})
	if s := b.load(); !s.WakeAt.IsZero() {
		t.Errorf("it starts again at %v although the user is silent", s.WakeAt)
	}
	b.press("nonsense")
	want(t, []string{b.wakeAt()}, "03-01 17:00")
}

func TestTimed_PlanSeesWhereTheUserIs(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?"}`, `{"silent":"2h","inside":"q","when_busy":"nest"}`)
	b.say("hi")
	b.wantNone()
	b.say("/ask")
	want(t, b.wake(), "t0 14:00", "name?")
	b.say("Ann")
	b.wantNone()
}

func TestTimed_PlanSeesGoals(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(join(
		block("start", "test.trigger", `{"word":"hi"}`), block("say", "test.say", `{"text":"hello"}`, ends),
		block("buy", "test.trigger", `{"word":"buy"}`), block("sold", "test.say", `{"text":"sold"}`, ends, `"goal":"sale"`),
		block("t", "test.timed", `{"silent":"2h","goal":"sale"}`), block("s", "test.say", `{"text":"come back"}`, ends),
	), join(edge("start", "next", "say"), edge("buy", "next", "sold"), edge("t", "next", "s"))))
	b.say("hi")
	want(t, b.wake(), "come back")
	b.say("buy")
	b.wantNone()
	if g := b.load().Goals; !slices.Equal(g, []engine.Goal{{Name: "sale", At: b.now}}) {
		t.Errorf("goals %v", g)
	}
}

func TestTimed_GoalsAreBounded(t *testing.T) {
	t.Parallel()
	var blocks, edges []string
	for i := range engine.MaxGoals + 5 {
		blocks = append(blocks, block(fmt.Sprint("b", i), "test.say", `{"text":"x"}`, ends, fmt.Sprintf(`"goal":"g%d"`, i)))
	}
	for i := range engine.MaxGoals + 5 {
		blocks = append(blocks, block(fmt.Sprint("w", i), "test.trigger", fmt.Sprintf(`{"word":"%d"}`, i)))
		edges = append(edges, edge(fmt.Sprint("w", i), "next", fmt.Sprint("b", i)))
	}
	b := newBot(t, document(join(blocks...), join(edges...)))
	for i := range engine.MaxGoals + 5 {
		b.say(fmt.Sprint(i))
	}
	b.say("7")
	g := b.load().Goals
	if len(g) != engine.MaxGoals || g[0].Name != "g5" || g[len(g)-1].Name != "g7" {
		t.Errorf("%d goals, from %s to %s", len(g), g[0].Name, g[len(g)-1].Name)
	}
}

func TestTimed_BrokenTriggerHarmsNobody(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"plan", "match"} {
		b := punctual(t, `{"text":"name?"}`, `{"every":"6h","panic":"`+where+`"}`, `{"every":"6h"}`)
		want(t, b.say("hi"), "hello")
		got := b.wake()
		want(t, got, "t1 18:00")
		if c := codes(b.last); !slices.Contains(c, "panic") {
			t.Errorf("%s: the owner reads %v", where, c)
		}
	}
}

func TestTimed_OneThatIsNeverDoneIsSlow(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?"}`, `{"every":"6h","stuck":true}`)
	b.say("hi")
	b.wake()
	at := b.now
	for range 5 {
		b.wake()
	}
	if got := b.now.Sub(at); got != 5*engine.MinWait {
		t.Errorf("five turns took %v", got)
	}
}

func TestTimed_PassesOverWhoIsBanned(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?"}`, `{"every":"6h"}`)
	b.say("hi")
	b.user = banned(t, engine.Ban{Until: start.Add(8 * time.Hour)})
	want(t, b.wake())
	want(t, b.wake(), "t0 00:00") // the ban is over
}

func TestRefresh_BringsAppointmentsUpToAPublish(t *testing.T) {
	t.Parallel()
	b := punctual(t, `{"text":"name?"}`, `{"every":"6h"}`)
	b.say("hi")
	turns := b.load().Turns
	later := punctual(t, `{"text":"name?"}`, `{"every":"6h"}`, `{"every":"4h"}`)
	b.rev = later.rev
	b.now = start.Add(5 * time.Hour)
	res := b.turn(engine.Event{Kind: engine.SessionRefreshed, Refresh: &engine.Refresh{Since: start.Add(time.Hour)}})
	want(t, texts(res))
	// What came due since the publish, before this session heard of it, is not lost.
	want(t, []string{b.wakeAt()}, "03-01 16:00")
	if s := b.load(); s.Turns != turns || !s.ActiveAt.Equal(start) {
		t.Errorf("turns %d, active at %v", s.Turns, s.ActiveAt)
	}
	want(t, b.wake(), "t1 16:00")
	b.rev = punctual(t, `{"text":"name?"}`, `{"every":"12h"}`).rev
	b.turn(engine.Event{Kind: engine.SessionRefreshed, Refresh: &engine.Refresh{Since: b.now}})
	want(t, []string{b.wakeAt()}, "03-02 00:00")
}

func TestRefresh_MarkNamesWhatTimesDependOn(t *testing.T) {
	t.Parallel()
	mark := func(triggers ...string) string { return punctual(t, `{"text":"name?"}`, triggers...).rev.TimedMark() }
	one := mark(`{"every":"6h"}`)
	if same := mark(`{"every":"6h","who":"true","priority":5}`); same != one {
		t.Errorf("marks %q and %q", one, same)
	}
	for _, other := range []string{mark(), mark(`{"every":"7h"}`), mark(`{"every":"6h","disabled":true}`), mark(`{"every":"6h"}`, `{"every":"6h"}`)} {
		if other == one {
			t.Errorf("mark %q names two", one)
		}
	}
	if none := mark(); none != "" {
		t.Errorf("mark of none is %q", none)
	}
}

func TestCheck_TooManyTimedTriggers(t *testing.T) {
	t.Parallel()
	var blocks []string
	for i := range engine.MaxTimed + 1 {
		blocks = append(blocks, block(fmt.Sprint("t", i), "test.timed", `{"every":"1h"}`, ends))
	}
	d, err := flow.Load([]byte(document(join(blocks...), "")))
	if err != nil {
		t.Fatal(err)
	}
	issues := engine.Check(d, registry(t))
	if !slices.ContainsFunc(issues, func(i engine.Issue) bool { return i.Code == "timed_too_many" }) {
		t.Errorf("issues %v", issues)
	}
}
