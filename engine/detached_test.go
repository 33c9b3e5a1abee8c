package engine_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestJob_DetachedTroubleIsReportedAndChangesNothingElse(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	want(t, b.say("/start"), "Your name?")
	before := b.load()
	e := &engine.RunError{Code: "gone", Message: "the address is gone", Flow: "main", Block: "ask"}
	res := b.turn(engine.Event{Kind: engine.JobDone, Job: &engine.JobResult{Detached: true, Gen: before.Gen, Error: e}})
	if got := texts(res); len(got) != 1 || got[0][:6] != "owner:" {
		t.Errorf("said %q", got)
	}
	if got := codes(res); len(got) != 1 || got[0] != "gone" {
		t.Errorf("noted %v", got)
	}
	after := b.load()
	if after.Top().Block != "ask" || after.Errors != 0 || after.Wait().Gen != before.Wait().Gen {
		t.Errorf("the session went on: %+v", after)
	}
	want(t, b.say("Ann"), "Hi, Ann from Ann &lt;b&gt;")
	if res := b.turn(engine.Event{Kind: engine.JobDone, Job: &engine.JobResult{Detached: true}}); res.Handled || len(res.Effects) > 0 {
		t.Errorf("a good end did %v", texts(res))
	}
}
