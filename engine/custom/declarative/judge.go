package declarative

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// leaveError ends a run by an exit, since a rule says so.
type leaveError struct{ exit string }

// Error names the exit.
func (e *leaveError) Error() string { return "leave by " + e.exit }

// judge says what an answer means: nothing if it is the wanted one, an exit, or a trouble.
func (r *run) judge(s *step, a *answer) error {
	r.scopes.saw(a)
	for i := range s.rules {
		x := &s.rules[i]
		fits := len(x.status) == 0
		for _, word := range x.status {
			fits = fits || word == fmt.Sprint(a.status) || word[1:] == "xx" && word[:1] == fmt.Sprint(a.status/100)
		}
		if !fits {
			continue
		}
		if fits, err := truth(x.when, r.scopes.env); err != nil {
			return r.badExpression(err)
		} else if !fits {
			continue
		}
		if x.exit != "" {
			return &leaveError{x.exit}
		}
		text := r.secrets.replacer().Replace(x.message.in(r.call.Language, r.scopes.env))
		if text == "" {
			text = engine.StatusTrouble(a.host, a.status).Message
		}
		return &troubled{&engine.RunError{Code: x.code, Message: engine.Shorten(text, maxSaid), HTTPStatus: a.status, Retryable: x.retry}, a.retryAfter}
	}
	if !a.good() {
		return &troubled{engine.StatusTrouble(a.host, a.status), a.retryAfter}
	}
	if s.read == readJSON {
		if _, text := a.body.(string); text || a.body == nil {
			return engine.Trouble(codeShape, "the answer of %s is not JSON", a.host)
		}
	}
	return nil
}

// troubled is a trouble with the pause that the service asks for.
type troubled struct {
	*engine.RunError

	after time.Duration
}

// Unwrap gives the trouble.
func (t *troubled) Unwrap() error { return t.RunError }

// badExpression makes a trouble of an expression that cannot be worked out, such as since an answer is not as expected.
func (r *run) badExpression(err error) error {
	return engine.Trouble(codeExpression, "an expression of the block %s cannot be worked out: %s", r.call.Block.Type, r.secrets.replacer().Replace(err.Error()))
}

// again decides what becomes of a run that met a trouble: it is made once more after a pause, or ends with it. Pauses double
// without a counter: each is as long as has gone by since the first try. Only what a repeat cannot double is repeated.
func (r *run) again(ctx context.Context, err error) error {
	var trouble *engine.RunError
	if !errors.As(err, &trouble) {
		return err
	}
	if !trouble.Retryable || trouble.Code == codeRate || r.unsafe || r.plan.retry == 0 || ctx.Err() != nil {
		return trouble
	}
	gone := r.env.Now.Sub(r.call.Now)
	pause := max(time.Second, gone)
	if t, ok := errors.AsType[*troubled](err); ok {
		pause = max(pause, t.after)
	}
	if gone+pause > r.plan.retry {
		return trouble
	}
	return &engine.AgainError{After: pause, Err: errors.New(trouble.Error())} // not the trouble itself: it is not over
}

// exitTimeout is that of a block that has waited long enough.
const exitTimeout = "timeout"

// wait stops the run for a while; its state is kept in the session, and no worker waits.
func (r *run) wait(d time.Duration) (custom.Answer, error) {
	state, err := r.keep()
	if err != nil {
		return custom.Answer{}, err
	}
	return custom.Answer{Wait: &custom.Wait{Accept: []string{custom.TimeoutEvent}, Timeout: spanText(d)}, State: state}, nil
}
