package trial

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// maxPlayed is how often the bot of an example is woken.
const maxPlayed = 50

// playedVariable is where an output of an example is kept.
func playedVariable(output string) string { return engine.ScopeSession + ".played_" + output }

// Play plays one example of a package in a bot of its own, with its executor, and gives what is not as it says.
func Play(ctx context.Context, p *custom.Package, exec custom.Executor, example int) ([]custom.Problem, error) {
	e, at := &p.Manifest.Examples[example], fmt.Sprintf("/examples/%d", example)
	typ, jobs, err := custom.Type(p, exec)
	if err != nil {
		return nil, err
	}
	reg, err := engine.NewRegistry().With(engine.Overlay{Types: []engine.BlockType{typ}, Jobs: jobs})
	if err != nil {
		return nil, err
	}
	config, err := saving(e)
	if err != nil {
		return nil, err
	}
	outside := &outside{left: e.StandIn}
	bot, err := New(Options{
		Registry: reg, Type: typ, Version: p.Manifest.Version, Config: config, Values: e.Values, Secrets: e.Secrets, HTTP: outside,
		PublicURL: "https://bots.example.com",
	})
	var ended bool
	if err == nil {
		ended, err = through(ctx, bot, e.Exit == "" && e.Error == "")
	}
	out := outside.problems(at)
	if err != nil {
		out = append(out, custom.Problem{Path: at, Message: err.Error()})
	} else {
		out = append(out, differs(e, bot, at, ended)...)
	}
	return out, nil
}

// through runs a bot until its block is left, or only to its first question.
func through(ctx context.Context, bot *Bot, waits bool) (ended bool, err error) {
	if _, err = bot.Enter(ctx); err != nil {
		return false, err
	}
	for range maxPlayed {
		if err = bot.Settle(ctx); err != nil {
			return false, err
		}
		s, err := bot.Session()
		if err != nil {
			return false, err
		}
		if s.Top() == nil {
			return true, nil
		}
		if waits || s.WakeAt.IsZero() {
			return false, nil
		}
		if _, err = bot.Wake(ctx); err != nil {
			return false, err
		}
	}
	return false, errors.New("the block does not end")
}

// saving gives the settings of an example, which keep those outputs that it wants.
func saving(e *custom.Example) (json.RawMessage, error) {
	if len(e.Outputs) == 0 {
		return e.Config, nil
	}
	config := map[string]any{}
	if err := json.Unmarshal(e.Config, &config); err != nil {
		return nil, err
	}
	save := map[string]string{}
	for name := range e.Outputs {
		save[name] = playedVariable(name)
	}
	config[custom.SaveSetting] = save
	return json.Marshal(config)
}

// differs says how an end is not the one that the example wants.
func differs(e *custom.Example, bot *Bot, at string, ended bool) []custom.Problem {
	exit, trouble := bot.Exit()
	switch {
	case trouble != nil && trouble.Code != e.Error:
		return []custom.Problem{{Path: at, Message: fmt.Sprintf("wanted %s, got the trouble %s: %s", end(e), trouble.Code, trouble.Message)}}
	case trouble != nil:
		return nil
	case !ended && (e.Exit != "" || e.Error != ""):
		return []custom.Problem{{Path: at, Message: fmt.Sprintf("wanted %s, got a block that waits", end(e))}}
	case ended && (exit != e.Exit || e.Error != ""):
		return []custom.Problem{{Path: at, Message: fmt.Sprintf("wanted %s, got the exit %s", end(e), exit)}}
	}
	var out []custom.Problem
	for _, name := range slices.Sorted(maps.Keys(e.Outputs)) {
		want, got := wire(e.Outputs[name]), wire(bot.Value(playedVariable(name)))
		if !reflect.DeepEqual(want, got) {
			out = append(out, custom.Problem{Path: at + "/outputs/" + name, Message: fmt.Sprintf("%s: wanted %v, got %v", name, want, got)})
		}
	}
	return out
}

// end says how an example ends.
func end(e *custom.Example) string {
	switch {
	case e.Error != "":
		return "the trouble " + e.Error
	case e.Exit != "":
		return "the exit " + e.Exit
	default:
		return "a block that waits"
	}
}

// wire gives a value as JSON has it.
func wire(v any) (out any) {
	data, err := json.Marshal(v)
	if err != nil || json.Unmarshal(data, &out) != nil {
		return nil
	}
	return out
}

// outside gives the answers of an example's stand-ins, in their order.
type outside struct {
	left  []custom.Exchange
	wrong []string
}

// RoundTrip gives the next answer if it is for this request.
func (o *outside) RoundTrip(req *http.Request) (*http.Response, error) {
	if len(o.left) == 0 || o.left[0].Method != req.Method || o.left[0].URL != req.URL.String() {
		o.wrong = append(o.wrong, fmt.Sprintf("the request %s %s is not expected", req.Method, req.URL))
		return nil, errors.New("the example does not say what is answered to this request")
	}
	x := o.left[0]
	o.left = o.left[1:]
	kind, body := "application/json", []byte(x.Answer)
	var text string
	if json.Unmarshal(body, &text) == nil {
		kind, body = "text/plain; charset=utf-8", []byte(text)
	}
	return &http.Response{
		StatusCode: x.Status, Status: http.StatusText(x.Status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}, nil
}

func (o *outside) problems(at string) (out []custom.Problem) {
	for _, w := range o.wrong {
		out = append(out, custom.Problem{Path: at + "/stand_in", Message: w})
	}
	for _, x := range o.left {
		out = append(out, custom.Problem{Path: at + "/stand_in", Message: fmt.Sprintf("the request %s %s was not made", x.Method, x.URL)})
	}
	return out
}
