package http

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// phase is where a job stands.
type phase string

// The phases, in their order; not every job has all of them.
const (
	queuing    phase = "queue"  // waits for a place
	submitting phase = "submit" // the submission is under way
	working    phase = "work"   // the service is at it
	fetching   phase = "fetch"  // the last call for the result is under way
	probing    phase = "probe"  // the size of a file is asked for
)

// jobState is what the block remembers while it waits.
type jobState struct {
	Phase    phase     `json:"phase"`
	Seq      int       `json:"seq"` // of the call that is waited for; the answer to another one is stale
	Begun    time.Time `json:"begun"`
	Call     *call     `json:"call,omitempty"` // the submission, as long as it is to be sent
	ID       string    `json:"id,omitempty"`
	Status   string    `json:"status,omitempty"`
	Percent  *float64  `json:"percent,omitempty"`
	Position *float64  `json:"position,omitempty"`
	Polls    int       `json:"polls,omitempty"`
	Misses   int       `json:"misses,omitempty"` // answers in a row that were of no use
	Reason   string    `json:"reason,omitempty"` // why the service failed
	Stop     bool      `json:"stop,omitempty"`   // cancelled while the submission was under way
	Key      string    `json:"key,omitempty"`    // names what is held for the job: its place and its credits
	Files    []found   `json:"files,omitempty"`  // the result, while sizes are asked for
	Asked    int       `json:"asked,omitempty"`  // how many of them
	Shown    string    `json:"shown,omitempty"`  // digest of what the message says; empty if there is none
	ShownAt  time.Time `json:"shown_at,omitzero"`
	TopicID  int64     `json:"topic_id,omitempty"`
}

// Enter holds what the job needs and submits it.
func (j *job) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	address := ""
	if j.Callback {
		address = t.CallbackURL()
	}
	if j.Callback && j.Poll == nil && address == "" {
		return engine.Outcome{}, engine.Trouble("job_no_callback", "the service cannot call back, since the bot's server has no public address, and how to ask it is not set")
	}
	if err := t.Set(jobVar, map[string]any{"callback": address}); err != nil {
		return engine.Outcome{}, err
	}
	s := &jobState{Phase: submitting, Begun: t.Now(), Key: t.IdempotencyKey()}
	if m := t.Event().Message; m != nil {
		s.TopicID = m.TopicID
	}
	if err := j.foresee(t); err != nil {
		return engine.Outcome{}, err
	}
	c, err := j.Submit.render(t)
	if err != nil {
		return engine.Outcome{}, err
	}
	j.reading(nil, nil).ask(c)
	j.Submit.ask(t, c)
	c.IdempotencyKey = t.IdempotencyKey() // also where nobody has said that the service knows it: a crash may repeat the call
	s.Call = c
	exit, err := j.hold(t, s)
	if err != nil {
		return engine.Outcome{}, err
	}
	if exit != "" {
		return engine.Leave(exit), j.tell(t, s, exit)
	}
	if s.Phase == queuing {
		return j.queued(t, s)
	}
	return j.submit(t, s, 0)
}

// foresee asks at once for all that hold reads, so that the turn runs again once, and before anything has been rendered.
func (j *job) foresee(t *engine.Turn) error {
	var missing error
	if j.Limits != nil {
		missing = t.Want(seatKind, j.Limits.keys(t)...)
	}
	if j.Credits != nil {
		missing = errors.Join(missing, t.Want(engine.AccountKind, engine.UserKey(t.Key().UserID, j.Credits.Unit)))
	}
	return missing
}

// hold takes a place and the credits; exit is where the block leaves if it gets none.
func (j *job) hold(t *engine.Turn, s *jobState) (exit string, err error) {
	until := t.Now().Add(j.deadline(t) + grace)
	var places *seats
	if j.Limits != nil {
		var at int
		if places, at, err = j.Limits.find(t); err != nil {
			return "", err
		}
		switch {
		case at < 0:
			return busyExit, nil
		case at > 0 && s.Call.over(maxKept):
			return "", engine.Trouble(codeRequest, "the request takes %d bytes; to wait in the queue it may take %d", s.Call.size(), maxKept)
		case at > 0:
			s.Phase, s.Position = queuing, new(float64(at))
			until = until.Add(j.deadline(t)) // it may wait that long before it begins
		}
	}
	if j.Credits != nil {
		if ok, err := j.Credits.reserve(t, s.Key, until); err != nil || !ok {
			return insufficientExit, err
		}
	}
	if places != nil {
		return "", places.take(t, seat{ID: s.Key, Until: until, Runs: s.Phase != queuing})
	}
	return "", nil
}

// submit makes the call that begins the job.
func (j *job) submit(t *engine.Turn, s *jobState, pause time.Duration) (engine.Outcome, error) {
	c := s.Call
	if err := j.call(t, s, c, pause); err != nil {
		return engine.Outcome{}, err
	}
	if s.Call = c; !j.Submit.worth(c) {
		s.Call = nil
	}
	return j.wait(t, s)
}

// call starts a call whose answer is waited for from now on.
func (*job) call(t *engine.Turn, s *jobState, c *call, pause time.Duration) error {
	c.Try = s.Seq
	return t.Start(jobName, c, c.Timeout+overhead, pause)
}

// wait shows how it stands and waits on.
func (j *job) wait(t *engine.Turn, s *jobState) (engine.Outcome, error) {
	if err := j.tell(t, s, string(s.Phase)); err != nil {
		return engine.Outcome{}, err
	}
	if err := j.show(t, s); err != nil {
		return engine.Outcome{}, err
	}
	var w engine.Wait
	if old := t.Wait(); old != nil {
		w = *old
	}
	w.Until = time.Time{}
	if s.Phase == queuing {
		w.Until = t.Now().Add(tick(s))
	}
	if t.Wait() == nil || s.Begun.Equal(t.Now()) { // it begins now, maybe after having waited for a place
		w.Deadline, w.Reminders, w.Reminded = t.Now().Add(j.deadline(t)), j.Progress.times(s.Begun), 0
	}
	w.Accept = []engine.EventKind{engine.JobDone, engine.TimerFired}
	if j.Callback {
		w.Accept = append(w.Accept, engine.CallbackReceived)
	}
	if j.Cancel != nil {
		w.Accept = append(w.Accept, engine.ButtonPressed)
	}
	w.Interrupt, w.State = j.Interrupt, t.Pack(s)
	return engine.WaitFor(w), nil
}

// Resume takes what happened.
func (j *job) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	var s jobState
	if err := t.Load(&s); err != nil {
		return engine.Outcome{}, err
	}
	out, err := j.take(t, &s, ev)
	if err != nil {
		return j.crossed(t, &s, err)
	}
	return out, nil
}

// take takes an event. A trouble of its own ends the job.
func (j *job) take(t *engine.Turn, s *jobState, ev engine.Event) (engine.Outcome, error) {
	switch {
	case ev.Kind == engine.JobDone && ev.Job != nil:
		return j.answered(t, s, ev.Job)
	case ev.Kind == engine.CallbackReceived && ev.Callback != nil:
		return j.calledBack(t, s, ev.Callback)
	case ev.Kind == engine.ButtonPressed && ev.Button != nil && ev.Button.ID == cancelButton:
		return j.pressed(t, s)
	case ev.Kind == engine.MessageReceived && ev.Message != nil && j.Hears(t, ev.Message):
		return j.pressed(t, s)
	case ev.Kind == engine.TimerFired && ev.Timer != nil:
		return j.rung(t, s, ev.Timer.Name)
	default:
		return engine.Stay(), nil
	}
}

// answered takes the end of a call.
func (j *job) answered(t *engine.Turn, s *jobState, r *engine.JobResult) (engine.Outcome, error) {
	a := answer{Try: s.Seq}
	if r.Error != nil { // it does not tell of which call: at worst the service is asked once more
		a.Trouble = &trouble{Code: r.Error.Code, Message: r.Error.Message, Retryable: s.Phase != submitting}
	} else if err := json.Unmarshal(r.Result, &a); err != nil {
		a.Trouble = &trouble{Code: codeShape, Message: "the answer of the service was lost", Retryable: s.Phase != submitting}
	}
	if a.Try != s.Seq {
		return engine.Stay(), nil // of an earlier call, or one that ran twice
	}
	switch s.Phase {
	case submitting:
		return j.submitted(t, s, &a)
	case working:
		return j.polled(t, s, &a)
	case fetching:
		return j.fetched(t, s, &a)
	case probing:
		return j.probed(t, s, &a)
	default:
		return engine.Stay(), nil
	}
}

// pressed gives the job up. While the submission is under way, it has to be waited for if the service is to be told which
// job to stop.
func (j *job) pressed(t *engine.Turn, s *jobState) (engine.Outcome, error) {
	if s.Phase == submitting && j.Cancel.Call != nil {
		t.Answer(engine.ButtonAnswer{Text: t.Words("job_cancelling")})
		s.Stop, s.Call = true, nil
		return j.wait(t, s)
	}
	t.Answer(engine.ButtonAnswer{Text: t.Words("cancelled")})
	return j.end(t, s, ending{exit: cancelledExit, stop: true})
}

// Hears reports whether the user gives the job up by a word.
func (j *job) Hears(_ *engine.Turn, m *engine.Message) bool {
	return j.Cancel != nil && engine.Says(m.Text, j.Cancel.Words)
}

// rung takes a time of the wait.
func (j *job) rung(t *engine.Turn, s *jobState, name engine.TimerName) (engine.Outcome, error) {
	switch {
	case name == engine.UntilTimer && s.Phase == queuing && t.Now().Before(t.Wait().Deadline):
		return j.queued(t, s)
	case name == engine.ReminderTimer:
		return j.wait(t, s)
	case name != engine.DeadlineTimer && name != engine.UntilTimer:
		return engine.Stay(), nil
	case s.Stop:
		return j.end(t, s, ending{exit: cancelledExit})
	}
	return j.end(t, s, ending{exit: timeoutExit, code: "job_timeout", message: "the job was not done in time", stop: true})
}

// queued begins when a place is free, and waits on otherwise.
func (j *job) queued(t *engine.Turn, s *jobState) (engine.Outcome, error) {
	if t.Wait() != nil {
		at, err := j.Limits.advance(t, s.Key, t.Now().Add(j.deadline(t)+grace))
		if err != nil {
			return engine.Outcome{}, err
		}
		if s.Position = new(float64(at)); at == 0 {
			s.Phase, s.Begun, s.Position = submitting, t.Now(), nil
			return j.submit(t, s, 0)
		}
	}
	return j.wait(t, s)
}

// Abandon gives back what the job holds, since the user is elsewhere now.
func (j *job) Abandon(_ context.Context, t *engine.Turn) error {
	var s jobState
	if err := t.Load(&s); err != nil {
		return err
	}
	return j.settle(t, &s, ending{stop: true})
}
