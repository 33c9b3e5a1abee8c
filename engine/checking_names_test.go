package engine_test

import (
	"context"
	"slices"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// offerBlock tells its Check which commands the bot takes.
type offerBlock struct {
	engine.NoWait

	Offers string `json:"offers"`
}

func (b *offerBlock) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

func (b *offerBlock) Check(k *engine.Checking) {
	known, complete := k.CommandNames()
	if complete && !slices.Contains(known, b.Offers) {
		k.WarnOf(b.Offers, known, "unanswered", "/offers", "none of %q", known)
	}
}

func TestChecking_CommandNamesAreThoseOfTriggers(t *testing.T) {
	t.Parallel()
	reg := checkRegistry(t)
	add(t, reg, "test.offer", `{"offers":"x"}`, func() engine.Block { return new(offerBlock) })
	for _, c := range []struct{ name, triggers, offers, want, fix string }{
		{"as it is", `["command:orders"]`, "orders", "", ""},
		{"with a scope and a pattern", `["command:orders@group ^x$","command:help ^a@b$"]`, "help", "", ""},
		{"none", `["text:any:orders","button:orders","link:abc"]`, "orders", `none of ["start"]`, ""},
		{"a link is /start", `["link:abc"]`, "start", "", ""},
		{"one that is near", `["command:orders","command:help"]`, "oders", `none of ["help" "orders"]; did you mean "orders"?`, "orders"},
		{"a pattern may fit all", `["command:help","pattern:^/"]`, "orders", "", ""},
	} {
		doc := document(join(
			block("start", "test.key", `{"keys":`+c.triggers+`}`),
			block("menu", "test.offer", `{"offers":"`+c.offers+`"}`, ends),
		), edge("start", "next", "menu"))
		got, fix := "", ""
		for _, i := range checked(t, reg, []byte(doc)) {
			if i.Code != "unanswered" {
				continue
			}
			got = i.Message
			if i.Fix != nil {
				fix, _ = i.Fix.Changes[0].Value.(string)
				if i.Fix.Changes[0].Path != i.Path || i.Fix.Changes[0].Op != "replace" {
					t.Errorf("%s: the fix is %+v", c.name, i.Fix)
				}
			}
		}
		if got != c.want || fix != c.fix {
			t.Errorf("%s: %q, fix %q; want %q, fix %q", c.name, got, fix, c.want, c.fix)
		}
	}
}
