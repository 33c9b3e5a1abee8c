package conform_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/conform"
	"github.com/scenarist/scenarist/engine/custom"
)

// kind carries out calls by a function.
type kind struct {
	pure bool
	run  func(ctx context.Context, env custom.Env, c custom.Call) (custom.Answer, error)
	open error
}

func (kind) Name() string                                                     { return custom.Wasm }
func (kind) Check(*custom.Package) []custom.Problem                           { return nil }
func (k kind) Open(context.Context, *custom.Package) (custom.Executor, error) { return k, k.open }
func (k kind) Pure() bool                                                     { return k.pure }
func (kind) Close(context.Context) error                                      { return nil }

func (k kind) Execute(ctx context.Context, env custom.Env, c custom.Call) (custom.Answer, error) {
	return k.run(ctx, env, c)
}

// asks calls the service of the manifest with a client.
func asks(ctx context.Context, client *http.Client, c custom.Call, more string) (custom.Answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://api.example.com/city?name="+fmt.Sprint(c.Config["city"])+more, nil)
	if err != nil {
		return custom.Answer{}, err
	}
	res, err := client.Do(req)
	if err != nil {
		return custom.Answer{}, err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return custom.Answer{}, err
	}
	if res.StatusCode == http.StatusNotFound {
		return custom.Answer{Exit: "unknown"}, nil
	}
	var body struct{ Degrees float64 }
	if err := json.Unmarshal(data, &body); err != nil {
		return custom.Answer{}, err
	}
	return custom.Answer{Exit: "next", Outputs: map[string]any{"degrees": body.Degrees}}, nil
}

// weather is a manifest that keeps all rules.
const weather = `{"manifest": 1, "name": "acme/weather", "version": "1.0.0", "kind": "wasm", "title": {"en": "Weather"}, "help": {"en": "Tells it."},
	"wasm": {"module": "x.wasm"}, "permissions": {"hosts": ["api.example.com"]},
	"config": {"type": "object", "additionalProperties": false, "required": ["city"], "properties": {
		"city": {"type": "string", "x-title": {"en": "City"}, "x-help": {"en": "Its name."}}}},
	"exits": [{"name": "next", "title": {"en": "Known"}}, {"name": "unknown", "title": {"en": "Unknown"}}],
	"outputs": [{"name": "degrees", "type": "number", "title": {"en": "Degrees"}}],
	"examples": [
		{"config": {"city": "Riga"}, "exit": "next", "outputs": {"degrees": 21},
			"stand_in": [{"method": "GET", "url": "https://api.example.com/city?name=Riga", "status": 200, "answer": {"degrees": 21}}]},
		{"config": {"city": "Nowhere"}, "exit": "unknown",
			"stand_in": [{"method": "GET", "url": "https://api.example.com/city?name=Nowhere", "status": 404}]}]}`

// quiz is one of a block that waits.
const quiz = `{"manifest": 1, "name": "acme/quiz", "version": "1.0.0", "kind": "wasm", "title": {"en": "Quiz"}, "help": {"en": "Asks."},
	"wasm": {"module": "x.wasm"}, "accepts": ["text", "photo"], "exits": [{"name": "right", "title": {"en": "Right"}}],
	"examples": [{"config": {}}]}`

// waits asks until somebody knows.
func waits(_ context.Context, _ custom.Env, c custom.Call) (custom.Answer, error) {
	if c.Event != nil && c.Event.Text == "42" {
		return custom.Answer{Exit: "right"}, nil
	}
	return custom.Answer{Messages: []custom.Message{{Text: "How much?"}}, Wait: &custom.Wait{Accept: []string{"photo", "text"}}}, nil
}

func TestCheckPackage(t *testing.T) {
	t.Parallel()
	good := func(ctx context.Context, env custom.Env, c custom.Call) (custom.Answer, error) {
		return asks(ctx, env.HTTP, c, "")
	}
	var counted atomic.Int64
	var kept *http.Client
	calls := 0
	for _, c := range []struct {
		name     string
		manifest string
		change   [2]string // what of it becomes what
		kind     kind
		rule     conform.Rule // that is broken; empty for none
		want     string
	}{
		{name: "good", manifest: weather, kind: kind{run: good}},
		{name: "good, and waits", manifest: quiz, kind: kind{run: waits, pure: true}},
		{
			name: "no way out", manifest: weather, change: [2]string{`"name": "unknown", "title"`, `"name": "next", "title"`}, kind: kind{run: good},
			rule: conform.Readable, want: `/exits/1/name: the exit "next" is there twice`,
		},
		{
			name: "does not open", manifest: weather, kind: kind{run: good, open: engine.ErrNotFound},
			rule: conform.Readable, want: "it cannot be made ready: not found",
		},
		{
			name: "no help", manifest: weather, change: [2]string{`, "x-help": {"en": "Its name."}`, ``}, kind: kind{run: good},
			rule: conform.Form, want: "/city: it has no help",
		},
		{
			name: "another exit", manifest: weather, change: [2]string{`"exit": "unknown"`, `"exit": "next"`}, kind: kind{run: good},
			rule: conform.Plays, want: `example 2: it leaves by "unknown", and "next" is expected`,
		},
		{
			name: "another output", manifest: weather, change: [2]string{`{"degrees": 21},`, `{"degrees": 22},`}, kind: kind{run: good},
			rule: conform.Plays, want: "example 1: the output degrees is 21, and 22 is expected",
		},
		{
			name: "another request", manifest: weather, change: [2]string{"name=Riga", "name=Rome"}, kind: kind{run: good},
			rule: conform.Plays, want: "and GET https://api.example.com/city?name=Rome is expected",
		},
		{
			name: "an exit that nothing leaves by", manifest: weather,
			change: [2]string{`{"name": "unknown", "title": {"en": "Unknown"}}`, `{"name": "unknown", "title": {"en": "Unknown"}}, {"name": "lost", "title": {"en": "Lost"}}`},
			kind:   kind{run: good}, rule: conform.Exits, want: `no example leaves by the exit "lost"`,
		},
		{
			name: "not the same twice", manifest: quiz, kind: kind{pure: true, run: func(ctx context.Context, env custom.Env, c custom.Call) (custom.Answer, error) {
				a, err := waits(ctx, env, c)
				a.Messages = []custom.Message{{Text: fmt.Sprint("How much? ", counted.Add(1))}}
				return a, err
			}},
			rule: conform.Same, want: "example 1, turn 1: it comes to something else in the session",
		},
		{
			name: "other requests the second time", manifest: weather, kind: kind{run: func(ctx context.Context, env custom.Env, c custom.Call) (custom.Answer, error) {
				return asks(ctx, env.HTTP, c, fmt.Sprint("&n=", counted.Add(1)))
			}},
			rule: conform.Repeated, want: "done again with the same key, it sends other requests",
		},
		{
			name: "goes on without end", manifest: weather, kind: kind{run: func(ctx context.Context, env custom.Env, c custom.Call) (custom.Answer, error) {
				return asks(context.WithoutCancel(ctx), env.HTTP, c, "")
			}},
			rule: conform.TimeOut, want: "the work goes on although its time is over",
		},
		{
			name: "a host that it does not list", manifest: weather, change: [2]string{`["api.example.com"]`, `["other.example.com"]`}, kind: kind{run: good},
			rule: conform.Permitted, want: "the block may not call api.example.com",
		},
		{
			name: "a client of its own", manifest: weather, kind: kind{run: func(ctx context.Context, env custom.Env, c custom.Call) (custom.Answer, error) {
				if c.Config["city"] != "Riga" {
					return asks(ctx, env.HTTP, c, "")
				}
				if calls++; calls <= 5 { // four that judge the work, and the one that counts
					kept = env.HTTP
				}
				return asks(ctx, kept, c, "")
			}},
			rule: conform.Permitted, want: "requests to hosts that nothing permits",
		},
	} {
		m, err := custom.Load([]byte(strings.Replace(c.manifest, c.change[0], c.change[1], 1)))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		p, err := custom.NewPackage(m, nil)
		if err != nil {
			t.Fatal(err)
		}
		o := conform.PackageOptions{Base: engine.NewRegistry(), Kind: c.kind}
		if c.rule == conform.TimeOut {
			o.Patience = time.Millisecond
		}
		broken, said := false, ""
		for _, f := range conform.Problems(conform.CheckPackage(t.Context(), p, o)) {
			broken = broken || f.Rule == c.rule && strings.Contains(f.String(), c.want)
			said += f.String() + "\n"
		}
		if c.rule == "" && said != "" || c.rule != "" && !broken {
			t.Errorf("%s: it says\n%s\nand %q of the rule %s is expected", c.name, said, c.want, c.rule)
		}
	}
}

// TestRules_SayWhatTheyAskForAndHowToMendIt looks at the words.
func TestRules_SayWhatTheyAskForAndHowToMendIt(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range []conform.Rule{
		conform.Readable, conform.Schema, conform.Form, conform.Example, conform.Wrong, conform.Plays, conform.Exits, conform.AnyEvent,
		conform.Same, conform.Reloaded, conform.Repeated, conform.TimeOut, conform.Permitted, conform.Protocol,
	} {
		if r.Asks() == string(r) || r.Mend() == "" || seen[r.Asks()] {
			t.Errorf("the rule %s asks for %q, and is mended by %q", r, r.Asks(), r.Mend())
		}
		seen[r.Asks()] = true
	}
}
