package http_test

import (
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// A press of a message that was edited meanwhile, or a second one before the edit is seen, is answered and nothing else.
func TestJob_SecondPressOfCancelChangesNothing(t *testing.T) {
	t.Parallel()
	e := newErrand(t)
	do := func(ev engine.Event) {
		t.Helper()
		if err := e.happen(ev); err != nil {
			t.Fatal(err)
		}
	}
	press := engine.Event{Kind: engine.ButtonPressed, Button: &engine.ButtonPress{QueryID: "q", Data: ""}}
	do(engine.Event{Kind: engine.FlowStarted, Start: &engine.Start{Flow: "main", Block: "job"}})
	press.Button.Data = e.token
	do(press) // the submission is under way: its number is waited for
	do(press)
	if len(e.exits) != 0 || !e.runs() {
		t.Fatalf("left by %v", e.exits)
	}
	answer := engine.Event{Kind: engine.JobDone, Job: &engine.JobResult{Gen: e.jobs[0].Gen, Result: []byte(`{"status": 200, "form": "json", "body": {"id": "v1"}}`)}}
	do(answer)
	do(press)
	do(answer)
	same(t, "exits", e.exits, []string{"cancelled"})
	stops := 0
	for _, j := range e.jobs {
		if j.Detached {
			stops++
		}
	}
	if stops != 1 || e.wrong() != "" {
		t.Errorf("the service was told %d times; %s", stops, e.wrong())
	}
}

// Two answers that say done, one by each way, are one result.
func TestJob_AnswerAndCallbackAreOneResult(t *testing.T) {
	t.Parallel()
	for _, first := range []string{"answer", "callback"} {
		e := newErrand(t)
		do := func(ev engine.Event) {
			t.Helper()
			if err := e.happen(ev); err != nil {
				t.Fatal(err)
			}
		}
		result := func(seq int, body string) engine.Event {
			return engine.Event{Kind: engine.JobDone, Job: &engine.JobResult{Gen: 1, Result: []byte(
				`{"try": ` + asJSON(t, seq) + `, "status": 200, "form": "json", "body": ` + body + `}`)}}
		}
		do(engine.Event{Kind: engine.FlowStarted, Start: &engine.Start{Flow: "main", Block: "job"}})
		do(result(0, `{"id": "v1"}`))
		poll := result(1, `{"status": "done"}`)
		call := engine.Event{Kind: engine.CallbackReceived, Callback: &engine.Callback{Gen: 1, Body: object{"status": "done"}}}
		if first == "answer" {
			do(poll)
			do(call)
		} else {
			do(call)
			do(poll)
		}
		do(result(2, `{"url": "https://cdn.example.com/1"}`)) // the last call
		do(result(3, `null`))                                 // the size
		do(call)
		do(poll)
		same(t, first+" first", e.exits, []string{"done"})
		if len(e.jobs) != 4 || e.wrong() != "" {
			t.Errorf("%d calls; %s", len(e.jobs), e.wrong())
		}
	}
}
