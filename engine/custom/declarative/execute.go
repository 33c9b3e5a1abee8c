package declarative

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// run is one call being carried out.
type run struct {
	exec    *executor
	plan    *plan
	env     custom.Env
	call    custom.Call
	secrets *secrets
	state   state
	scopes  *scopes

	config       map[string]any
	secretValues map[string]any
	last         *answer
	unsafe       bool // something was sent that must not be sent twice
}

// Execute carries out a call, or goes on with one that has waited.
func (x *executor) Execute(ctx context.Context, env custom.Env, c custom.Call) (custom.Answer, error) {
	r := &run{exec: x, plan: x.plan, env: env, call: c, secrets: &secrets{env: env}}
	a, err := r.execute(ctx)
	if leave, ok := errors.AsType[*leaveError](err); ok {
		return custom.Answer{Exit: leave.exit}, nil
	}
	if err != nil {
		return custom.Answer{}, r.again(ctx, err)
	}
	return a, nil
}

func (r *run) execute(ctx context.Context) (custom.Answer, error) {
	if err := r.prepare(ctx); err != nil {
		return custom.Answer{}, err
	}
	if err := r.queue(); err != nil {
		return custom.Answer{}, err
	}
	resumed := len(r.call.State) > 0
	for ; r.state.At < len(r.plan.steps); r.state.At++ {
		s := &r.plan.steps[r.state.At]
		over, a, err := r.step(ctx, s, resumed)
		if err != nil || !over {
			return a, err
		}
		resumed = false
	}
	return r.finish()
}

// prepare reads the state, the settings and the secrets.
func (r *run) prepare(ctx context.Context) error {
	if err := r.load(); err != nil {
		return err
	}
	config, err := r.secrets.reveal(ctx, r.call.Config)
	if err != nil {
		return err
	}
	r.config, _ = config.(map[string]any)
	for _, name := range r.plan.settings {
		secret, _ := r.config[name].(string)
		if secret == "" {
			continue
		}
		if r.config[name], err = r.secrets.read(ctx, secret); err != nil {
			return err
		}
	}
	if r.secretValues, err = r.plan.secretsOf(ctx, r.secrets); err != nil {
		return err
	}
	r.scopes = newScopes(r)
	return nil
}

// queue waits for the run's turn at the service, where calls are limited.
func (r *run) queue() error {
	if r.plan.every == 0 {
		return nil
	}
	host, err := r.plan.base.text(r.scopes.env)
	if err != nil {
		return r.badExpression(err)
	}
	c, err := r.plan.auth.render(r, r.scopes.env)
	if err != nil {
		return r.badExpression(err)
	}
	calls := 1
	for _, s := range r.plan.steps[min(r.state.At+1, len(r.plan.steps)):] {
		if s.poll != nil || s.pending > 0 {
			break
		}
		calls++
	}
	run := fmt.Sprintf("%s#%d#%d", r.call.Key, r.state.At, r.state.Polls)
	wait, ok := r.exec.rates.take(host+"\x00"+c.id, run, calls, r.plan.every, r.env.Now)
	switch {
	case !ok:
		e := engine.Trouble(codeRate, "too many calls wait for this service already: the next one would have to wait %s", spanText(wait))
		e.Retryable = true
		return e
	case wait > 0:
		return &engine.AgainError{After: wait, Err: errTurn}
	}
	return nil
}

var errTurn = errors.New("the service is called no more often than it allows")

// step carries out one request with what belongs to it. It is over when the next one may follow.
func (r *run) step(ctx context.Context, s *step, resumed bool) (over bool, a custom.Answer, err error) {
	switch {
	case resumed && s.pending > 0:
		over, a, err = r.calledBack(s)
		return over, a, err
	case resumed && s.poll != nil:
		return r.ask(ctx, s)
	}
	if yes, err := truth(s.when, r.scopes.env); err != nil {
		return false, a, r.badExpression(err)
	} else if !yes {
		return true, a, nil
	}
	if s.poll != nil {
		r.state.Since, r.state.Polls = r.env.Now, 0
		a, err = r.wait(s.poll.pause(0))
		return false, a, err
	}
	if err := r.request(ctx, s); err != nil {
		return false, a, err
	}
	if s.pending > 0 {
		r.state.Since = r.env.Now
		state, err := r.keep()
		if err != nil {
			return false, a, err
		}
		return false, custom.Answer{Pending: &custom.Pending{Timeout: spanText(s.pending)}, State: state}, nil
	}
	return true, a, nil
}

// ask asks once more whether the service has done its work.
func (r *run) ask(ctx context.Context, s *step) (over bool, a custom.Answer, err error) {
	var pause time.Duration
	if err := r.request(ctx, s); err != nil {
		var trouble *engine.RunError
		if !errors.As(err, &trouble) || !trouble.Retryable {
			return false, a, err
		}
		// The service has a bad moment: it is asked again, until the time is over.
		if t, ok := errors.AsType[*troubled](err); ok {
			pause = t.after
		}
	} else if done, err := truth(s.poll.until, r.scopes.env); err != nil {
		return false, a, r.badExpression(err)
	} else if done {
		return true, a, nil
	} else {
		pause = r.last.retryAfter
	}
	r.state.Polls++
	pause = max(pause, s.poll.pause(r.state.Polls))
	if r.env.Now.Add(pause).Sub(r.state.Since) > s.poll.max {
		return false, custom.Answer{Exit: exitTimeout}, nil
	}
	a, err = r.wait(pause)
	return false, a, err
}

// pause is the time to a question: half as long again each time, up to the slowest.
func (p *poll) pause(polls int) time.Duration {
	d := p.every
	for range min(polls, 50) {
		if d = d * 3 / 2; d >= p.slowest {
			return p.slowest
		}
	}
	return d
}

// calledBack takes what the service sent.
func (r *run) calledBack(s *step) (over bool, a custom.Answer, err error) {
	ev := r.call.Event
	if ev == nil || ev.Kind != custom.CallbackEvent {
		return false, custom.Answer{Exit: exitTimeout}, nil
	}
	body := blotted(r.secrets.replacer(), read(ev.Data, readJSON, ""))
	r.last = &answer{host: "the service", status: 200, headers: map[string]string{}, body: body}
	r.state.Answers[callbackAnswer] = body
	return true, a, r.judge(s, r.last)
}

// finish makes the answer of what the services said.
func (r *run) finish() (custom.Answer, error) {
	a := custom.Answer{Exit: r.plan.manifest.Exits[0].Name}
	for _, x := range r.plan.exits {
		yes, err := truth(x.when, r.scopes.env)
		if err != nil {
			return a, r.badExpression(err)
		}
		if yes {
			a.Exit = x.exit
			break
		}
	}
	var err error
	if a.Outputs, err = r.results(r.plan.outputs); err != nil {
		return a, err
	}
	if a.Set, err = r.results(r.plan.set); err != nil {
		return a, err
	}
	a.Messages, err = r.says()
	return a, err
}

// results works expressions out. What is secret is blotted out of them.
func (r *run) results(list []result) (map[string]any, error) {
	if len(list) == 0 {
		return nil, nil
	}
	out := make(map[string]any, len(list))
	blot := r.secrets.replacer()
	for _, x := range list {
		v, err := x.program.Eval(r.scopes.env)
		if err != nil {
			return nil, r.badExpression(err)
		}
		out[x.name] = blotted(blot, v)
	}
	return out, nil
}

// says gives the messages for the user; one that has come to nothing is left out.
func (r *run) says() ([]custom.Message, error) {
	var out []custom.Message
	blot := r.secrets.replacer()
	for _, x := range r.plan.messages {
		yes, err := truth(x.when, r.scopes.env)
		if err != nil {
			return nil, r.badExpression(err)
		}
		if !yes {
			continue
		}
		var texts [3]string
		for i, v := range []*value{x.text, x.photo, x.document} {
			if texts[i], err = v.text(r.scopes.env); err != nil {
				return nil, r.badExpression(err)
			}
			texts[i] = blot.Replace(texts[i])
		}
		if texts != [3]string{} {
			out = append(out, custom.Message{Text: texts[0], Photo: texts[1], Document: texts[2]})
		}
	}
	return out, nil
}
