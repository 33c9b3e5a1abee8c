package conform

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// again is how often the same turn is taken again. The order of a map of two differs in one of them with a chance of 94 in 100, and
// there are many turns.
const again = 4

// Turn is one turn that was taken.
type Turn struct {
	Where  string             // for the findings
	State  engine.State       // as it was given
	Event  engine.Event       // the same
	Deps   func() engine.Deps // gives the same each time
	Result *engine.Result     // what it came to
}

// CheckTurns takes turns of one conversation again, see the package. Compile makes the revision anew.
func CheckTurns(ctx context.Context, rev *engine.Revision, compile func() (*engine.Revision, error), turns []Turn) []Finding {
	var problems []Finding
	for i := range turns {
		t := &turns[i]
		for range again {
			if p := t.differs(ctx, rev, t.State); p != "" {
				problems = append(problems, broken(Same, t.Where, "%s", p))
				break
			}
		}
	}
	if len(problems) > 0 {
		return problems // a turn that differs anyway differs after a load, too
	}
	fresh, err := compile()
	if err != nil {
		return []Finding{broken(Reloaded, "", "compile the document again: %v", err)}
	}
	for i := range slices.Backward(turns) {
		t := &turns[i]
		st, err := loaded(t.State)
		if err != nil {
			problems = append(problems, broken(Reloaded, t.Where, "%v", err))
			continue
		}
		if p := t.differs(ctx, fresh, st); p != "" {
			problems = append(problems, broken(Reloaded, t.Where, "%s", p))
		}
	}
	return append([]Finding{{Rule: Same}}, kept(Reloaded, problems)...)
}

// loaded is the state with the session as it is after it was saved and loaded.
func loaded(st engine.State) (engine.State, error) {
	data, err := json.Marshal(st.Session)
	if err != nil {
		return st, fmt.Errorf("the session cannot be saved: %w", err)
	}
	s := new(engine.Session)
	if err := json.Unmarshal(data, s); err != nil {
		return st, fmt.Errorf("the session cannot be loaded: %w", err)
	}
	st.Session = s
	return st, nil
}

// differs takes the turn again and says what is other than it was.
func (t *Turn) differs(ctx context.Context, rev *engine.Revision, st engine.State) string {
	res, err := rev.Turn(ctx, st, t.Event, t.Deps())
	if err != nil {
		return "the turn fails when it is taken again: " + err.Error()
	}
	return difference(t.Result, res)
}

// difference names the part of two results that differs first.
func difference(a, b *engine.Result) string {
	for _, x := range []struct {
		what string
		a, b any
	}{
		{"the film", a.Film, b.Film},
		{"the session", a.Session, b.Session},
		{"the effects", a.Effects, b.Effects},
		{"the jobs", a.Jobs, b.Jobs},
		{"the orders", a.Orders, b.Orders},
		{"what is written to variables", a.Writes, b.Writes},
		{"the records", a.Records, b.Records},
		{"the ledger", a.Ledger, b.Ledger},
		{"what is begun in other sessions", a.Starts, b.Starts},
		{"the notes", a.Notes, b.Notes},
		{"whether the event was handled", a.Handled, b.Handled},
	} {
		one, err := json.Marshal(x.a)
		if err != nil {
			return fmt.Sprintf("%s cannot be written as JSON: %v", x.what, err)
		}
		two, err := json.Marshal(x.b)
		if err != nil {
			return fmt.Sprintf("%s cannot be written as JSON: %v", x.what, err)
		}
		if !bytes.Equal(one, two) {
			return fmt.Sprintf("it comes to something else in %s: %s", x.what, apart(one, two))
		}
	}
	return ""
}

// apart shows two texts around the place where they part.
func apart(a, b []byte) string {
	const around = 40
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	from := max(0, at-around)
	return fmt.Sprintf("…%s… the first time, …%s… then", bytes.ToValidUTF8(a[from:min(len(a), at+around)], nil), bytes.ToValidUTF8(b[from:min(len(b), at+around)], nil))
}

// CheckFilm holds what a turn passed to what no event may lead to: a panic, and an exit that the block does not have.
func CheckFilm(where string, res *engine.Result) []Finding {
	var problems []Finding
	for _, p := range res.Film {
		if p.Error == nil {
			continue
		}
		switch p.Error.Code {
		case "panic":
			problems = append(problems, broken(AnyEvent, where, "block %q panics: %s", p.Block, p.Error.Message))
		case "exit_unknown":
			problems = append(problems, broken(Exits, where, "block %q leaves by an exit that it does not have: %s", p.Block, p.Error.Message))
		}
	}
	return problems
}

// Taking gives an event to the session of a conversation as it is now, without keeping what comes of it. It fills in who, where and
// when.
type Taking func(ctx context.Context, ev engine.Event) (*engine.Result, error)

// CheckTwice tells a session of the end of work again, of which it was told by the turn: nothing may come of it. Now is the session
// as it stands after the turn. A turn that has started other work is left out: that the end of the work before is told once is the
// host's business, and the block may take the next end for that of the other work.
func CheckTwice(ctx context.Context, t *Turn, now *engine.Session, take Taking) []Finding {
	if len(t.Result.Jobs) > 0 {
		return nil
	}
	ev := t.Event
	ev.ID += "-again"
	res, err := take(ctx, ev)
	if err != nil {
		return []Finding{broken(Repeated, t.Where, "the turn fails when the end of the work is told again: %v", err)}
	}
	was, is := *now, *res.Session
	for _, s := range []*engine.Session{&was, &is} { // every turn counts
		s.Turns, s.Seq, s.Revision = 0, 0, 0
	}
	came := *res
	came.Session = &is
	nothing := &engine.Result{Session: &was, Handled: res.Handled, Notes: res.Notes, Film: res.Film}
	if p := difference(nothing, &came); p != "" {
		return []Finding{broken(Repeated, t.Where, "the end of the same work, told twice, counts twice: %s", p)}
	}
	return nil
}

// CheckLate tells a block that the time of its work is over. It has to go on somewhere, or to wait for what can still come.
func CheckLate(ctx context.Context, where string, j engine.Job, take Taking) []Finding {
	res, err := take(ctx, engine.Event{ID: "late", Kind: engine.JobDone, Job: &engine.JobResult{
		Gen: j.Gen, Kind: j.Kind, Key: j.Key, Error: &engine.RunError{Code: "timeout", Message: "the work was not over in time", Retryable: true},
	}})
	if err != nil {
		return []Finding{broken(TimeOut, where, "the turn fails when the time of the work is over: %v", err)}
	}
	if problems := CheckFilm(where, res); len(problems) > 0 {
		return problems
	}
	top := res.Session.Top()
	if top == nil || top.Block != j.Block || top.Wait == nil || len(res.Jobs) > 0 || !res.Session.WakeAt.IsZero() {
		return nil
	}
	other := func(k engine.EventKind) bool { return k != engine.JobDone && k != engine.TimerFired }
	if slices.ContainsFunc(top.Wait.Accept, other) {
		return nil
	}
	return []Finding{broken(TimeOut, where, "the block waits on although its work is over, and nothing will wake it")}
}
