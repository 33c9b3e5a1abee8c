package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/host/memstore"
)

// stuck is a messenger's do that hangs until the host is stopped; it signals every try.
func stuck(tried chan<- string) func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
	return func(ctx context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
		tried <- e.Key
		<-ctx.Done()
		return host.Receipt{}, ctx.Err()
	}
}

func TestCrash_BetweenCommitAndSendLosesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tried := make(chan string, 100)
	b.msgr.do = stuck(tried)
	ins := []host.Incoming{b.message(1, "many a"), b.message(1, "count b"), b.message(2, "say c")}
	for _, in := range ins {
		b.check(b.host.Receive(t.Context(), in))
	}
	<-tried
	b.crash()
	b.msgr.do = nil
	b.start()
	for _, in := range ins { // nobody had heard the acknowledgement
		b.check(b.host.Receive(t.Context(), in))
	}
	b.say(1, "count d")
	b.wantTexts(1, "a0", "a1", "a2", "b 1", "d 2")
	b.wantTexts(2, "c")
	equal(t, "pending", len(mustPending(b)), 0)
}

func TestCrash_InvoiceOnItsWayIsNotSentAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tried := make(chan string, 100)
	b.msgr.do = stuck(tried)
	b.say(1, "sell o1")
	key := <-tried
	b.say(1, "say a")
	b.say(2, "sell o2")
	b.crash()
	equal(t, "state", b.mem.State(botID, key), host.SendSending)
	b.msgr.do = nil
	b.start()
	b.wantTexts(1, "a")
	equal(t, "state", b.mem.State(botID, key), host.SendUnknown)
	notes := b.mem.Notes()
	if len(notes) == 0 || notes[0].Note.Error.Code != "send_unknown" || notes[0].Note.Block != "act" {
		t.Fatalf("notes are %+v", notes)
	}
}

func TestCrash_InvoiceThatWaitedIsSent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tried := make(chan string, 100)
	b.msgr.do = stuck(tried)
	b.say(1, "say a")
	b.say(1, "sell o1")
	<-tried
	b.crash()
	b.msgr.do = nil
	b.start()
	b.wantTexts(1, "a", "invoice")
}

// orderedStore keeps the first group that says what was sent until an announcement has overtaken it, or some time has gone by.
type orderedStore struct {
	host.Store
	announced chan struct{} // has room for one
	later     atomic.Bool
	overtaken atomic.Bool
}

func (s *orderedStore) Commit(ctx context.Context, members []host.Member) ([]host.Verdict, error) {
	sent := func(m host.Member) bool { return len(m.Marks) > 0 && m.Marks[0].State == host.SendSent }
	if slices.ContainsFunc(members, sent) && !s.later.Swap(true) {
		select {
		case <-s.announced:
			s.overtaken.Store(true)
		case <-time.After(200 * time.Millisecond):
		}
	}
	return s.Store.Commit(ctx, members)
}

func (s *orderedStore) Mark(ctx context.Context, marks []host.Mark) error {
	select {
	case s.announced <- struct{}{}:
	default:
	}
	return s.Store.Mark(ctx, marks)
}

// What was sent before an invoice is noted before the invoice goes out. A crash would repeat it otherwise, behind the invoice,
// which is not repeated.
func TestCrash_NothingIsRepeatedBehindAnInvoice(t *testing.T) {
	t.Parallel()
	s := &orderedStore{announced: make(chan struct{}, 1)}
	b := setup(t, func(b *bench) {
		b.mem = memstore.New(b.clock)
		s.Store, b.store = b.mem, s
	})
	may := make(chan struct{})
	b.msgr.do = func(_ context.Context, e *engine.Effect, _ host.References) (host.Receipt, error) {
		if e.Kind == engine.SendMessage {
			<-may
		}
		return host.Receipt{MessageIDs: []int64{e.Turn}}, nil
	}
	b.say(1, "say a")
	b.say(1, "sell o1")
	close(may) // the message is sent, and the invoice is next
	b.idle()
	if s.overtaken.Load() {
		t.Error("the invoice was announced before the message before it was noted")
	}
	equal(t, "pending", len(mustPending(b)), 0)
}

func TestCrash_JobIsRunAgainAndItsResultTakenOnce(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	began := make(chan struct{}, 10)
	b := setup(t, func(b *bench) {
		b.cfg.Registry = registry(t, func(ctx context.Context, _ engine.JobDeps, _ engine.Job) (raw json.RawMessage, err error) {
			began <- struct{}{}
			if runs.Add(1) == 1 {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return json.RawMessage(`"done"`), nil
		})
	})
	b.say(1, "job x")
	<-began
	b.crash()
	b.start()
	b.wantTexts(1, `job "done"`)
}

func TestSweep_FindsWhatNobodySends(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.say(1, "say a")
	b.idle()
	// A commit whose end the host never heard.
	_, err := b.mem.Commit(t.Context(), []host.Member{{Key: key(1), Out: []host.Outgoing{{
		BotID: botID, ChatID: 1, Key: "1.1.9.0", State: host.SendPending,
		Effect: []byte(`{"key":"1.1.9.0","kind":"send","chat_id":1,"content":{"text":"lost"}}`),
	}}}})
	b.check(err)
	for range 2 {
		b.check(b.host.Sweep(t.Context()))
		b.idle()
	}
	b.wantTexts(1, "a", "lost")
}

func TestSweep_WhileSendingSendsNothingTwice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	stop := make(chan struct{})
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		for {
			select {
			case <-stop:
				return
			default:
				if err := b.host.Sweep(t.Context()); err != nil {
					t.Errorf("sweep: %v", err)
					return
				}
			}
		}
	}()
	const n = 300
	var want []string
	for i := range n {
		b.say(1, "count x")
		want = append(want, fmt.Sprint("x ", i+1))
	}
	close(stop)
	<-swept
	b.wantTexts(1, want...)
}

func TestRecovery_UnreadableEffectIsGivenUp(t *testing.T) {
	t.Parallel()
	b := prepare(t)
	_, err := b.mem.Commit(t.Context(), []host.Member{{Key: key(1), Out: []host.Outgoing{
		{BotID: botID, ChatID: 1, Key: "1.1.1.0", State: host.SendPending, Effect: []byte(`{`)},
		{BotID: botID, ChatID: 1, Key: "1.1.1.1", State: host.SendPending, Effect: []byte(`{"kind":"send","chat_id":1,"content":{"text":"a"}}`)},
	}}})
	b.check(err)
	b.start()
	b.wantTexts(1, "a")
	equal(t, "state", b.mem.State(botID, "1.1.1.0"), host.SendFailed)
}

func TestSweep_PageThatWasReadTooEarlySendsNothingTwice(t *testing.T) {
	t.Parallel()
	slow := &slowReader{}
	b := setup(t, slow.option)
	release := make(chan struct{})
	b.msgr.do = func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
		<-release
		return host.Receipt{}, nil
	}
	slow.page = true
	b.say(1, "say a")
	swept := make(chan error)
	go func() { swept <- b.host.Sweep(t.Context()) }()
	<-slow.read // the sweep has seen the message pending
	close(release)
	b.idle() // sent, and marked
	close(slow.open)
	b.check(<-swept)
	b.wantTexts(1, "a")
}

func TestCrash_CommitWhoseEndWasNotHeard(t *testing.T) {
	t.Parallel()
	lying := &lyingStore{lies: func([]host.Member) bool { return true }}
	b := setup(t, lying.option)
	in := b.message(1, "count a")
	if err := b.host.Receive(t.Context(), in); !errors.Is(err, errDiskFull) {
		t.Fatalf("error is %v", err)
	}
	b.check(b.host.Receive(t.Context(), in)) // known to the store
	b.wantTexts(1, "a 1")                    // found as soon as the store works again
	b.say(1, "count b")
	b.check(b.host.Sweep(t.Context()))
	b.wantTexts(1, "a 1", "b 2")
}

func TestCrash_FailureWhoseTurnWasNotHeardOfIsToldOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		lying := &lyingStore{lies: func(ms []host.Member) bool {
			return slices.ContainsFunc(ms, func(m host.Member) bool { return m.Session != nil && len(m.Marks) > 0 })
		}}
		b := setup(t, lying.option)
		b.msgr.do = answers(map[string][]error{"a": {&host.SendError{Fatal: true, Code: "blocked"}}})
		b.say(1, "say a")
		pass(time.Minute)
		b.idle()
		equal(t, "passes by the exit", fmt.Sprint(b.mem.User(botID, 1)["sorry"]), "1")
		equal(t, "state", b.mem.State(botID, "1.1.1.0"), host.SendFailed)
	})
}

func TestCrash_InvoiceThatWasRefusedForNowIsSent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tried := make(chan struct{}, 1)
	b.msgr.do = func(context.Context, *engine.Effect, host.References) (host.Receipt, error) {
		tried <- struct{}{}
		return host.Receipt{}, retry(time.Hour, "flood")
	}
	b.say(1, "sell o1")
	<-tried
	b.idle()
	b.crash()
	b.msgr.do = nil
	b.start()
	b.wantTexts(1, "invoice")
}
