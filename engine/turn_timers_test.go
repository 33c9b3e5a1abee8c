package engine_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
)

func TestTimer_CircleOfWaitsThatAreOverIsSlow(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(join(block("start", "test.trigger", `{"command":"start"}`), block("u", "test.until", `{"ago":"1h"}`)),
		join(edge("start", "next", "u"), edge("u", "next", "u"))))
	b.say("/start")
	for range 5 {
		b.wake()
	}
	if got := b.now.Sub(start); got != 5*engine.MinWait {
		t.Errorf("five turns took %v", got)
	}
}

func TestTimer_RetryPauseOfYearsDoesNotOverflow(t *testing.T) {
	t.Parallel()
	b := newBot(t, failing(`"exits":{"next":"end"},"on_error":{"retries":10,"backoff":"3000d"}`, ""))
	b.say("/start")
	for range 9 {
		if at := b.load().WakeAt; !at.Equal(b.now.Add(engine.MaxRetryPause)) {
			t.Fatalf("next try at %v, now is %v", at, b.now)
		}
		b.wake()
	}
}

func TestTimer_WaitBeyondTheLimitIsATrouble(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(join(block("start", "test.trigger", `{"command":"start"}`), block("u", "test.until", `{"years":9000}`, ends)), edge("start", "next", "u")))
	b.say("/start")
	want(t, codes(b.last), "wait_too_long")
}

func TestTimer_MissedRemindersGiveOne(t *testing.T) {
	t.Parallel()
	b := newBot(t, greeting())
	b.say("/start")
	s := b.load()
	for i := range 3 {
		s.Frames[0].Wait.Reminders = append(s.Frames[0].Wait.Reminders, start.Add(time.Duration(20+i)*time.Minute))
	}
	b.session = must(json.Marshal(s))
	b.now = start.Add(21 * time.Minute)
	want(t, texts(b.turn(engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: s.WakeGen}})), "still there?")
	if w := b.load().Frames[0].Wait; w.Reminded != 3 || !slices.Equal(w.Reminders, []time.Time{start.Add(22 * time.Minute)}) {
		t.Errorf("wait %+v", w)
	}
	b.now = start.Add(3 * time.Hour)
	want(t, texts(b.turn(engine.Event{Kind: engine.TimerFired, Timer: &engine.Timer{Gen: b.load().WakeGen}})), "Too late")
}

func TestRetry_IsTheSamePassForTheEnvelope(t *testing.T) {
	t.Parallel()
	b := newBot(t, failing(`"exits":{"next":"end"},"on_error":{"retries":2},"once_per":"session","goal":"g","cost":1`, ""))
	b.say("/start")
	goals := 0
	for range 2 {
		b.wake()
		goals += len(b.last.Notes)
	}
	want(t, codes(b.last), "test_failed")
	if goals != 1 { // the trouble at the end; goal and cost were noted at the first try
		t.Errorf("%d notes of the repeats", goals)
	}
}

func TestTrouble_RowBeginsAnewAfterAPause(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("f", "test.fail", `{}`, ends),
			block("ask", "test.ask", `{"text":"tick","deadline":"5m"}`, `"exits":{"answered":"end"}`)),
		join(edge("start", "next", "f"), edge("f", "error", "ask"), edge("ask", "timeout", "f"))))
	b.say("/start")
	for range 3 * engine.MaxErrorsInARow {
		want(t, b.wake(), "tick")
	}
}

func TestTrouble_SecondCircleEndsWithWords(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("a", "test.set", `{"var":"session.x","op":"add","value":1}`),
			block("f", "test.fail", `{}`, ends), block("s", "test.ask", `{"text":"?"}`, `"skip_if":"true"`, `"skip_exit":"answered"`)),
		join(edge("start", "next", "a"), edge("a", "next", "s"), edge("s", "answered", "a"))))
	b.say("/start")
	got := texts(b.last)
	if len(got) != 2 || b.load().Status != engine.SessionFailed {
		t.Errorf("got %q, status %q", got, b.load().Status)
	}
}

func TestTrouble_HandlerWorksAgainAfterTheUserAnswered(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("f", "test.fail", `{}`, ends), block("h", "test.ask", `{"text":"Again?"}`)),
		join(edge("start", "next", "f"), edge("h", "answered", "f"))))
	b.rev = newBot(t, `{"schema_version":1,"name":"T","language":"en","flows":[{"id":"main","name":"Main","on_error":{"flow":"main","block":"h"},"blocks":[`+
		join(block("start", "test.trigger", `{"command":"start"}`), block("f", "test.fail", `{}`, ends), block("h", "test.ask", `{"text":"Again?"}`))+
		`],"edges":[`+join(edge("start", "next", "f"), edge("h", "answered", "f"))+`]}]}`).rev
	want(t, b.say("/start"), "Again?")
	want(t, b.say("yes"), "Again?")
}

func TestWait_StateThatIsNoJSONIsATrouble(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(join(block("start", "test.trigger", `{"command":"start"}`), block("o", "test.odd", `{"do":"state"}`, ends)), edge("start", "next", "o")))
	b.say("/start")
	want(t, codes(b.last), "state_invalid")
}

func TestPaymentLate_BlockThatDoesNotWantItLeavesNoFrame(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(join(block("start", "test.trigger", `{"command":"start"}`), block("q", "test.ask", `{"text":"Q?"}`, `"exits":{"answered":"end"}`), block("o", "test.odd", `{"do":""}`, ends)),
		edge("start", "next", "q")))
	b.say("/start")
	pay := engine.Event{Kind: engine.PaymentPaid, Payment: &engine.Payment{Payload: "o1", ChargeID: "c", Amount: 5, Currency: "XTR", Order: &engine.Order{ID: "o1", Flow: "main", Block: "o"}}}
	want(t, texts(b.turn(pay)), "Q?")
	if s := b.load(); len(s.Frames) != 1 || s.Wait() == nil {
		t.Errorf("frames %+v", s.Frames)
	}
	pay.Payment.Order.Block = "gone"
	want(t, texts(b.turn(pay)), "owner:Trouble in bot T, flow Main, block gone: 5 XTR came for order o1, which no block knows: deliver it, or give the money back (charge c)")
	if o := b.last.Orders; len(o) != 1 || o[0].To != engine.OrderPaid {
		t.Errorf("orders %+v", o)
	}
}

func TestPayment_TakesAwayTheInterruptionAboveIt(t *testing.T) {
	t.Parallel()
	b := newBot(t, document(
		join(block("start", "test.trigger", `{"command":"start"}`), block("p", "test.pay", `{}`), block("thanks", "test.say", `{"text":"Thanks"}`, ends),
			block("late", "test.say", `{"text":"Late"}`, ends), help("nest")),
		join(edge("start", "next", "p"), edge("p", "paid", "thanks"), edge("p", "paid_late", "late"), helpEdges())))
	b.say("/start")
	order := *b.last.Orders[0].Create
	b.say("/help")
	pay := engine.Event{Kind: engine.PaymentPaid, Payment: &engine.Payment{Payload: order.ID, ChargeID: "c1", Order: &order}}
	want(t, texts(b.turn(pay)), "Thanks")
	b.say("/help")
	want(t, texts(b.turn(pay)), "Late", "Help?") // a second payment, while in the same flow
	b.turn(engine.Event{Kind: engine.PaymentRefunded, Payment: pay.Payment})
	if o := b.last.Orders; len(o) != 1 || o[0].To != engine.OrderRefunded {
		t.Errorf("orders %+v", o)
	}
}
