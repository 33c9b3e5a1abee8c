package host_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// hookDocument is a bot whose webhook "order" begins a job that takes its time; then the caller is answered.
func hookDocument() []byte {
	return []byte(`{"schema_version":1,"name":"Test","language":"en","flows":[{"id":"main","name":"Main","blocks":[
		{"id":"hook","type":"test.hook"},{"id":"work","type":"test.work"},{"id":"reply","type":"test.reply","exits":{"next":"end","error":"end"}}],
		"edges":[{"from":"hook","exit":"next","to":"work"},{"from":"work","exit":"next","to":"reply"}]}]}`)
}

type hookTrigger struct {
	engine.TriggerSettings
	engine.NoWait
}

func (hookTrigger) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	return engine.Match{}, ev.Kind == engine.WebhookCalled
}

func (hookTrigger) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

// workBlock works as long as the name of the call says, or not at all.
type workBlock struct{}

func (workBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	name := t.Event().Webhook.Name
	if name == "now" {
		return engine.Leave("next"), nil
	}
	d, err := time.ParseDuration(name)
	return engine.WaitUntil(t.Now().Add(d)), err
}

func (workBlock) Resume(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

type replyBlock struct{ engine.NoWait }

func (replyBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	t.Send(engine.Content{Text: "replying"}, "")
	if !t.Reply(engine.Reply{Status: 201, Body: fmt.Sprint("after turn ", t.Key().UserID)}) {
		return engine.Outcome{}, engine.Trouble("nobody", "nobody waits")
	}
	return engine.Leave("next"), nil
}

func (replyBlock) Replies() {}

func withHook(b *bench) {
	exits := []engine.Exit{{Name: "next", Title: words("next")}, {Name: "error", Inherit: true, Title: words("error")}}
	types := []engine.BlockType{
		{Name: "test.hook", Trigger: true, Exits: exits[:1], New: func() engine.Block { return new(hookTrigger) }},
		{Name: "test.work", Exits: exits, New: func() engine.Block { return new(workBlock) }},
		{Name: "test.reply", Exits: exits, New: func() engine.Block { return new(replyBlock) }},
	}
	for _, bt := range types {
		bt.Version, bt.Title, bt.Help, bt.Icon, bt.Example = 1, words(bt.Name), words(bt.Name), "square", "{}"
		b.check(b.cfg.Registry.Add(bt))
	}
}

// hooked is a bench that serves the bot with the webhook.
func hooked(t *testing.T) *bench {
	t.Helper()
	b := setup(t, withHook)
	b.serveHook()
	return b
}

func (b *bench) serveHook() {
	b.tb.Helper()
	b.check(b.host.Serve(b.tb.Context(), record(b.publish(hookDocument())), nil))
}

func (b *bench) hook(user int64, name, dedupe string) host.Incoming {
	b.next++
	in := host.Incoming{Key: key(user), Event: engine.Event{
		ID: fmt.Sprint("h", b.next), Kind: engine.WebhookCalled, Time: b.clock.Now().UTC(),
		Chat: engine.Chat{ID: user, Type: "private"}, Webhook: &engine.WebhookCall{Name: name},
	}}
	if dedupe != "" {
		in.EventKey = "hook:" + dedupe
	}
	return in
}

// called makes a call and gives the answer, "default" for what the trigger says.
func (b *bench) called(in host.Incoming) string {
	b.tb.Helper()
	r, err := b.host.Call(b.tb.Context(), in, 10*time.Second)
	b.check(err)
	if r == nil {
		return "default"
	}
	return fmt.Sprint(r.Status, " ", r.Body)
}

func TestCall_IsAnsweredByItsFlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := hooked(t)
		equal(t, "at once", b.called(b.hook(1, "now", "")), "201 after turn 1")
		begun := time.Now()
		equal(t, "turns later", b.called(b.hook(2, "3s", "")), "201 after turn 2")
		equal(t, "after", time.Since(begun), 3*time.Second)
		begun = time.Now()
		equal(t, "too late", b.called(b.hook(3, "1h", "")), "default")
		equal(t, "waited", time.Since(begun), 10*time.Second)
		b.wantTexts(1, "replying")
	})
}

func TestCall_ThatComesAgainGetsTheSameAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := hooked(t)
		first := make(chan string)
		go func() { first <- b.called(b.hook(1, "3s", "k")) }()
		synctest.Wait()
		equal(t, "while the first waits", b.called(b.hook(1, "3s", "k")), "201 after turn 1")
		equal(t, "first", <-first, "201 after turn 1")
		equal(t, "afterwards", b.called(b.hook(1, "3s", "k")), "201 after turn 1")
		b.wantTexts(1, "replying")
		equal(t, "one without a key is another", b.called(b.hook(1, "now", "")), "201 after turn 1")
		b.wantTexts(1, "replying", "replying")
	})
}

func TestCall_WhoseCallerLeftIsAnsweredWhenItComesAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := hooked(t)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := b.host.Call(ctx, b.hook(1, "3s", "k"), 10*time.Second); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("error %v", err)
		}
		equal(t, "again", b.called(b.hook(1, "3s", "k")), "201 after turn 1")
	})
}

// A crash loses the connection and the answers that were kept, but not the flow.
func TestCall_AfterACrash(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := hooked(t)
		lost := make(chan error)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, err := b.host.Call(ctx, b.hook(1, "3s", "k"), 10*time.Second)
			lost <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-lost; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		b.crash()
		b.start()
		b.serveHook()
		equal(t, "again", b.called(b.hook(1, "3s", "k")), "201 after turn 1")
		b.crash()
		b.start()
		b.serveHook()
		begun := time.Now()
		equal(t, "when all is over", b.called(b.hook(1, "3s", "k")), "default")
		equal(t, "waited", time.Since(begun), time.Duration(0))
		b.wantTexts(1, "replying")
	})
}

func TestCall_OldAnswersAreForgotten(t *testing.T) {
	t.Parallel()
	b := hooked(t)
	for i := range 300 {
		equal(t, "answer", b.called(b.hook(1, "now", fmt.Sprint(i))), "201 after turn 1")
	}
	equal(t, "of the oldest", b.called(b.hook(1, "now", "0")), "default")
	equal(t, "of the newest", b.called(b.hook(1, "now", "299")), "201 after turn 1")
}

func TestCall_OfAHostThatIsStopped(t *testing.T) {
	t.Parallel()
	b := hooked(t)
	b.check(b.host.Stop(t.Context()))
	if _, err := b.host.Call(t.Context(), b.hook(1, "now", ""), time.Second); !errors.Is(err, host.ErrStopped) {
		t.Errorf("error %v", err)
	}
}
