package enginetest

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
)

// BenchBlocks measures turns of every block type of the registry, in memory and without a host, as TYPE/enter and
// TYPE/answer: the turn that comes to a block, and the turn that goes on from its wait. See BlockTurns.
func BenchBlocks(b *testing.B, reg *engine.Registry, dir string) {
	b.Helper()
	types := reg.Types()
	addCaseTypes(b, reg)
	for _, typ := range types {
		if strings.HasPrefix(typ.Name, "case.") {
			continue
		}
		b.Run(typ.Name, func(b *testing.B) {
			enter, answer := BlockTurns(b, reg, typ, dir)
			b.Run("enter", func(b *testing.B) { benchTurn(b, enter) })
			if answer != nil {
				b.Run("answer", func(b *testing.B) { benchTurn(b, answer) })
			}
		})
	}
}

func benchTurn(b *testing.B, turn func() error) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if err := turn(); err != nil {
			b.Fatal(err)
		}
	}
}

// BlockTurns gives two typical turns of a block type, which can be run any number of times: the one that comes to a block,
// and the one that goes on from its wait; nil for a type that does not wait. The cases of the types are in dir/*/testdata.
//
// A block is entered as its type's example says. Where that ends in a trouble, since it wants more than an example can
// bring along, and for triggers, it is the first of the type's cases in which a block is passed well; the answer is the
// first one in the cases that leads on, those first that are marked as typical. A turn that asks for records runs again with them, as it does in the host.
func BlockTurns(tb testing.TB, reg *engine.Registry, typ engine.BlockType, dir string) (enter, answer func() error) {
	tb.Helper()
	addCaseTypes(tb, reg)
	in, out := turnsOf(tb, reg, typ, dir)
	if in == nil || typ.Waits() && out == nil {
		tb.Fatalf("neither the example nor a case of %s has a turn that enters a block, and one that answers it where it waits", typ.Name)
	}
	if out != nil {
		answer = out.run
	}
	return in.run, answer
}

// playedTurn is a turn that can be run again.
type playedTurn struct {
	ctx   context.Context
	rev   *engine.Revision
	tries []engine.State
	ev    engine.Event
	deps  engine.Deps
}

func (t *playedTurn) run() error {
	for i := range t.tries {
		_, err := t.rev.Turn(t.ctx, t.tries[i], t.ev, t.deps)
		if _, asks := errors.AsType[*engine.NeedError](err); err != nil && !asks {
			return err
		}
	}
	return nil
}

// turnsOf finds the turns; nil for what is not found.
func turnsOf(tb testing.TB, reg *engine.Registry, typ engine.BlockType, dir string) (enter, answer *playedTurn) {
	tb.Helper()
	if !typ.Trigger {
		rev, err := engine.Compile(exampleDocument(tb, typ), reg, 1)
		if err != nil {
			tb.Fatalf("compile the example of %s: %v", typ.Name, err)
		}
		say := "/go"
		if t, well := converse(rev, nil).play(tb, &caseStep{Say: &say}); well != notPassed {
			enter = t
		}
	}
	f := casesIn(tb, typ.Name, dir)
	slices.SortStableFunc(f.Cases, func(a, b blockCase) int {
		switch {
		case a.Typical == b.Typical:
			return 0
		case a.Typical:
			return -1
		default:
			return 1
		}
	})
	for i := range f.Cases {
		if enter != nil && (answer != nil || !typ.Waits()) {
			break
		}
		c := &f.Cases[i]
		rev, err := engine.Compile(c.document(tb, typ), reg, 1)
		if err != nil {
			continue // a case of what Check finds
		}
		v := converse(rev, c.State)
		for j := range c.Steps {
			waited := v.waits()
			t, how := v.play(tb, &c.Steps[j])
			switch {
			case how == notPassed:
			case !waited && enter == nil:
				enter = t
			case waited && how == passedOn && answer == nil:
				answer = t
			}
		}
	}
	return enter, answer
}

// casesIn finds the cases of a type.
func casesIn(tb testing.TB, typ, dir string) *blockFile {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*", "testdata", fileOf(typ)))
	if err != nil {
		tb.Fatal(err)
	}
	for _, file := range files {
		if f, err := readBlockFile(typ, file, false); err == nil {
			return f
		}
	}
	tb.Fatalf("block type %s has no cases in %s", typ, dir)
	return nil
}

// passing is how a turn passed the block under test.
type passing int

const (
	notPassed passing = iota // not at all, several times, or by a trouble
	passedBy                 // it came to the block, which waits now
	passedOn                 // the block was left
)

// waits tells whether one of the user's frames stands at the block under test.
func (v *conversation) waits() bool {
	return slices.ContainsFunc(v.session(v.user.ID).Frames, func(f engine.Frame) bool { return f.Block == testedBlock })
}

// play runs a step as cases do, and gives its turn to be run again.
func (v *conversation) play(tb testing.TB, s *caseStep) (*playedTurn, passing) {
	tb.Helper()
	by := v.user.ID
	if s.By != 0 {
		by = s.By
	}
	ev := v.event(tb, s, by)
	res := v.turn(tb, by, ev)
	t := &playedTurn{ctx: tb.Context(), rev: v.rev, tries: slices.Clone(v.tries), ev: ev, deps: v.deps()}
	t.deps.Trace, t.deps.Audit, t.deps.NewID = false, false, func() string { return "id" }
	how, left := notPassed, 0
	for _, p := range res.Film {
		switch {
		case p.Block != testedBlock:
		case p.Error != nil || p.Exit == engine.ErrorExit().Name:
			return nil, notPassed
		case p.Exit != "":
			how = passedOn
			left++
		case how == notPassed:
			how = passedBy
		}
	}
	if left > 1 { // a loop is measured by one round
		return nil, notPassed
	}
	return t, how
}
