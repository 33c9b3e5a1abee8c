package declarative

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// exampleTime is the time at which examples begin, that of package trial.
var exampleTime = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

// exampleKey is the key of the calls of examples.
const exampleKey = "example"

// maxCalls is how often a block may be called for one example.
const maxCalls = 200

// RunExample plays one of a package's examples without a network: its stand-ins answer, and each request must be exactly the
// one that is expected. Pauses go by at once, and what is kept over them goes through JSON. It gives everything that is not
// as the example says.
func RunExample(ctx context.Context, p *custom.Package, example int) []custom.Problem {
	return RunExampleOver(ctx, p, example, func(h http.Handler) http.RoundTripper { return direct{h} })
}

// RunExampleOver is RunExample with requests that go another way to the pretended service, such as over a loopback server.
// Addresses that come to the handler without a host of their own are taken as https.
func RunExampleOver(ctx context.Context, p *custom.Package, example int, over func(http.Handler) http.RoundTripper) []custom.Problem {
	at := fmt.Sprintf("/examples/%d", example)
	if problems := (Kind{}).Check(p); len(problems) > 0 {
		return problems
	}
	x, err := Kind{}.Open(ctx, p)
	if err != nil {
		return []custom.Problem{{Path: root, Message: err.Error()}}
	}
	want := &p.Manifest.Examples[example]
	s := &standIn{path: at, expected: want.StandIn}
	pl := &player{exec: x, example: want, now: exampleTime, client: &http.Client{Transport: over(s)}}
	answer, err := pl.play(ctx, p.Manifest)
	s.mu.Lock()
	defer s.mu.Unlock()
	pl.compare(s, answer, err)
	if s.next < len(s.expected) {
		s.add(fmt.Sprintf("%s/stand_in/%d", at, s.next), "this request was not made: %s %s", s.expected[s.next].Method, s.expected[s.next].URL)
	}
	if err := x.Close(ctx); err != nil {
		s.add(at, "close: %v", err)
	}
	return s.problems
}

// player is an example being played.
type player struct {
	exec    custom.Executor
	example *custom.Example
	now     time.Time
	client  *http.Client
	endless bool // waits go by, although the example does not say how it ends
}

// play calls the block until it ends, or waits for what no example can do.
func (pl *player) play(ctx context.Context, m *custom.Manifest) (custom.Answer, error) {
	config, err := pl.config(m)
	if err != nil {
		return custom.Answer{}, err
	}
	c := custom.Call{
		Protocol: custom.Protocol, Block: custom.BlockID{Type: m.Name, Version: m.Version}, Key: exampleKey, Now: pl.now,
		Deadline: pl.now.Add(time.Minute), Config: config, Language: "en", Variables: pl.example.Values,
		CallbackURL: "https://bots.example.com/callback",
	}
	if m.Permissions.Contacts {
		c.User = &custom.Person{ID: 7, FirstName: "Ann", Username: "ann", Language: "en"}
	}
	for range maxCalls {
		env := custom.Env{
			HTTP: pl.client, Secret: pl.secret, Reveal: pl.reveal, Now: pl.now, Rand: rand.New(rand.NewPCG(1, 1)), Log: slog.New(slog.DiscardHandler),
		}
		answer, err := pl.exec.Execute(ctx, env, c)
		if again, ok := errors.AsType[*engine.AgainError](err); ok {
			pl.now = pl.now.Add(again.After)
			continue
		}
		if err != nil || answer.Wait == nil || pl.waits() && !pl.endless {
			return answer, err
		}
		pause, err := flow.ParseDuration(answer.Wait.Timeout)
		if err != nil {
			return answer, fmt.Errorf("read the time of a wait: %w", err)
		}
		pl.now = pl.now.Add(pause.Std())
		c.Now, c.State, c.Event = pl.now, answer.State, &custom.Event{Kind: custom.TimeoutEvent}
	}
	return custom.Answer{}, fmt.Errorf("the block does not end within %d calls", maxCalls)
}

// waits reports whether the example ends where the block waits.
func (pl *player) waits() bool {
	e := pl.example
	return e.Exit == "" && e.Error == "" && len(e.Outputs) == 0
}

// mark stands for a secret in rendered settings, as in a turn.
func mark(name string) string { return "\u27e6secret:" + name + ":example\u27e7" }

func (pl *player) secret(_ context.Context, name string) (string, error) {
	v, ok := pl.example.Secrets[name]
	if !ok {
		return "", engine.ErrNotFound
	}
	return v, nil
}

func (pl *player) reveal(_ context.Context, text string) (string, error) {
	for name, v := range pl.example.Secrets {
		text = strings.ReplaceAll(text, mark(name), v)
	}
	return text, nil
}

// config fills the example's settings in: defaults of the schema, and templates over its values.
func (pl *player) config(m *custom.Manifest) (map[string]any, error) {
	var schema struct {
		Properties map[string]struct {
			Default any `json:"default"`
		} `json:"properties"`
	}
	if len(m.Config) > 0 {
		if err := json.Unmarshal(m.Config, &schema); err != nil {
			return nil, fmt.Errorf("read the schema of the settings: %w", err)
		}
	}
	config := map[string]any{}
	for name, p := range schema.Properties {
		if p.Default != nil {
			config[name] = p.Default
		}
	}
	if err := json.Unmarshal(pl.example.Config, &config); err != nil {
		return nil, fmt.Errorf("read the settings of the example: %w", err)
	}
	scopes, open := map[string]any{}, []string{}
	for name, v := range pl.example.Values {
		scope, rest, _ := strings.Cut(name, ".")
		inner, ok := scopes[scope].(map[string]any)
		if !ok {
			inner = map[string]any{}
			scopes[scope] = inner
			open = append(open, scope)
		}
		inner[rest] = v
	}
	marks := map[string]any{}
	var vars []expr.Variable
	for _, name := range slices.Sorted(maps.Keys(pl.example.Secrets)) {
		marks[name] = mark(name)
		vars = append(vars, expr.Variable{Scope: "secret", Name: name, Type: expr.TypeText})
	}
	scopes["secret"] = marks
	s, err := expr.NewSchema(vars, expr.SchemaOptions{Open: open, AllowSecrets: true})
	if err != nil {
		return nil, fmt.Errorf("declare the values of the example: %w", err)
	}
	filled, err := fill(config, s, &expr.Env{Scopes: scopes, Now: pl.now, Lang: "en"})
	if err != nil {
		return nil, fmt.Errorf("fill in the settings of the example: %w", err)
	}
	return filled.(map[string]any), nil
}

// fill renders the texts of a value.
func fill(v any, s *expr.Schema, env *expr.Env) (any, error) {
	switch v := v.(type) {
	case string:
		t, err := expr.CompileTemplate(v, s, expr.EscapeNone)
		if err != nil {
			return nil, err
		}
		return t.Render(env)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			x, err := fill(v[i], s, env)
			if err != nil {
				return nil, err
			}
			out[i] = x
		}
		return out, nil
	case map[string]any:
		out := make(map[string]any, len(v))
		for k := range v {
			x, err := fill(v[k], s, env)
			if err != nil {
				return nil, err
			}
			out[k] = x
		}
		return out, nil
	default:
		return v, nil
	}
}

// compare says how the end differs from the example's.
func (pl *player) compare(s *standIn, a custom.Answer, err error) {
	want := pl.example
	var trouble *engine.RunError
	switch {
	case errors.As(err, &trouble):
		if trouble.Code != want.Error {
			s.add(s.path+"/error", "wanted %s, got the trouble %s: %s", wanted(want), trouble.Code, trouble.Message)
		}
		return
	case err != nil:
		s.add(s.path, "%v", err)
		return
	case want.Error != "":
		s.add(s.path+"/error", "wanted the trouble %s, got %s", want.Error, ended(a))
		return
	case a.Exit != want.Exit:
		s.add(s.path+"/exit", "wanted %s, got %s", wanted(want), ended(a))
		return
	}
	if got := plainJSON(a.Outputs); len(want.Outputs) > 0 && !reflect.DeepEqual(plainJSON(want.Outputs), got) {
		w, g := wireText(want.Outputs), wireText(a.Outputs)
		s.add(s.path+"/outputs", "wanted %s, got %s", w, g)
	}
}

func plainJSON(m map[string]any) any {
	data, err := json.Marshal(m)
	if err != nil {
		return nil
	}
	var v any
	if json.Unmarshal(data, &v) != nil {
		return nil
	}
	return v
}

func wanted(e *custom.Example) string {
	switch {
	case e.Error != "":
		return "the trouble " + e.Error
	case e.Exit != "":
		return "the exit " + e.Exit
	default:
		return "a block that waits"
	}
}

func ended(a custom.Answer) string {
	if a.Exit != "" {
		return "the exit " + a.Exit
	}
	return "a block that waits"
}
