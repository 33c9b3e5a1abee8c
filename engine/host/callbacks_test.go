package host_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// adviceBlock gives its address away and says what is called back, until that is "done".
type adviceBlock struct{}

func (adviceBlock) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	t.Send(engine.Content{Text: t.CallbackURL()}, "")
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.CallbackReceived}}), nil
}

func (adviceBlock) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	t.Send(engine.Content{Text: fmt.Sprint(ev.Callback.Body)}, "")
	if ev.Callback.Body == "done" {
		return engine.Leave("next"), nil
	}
	return t.WaitOn(nil), nil
}

func adviceDocument() []byte {
	return []byte(`{"schema_version":1,"name":"Test","language":"en","flows":[{"id":"main","name":"Main","blocks":[
		{"id":"any","type":"test.any"},{"id":"advice","type":"test.advice","exits":{"next":"end"}}],
		"edges":[{"from":"any","exit":"next","to":"advice"}]}]}`)
}

// advised is a bench with a waiting block; it gives the token of its address.
func advised(t *testing.T) (*bench, string) {
	t.Helper()
	b := setup(t, func(b *bench) {
		b.cfg.PublicURL = "https://bots.example.com"
		b.check(b.cfg.Registry.Add(engine.BlockType{
			Name: "test.advice", Version: 1, Title: words("Advice"), Help: words("Advice"), Icon: "square", Example: "{}",
			Exits: []engine.Exit{{Name: "next", Title: words("next")}}, New: func() engine.Block { return new(adviceBlock) },
		}))
	})
	b.check(b.host.Serve(t.Context(), record(b.publish(adviceDocument())), nil))
	b.say(1, "hi")
	b.idle()
	token, ok := strings.CutPrefix(b.msgr.texts(1)[0], "https://bots.example.com/callbacks/42/")
	if !ok {
		t.Fatalf("sent %q", b.msgr.texts(1))
	}
	return b, token
}

func TestCallback_ReachesItsWaitOnceForEachThingSaid(t *testing.T) {
	t.Parallel()
	b, token := advised(t)
	address := b.msgr.texts(1)[0]
	for i, body := range []string{"30 %", "30 %", "60 %", "done", "done", "late"} {
		c := engine.Callback{Method: "POST", Body: body, Headers: map[string]string{"x-try": fmt.Sprint(i)}}
		b.check(b.host.Callback(t.Context(), botID, token, c))
	}
	b.wantTexts(1, address, "30 %", "60 %", "done")
}

func TestCallback_StrangersFindNothing(t *testing.T) {
	t.Parallel()
	b, token := advised(t)
	for name, try := range map[string]func() error{
		"token":   func() error { return b.host.Callback(t.Context(), botID, token+"1", engine.Callback{Body: "done"}) },
		"bot":     func() error { return b.host.Callback(t.Context(), botID+1, token, engine.Callback{Body: "done"}) },
		"nothing": func() error { return b.host.Callback(t.Context(), botID, "", engine.Callback{Body: "done"}) },
	} {
		if err := try(); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if err := b.host.Callback(t.Context(), botID, token, engine.Callback{Body: func() {}}); err == nil {
		t.Error("a body that is no JSON was taken")
	}
}

func TestCallback_SurvivesACrash(t *testing.T) {
	t.Parallel()
	b, token := advised(t)
	address := b.msgr.texts(1)[0]
	b.crash()
	b.start()
	b.check(b.host.Serve(t.Context(), record(b.publish(adviceDocument())), nil))
	b.check(b.host.Callback(t.Context(), botID, token, engine.Callback{Method: "POST", Body: "done"}))
	b.check(b.host.Callback(t.Context(), botID, token, engine.Callback{Method: "POST", Body: "done"}))
	b.wantTexts(1, address, "done")
}
