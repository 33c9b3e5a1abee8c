package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// holdBlock holds a record as long as it waits, and gives it back however the wait ends.
type holdBlock struct {
	Fails bool `json:"fails,omitempty"` // its end is a trouble that keeps what it did
	Cross bool `json:"cross,omitempty"` // it meets a trouble while it gives back
}

func (b *holdBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	if _, err := t.Record("hold", "x"); err != nil {
		return engine.Outcome{}, err
	}
	if err := t.SetRecord(engine.Record{Kind: "hold", Key: "x", Value: engine.Values{"gen": float64(t.Gen())}}); err != nil {
		return engine.Outcome{}, err
	}
	t.Send(engine.Content{Text: t.CallbackURL()}, "")
	return engine.WaitFor(engine.Wait{
		Accept: []engine.EventKind{engine.CallbackReceived, engine.ButtonPressed}, State: t.Pack("kept"),
	}), nil
}

func (b *holdBlock) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Callback.Body == "stay" {
		return engine.Stay(), nil
	}
	if ev.Callback.Body == "wait" {
		return t.WaitOn(nil), nil
	}
	if err := t.DeleteRecord("hold", "x"); err != nil {
		return engine.Outcome{}, err
	}
	if b.Fails {
		return engine.Fail(engine.Trouble("held", "it failed")), nil
	}
	return engine.Leave("next"), nil
}

func (b *holdBlock) Abandon(_ context.Context, t *engine.Turn) error {
	var state string
	if err := t.Load(&state); err != nil {
		return err
	}
	if err := t.DeleteRecord("hold", "x"); err != nil {
		return err
	}
	if b.Cross {
		return engine.Trouble("cross", "it cannot be given back")
	}
	t.Send(engine.Content{Text: "abandoned " + state + " by " + t.BlockID()}, "")
	return nil
}

// informed runs an event with the records that the turn asks for.
func (b *bot) informed(ev engine.Event) *engine.Result {
	b.tb.Helper()
	ev.Chat, ev.User, ev.Time = b.chat, b.who, b.now
	st := engine.State{Session: b.load(), Records: map[string]engine.RecordAnswer{}}
	for {
		res, err := b.rev.Turn(b.tb.Context(), st, ev, b.deps())
		need, ok := errors.AsType[*engine.NeedError](err)
		if ok {
			for _, r := range need.Reads {
				st.Records[r.ID()] = engine.RecordAnswer{}
			}
			continue
		}
		if err != nil {
			b.tb.Fatal(err)
		}
		if b.session, err = json.Marshal(res.Session); err != nil {
			b.tb.Fatal(err)
		}
		b.last = res
		return res
	}
}

func holds(config string) string {
	return document(join(
		block("start", "test.trigger", `{"command":"start"}`), block("h", "test.hold", config, `"timeout":"1h"`, ends),
		block("other", "test.trigger", `{"command":"other"}`), block("s", "test.say", `{"text":"Other"}`, ends),
		block("help", "test.trigger", `{"command":"help","when_busy":"nest"}`), block("q", "test.ask", `{"text":"Help?"}`, `"exits":{"answered":"end"}`),
	), join(edge("start", "next", "h"), edge("other", "next", "s"), edge("help", "next", "q")))
}

func (b *bot) callback(body string) *engine.Result {
	b.tb.Helper()
	return b.informed(engine.Event{Kind: engine.CallbackReceived, Callback: &engine.Callback{Gen: 1, Method: "POST", Body: body}})
}

func TestAbandon_TellsBlocksWhoseWaitIsTakenAway(t *testing.T) {
	t.Parallel()
	b := newBot(t, holds(`{}`))
	b.informed(message("/start"))
	want(t, texts(b.informed(message("/help"))), "Help?") // on top: the wait is still there
	want(t, texts(b.informed(message("/other"))), "abandoned kept by h", "Other")
	if got := b.last.Records; len(got) != 1 || got[0].Key != "x" || got[0].Value != nil {
		t.Errorf("changed records %+v", got)
	}
	want(t, texts(b.informed(message("/other"))), "Other")
}

func TestAbandon_IsNotForBlocksThatTookTheEvent(t *testing.T) {
	t.Parallel()
	b := newBot(t, holds(`{}`))
	b.informed(message("/start"))
	for _, body := range []string{"stay", "wait", "leave"} {
		want(t, texts(b.callback(body)))
	}
	if n := len(b.load().Frames); n != 0 {
		t.Errorf("%d frames are left", n)
	}
}

func TestAbandon_ComesWithTheEnvelopesTimeToo(t *testing.T) {
	t.Parallel()
	b := newBot(t, holds(`{}`))
	b.informed(message("/start"))
	b.now = b.now.Add(time.Hour)
	got := texts(b.informed(engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: b.load().WakeGen}}))
	want(t, got, "We have waited long enough and stopped here. You can start again at any time.", "abandoned kept by h")
}

func TestAbandon_TroubleIsReportedAndUndone(t *testing.T) {
	t.Parallel()
	b := newBot(t, holds(`{"cross":true}`))
	b.informed(message("/start"))
	got := texts(b.informed(message("/other")))
	if len(got) != 2 || !strings.HasPrefix(got[0], "owner:") || got[1] != "Other" || len(b.last.Records) != 0 {
		t.Errorf("said %q, changed %+v", got, b.last.Records)
	}
	if c := codes(b.last); len(c) != 1 || c[0] != "cross" {
		t.Errorf("noted %v", c)
	}
}

func TestFail_KeepsWhatWasDoneToRecords(t *testing.T) {
	t.Parallel()
	b := newBot(t, holds(`{"fails":true}`))
	b.informed(message("/start"))
	b.callback("leave")
	if c := codes(b.last); len(c) != 1 || c[0] != "held" || len(b.last.Records) != 1 {
		t.Errorf("noted %v, changed %+v", c, b.last.Records)
	}
}
