package simulator_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

func registry(t *testing.T) *engine.Registry {
	t.Helper()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	return reg
}

// stage is a world with one person in it.
type stage struct {
	*simulator.World
	you *simulator.Person
}

// shop opens the bot of testdata/shop with the HTTP answers.
func shop(t *testing.T, answers ...simulator.Answer) *stage {
	t.Helper()
	data, err := os.ReadFile("testdata/shop/bot.json")
	if err != nil {
		t.Fatal(err)
	}
	return open(t, data, answers...)
}

// open opens a bot with the HTTP answers.
func open(t *testing.T, data []byte, answers ...simulator.Answer) *stage {
	t.Helper()
	doc, err := flow.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	a, err := simulator.NewAnswers(answers, nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := simulator.New(t.Context(), simulator.Options{
		Document: doc, Registry: registry(t), Answers: a, Secrets: map[string]string{"stock_key": "k1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		for _, f := range w.Findings() {
			t.Errorf("%s: parameter %s: %s", f.Method, f.Param, f.Text)
		}
	})
	return &stage{World: w, you: w.Person(simulator.You, simulator.Profile{FirstName: "Ann", Language: "en"})}
}

// after settles after an act and gives what the person saw.
func (s *stage) after(t *testing.T, err error) []simulator.Seen {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s.See(s.Take(), simulator.You)
}

// later moves the clock and gives what the person saw.
func (s *stage) later(t *testing.T, d time.Duration) []simulator.Seen {
	t.Helper()
	return s.after(t, s.Advance(t.Context(), d))
}

func same(t *testing.T, got []simulator.Seen, want ...simulator.Seen) {
	t.Helper()
	if d := simulator.DiffSeen(want, got); d != "" {
		t.Errorf("seen is not what was expected:\n%s", d)
	}
}

func texts(list ...string) []simulator.Seen {
	out := make([]simulator.Seen, len(list))
	for i, text := range list {
		out[i] = simulator.Seen{Text: text}
	}
	return out
}
