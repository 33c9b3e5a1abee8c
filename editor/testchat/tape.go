package testchat

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	shots "github.com/scenarist/scenarist/engine/film"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

// Bounds of a test.
const (
	maxSteps = 500
	maxTape  = 1 << 20 // bytes of the answers of services
)

// tape writes a chat down as a transcript.
type tape struct {
	mu      sync.Mutex
	steps   []simulator.Step
	answers []simulator.Answer
	bytes   int
	spoilt  string // why it cannot be saved
}

func newTape() *tape { return &tape{} }

// begin takes a step down; what is seen from here on is of it.
func (t *tape) begin(s simulator.Step) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.steps) >= maxSteps {
		t.spoil("The conversation is too long for a test: restart the chat.")
		t.steps = t.steps[1:]
	}
	s.Expect = []simulator.Seen{}
	t.steps = append(t.steps, s)
}

func (t *tape) spoil(words string) {
	if t.spoilt == "" {
		t.spoilt = words
	}
}

// by is who acts in the last step.
func (t *tape) by() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.steps) == 0 {
		return simulator.You
	}
	return t.steps[len(t.steps)-1].By
}

// see adds what was seen to the last step.
func (t *tape) see(seen []simulator.Seen) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.steps); n > 0 {
		t.steps[n-1].Expect = append(t.steps[n-1].Expect, seen...)
	}
}

// exchanged takes down what a service answered, so that a test needs no service. Real secrets do not get in.
func (t *tape) exchanged(x *simulator.Exchange, out *outside) {
	if x.Faulty { // the step that made it so is there
		return
	}
	a := simulator.Answer{
		Method: x.Method, URL: out.disguise(x.URL), Status: x.Status, Delay: flow.Duration(x.Held.Round(time.Second)), Headers: map[string]string{},
	}
	switch {
	case errors.Is(x.Err, os.ErrDeadlineExceeded), errors.Is(x.Err, context.DeadlineExceeded):
		a.Delay = flow.Duration(time.Hour) // later than anybody waits
	case x.Err != nil:
		a.Fail = true
	default:
		fill(&a, x.Answer, x.Content, out)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bytes += len(x.Content)
	if x.Cut || t.bytes > maxTape {
		t.spoil("What services answered is too large for a test.")
		return
	}
	t.answers = append(t.answers, a)
}

// fill gives an answer its content and those headers that a bot may look at.
func fill(a *simulator.Answer, h http.Header, content []byte, out *outside) {
	kind := h.Get("Content-Type")
	text := out.disguise(string(content))
	switch {
	case len(content) == 0:
	case strings.Contains(kind, "json") && json.Valid([]byte(text)):
		a.Body = json.RawMessage(text)
	case utf8.Valid(content):
		a.Text = text
	default:
		a.Data = content
	}
	for name := range h {
		if !shots.Credential(name) && name != "Content-Length" && name != "Date" {
			a.Headers[name] = out.disguise(h.Get(name))
		}
	}
}

// state is how many steps there are, and why they cannot be saved; empty if they can.
func (t *tape) state() (steps int, spoilt string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.steps), t.spoilt
}

// transcript is the chat written down.
func (c *Chat) transcript(name string, start time.Time) (*simulator.Transcript, error) {
	t := c.tape
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.spoilt != "":
		return nil, refuse("", "%s", t.spoilt)
	case len(t.steps) == 0:
		return nil, refuse("", "nothing has been said yet")
	}
	out := &simulator.Transcript{
		Name: name, Start: start, User: profile(0, c.lang), Users: map[string]simulator.Profile{}, Secrets: maps.Clone(c.outside.madeUp),
		Chats: c.outside.places(), HTTP: t.answers,
	}
	for i, p := range c.people {
		if p.name != You && p.name != simulator.Owner {
			out.Users[p.name] = profile(i, c.lang)
		}
	}
	last := simulator.You
	for _, s := range t.steps {
		by := s.By
		if by == last {
			s.By = ""
		}
		last = by
		out.Steps = append(out.Steps, s)
	}
	return out, nil
}
