package engine_test

import (
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

func TestCallback_AddressLeadsToOneWaitOfOneBot(t *testing.T) {
	t.Parallel()
	key := []byte("0123456789abcdef")
	b := newBot(t, holds(`{}`))
	want(t, texts(b.informed(message("/start"))), "") // without a public address there is none
	b = newBot(t, holds(`{}`))
	b.public = "https://bots.example.com/here/"
	address := texts(b.informed(message("/start")))[0]
	token, ok := strings.CutPrefix(address, "https://bots.example.com/here/callbacks/1/")
	if !ok {
		t.Fatalf("address %q", address)
	}
	k, gen, ok := engine.OpenCallback(key, 1, token)
	if !ok || k != b.key() || gen != b.load().Wait().Gen {
		t.Errorf("token leads to %+v, %d, %v", k, gen, ok)
	}
	other := []byte("another key of 16")
	for name, open := range map[string]func() bool{
		"another bot": func() bool { _, _, ok := engine.OpenCallback(key, 2, token); return ok },
		"another key": func() bool { _, _, ok := engine.OpenCallback(other, 1, token); return ok },
		"another chat": func() bool {
			_, _, ok := engine.OpenCallback(key, 1, strings.Replace(token, ".7.", ".8.", 1))
			return ok
		},
		"cut off":        func() bool { _, _, ok := engine.OpenCallback(key, 1, token[:len(token)-1]); return ok },
		"nothing":        func() bool { _, _, ok := engine.OpenCallback(key, 1, ""); return ok },
		"no signature":   func() bool { _, _, ok := engine.OpenCallback(key, 1, token[strings.Index(token, "."):]); return ok },
		"a button's":     func() bool { _, _, ok := engine.OpenCallback(key, 1, "b12345678"); return ok },
		"something else": func() bool { _, _, ok := engine.OpenCallback(key, 1, strings.Repeat(".", 100)); return ok },
	} {
		if open() {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestCallback_OfAnotherWaitChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBot(t, holds(`{}`))
	b.informed(message("/start"))
	res := b.informed(engine.Event{Kind: engine.CallbackReceived, Callback: &engine.Callback{Gen: 2}})
	if res.Handled || len(b.load().Frames) != 1 {
		t.Error("the call was taken")
	}
	b.informed(message("/help"))
	b.callback("leave") // addressed: what is on top gives way
	if n := len(b.load().Frames); n != 0 {
		t.Errorf("%d frames are left", n)
	}
	if res := b.callback("leave"); res.Handled {
		t.Error("it was taken twice")
	}
}
