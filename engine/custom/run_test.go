package custom_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/trial"
)

func both(t *testing.T, do func(context.Context, custom.Env, custom.Call) (custom.Answer, error), test func(t *testing.T, b *trial.Bot)) {
	t.Helper()
	for name, pure := range map[string]bool{"in the turn": true, "by a job": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, try(t, &funcKind{custom.Go, pure, do}, load(t, manifest), trial.Options{
				Values: map[string]any{"user.points": 3.0}, PublicURL: "https://bots.example.com",
			}))
		})
	}
}

func TestBlock_LeavesByAnExitWithOutputs(t *testing.T) {
	t.Parallel()
	both(t, func(_ context.Context, _ custom.Env, c custom.Call) (custom.Answer, error) {
		points, _ := c.Variables["user.points"].(float64)
		if c.Block != (custom.BlockID{Type: "acme/poll", Version: "1.2.0"}) || c.Protocol != custom.Protocol || c.Key == "" || c.User != nil || len(c.Variables) != 1 {
			return custom.Answer{}, engine.Trouble("call", "%+v", c)
		}
		return custom.Answer{
			Exit: "choice:a", Outputs: map[string]any{"points": points + 1}, Set: map[string]any{"user.level": "high"},
			Messages: []custom.Message{{Text: "<b>"}}, Ledger: []custom.Movement{{Unit: "coins", Amount: 5}, {Unit: "coins", Amount: -2}},
		}, nil
	}, func(t *testing.T, b *trial.Bot) {
		t.Helper()
		settled(t, b)
		leaves(t, b, "choice:a")
		if b.Value("session.points") != 4.0 || b.Value("user.level") != "high" || sent(b) != "&lt;b&gt;" || len(b.Last.Ledger) != 4 {
			t.Errorf("points %v, level %v, sent %q, ledger %v", b.Value("session.points"), b.Value("user.level"), sent(b), b.Last.Ledger)
		}
	})
}

func TestBlock_WaitsForItsButtonsAndTexts(t *testing.T) {
	t.Parallel()
	both(t, func(_ context.Context, _ custom.Env, c custom.Call) (custom.Answer, error) {
		if c.Event == nil {
			return custom.Answer{
				Wait: &custom.Wait{Accept: []string{"button"}, Timeout: "10m"}, State: json.RawMessage(`{"n":1}`),
				Messages: []custom.Message{{Text: "Which?", Buttons: [][]custom.Button{{{ID: "yes", Label: "Yes"}, {URL: "https://example.com", Label: "Site"}}}}},
			}, nil
		}
		return custom.Answer{Exit: "next", Messages: []custom.Message{{Text: c.Event.Kind + " " + c.Event.Button + " " + string(c.State)}}}, nil
	}, func(t *testing.T, b *trial.Bot) {
		t.Helper()
		settled(t, b)
		question := b.Last
		must[*engine.Result](t)(b.Say(t.Context(), "hello"))
		leaves(t, b, "")
		b.Last = question
		must[*engine.Result](t)(b.Press(t.Context(), "Yes"))
		if err := b.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		leaves(t, b, "next")
		if sent(b) != `button yes {&#34;n&#34;:1}` {
			t.Errorf("sent %q", sent(b))
		}
	})
}

func TestBlock_LeavesWhenAWaitIsTooLong(t *testing.T) {
	t.Parallel()
	both(t, func(context.Context, custom.Env, custom.Call) (custom.Answer, error) {
		return custom.Answer{Wait: &custom.Wait{Accept: []string{"text"}, Timeout: "10m"}}, nil
	}, func(t *testing.T, b *trial.Bot) {
		t.Helper()
		settled(t, b)
		before := b.Now
		must[*engine.Result](t)(b.Wake(t.Context()))
		leaves(t, b, "error block_timeout") // nothing is connected to timeout
		if b.Now.Sub(before) != 10*time.Minute {
			t.Errorf("after %v", b.Now.Sub(before))
		}
	})
}

func TestBlock_AnswersThatAreNoneAreItsOwnTrouble(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer custom.Answer
		want   string
	}{
		"nothing":           {custom.Answer{}, "error block_answer"},
		"two ends":          {custom.Answer{Exit: "next", Error: &custom.Failure{Code: "x"}}, "error block_answer"},
		"no such exit":      {custom.Answer{Exit: "nowhere"}, "error block_answer"},
		"the error exit":    {custom.Answer{Exit: "error"}, "error block_answer"},
		"a trouble":         {custom.Answer{Error: &custom.Failure{Code: "sold_out", Message: "No seats"}}, "error sold_out: No seats"},
		"a strange code":    {custom.Answer{Error: &custom.Failure{Code: "Sold out"}}, "error block_answer"},
		"write":             {custom.Answer{Exit: "next", Set: map[string]any{"user.points": 1}}, "error permission_denied"},
		"unknown output":    {custom.Answer{Exit: "next", Outputs: map[string]any{"x": 1}}, "error block_answer"},
		"wait for a photo":  {custom.Answer{Wait: &custom.Wait{Accept: []string{"photo"}}}, "error permission_denied"},
		"wait for nothing":  {custom.Answer{Wait: &custom.Wait{}}, "error block_answer"},
		"endless pending":   {custom.Answer{Pending: &custom.Pending{}}, "error block_answer"},
		"an empty message":  {custom.Answer{Exit: "next", Messages: []custom.Message{{}}}, "error block_answer"},
		"eleven messages":   {custom.Answer{Exit: "next", Messages: make([]custom.Message, 11)}, "error block_answer"},
		"a large state":     {custom.Answer{Exit: "next", State: json.RawMessage(`"` + strings.Repeat("x", 20_000) + `"`)}, "error block_answer"},
		"too little to pay": {custom.Answer{Exit: "next", Ledger: []custom.Movement{{Unit: "coins", Amount: -1}}}, "error insufficient"},
		"a value that is too large": {
			custom.Answer{Exit: "next", Set: map[string]any{"user.level": strings.Repeat("x", 20_000)}}, "error variable_too_large",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both(t, func(context.Context, custom.Env, custom.Call) (custom.Answer, error) { return c.answer, nil }, func(t *testing.T, b *trial.Bot) {
				t.Helper()
				settled(t, b)
				leaves(t, b, c.want)
			})
		})
	}
}

func TestBlock_PendingEndsByACallback(t *testing.T) {
	t.Parallel()
	k := &funcKind{custom.Go, false, func(_ context.Context, _ custom.Env, c custom.Call) (custom.Answer, error) {
		if c.Event == nil {
			if !strings.HasPrefix(c.CallbackURL, "https://bots.example.com/callbacks/") {
				return custom.Answer{}, engine.Trouble("no_address", "%s", c.CallbackURL)
			}
			return custom.Answer{Pending: &custom.Pending{Timeout: "1h"}}, nil
		}
		return custom.Answer{Exit: "next", Messages: []custom.Message{{Text: string(c.Event.Data)}}}, nil
	}}
	b := try(t, k, load(t, manifest), trial.Options{PublicURL: "https://bots.example.com"})
	settled(t, b)
	leaves(t, b, "")
	must[*engine.Result](t)(b.CallBack(t.Context(), map[string]any{"ok": true}))
	if err := b.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	leaves(t, b, "next")
	if sent(b) != "{&#34;ok&#34;:true}" {
		t.Errorf("sent %q", sent(b))
	}
	b = try(t, k, load(t, manifest), trial.Options{})
	settled(t, b)
	leaves(t, b, "error no_address")
}

func TestBlock_ResultsThatComeTooLateChangeNothing(t *testing.T) {
	t.Parallel()
	b := try(t, &funcKind{custom.Go, false, func(_ context.Context, _ custom.Env, c custom.Call) (custom.Answer, error) {
		if c.Event == nil {
			return custom.Answer{Wait: &custom.Wait{Accept: []string{"text"}}}, nil
		}
		return custom.Answer{Exit: "next"}, nil
	}}, load(t, manifest), trial.Options{})
	ctx := t.Context()
	must[*engine.Result](t)(b.Enter(ctx))
	first := must[*engine.JobResult](t)(b.RunJob(ctx, b.Jobs[0]))
	must[*engine.Result](t)(b.Done(ctx, first))
	must[*engine.Result](t)(b.Say(ctx, "now"))
	keys := []string{}
	for _, j := range b.Jobs {
		var w struct {
			Call custom.Call `json:"call"`
		}
		if err := json.Unmarshal(j.Payload, &w); err != nil {
			t.Fatal(err)
		}
		keys = append(keys, w.Call.Key)
	}
	if len(keys) != 2 || keys[0] == keys[1] {
		t.Fatalf("calls have the keys %q", keys)
	}
	must[*engine.Result](t)(b.Done(ctx, first)) // once more, while the second call is under way
	leaves(t, b, "")
	b.Jobs = b.Jobs[1:]
	if err := b.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	leaves(t, b, "next")
}

func TestBlock_MayOnlyWhatItIsPermitted(t *testing.T) {
	t.Parallel()
	get := func(url string) func(context.Context, custom.Env, custom.Call) error {
		return func(ctx context.Context, env custom.Env, _ custom.Call) error {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
			if err != nil {
				return err
			}
			res, err := env.HTTP.Do(r)
			if err == nil {
				err = res.Body.Close()
			}
			return err
		}
	}
	secret := func(name string) func(context.Context, custom.Env, custom.Call) error {
		return func(ctx context.Context, env custom.Env, _ custom.Call) error {
			v, err := env.Secret(ctx, name)
			if err == nil && v != name[:1] {
				err = engine.Trouble("wrong", "%s", v)
			}
			return err
		}
	}
	for name, c := range map[string]struct {
		do   func(context.Context, custom.Env, custom.Call) error
		want string
	}{
		"a host":          {get("https://api.example.com/x"), "next"},
		"another host":    {get("https://api.example.org/x"), "error permission_denied"},
		"a redirect away": {get("https://api.example.com/away"), "error permission_denied"},
		"its secret":      {secret("shared"), "next"},
		"a given secret":  {secret("named"), "next"},
		"another secret":  {secret("other"), "error permission_denied"},
		"the secret in a setting": {func(ctx context.Context, env custom.Env, c custom.Call) error {
			text, _ := c.Config["token"].(string)
			got, err := env.Reveal(ctx, text)
			if err == nil && got != "Bearer m" {
				err = engine.Trouble("wrong", "%s", got)
			}
			return err
		}, "next"},
		"a mark that is in no setting": {func(ctx context.Context, env custom.Env, c custom.Call) error {
			mark, _ := c.Config["token"].(string)
			_, err := env.Reveal(ctx, strings.Replace(mark, "mine", "other", 1))
			return err
		}, "error permission_denied"},
		"to be put off": {func(context.Context, custom.Env, custom.Call) error {
			return &engine.AgainError{After: 3 * time.Minute, Err: errors.New("busy")}
		}, "error block_timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := try(t, &funcKind{custom.Go, false, func(ctx context.Context, env custom.Env, call custom.Call) (custom.Answer, error) {
				return custom.Answer{Exit: "next"}, c.do(ctx, env, call)
			}}, load(t, manifest), trial.Options{HTTP: away{}})
			settled(t, b)
			leaves(t, b, c.want)
		})
	}
}

// away answers everything, and sends who asks for /away somewhere else.
type away struct{}

func (away) RoundTrip(r *http.Request) (*http.Response, error) {
	res := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: http.NoBody, Request: r}
	if r.URL.Path == "/away" {
		res.StatusCode = http.StatusFound
		res.Header.Set("Location", "https://evil.example.org/")
	}
	return res, nil
}

func TestBlock_ThatTakesTooLongInATurnIsStopped(t *testing.T) {
	t.Parallel()
	b := try(t, &funcKind{custom.Go, true, func(ctx context.Context, _ custom.Env, _ custom.Call) (custom.Answer, error) {
		<-ctx.Done()
		return custom.Answer{}, ctx.Err()
	}}, load(t, manifest), trial.Options{})
	settled(t, b)
	leaves(t, b, "error block_timeout")
}
