package engine_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// printed is a value in all the ways that somebody may print or log it.
func printed(ctx context.Context, what ...any) string {
	var out bytes.Buffer
	for _, v := range what {
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			fmt.Fprintf(&out, format+"\n", v)
		}
		slog.New(slog.NewTextHandler(&out, nil)).InfoContext(ctx, "printed", "what", v)
		slog.New(slog.NewJSONHandler(&out, nil)).InfoContext(ctx, "printed", "what", v)
	}
	return out.String()
}

// printBlock prints its turn.
type printBlock struct {
	engine.NoWait
	to *string
}

func (b *printBlock) Enter(ctx context.Context, t *engine.Turn) (engine.Outcome, error) {
	*b.to += printed(ctx, t, *t, struct{ Turn *engine.Turn }{t}, struct{ Turn engine.Turn }{*t})
	return engine.Leave("next"), nil
}

func TestTurn_IsPrintedWithoutItsKey(t *testing.T) {
	t.Parallel()
	b := newBot(t, `{"schema_version":1,"name":"Test","language":"en","flows":[]}`)
	var out string
	reg := registry(t)
	err := reg.Add(engine.BlockType{
		Name: "test.print", Version: 1, Title: text("print"), Help: text("print"), Icon: "square", Exits: []engine.Exit{{Name: "next", Title: text("next")}},
		Example: `{}`, New: func() engine.Block { return &printBlock{to: &out} },
	})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load([]byte(`{"schema_version":1,"name":"Test","language":"en","flows":[{"id":"main","name":"Main","blocks":[
		{"id":"any","type":"test.trigger","config":{"any":true}},{"id":"print","type":"test.print","config":{},"exits":{"next":"end"}}],
		"edges":[{"from":"any","exit":"next","to":"print"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if b.rev, err = engine.Compile(doc, reg, 1); err != nil {
		t.Fatal(err)
	}
	b.say("What nobody else may read")
	deps := b.deps()
	deps.Username = "shop_bot"
	out += printed(t.Context(), deps, &deps, struct{ Deps engine.Deps }{deps})
	for _, part := range []string{"turn 1 of session 1/7/7", "Username:shop_bot"} { // it says which it is
		if !strings.Contains(out, part) {
			t.Errorf("%s is not in\n%s", part, out)
		}
	}
	key := string(deps.Key)
	for _, secret := range []string{key, hex.EncodeToString(deps.Key), strings.Trim(fmt.Sprintf("%d", deps.Key), "[]"), "0x30, 0x31, 0x32", "nobody else"} {
		if strings.Contains(out, secret) {
			t.Errorf("%s is in\n%s", secret, out)
		}
	}
}
