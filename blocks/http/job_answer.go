package http

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// stand is what an answer says of the job.
type stand int

const (
	unclear  stand = iota // nothing
	ongoing               // it is not over
	finished              // the result is there
	lost                  // the service has failed
)

// maxMisses is how many useless answers in a row are passed over: a service that has just begun may not know the job yet,
// and a proxy in between may have a bad moment.
const maxMisses = 3

// read takes over what a good answer says, and tells how the job stands.
func (j *job) read(s *jobState, a *answer) stand {
	if s.ID == "" {
		s.ID = plainText(j.ID, a.Body)
	}
	if n, ok := number(j.Percent, a.Body); ok {
		s.Percent = new(math.Round(min(max(n/j.Full, 0), 1) * 100))
	}
	s.Position = nil
	if n, ok := number(j.Position, a.Body); ok && n >= 0 {
		s.Position = &n
	}
	status := plainText(j.Status, a.Body)
	if status == "" {
		return unclear
	}
	s.Status, s.Reason = engine.Shorten(status, maxReason), engine.Shorten(plainText(j.Reason, a.Body), maxReason)
	switch {
	case among(j.Failed, status), among(j.Done, status) && s.Reason != "":
		return lost
	case among(j.Done, status):
		return finished
	default:
		return ongoing
	}
}

// maxReason is how many characters of what a service says of a job are kept.
const maxReason = 500

// plainText reads a text, or what stands for one; of an object its message.
func plainText(p path, body any) string {
	if p == "" {
		return ""
	}
	v, _ := p.in(body)
	if o, ok := v.(map[string]any); ok {
		v = o["message"]
	}
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	default:
		return ""
	}
}

// among compares words without regard to case.
func among(list []string, word string) bool {
	for _, x := range list {
		if strings.EqualFold(strings.TrimSpace(x), word) {
			return true
		}
	}
	return false
}

// number reads a number, or a text such as "40 %".
func number(p path, body any) (float64, bool) {
	if p == "" {
		return 0, false
	}
	v, _ := p.in(body)
	switch v := v.(type) {
	case float64:
		return v, true
	case string:
		n, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(v), "%")), 64)
		return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
	default:
		return 0, false
	}
}

// submitted takes the answer to the submission.
func (j *job) submitted(t *engine.Turn, s *jobState, a *answer) (engine.Outcome, error) {
	if s.Call != nil && a.retryable() {
		if pause, ok := j.Submit.pause(s.Seq, a.RetryAfter); ok {
			s.Seq++
			return j.submit(t, s, pause)
		}
	}
	s.Call = nil
	at := unclear
	if a.good() {
		at = j.read(s, a)
	}
	if s.Stop {
		s.Phase = working
		return j.end(t, s, ending{exit: cancelledExit, stop: true})
	}
	if err := summarize(t, a); err != nil {
		return engine.Outcome{}, err
	}
	wrong := ""
	if a.Trouble == nil {
		var err error
		if wrong, err = j.reading(j.Submit.Expect, j.Submit.Save).save(t, a); err != nil {
			return engine.Outcome{}, err
		}
	}
	if !a.good() {
		return j.broken(t, s, a, "")
	}
	s.Phase, s.Misses = working, 0
	if wrong == "" && j.ID != "" && s.ID == "" && at != finished {
		wrong = string(j.ID) + " is missing"
	}
	switch {
	case wrong != "":
		return j.broken(t, s, a, wrong)
	case at == lost:
		return j.lost(t, s, a)
	case at == finished, j.Poll == nil && !j.Callback:
		return j.finish(t, s, a)
	}
	return j.poll(t, s, 0)
}

// poll asks again after a while, if the service can be asked.
func (j *job) poll(t *engine.Turn, s *jobState, asked time.Duration) (engine.Outcome, error) {
	s.Seq++ // also where only a callback is waited for: the answer to the call before is over
	if j.Poll != nil {
		if err := j.tell(t, s, string(s.Phase)); err != nil { // the call may name the job
			return engine.Outcome{}, err
		}
		c, err := j.render(t, &j.Poll.target)
		if err != nil {
			return engine.Outcome{}, err
		}
		if err := j.call(t, s, c, max(j.Poll.pause(s.Polls, j.Callback && t.CallbackURL() != ""), asked)); err != nil {
			return engine.Outcome{}, err
		}
		s.Polls++
	}
	return j.wait(t, s)
}

// render makes a call of the job; it may name it.
func (j *job) render(t *engine.Turn, x *target) (*call, error) {
	c, err := x.render(t)
	if err == nil {
		j.reading(nil, nil).ask(c)
	}
	return c, err
}

// pause is the time to the next question: half as long again each time, up to the slowest. Where the service calls back,
// the questions are only there in case that a call is lost.
func (p *polling) pause(polls int, called bool) time.Duration {
	every, slowest := defaultEvery, defaultSlowest
	if p.Every != nil {
		every = max(p.Every.Std(), minEvery)
	}
	if p.Slowest != nil {
		slowest = p.Slowest.Std()
	}
	slowest = max(slowest, every)
	if called {
		return slowest
	}
	d := float64(every) * math.Pow(1.5, float64(min(polls, 100)))
	return time.Duration(min(d, float64(slowest))).Round(100 * time.Millisecond)
}

// polled takes the answer to a question. One that may be better the next time is asked again until the deadline.
func (j *job) polled(t *engine.Turn, s *jobState, a *answer) (engine.Outcome, error) {
	if a.retryable() {
		return j.poll(t, s, a.RetryAfter)
	}
	at := unclear
	if a.good() {
		at = j.read(s, a)
	}
	switch at {
	case finished:
		return j.finish(t, s, a)
	case lost:
		return j.lost(t, s, a)
	case ongoing:
		s.Misses = 0
		return j.poll(t, s, a.RetryAfter)
	default:
	}
	if s.Misses++; s.Misses < maxMisses {
		return j.poll(t, s, a.RetryAfter)
	}
	if err := summarize(t, a); err != nil {
		return engine.Outcome{}, err
	}
	return j.broken(t, s, a, j.Status.called()+" is missing")
}

// calledBack takes a call of the service. One that does not say how the job stands is a hint to ask.
func (j *job) calledBack(t *engine.Turn, s *jobState, c *engine.Callback) (engine.Outcome, error) {
	if s.Stop || s.Phase != submitting && s.Phase != working {
		return t.WaitOn(nil), nil
	}
	a := &answer{Host: "the service", Status: 200, Headers: headers{known: c.Headers}, Body: c.Body, Form: formJSON}
	if _, isText := c.Body.(string); isText {
		a.Form = formText
	}
	at := j.read(s, a)
	switch {
	case at == finished, at == unclear && j.Status == "" && j.Poll == nil:
		return j.finish(t, s, a)
	case at == lost:
		return j.lost(t, s, a)
	case at == unclear && s.Phase == working && j.Poll != nil:
		return j.askNow(t, s)
	default:
		return j.wait(t, s)
	}
}

// askNow asks without a pause; the question that was to come is not waited for any more.
func (j *job) askNow(t *engine.Turn, s *jobState) (engine.Outcome, error) {
	c, err := j.render(t, &j.Poll.target)
	if err != nil {
		return engine.Outcome{}, err
	}
	s.Seq++
	if err := j.call(t, s, c, 0); err != nil {
		return engine.Outcome{}, err
	}
	return j.wait(t, s)
}

// lost ends a job that the service could not do.
func (j *job) lost(t *engine.Turn, s *jobState, a *answer) (engine.Outcome, error) {
	if err := summarize(t, a); err != nil {
		return engine.Outcome{}, err
	}
	message := fmt.Sprintf("%s says that the job is %s", a.Host, s.Status)
	if s.Reason != "" {
		message += ": " + s.Reason
	}
	return j.end(t, s, ending{exit: failedExit, code: "job_service_failed", message: message})
}

// broken ends a job whose answer is of no use; wrong says in which way a good one is.
func (j *job) broken(t *engine.Turn, s *jobState, a *answer, wrong string) (engine.Outcome, error) {
	e := ending{code: codeStatus, status: a.Status, retryable: a.retryable() && s.Phase == submitting && j.Submit.repeatable(j.Submit.Method), stop: true}
	switch {
	case a.Trouble != nil:
		e.code, e.message = a.Trouble.Code, a.Trouble.Message
	case !a.good():
		e.message = a.refusal()
	default:
		e.code, e.message = codeShape, fmt.Sprintf("the answer of %s is not as expected: %s", a.Host, wrong)
	}
	return j.end(t, s, e)
}
