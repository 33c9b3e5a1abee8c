package enginetest

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// staysExit stands for no exit in an outcome: the block waits on.
const staysExit = "(stays)"

// describe gives a turn's result as cases show it.
func describe(t *testing.T, res *engine.Result) *outcome {
	t.Helper()
	s := res.Session
	o := &outcome{
		Unhandled: !res.Handled, Failed: s.Status == engine.SessionFailed, WakeAt: s.WakeAt, Session: s.Vars,
		Jobs: res.Jobs, Orders: res.Orders, Writes: res.Writes, Starts: res.Starts,
		Records: res.Records, Ledger: res.Ledger,
	}
	if len(s.Frames) > 1 {
		o.Frames = len(s.Frames)
	}
	if f := s.Top(); f != nil {
		o.At, o.Locals = f.Block, f.Locals
		if f.Block == testedBlock {
			o.Wait = f.Wait
		}
	}
	for _, p := range res.Film {
		if p.Block != testedBlock {
			continue
		}
		exit := p.Exit
		if p.Error != nil {
			o.Trouble = p.Error.Code + ": " + p.Error.Message
		}
		switch {
		case exit != "":
		case p.Error != nil:
			exit = "(trouble)"
		default:
			exit = staysExit
		}
		o.Exits = append(o.Exits, exit)
	}
	for _, e := range res.Effects {
		o.Effects = append(o.Effects, shownEffect(t, e))
	}
	for _, n := range res.Notes {
		if n.Block == testedBlock {
			n.Flow, n.Block = "", ""
		}
		o.Notes = append(o.Notes, n)
	}
	return o
}

// shownEffect is an effect without what is the engine's own business.
func shownEffect(t *testing.T, e engine.Effect) json.RawMessage {
	t.Helper()
	if e.Content != nil {
		c := *e.Content
		c.Inline = shownButtons(c.Inline)
		e.Content = &c
	}
	if e.Invoice != nil {
		i := *e.Invoice
		i.Inline = shownButtons(i.Inline)
		e.Invoice = &i
	}
	if e.Block == testedBlock {
		e.Block = ""
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(mustMarshal(t, e), &members); err != nil {
		t.Fatalf("encode an effect: %v", err)
	}
	for _, name := range []string{"key", "turn", "flow"} {
		delete(members, name)
	}
	return mustMarshal(t, members)
}

func shownButtons(rows [][]engine.Button) [][]engine.Button {
	out := make([][]engine.Button, len(rows))
	for i, row := range rows {
		out[i] = slices.Clone(row)
		for j := range out[i] {
			if t := out[i][j].Token; t != "" {
				out[i][j].Token = readable(t)
			}
		}
	}
	return out
}
