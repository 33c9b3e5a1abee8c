package simulator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// WalkOptions configure a walk.
type WalkOptions struct {
	// World is the bot; Answers belong to this walk alone.
	World Options
	// Seed decides everything that people do: the same seed walks the same way.
	Seed uint64
	// Turns is how many turns the walk is long.
	Turns int
	// Route says what these people know besides what they see; nil for nothing.
	Route *Route
	// Patience is how long a person waits for something to see; 1 minute if zero.
	Patience time.Duration
	// ActTimeout is how long an act may really take; 20 seconds if zero.
	ActTimeout time.Duration
}

// Walk is what came of a walk.
type Walk struct {
	Seed  uint64
	Turns int
	Acts  int
	// Fault is what is wrong with the bot; empty if nothing is.
	Fault string
	// Passed are the ids of the blocks that sessions came by, sorted.
	Passed []string
	// Last are the last acts and what was seen then, the oldest first.
	Last []string
}

// keptActs is how many acts a walk remembers.
const keptActs = 120

// TakeWalk lets people use a bot at random, as people do: they press buttons new and old, write what fits and what does not,
// send files, pay or not, go away for a minute or a month. The walk ends at the first thing that is wrong:
//
//   - somebody does something and sees nothing of it, nor has patience paid;
//   - a pressed button goes on spinning;
//   - a session waits for nothing that could still happen;
//   - the bot meets a trouble that the route does not expect, calls an address without an answer, makes a call that
//     Telegram would refuse or pass over, or does not come to rest;
//   - the host logs an error.
//
// An error means that the walk could not begin, or that ctx ended.
func TakeWalk(ctx context.Context, o WalkOptions) (*Walk, error) {
	if o.Patience == 0 {
		o.Patience = time.Minute
	}
	if o.ActTimeout == 0 {
		o.ActTimeout = 20 * time.Second
	}
	if o.Route == nil {
		o.Route = &Route{}
	}
	log, turns := newErrorLog(), newTurnWatch()
	o.World.Log, o.World.Watch = slog.New(log), turns.see
	if o.World.Answers != nil {
		o.World.Answers.Draw(o.Seed)
	}
	world, err := New(ctx, o.World)
	if err != nil {
		return nil, err
	}
	w := &walk{
		Walk: Walk{Seed: o.Seed}, o: o, world: world, turns: turns, log: log, rnd: rand.New(rand.NewPCG(o.Seed, 0x5ce4a7)),
		words: wordsOf(o.World.Document),
	}
	w.invite()
	for w.Fault == "" && turns.count() < o.Turns && ctx.Err() == nil {
		w.step(ctx)
	}
	w.Turns, w.Passed = turns.count(), turns.blocks()
	w.tell()
	return &w.Walk, errors.Join(ctx.Err(), world.Close(context.WithoutCancel(ctx)))
}

// walk is a walk that is under way.
type walk struct {
	Walk
	o      WalkOptions
	world  *World
	turns  *turnWatch
	log    *errorLog
	rnd    *rand.Rand
	words  []string
	people []*Person
	acts   []actTaken // the last ones
}

// actTaken is an act and what was seen then.
type actTaken struct {
	words string
	by    string
	seen  []Observation
}

// invite makes the people.
func (w *walk) invite() {
	languages := []string{"en", "ru", "de", "pt-br", ""}
	for _, name := range []string{You, "friend"} {
		w.people = append(w.people, w.world.Person(name, Profile{
			FirstName: pick(w.rnd, []string{"Ann", "Борис", "<b>Zoë</b> & Co", "李"}), Language: pick(w.rnd, languages),
			Username: pick(w.rnd, []string{"", "somebody"}), Premium: w.rnd.IntN(4) == 0,
		}))
	}
	for _, p := range w.world.everybody() {
		if !slices.Contains(w.people, p) {
			w.people = append(w.people, p)
		}
	}
}

// somebody is mostly the first person.
func (w *walk) somebody() *Person {
	if w.rnd.IntN(5) > 0 {
		return w.people[0]
	}
	return pick(w.rnd, w.people)
}

// step is one act and what is to be seen of it.
func (w *walk) step(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, w.o.ActTimeout)
	defer cancel()
	by := w.somebody()
	quiet := w.turns.quietTurns(by.Key())
	a := w.choose(by)
	w.Acts++
	if err := a.do(ctx); err != nil {
		w.remember(by, a)
		w.fault("the act cannot be done: %v", err)
		return
	}
	seen := w.look(ctx)
	w.remember(by, a)
	w.noteSeen(seen)
	patience := w.o.Patience
	for a.answer && w.Fault == "" && w.turns.quietTurns(by.Key()) == quiet && !by.Blocked() && !slices.ContainsFunc(seen, visible(by)) {
		next, ok := w.world.Next()
		left := next.Sub(w.world.Now())
		if patience -= left; !ok || patience < 0 {
			w.fault("%s sees nothing of it", by.Name())
			return
		}
		if err := w.world.Advance(ctx, left); err != nil {
			w.failed(err)
			return
		}
		seen = w.look(ctx)
		w.noteSeen(seen)
	}
	if w.Fault == "" {
		w.stuck()
	}
}

// look lets the world come to rest and gives what was seen, after looking for what is wrong.
func (w *walk) look(ctx context.Context) []Observation {
	if err := w.world.Settle(ctx); err != nil {
		w.failed(err)
		return nil
	}
	seen := w.world.Take()
	for i := range seen {
		if o := &seen[i]; o.Kind == Refused && !w.gone(o) && !w.expected(o) {
			w.fault("Telegram refuses a call: %s", o.Text)
		}
	}
	for _, n := range w.turns.takeTroubles() {
		if !slices.Contains(w.o.Route.Troubles, n.Error.Code) {
			w.fault("block %q of flow %q meets trouble: %s", n.Block, n.Flow, n.Error.Error())
		}
	}
	for _, f := range w.world.Findings() {
		w.fault("%s: parameter %s: %s", f.Method, f.Param, f.Text)
	}
	for _, call := range w.world.Answers().Refused() {
		w.fault("the bot calls %s", call)
	}
	for _, line := range w.log.lines() {
		w.fault("the host logs an error: %s", line)
	}
	for _, p := range w.people {
		if p.Spinning() {
			w.fault("a button that %s pressed goes on spinning", p.Name())
		}
	}
	return seen
}

// expected tells whether the route knows that Telegram may refuse the call.
func (w *walk) expected(o *Observation) bool {
	return slices.ContainsFunc(w.o.Route.Refusals, func(words string) bool { return strings.HasSuffix(o.Text, words) })
}

// gone tells whether a call was refused because the person has blocked the bot.
func (w *walk) gone(o *Observation) bool {
	for _, p := range w.people {
		if p.Name() == o.Person {
			return p.Blocked()
		}
	}
	return false
}

// stuck finds sessions that wait for nothing that could still happen.
func (w *walk) stuck() {
	if w.world.jobs.holding() || w.world.jobs.working() {
		return
	}
	for _, p := range w.people {
		keys := []engine.SessionKey{p.Key()}
		for _, place := range w.o.World.Places {
			keys = append(keys, engine.SessionKey{BotID: p.Key().BotID, ChatID: place.ID, UserID: p.ID()})
		}
		for _, key := range keys {
			s := w.turns.session(key)
			if s == nil || s.Wait() == nil || !s.Due().IsZero() {
				continue
			}
			if wait := s.Wait(); !hears(wait) {
				w.fault("%s is stuck at block %q, which waits for %v", p.Name(), s.Top().Block, wait.Accept)
			}
		}
	}
}

// hears tells whether something that people do, or that comes from outside, can end the wait.
func hears(w *engine.Wait) bool {
	return w.Interrupt != engine.InterruptNone || w.Match != "" || w.Accepts(engine.MessageReceived) ||
		w.Accepts(engine.ButtonPressed) || w.Accepts(engine.PaymentPaid)
}

// failed is an act or its consequences that did not come to an end.
func (w *walk) failed(err error) {
	if errors.Is(err, context.DeadlineExceeded) {
		w.fault("the bot did not come to rest in %v", w.o.ActTimeout)
		return
	}
	w.fault("%v", err)
}

// fault keeps the first thing that is wrong.
func (w *walk) fault(format string, args ...any) {
	if w.Fault == "" {
		w.Fault = fmt.Sprintf(format, args...)
	}
}

// remember keeps an act for who reads of the fault.
func (w *walk) remember(by *Person, a act) {
	w.acts = append(w.acts, actTaken{by: by.Name(), words: fmt.Sprintf("%s %s: %s", w.world.Now().Format(time.DateTime), by.Name(), a.words)})
	if n := len(w.acts) - keptActs; n > 0 {
		w.acts = slices.Delete(w.acts, 0, n)
	}
}

// noteSeen adds what was seen to the last act.
func (w *walk) noteSeen(seen []Observation) {
	last := &w.acts[len(w.acts)-1]
	last.seen = append(last.seen, seen...)
}

// tell writes the last acts down.
func (w *walk) tell() {
	for _, a := range w.acts {
		lines := seenLines(w.world.See(a.seen, a.by))
		w.Last = append(w.Last, strings.Join(append([]string{a.words}, lines...), "\n    "))
	}
}

// visible tells whether the person notices it.
func visible(by *Person) func(Observation) bool {
	return func(o Observation) bool {
		return o.Person == by.Name() && o.Kind != Acting && o.Kind != Refused && o.Kind != Replied
	}
}

// pick draws one; there must be some.
func pick[T any](rnd *rand.Rand, from []T) T { return from[rnd.IntN(len(from))] }
