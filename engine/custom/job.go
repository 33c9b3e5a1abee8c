package custom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// maxCall is how many bytes a call may have.
const maxCall = 256 << 10

// work is the payload of a job: a call to be carried out.
type work struct {
	Seq     int       `json:"seq"`
	Until   time.Time `json:"until"` // when it is not tried again any more
	Call    Call      `json:"call"`
	Secrets []string  `json:"secrets,omitempty"` // that the settings name
}

// done is the result of a job.
type done struct {
	Seq    int              `json:"seq"`
	Answer *Answer          `json:"answer,omitempty"`
	Error  *engine.RunError `json:"error,omitempty"`
}

// start has a job carry a call out.
func (b *block) start(t *engine.Turn, s *state, c Call) (engine.Outcome, error) {
	budget := callTime
	if t.Timeout() > 0 {
		budget = t.Timeout()
	}
	w := &work{Seq: s.Seq, Until: t.Now().Add(budget), Call: c, Secrets: b.SecretNames()}
	data, err := encoded(w)
	if err != nil {
		return engine.Outcome{}, err
	}
	if len(data) > maxCall {
		return engine.Outcome{}, engine.Trouble("block_call", "the call would take %d bytes; at most %d are sent", len(data), maxCall)
	}
	if err := t.Start(b.spec.job, data, b.spec.limit()+overhead, 0); err != nil {
		return engine.Outcome{}, err
	}
	return b.wait(t, s, calling, callTime+overhead, engine.JobDone)
}

// answered takes the end of a job. That of an earlier call, or of one that ran twice, came too late.
func (b *block) answered(_ context.Context, t *engine.Turn, s *state, r *engine.JobResult) (engine.Outcome, error) {
	if r.Error != nil { // of the host: it does not tell of which call, and there is only one at a time
		return engine.Outcome{}, r.Error
	}
	var d done
	if json.Unmarshal(r.Result, &d) != nil {
		return engine.Outcome{}, senseless("it was lost")
	}
	switch {
	case d.Seq != s.Seq:
		return engine.Stay(), nil
	case d.Error != nil:
		return engine.Outcome{}, d.Error
	case d.Answer == nil:
		return engine.Outcome{}, senseless("there is none")
	}
	return b.apply(t, s, d.Answer)
}

// run carries a call out, inside of a job.
func (s *spec) run(ctx context.Context, d engine.JobDeps, j engine.Job) (json.RawMessage, error) {
	var w work
	if err := json.Unmarshal(j.Payload, &w); err != nil {
		return nil, fmt.Errorf("decode payload of job %q: %w", j.Key, err)
	}
	if err := ready(ctx, s.exec); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, s.limit())
	defer cancel()
	now := d.Now()
	w.Call.Deadline = now.Add(s.limit())
	a, err := s.exec.Execute(limited, s.env(d, &w, now), w.Call)
	out := done{Seq: w.Seq}
	switch {
	case err == nil:
		out.Answer = &a
	case ctx.Err() != nil && limited.Err() == nil, errors.Is(ctx.Err(), context.Canceled):
		return nil, fmt.Errorf("call of %s: %w", s.id, err) // the process stops: it is run again
	default:
		if out.Error, err = w.judge(limited, now, err); err != nil {
			return nil, fmt.Errorf("call of %s: %w", s.id, err)
		}
	}
	data, err := json.Marshal(out)
	if err != nil || int64(len(data)) > s.answer() {
		trouble := engine.Trouble("block_answer", "the block's answer has %d bytes; at most %d are taken", len(data), s.answer())
		if err != nil {
			trouble = engine.Trouble("block_answer", "the block's answer is no JSON: %v", err)
		}
		return json.Marshal(done{Seq: w.Seq, Error: trouble})
	}
	return data, nil
}

// judge says what an error of a call means: a trouble of the block's own, or an error, and then the job is run again.
func (w *work) judge(ctx context.Context, now time.Time, err error) (*engine.RunError, error) {
	if again, ok := errors.AsType[*engine.AgainError](err); ok {
		if now.Add(again.After).Before(w.Until) {
			return nil, err
		}
		return &engine.RunError{Code: "block_timeout", Message: "the block's work was put off until its time was over: " + again.Err.Error(), Retryable: true}, nil
	}
	if own, ok := errors.AsType[*engine.RunError](err); ok {
		return own, nil
	}
	if ctx.Err() != nil {
		return &engine.RunError{Code: "block_timeout", Message: "the block did not answer in time", Retryable: true}, nil
	}
	return nil, err
}

// env is what a call of a job may use.
func (s *spec) env(d engine.JobDeps, w *work, now time.Time) Env {
	g := &guard{manifest: s.pkg.Manifest, deps: d, named: w.Secrets, marks: marksIn(w.Call.Config, nil)}
	return Env{
		HTTP: g.client(), Secret: g.secret, Reveal: g.reveal, Now: now,
		Rand: rand.New(rand.NewPCG(seedOf(w.Call.Key), uint64(w.Seq))),
		Log:  d.Log.With("block_type", s.id.Type, "block_version", s.id.Version),
	}
}

// seedOf makes a seed of a key, so that a job that is run again draws the same.
func seedOf(key string) uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * 1099511628211
	}
	return h
}
