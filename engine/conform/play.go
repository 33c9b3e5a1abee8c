package conform

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// compare says how the end differs from what the example says.
func (r *playing) compare() {
	want := r.example
	for _, p := range r.stand.problems {
		r.problem(Plays, "%s", p)
	}
	if n := len(r.stand.left) - r.stand.next; n > 0 {
		x := r.stand.left[r.stand.next]
		r.problem(Plays, "%d requests of stand_in were not made, such as %s %s", n, x.Method, x.URL)
	}
	exit, trouble := r.bot.Exit()
	code, said := "", ""
	if trouble != nil {
		code, said = trouble.Code, " ("+trouble.Message+")"
	}
	switch {
	case code == "permission_denied" && code != want.Error:
		r.problem(Permitted, "%s", trouble.Message)
	case code != want.Error:
		r.problem(Plays, "the error is %q%s, and %q is expected", code, said, want.Error)
	case want.Exit == "" && want.Error != "":
	case exit != want.Exit:
		r.problem(Plays, "it leaves by %q, and %q is expected; nothing stands for waiting", exit, want.Exit)
	}
	for _, name := range slices.Sorted(maps.Keys(want.Outputs)) {
		if got := r.bot.Value(r.saves[name]); !sameJSON(want.Outputs[name], got) {
			r.problem(Plays, "the output %s is %s, and %s is expected", name, text(got), text(want.Outputs[name]))
		}
	}
}

func sameJSON(a, b any) bool { return text(a) == text(b) }

// text is a value as JSON.
func text(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// waitsAsWanted reports whether the example ends with a block that waits.
func (r *playing) waitsAsWanted() bool {
	exit, trouble := r.bot.Exit()
	return len(r.found) == 0 && exit == "" && trouble == nil
}

// goOn tells a waiting block everything that it accepts in turn, so that it is saved and loaded in the middle.
func (r *playing) goOn(ctx context.Context) error {
	accepts := r.pkg.Manifest.Accepts
	for step := range maxSteps / 4 {
		s, err := r.bot.Session()
		if err != nil || s.Top() == nil || len(accepts) == 0 {
			return err
		}
		if err := r.tell(ctx, accepts[step%len(accepts)]); err != nil {
			return err
		}
		if err := r.settle(ctx); err != nil {
			return err
		}
	}
	return nil // it asks again and again, as it may
}

// tell makes an event of the kind happen: a button is the first that is shown.
func (r *playing) tell(ctx context.Context, kind string) error {
	var err error
	message := func(m engine.Message) {
		m.ID = int64(len(r.turns)) + 1
		_, err = r.bot.Turn(ctx, engine.Event{Kind: engine.MessageReceived, Message: &m})
	}
	file := []engine.File{{ID: "file", Kind: kind}}
	switch kind {
	case custom.TextEvent:
		_, err = r.bot.Say(ctx, "42")
	case custom.ButtonEvent:
		for _, e := range r.bot.Last.Effects {
			if e.Content != nil && len(e.Content.Inline) > 0 && len(e.Content.Inline[0]) > 0 {
				_, err = r.bot.Press(ctx, e.Content.Inline[0][0].Label)
				return err
			}
		}
	case custom.PhotoEvent:
		message(engine.Message{Kind: engine.PhotoMessage, Files: file})
	case custom.DocumentEvent:
		message(engine.Message{Kind: engine.FileMessage, Files: file})
	case custom.VoiceEvent:
		message(engine.Message{Kind: engine.VoiceMessage, Files: file})
	case custom.VideoEvent:
		message(engine.Message{Kind: engine.VideoMessage, Files: file})
	case custom.TimeoutEvent:
		if s, own := r.bot.Session(); own == nil && !s.WakeAt.IsZero() {
			_, err = r.bot.Wake(ctx)
		}
	default:
		message(engine.Message{Kind: engine.OtherMessage})
	}
	return err
}

// standIn answers the requests of an example in their order.
type standIn struct {
	left     []custom.Exchange
	next     int
	asked    int
	problems []string
}

// from gives another one that goes on from a request and that nobody has asked yet.
func (s *standIn) from(next int) *standIn { return &standIn{left: s.left, next: next} }

// RoundTrip compares a request with the one that is expected now, and answers.
func (s *standIn) RoundTrip(r *http.Request) (*http.Response, error) {
	s.asked++
	body := drain(r)
	if s.next >= len(s.left) {
		s.problems = append(s.problems, fmt.Sprintf("there is one more request than stand_in has: %s %s", r.Method, r.URL))
		return nil, fmt.Errorf("nothing is said about a request %s %s", r.Method, r.URL)
	}
	x := &s.left[s.next]
	s.next++
	if x.Method != r.Method || x.URL != r.URL.String() {
		s.problems = append(s.problems, fmt.Sprintf("the request %s %s is made, and %s %s is expected", r.Method, r.URL, x.Method, x.URL))
	}
	for _, name := range slices.Sorted(maps.Keys(x.Headers)) {
		if got := strings.Join(r.Header.Values(name), ", "); got != x.Headers[name] {
			s.problems = append(s.problems, fmt.Sprintf("the header %s of %s %s is %q, and %q is expected", name, r.Method, r.URL, got, x.Headers[name]))
		}
	}
	if !sameBody(x.Body, body) {
		s.problems = append(s.problems, fmt.Sprintf("the body of %s %s is %s, and %s is expected", r.Method, r.URL, body, x.Body))
	}
	header, data := http.Header{}, []byte(x.Answer)
	var plain string
	switch {
	case len(data) == 0:
	case json.Unmarshal(data, &plain) == nil:
		data = []byte(plain)
		header.Set("Content-Type", "text/plain; charset=utf-8")
	default:
		header.Set("Content-Type", "application/json")
	}
	return &http.Response{
		StatusCode: x.Status, Status: http.StatusText(x.Status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(bytes.NewReader(data)), ContentLength: int64(len(data)), Request: r,
	}, nil
}

// sameBody compares JSON as such, and a text as a text.
func sameBody(want json.RawMessage, got []byte) bool {
	if len(want) == 0 {
		return len(got) == 0
	}
	var w, g any
	if json.Unmarshal(want, &w) != nil {
		return false
	}
	if plain, ok := w.(string); ok {
		return plain == string(got)
	}
	return json.Unmarshal(got, &g) == nil && reflect.DeepEqual(w, g)
}
