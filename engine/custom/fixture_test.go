package custom_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/trial"
)

// funcKind carries packages out by a function: as small as a kind can be.
type funcKind struct {
	name string
	pure bool
	do   func(ctx context.Context, env custom.Env, c custom.Call) (custom.Answer, error)
}

func (k *funcKind) Name() string                           { return k.name }
func (k *funcKind) Check(*custom.Package) []custom.Problem { return nil }
func (k *funcKind) Open(context.Context, *custom.Package) (custom.Executor, error) {
	return &funcExecutor{k}, nil
}

type funcExecutor struct{ *funcKind }

func (e *funcExecutor) Pure() bool                  { return e.pure }
func (e *funcExecutor) Close(context.Context) error { return nil }
func (e *funcExecutor) Execute(ctx context.Context, env custom.Env, c custom.Call) (custom.Answer, error) {
	return e.do(ctx, env, c)
}

const manifest = `{
	"manifest": 1, "name": "acme/poll", "version": "1.2.0", "kind": "go", "title": {"en": "Poll", "ru": "Опрос"}, "help": {"en": "Asks."}, "icon": "list",
	"config": {"type": "object", "required": ["text"], "properties": {
		"text": {"x-widget": "line", "title": "Text"},
		"choices": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}, "label": {"type": "string"}}}},
		"token": {"x-widget": "line", "x-secrets": true}, "key": {"x-widget": "secret"}
	}},
	"exits": [{"name": "next", "title": {"en": "Next"}}],
	"lists": [{"setting": "choices", "prefix": "choice", "field": "id", "title": "label"}],
	"outputs": [{"name": "points", "type": "number", "title": {"en": "Points"}}],
	"accepts": ["text", "button"],
	"permissions": {"hosts": ["api.example.com"], "read": ["user.points"], "write": ["user.level"], "secrets": ["shared"], "ledger": true},
	"examples": [{"config": {"text": "Hi"}, "exit": "next"}]
}`

const config = `{"text": "{{ event.text }}!", "choices": [{"id": "a", "label": "A"}], "token": "Bearer {{ secret.mine }}", "key": "named", "save": {"points": "session.points"}}`

func load(tb testing.TB, manifest string) *custom.Package {
	tb.Helper()
	m, err := custom.Load([]byte(manifest))
	if err != nil {
		tb.Fatal(err)
	}
	p, err := custom.NewPackage(m, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// try makes a bot around a block of the package.
func try(tb testing.TB, k *funcKind, p *custom.Package, o trial.Options) *trial.Bot {
	tb.Helper()
	exec, err := k.Open(tb.Context(), p)
	if err != nil {
		tb.Fatal(err)
	}
	typ, jobs, err := custom.Type(p, exec)
	if err != nil {
		tb.Fatal(err)
	}
	if o.Registry, err = engine.NewRegistry().With(engine.Overlay{Types: []engine.BlockType{typ}, Jobs: jobs}); err != nil {
		tb.Fatal(err)
	}
	o.Type, o.Version = typ, p.Manifest.Version
	if o.Config == nil {
		o.Config = json.RawMessage(config)
	}
	if o.Secrets == nil {
		o.Secrets = map[string]string{"mine": "m", "named": "n", "shared": "s", "other": "o"}
	}
	b, err := trial.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// tryType makes a bot around a block of a type.
func tryType(tb testing.TB, reg *engine.Registry, typ engine.BlockType) *trial.Bot {
	tb.Helper()
	b, err := trial.New(trial.Options{Registry: reg, Type: typ, Version: "1.2.0", Config: json.RawMessage(`{"text": "x"}`)})
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// settled enters the block and does all its work.
func settled(tb testing.TB, b *trial.Bot) {
	tb.Helper()
	if _, err := b.Enter(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	if err := b.Settle(tb.Context()); err != nil {
		tb.Fatal(err)
	}
}

// left says how the block was left, such as "next" or "error block_answer: …"; empty while it waits.
func left(b *trial.Bot) string {
	exit, trouble := b.Exit()
	if trouble != nil {
		return "error " + trouble.Code + ": " + trouble.Message
	}
	return exit
}

func leaves(tb testing.TB, b *trial.Bot, want string) {
	tb.Helper()
	if got := left(b); got != want && (!strings.HasPrefix(want, "error ") || !strings.HasPrefix(got, want)) {
		tb.Errorf("left by %q, want %q", got, want)
	}
}

func sent(b *trial.Bot) string {
	var out []string
	for _, e := range b.Last.Effects {
		if e.Kind == engine.SendMessage && e.Content != nil && e.Block == "it" {
			out = append(out, e.Content.Text)
		}
	}
	return strings.Join(out, "|")
}

func must[T any](tb testing.TB) func(T, error) T {
	tb.Helper()
	return func(v T, err error) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}
