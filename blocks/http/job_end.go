package http

import (
	"errors"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// ending is how a job ends.
type ending struct {
	exit      string // error if empty
	code      string // of the trouble where the exit leads nowhere, or is error
	message   string
	status    int  // of the answer that led to it
	retryable bool // the envelope may try it again
	spend     bool // the credits: the result is there
	spent     bool // they are
	stop      bool // the service may still be at it
}

// end leaves by the exit, or as a trouble where it leads nowhere; what was given back stays so.
func (j *job) end(t *engine.Turn, s *jobState, e ending) (engine.Outcome, error) {
	if err := j.tell(t, s, first(e.exit, "error")); err != nil {
		return engine.Outcome{}, err
	}
	if err := j.settle(t, s, e); err != nil {
		return engine.Outcome{}, err
	}
	if j.Credits != nil {
		if err := j.Credits.tell(t); err != nil {
			return engine.Outcome{}, err
		}
	}
	if e.exit != "" && (e.code == "" || !t.Open(e.exit)) {
		return engine.Leave(e.exit), nil
	}
	return engine.Fail(&engine.RunError{Code: e.code, Message: e.message, HTTPStatus: e.status, Retryable: e.retryable}), nil
}

// crossed ends a job that met a trouble of its own, such as a text that cannot be rendered. What it holds is given back all
// the same.
func (j *job) crossed(t *engine.Turn, s *jobState, err error) (engine.Outcome, error) {
	re, ok := errors.AsType[*engine.RunError](err)
	if !ok {
		return engine.Outcome{}, err
	}
	if err := j.settle(t, s, ending{stop: true}); err != nil {
		return engine.Outcome{}, err
	}
	err = j.tell(t, s, "error")
	if err == nil && j.Credits != nil {
		err = j.Credits.tell(t)
	}
	if _, own := errors.AsType[*engine.RunError](err); err != nil && !own { // if it cannot be told, it is no worse
		return engine.Outcome{}, err
	}
	return engine.Fail(re), nil
}

// settle gives back what the job holds, tells the service to stop and takes the message away.
func (j *job) settle(t *engine.Turn, s *jobState, e ending) error {
	if j.Credits != nil && !e.spent {
		if _, err := j.Credits.settle(t, s.Key, e.spend); err != nil {
			return err
		}
	}
	if j.Limits != nil {
		if err := j.Limits.leave(t, s.Key); err != nil {
			return err
		}
	}
	j.hide(t, s)
	if !e.stop || s.ID == "" || s.Phase != working || j.Cancel == nil || j.Cancel.Call == nil {
		return nil
	}
	err := j.stop(t, s)
	if re, ok := errors.AsType[*engine.RunError](err); ok { // that the service goes on is no reason to keep the user's credits
		t.Note(engine.Note{Kind: engine.NoteError, Error: re})
		return nil
	}
	return err
}

// stopFor is how long the service is told to stop if it does not listen.
const stopFor = 10 * time.Minute

// stop tells the service to stop, and does not wait for it.
func (j *job) stop(t *engine.Turn, s *jobState) error {
	c, err := j.render(t, j.Cancel.Call)
	if err != nil {
		return err
	}
	c.Answer = answerNone
	v := &delivery{
		Call: c, What: "the cancellation of job " + s.ID, Begun: t.Now(), Until: t.Now().Add(stopFor), Refusable: true,
	}
	return t.StartDetached(deliverName, v, c.Timeout+overhead)
}
