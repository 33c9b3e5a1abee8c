package trigger_test

import (
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// reminding is a bot with a word and a trigger that starts by itself; without one if its config is empty.
func reminding(t *testing.T, typ, config string) *engine.Revision {
	t.Helper()
	blocks := block("word", "trigger.text", `{"words":["hello"]}`) + "," + block("hi", "message.say", `{"text":"hi"}`)
	edges := edge("word", "hi")
	if config != "" {
		blocks += "," + block("timer", typ, config) + "," + block("back", "message.say", `{"text":"step {{ default(local.step, 0) }}"}`)
		edges += "," + edge("timer", "back")
	}
	return revision(t, blocks, edges)
}

// wake fires the session's alarm when it is due.
func (p *person) wake() []string {
	p.t.Helper()
	if p.s.WakeAt.IsZero() {
		p.t.Fatal("there is no alarm")
	}
	p.now = p.s.WakeAt
	return p.turn(engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: p.s.WakeGen}})
}

// refresh brings the session up to a revision that was published a minute ago.
func (p *person) refresh(rev *engine.Revision) {
	p.t.Helper()
	p.rev = rev
	p.turn(engine.Event{Kind: engine.SessionRefreshed, Refresh: &engine.Refresh{Since: p.now.Add(-time.Minute)}})
}

func TestInactive_PublishSkipsWhatIsOver(t *testing.T) {
	t.Parallel()
	steps := reminding(t, "trigger.inactive", `{"after":["1h","1d","3d"]}`)
	p := meet(t, reminding(t, "trigger.inactive", ""))
	p.say("hello")
	p.now = begin.Add(30 * time.Hour)
	p.refresh(steps)
	want(t, "third step", p.wake(), "step 3")
	if d := p.now.Sub(begin); d != 72*time.Hour {
		t.Errorf("it came after %v", d)
	}
	long := meet(t, reminding(t, "trigger.inactive", ""))
	long.say("hello")
	long.now = begin.Add(1000 * time.Hour)
	long.refresh(steps)
	if at := long.s.WakeAt; !at.IsZero() {
		t.Errorf("a publish wakes somebody silent for long at %v", at)
	}
	long.say("hello")
	want(t, "next silence", long.wake(), "step 1")
}

func TestInactive_PublishDoesNotCountOldStaysAsNew(t *testing.T) {
	t.Parallel()
	p := meet(t, reminding(t, "trigger.inactive", ""))
	p.say("hello")
	p.now = begin.Add(1000 * time.Hour)
	p.s.Frames = []engine.Frame{{Flow: "main", Block: "hi", Wait: &engine.Wait{Gen: 1}}}
	p.refresh(reminding(t, "trigger.inactive", `{"after":["2h"],"blocks":["hi"]}`))
	if at := p.s.WakeAt; !at.IsZero() {
		t.Errorf("a publish wakes somebody who stands there since long at %v", at)
	}
}

func TestSchedule_PublishCountsFromItsMoment(t *testing.T) {
	t.Parallel()
	p := meet(t, reminding(t, "trigger.schedule", ""))
	p.say("hello")
	p.now = begin.Add(9*time.Hour + 30*time.Second) // half a minute past six
	p.refresh(reminding(t, "trigger.schedule", `{"at":["18:00"]}`))
	if at := p.s.WakeAt; !at.Equal(begin.Add(9 * time.Hour)) {
		t.Errorf("next at %v", at)
	}
	late := meet(t, reminding(t, "trigger.schedule", ""))
	late.say("hello")
	late.now = begin.Add(9*time.Hour + 2*time.Minute)
	late.refresh(reminding(t, "trigger.schedule", `{"at":["18:00"]}`))
	if at := late.s.WakeAt; !at.Equal(begin.Add(33 * time.Hour)) {
		t.Errorf("next at %v", at)
	}
}

func TestSchedule_SpreadsUsersEvenly(t *testing.T) {
	t.Parallel()
	rev := reminding(t, "trigger.schedule", `{"at":["18:00"],"spread":"10m"}`)
	var minutes [10]int
	for user := range int64(1000) {
		p := meet(t, rev)
		p.s.Key.ChatID, p.s.Key.UserID = user+1, user+1
		p.turn(engine.Event{
			Kind: engine.ButtonPressed, Button: &engine.ButtonPress{QueryID: "q", Data: "x"},
			User: engine.User{ID: user + 1, FirstName: "Ann"}, Chat: engine.Chat{ID: user + 1, Type: "private"},
		})
		off := p.s.WakeAt.Sub(begin.Add(9 * time.Hour))
		if off < 0 || off > 10*time.Minute {
			t.Fatalf("user %d is %v late", user+1, off)
		}
		minutes[min(int(off/time.Minute), 9)]++
	}
	for i, n := range minutes {
		if n < 60 || n > 140 {
			t.Errorf("%d of 1000 in minute %d", n, i)
		}
	}
}

// Through a year with both changes of the clocks, in five zones: every day has every time of day once.
func TestSchedule_EveryDayOnceByTheUsersClock(t *testing.T) {
	t.Parallel()
	rev := reminding(t, "trigger.schedule", `{"at":["00:00","02:30","12:00"],"zone":"user"}`)
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			z := zone(t, name)
			p := meet(t, rev)
			p.user = engine.Values{"time_zone": name}
			p.now = engine.WallTime(2025, time.December, 31, 18, 0, z)
			p.say("hello")
			days := map[string]int{}
			jumped := 0
			for {
				want(t, "news", p.wake(), "step 0")
				at := p.now.In(z)
				if at.Year() > 2026 {
					break
				}
				days[at.Format(time.DateOnly)]++
				switch at.Format("15:04") {
				case "00:00", "02:30", "12:00":
				default: // what the clocks jump over comes as much later
					if jumped++; at.Hour() > 3 {
						t.Errorf("it came at %v", at)
					}
				}
			}
			if len(days) != 365 || jumped > 1 {
				t.Errorf("%d days, %d times that were jumped over", len(days), jumped)
			}
			for day, n := range days {
				if n != 3 {
					t.Errorf("%s has it %d times", day, n)
				}
			}
		})
	}
}
