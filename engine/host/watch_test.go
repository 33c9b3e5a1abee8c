package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// witness keeps all that it is told.
type witness struct {
	watch bool

	mu     sync.Mutex
	turns  []host.TurnSeen
	groups []host.GroupSeen
	sends  []host.SendSeen
	jobs   []host.JobSeen
}

func (w *witness) Watch(*host.BotRecord, engine.SessionKey, int64) bool { return w.watch }

func (w *witness) Turn(s host.TurnSeen) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turns = append(w.turns, s)
}

func (w *witness) Group(s host.GroupSeen) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.groups = append(w.groups, s)
}

func (w *witness) Send(s host.SendSeen) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sends = append(w.sends, s)
}

func (w *witness) Job(s host.JobSeen) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.jobs = append(w.jobs, s)
}

// ends gives the ends of events as "kind end", of sends as the end, of jobs as "kind end", each in order.
func (w *witness) ends() (turns, sends, jobs []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.turns {
		turns = append(turns, fmt.Sprint(s.Kind, " ", s.End))
	}
	for _, s := range w.sends {
		sends = append(sends, string(s.End))
	}
	for i := range w.jobs {
		jobs = append(jobs, fmt.Sprint(w.jobs[i].Kind(), " ", w.jobs[i].End))
	}
	return turns, sends, jobs
}

func seen(w *witness) option { return func(b *bench) { b.cfg.Watch = w } }

func wantList(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestWatch_EveryEndOfAnEventIsToldOnce(t *testing.T) {
	t.Parallel()
	w := &witness{}
	b := setup(t, seen(w), func(b *bench) { b.cfg.Limits.Tries = 2 })
	in := b.message(1, "count a")
	b.check(b.host.Receive(t.Context(), in))
	b.check(b.host.Receive(t.Context(), in)) // remembered
	b.idle()
	b.crash()
	b.start()
	b.check(b.host.Receive(t.Context(), in)) // found by the store
	b.say(1, "fail")
	b.say(1, "sell o1")
	b.check(b.host.Receive(t.Context(), b.checkout()))
	stale := b.message(1, "")
	stale.Event = engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: 999}}
	stale.UpdateID = 0
	b.check(b.host.Receive(t.Context(), stale))
	b.idle()
	turns, _, _ := w.ends()
	wantList(t, "events", turns,
		"message committed", "message duplicate", "message duplicate", "message dead", "message committed",
		"pre_checkout answered", "timer ignored")
	dead := w.turns[3]
	if dead.Err == nil || dead.Failures != 2 || dead.Group != nil {
		t.Errorf("the dead letter is told as %+v", dead)
	}
	for i, s := range w.turns {
		if s.Bot.ID != botID || s.Taken.IsZero() || s.Ended.Before(s.Taken) || s.Film != nil || s.Watched {
			t.Errorf("event %d is told as %+v", i, s)
		}
		if s.End == host.TurnCommitted && (s.Begun.Before(s.Taken) || s.Ran.Before(s.Begun) || s.Group == nil ||
			s.Group.Begun.Before(s.Ran) || s.Group.Ended.Before(s.Group.Begun) || s.Ended.Before(s.Group.Ended)) {
			t.Errorf("the times of event %d are out of order: %+v with %+v", i, s, s.Group)
		}
	}
	if n := w.turns[4].Turn; n != 2 { // the failed one counts for nothing
		t.Errorf("the turn has the number %d", n)
	}
}

func TestWatch_RefusedEventsSayWhy(t *testing.T) {
	t.Parallel()
	w := &witness{}
	broken := &brokenStore{}
	b := setup(t, seen(w), broken.option)
	broken.set(true)
	if err := b.host.Receive(t.Context(), b.message(1, "count a")); err == nil {
		t.Error("an event was acknowledged that is not stored")
	}
	broken.set(false)
	b.host.Remove(botID) // nothing is told of bots that are not served
	if err := b.host.Receive(t.Context(), b.message(1, "count a")); !errors.Is(err, host.ErrUnknownBot) {
		t.Errorf("got %v", err)
	}
	turns, _, _ := w.ends()
	wantList(t, "events", turns, "message failed")
	if w.turns[0].Err == nil {
		t.Error("nobody says why")
	}
	if g := w.groups[0]; g.Err == nil || g.Members != 1 {
		t.Errorf("the group is told as %+v", g)
	}
}

func TestWatch_TellsGroupsWithTheirMarks(t *testing.T) {
	t.Parallel()
	w := &witness{}
	b := setup(t, seen(w))
	for i := range int64(5) {
		b.say(i+1, "many x")
	}
	b.idle()
	members, marks := 0, 0
	for i, g := range w.groups {
		if g.Number != int64(i+1) || g.Err != nil {
			t.Errorf("group %d is told as %+v", i+1, g)
		}
		members, marks = members+g.Members, marks+len(g.Marks)
	}
	equal(t, "members", members, 5)
	equal(t, "marks", marks, 15)
	equal(t, "groups", int64(len(w.groups)), b.host.Stats().Batches)
}

func TestWatch_EveryTryOfASendIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &witness{}
		b := prepare(t, seen(w))
		answers := []error{
			&host.SendError{Retry: true, Code: "flood", After: 3 * time.Second}, &host.SendError{Retry: true, Code: "server"},
			&host.SendError{Unknown: true, Code: "network"}, nil,
			&host.SendError{Fatal: true, Code: "blocked"},
			&host.SendError{Unknown: true, Code: "network"}, &host.SendError{Unknown: true, Code: "network"},
		}
		b.msgr.do = func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
			pass(50 * time.Millisecond)
			err := answers[0]
			answers = answers[1:]
			return host.Receipt{}, err
		}
		b.start()
		for range 3 {
			b.say(1, "say hello")
			pass(time.Minute)
		}
		b.idle()
		_, sends, _ := w.ends()
		wantList(t, "sends", sends, "flooded", "retried", "retried", "sent", "failed", "retried", "unknown")
		equal(t, "tries", fmt.Sprint(w.sends[0].Try, w.sends[3].Try, w.sends[4].Try), "1 4 1")
		for i, s := range w.sends {
			if s.Queued.IsZero() || s.Begun.Before(s.Queued) || s.Ended.Sub(s.Begun) != 50*time.Millisecond {
				t.Errorf("the times of try %d are %v, %v, %v", i, s.Queued, s.Begun, s.Ended)
			}
			if key, turn, ok := host.Origin(botID, s.Effect.Key); !ok || key != (engine.SessionKey{BotID: botID, ChatID: 1, UserID: 1}) || turn != s.Effect.Turn {
				t.Errorf("the send comes from %v %d %v", key, turn, ok)
			}
		}
		if wait := w.sends[1].Begun.Sub(w.sends[0].Ended); wait != 3*time.Second {
			t.Errorf("the second try came after %v", wait)
		}
	})
}

func TestWatch_TimersSayWhenTheyWereDue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &witness{}
		b := setup(t, seen(w))
		b.say(1, "wait 5s")
		due := time.Now().Add(5 * time.Second)
		pass(6 * time.Second)
		b.idle()
		// The short timer and the queue's alarm come at the same moment; what comes second finds nothing to do.
		var fired []host.TurnSeen
		for _, s := range w.turns {
			if s.Kind == engine.TimerFired && s.End == host.TurnCommitted {
				fired = append(fired, s)
			}
		}
		if len(fired) != 1 || !fired[0].Due.Equal(due) || fired[0].Begun.Before(due) {
			t.Errorf("the timer of %v is told as %+v", due, w.turns)
		}
	})
}

func TestWatch_TellsJobsAndWhoAskedForThem(t *testing.T) {
	t.Parallel()
	w := &witness{}
	b := setup(t, seen(w), withJob(func(_ context.Context, _ engine.JobDeps, j engine.Job) (json.RawMessage, error) {
		if string(j.Payload) == `"bad"` {
			return nil, engine.Trouble("bad", "it is bad")
		}
		return j.Payload, nil
	}))
	b.say(1, "job good")
	b.idle()
	b.say(1, "job bad")
	b.idle()
	b.say(1, "begin 2")
	b.idle()
	_, _, jobs := w.ends()
	wantList(t, "jobs", jobs, "test.job done", "test.job trouble", "start done")
	var causes []string
	for i := range w.turns {
		if key, turn, ok := w.turns[i].Cause(); ok {
			causes = append(causes, fmt.Sprint(w.turns[i].Kind, " of ", key.UserID, ", turn ", turn))
		}
	}
	wantList(t, "causes", causes, "job of 1, turn 1", "job of 1, turn 3", "start of 1, turn 5")
	for i, want := range []int64{1, 3, 5} {
		key, turn, ok := w.jobs[i].Item.Origin(botID)
		if !ok || key != (engine.SessionKey{BotID: botID, ChatID: 1, UserID: 1}) || turn != want {
			t.Errorf("job %d was asked for by %v, turn %d, %v", i, key, turn, ok)
		}
	}
}

func TestWatch_FilmsWhatIsWatched(t *testing.T) {
	t.Parallel()
	w := &witness{watch: true}
	b := setup(t, seen(w))
	b.say(1, "say hello")
	b.idle()
	var blocks []string
	for _, f := range w.turns[0].Film {
		blocks = append(blocks, f.Block)
	}
	wantList(t, "blocks", blocks, "any", "act")
}

func TestOrigin_OfNoTurn(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "answer.77", "checkout.a.b", "1.2", "1.2.3", "1.!.3.4"} {
		if _, _, ok := host.Origin(botID, key); ok {
			t.Errorf("%q comes from a turn", key)
		}
	}
}

func TestObservers_TellAll(t *testing.T) {
	t.Parallel()
	if o := host.Observers(); o != nil {
		t.Errorf("nobody is %v", o)
	}
	one, two := &witness{}, &witness{watch: true}
	both := host.Observers(one, two)
	if !both.Watch(nil, engine.SessionKey{}, 1) || host.Observers(one, one).Watch(nil, engine.SessionKey{}, 1) {
		t.Error("a turn is filmed if one of them wants it")
	}
	both.Turn(host.TurnSeen{})
	both.Group(host.GroupSeen{})
	both.Send(host.SendSeen{})
	both.Job(host.JobSeen{Item: &host.JobItem{}})
	for _, w := range []*witness{one, two} {
		equal(t, "told", fmt.Sprint(len(w.turns), len(w.groups), len(w.sends), len(w.jobs)), "1 1 1 1")
	}
}
