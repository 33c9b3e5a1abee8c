package logic

import (
	"context"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// loop is what foreach and while share: the way round, the limit, the pause, and the number of the round.
//
// The blocks that the exit Each leads to must lead back to the loop. What only Each leads to is inside of it: coming from
// there is the next round. Coming from anywhere else, also from a menu that a button inside the loop leads to, begins anew.
// See engine.Looper.
//
// What a loop remembers is in hidden local variables of the running flow, under its own id. A loop without a pause whose
// rounds are many takes a breath now and then, so that no turn passes its limits.
type loop struct {
	Index engine.Var     `json:"index,omitempty"`
	Max   int            `json:"max,omitempty" validate:"min=0,max=1000" jsonschema:"minimum=0,maximum=1000"`
	Pause *flow.Duration `json:"pause,omitempty"`
}

const (
	eachExit  = "each"
	doneExit  = "done"
	limitExit = "limit"

	defaultIndex  = "local.index"
	defaultRounds = 100
)

// Loop names the exit that leads round.
func (*loop) Loop() string { return eachExit }

// Immediate says that the way round is never without a breath for long, and that the others leave at once.
func (*loop) Immediate(exit string) bool { return exit != eachExit }

func (l *loop) defaults() {
	if l.Index == "" {
		l.Index = defaultIndex
	}
	if l.Max == 0 {
		l.Max = defaultRounds
	}
}

// loopExits are the exits of both; done is first, since a loop that is passed over has nothing to do.
func loopExits(done engine.Text) []engine.Exit {
	return []engine.Exit{
		{Name: doneExit, Title: done},
		{Name: eachExit, Title: engine.Text{"en": "Each", "ru": "Каждый"}},
		{Name: limitExit, Title: engine.Text{"en": "Limit reached", "ru": "Достигнут предел"}, Inherit: true},
		engine.ErrorExit(),
	}
}

// loopFields names the settings that both have.
func loopFields() []engine.Field {
	return []engine.Field{
		{
			Name: "index", Title: engine.Text{"en": "Number of the round", "ru": "Номер круга"}, Widget: "variable",
			Help: engine.Text{
				"en": "Variable that counts the rounds from 0: local.index if empty. A loop inside another needs one of its own.",
				"ru": "Переменная, которая считает круги от 0: пусто — local.index. Циклу внутри другого нужна своя.",
			},
		},
		{
			Name: "max", Title: engine.Text{"en": "At most", "ru": "Не больше"},
			Help: engine.Text{
				"en": "After so many rounds it leaves by Limit reached. 100 if empty.",
				"ru": "После стольких кругов выйдет по «Достигнут предел». Пусто — 100.",
			},
		},
		{
			Name: "pause", Title: engine.Text{"en": "Pause between", "ru": "Пауза между"},
			Help: engine.Text{
				"en": "Time between two rounds, such as 2s or 1h. The user can go on using the bot meanwhile.",
				"ru": "Время между двумя кругами, например 2s или 1h. Пользователь тем временем может пользоваться ботом.",
			},
		},
	}
}

// check reports a loop that goes nowhere, and one that spoils the variables of another around it.
func (l *loop) check(k *engine.Checking, own map[string]engine.Var) {
	if k.Connected(eachExit) && !k.Closed() {
		k.Warn("loop_open", "", "nothing behind Each leads back to this block, so it goes round only once: connect the last block of the round with it")
	}
	if l.Pause != nil && l.Pause.Std() > engine.MaxWait {
		k.Error("pause_too_long", "/pause", "a session waits at most %d days", int(engine.MaxWait.Hours()/24))
	}
	if l.Pause != nil && l.Pause.Std() < time.Second {
		k.Warn("pause_too_short", "/pause", "a pause lasts at least a second: leave it out")
	}
	own["/index"] = l.Index
	for _, around := range k.Around() {
		used, ok := around.(interface{ variables() []engine.Var })
		if !ok {
			continue
		}
		for _, v := range used.variables() {
			for _, path := range []string{"/index", "/item"} {
				if own[path] == v {
					k.Warn("loop_variable_shared", path, "the loop around this one uses %s too, so it is lost there: choose another variable", v)
				}
			}
		}
	}
}

func (l *loop) variables() []engine.Var { return []engine.Var{l.Index} }

// kept names a hidden variable of the loop.
func kept(t *engine.Turn, what string) engine.Var {
	return engine.Var(fmt.Sprintf("%s.%s%s.%s", engine.ScopeLocal, engine.InternalPrefix, what, t.BlockID()))
}

// round is the number of the round to come: 0 for a loop that begins.
func (*loop) round(t *engine.Turn) int {
	n, ok := t.Get(kept(t, "round")).(float64)
	if !ok || !t.Again() {
		return 0
	}
	return int(n)
}

// next begins the round with the number: at once, after the pause, or after a breath.
func (l *loop) next(t *engine.Turn, n int) (engine.Outcome, error) {
	if err := t.Set(l.Index, float64(n)); err != nil {
		return engine.Stay(), err
	}
	if err := t.Set(kept(t, "round"), float64(n+1)); err != nil {
		return engine.Stay(), err
	}
	var pause time.Duration
	if l.Pause != nil && n > 0 {
		pause = l.Pause.Std()
	}
	if pause == 0 && !t.Spent() {
		return engine.Leave(eachExit), nil
	}
	return engine.WaitFor(engine.Wait{
		Until: t.Now().Add(pause), Accept: []engine.EventKind{engine.TimerFired}, Interrupt: engine.InterruptAny,
	}), nil
}

// Resume goes on after a pause.
func (*loop) Resume(_ context.Context, _ *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Kind != engine.TimerFired {
		return engine.Stay(), nil
	}
	return engine.Leave(eachExit), nil
}

// limit ends a loop that would go round too often. The owner hears of it if the author has not said what is to be done.
func (l *loop) limit(t *engine.Turn) (engine.Outcome, error) {
	out, err := l.leave(t, limitExit)
	if err == nil && !t.Settled(limitExit) {
		err = engine.Trouble("loop_limit", "the loop was not done at its limit; rounds gone: %d", l.Max)
	}
	return out, err
}

// leave ends the loop.
func (*loop) leave(t *engine.Turn, exit string) (engine.Outcome, error) {
	for _, what := range []string{"round", "list"} {
		if err := setOrUnset(t, kept(t, what), nil, false); err != nil {
			return engine.Stay(), err
		}
	}
	return engine.Leave(exit), nil
}
