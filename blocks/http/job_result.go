package http

import (
	nethttp "net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// finish takes the result, after a last call for it if there is one to be made.
func (j *job) finish(t *engine.Turn, s *jobState, a *answer) (engine.Outcome, error) {
	s.Call = nil
	if j.Fetch == nil {
		return j.result(t, s, a)
	}
	s.Misses = 0
	return j.fetch(t, s, 0)
}

// fetch asks for the result.
func (j *job) fetch(t *engine.Turn, s *jobState, pause time.Duration) (engine.Outcome, error) {
	s.Phase = fetching
	if err := j.tell(t, s, string(s.Phase)); err != nil {
		return engine.Outcome{}, err
	}
	c, err := j.render(t, j.Fetch)
	if err != nil {
		return engine.Outcome{}, err
	}
	s.Seq++
	if err := j.call(t, s, c, pause); err != nil {
		return engine.Outcome{}, err
	}
	return j.wait(t, s)
}

// fetched takes the answer of the last call, which is asked again a few times.
func (j *job) fetched(t *engine.Turn, s *jobState, a *answer) (engine.Outcome, error) {
	if a.retryable() {
		if s.Misses++; s.Misses < maxMisses {
			return j.fetch(t, s, max(defaultEvery, a.RetryAfter))
		}
	}
	if err := summarize(t, a); err != nil {
		return engine.Outcome{}, err
	}
	if !a.good() {
		return j.broken(t, s, a, "")
	}
	return j.result(t, s, a)
}

// result saves what was asked for and looks for the file.
func (j *job) result(t *engine.Turn, s *jobState, a *answer) (engine.Outcome, error) {
	wrong, err := j.reading(nil, j.Save).save(t, a)
	if err != nil {
		return engine.Outcome{}, err
	}
	if wrong != "" {
		return j.broken(t, s, a, wrong)
	}
	if j.File == nil {
		return j.end(t, s, ending{exit: doneExit, spend: true})
	}
	if err := j.tell(t, s, string(s.Phase)); err != nil { // the address may name the job
		return engine.Outcome{}, err
	}
	if s.Files, err = j.File.find(t, a); err != nil {
		return engine.Outcome{}, err
	}
	if slices.ContainsFunc(s.Files, func(f found) bool { return f.data != nil }) {
		return j.deliver(t, s)
	}
	return j.probe(t, s)
}

// probeTimeout is how long a server may take to tell the size of a file.
const probeTimeout = 20 * time.Second

// probe asks how large the next file is: its first byte is enough, and what servers of all kinds answer.
func (j *job) probe(t *engine.Turn, s *jobState) (engine.Outcome, error) {
	s.Phase = probing
	c := &call{Method: nethttp.MethodGet, URL: s.Files[s.Asked].URL, Timeout: probeTimeout, Answer: answerNone, MaxBytes: 1}
	var err error
	if c.Headers, err = render(t, j.File.Headers); err != nil {
		return engine.Outcome{}, err
	}
	c.Headers = append(c.Headers, field{"Range", "bytes=0-0"})
	if j.File.Auth != nil {
		if c.Auth, err = j.File.Auth.render(t); err != nil {
			return engine.Outcome{}, err
		}
	}
	s.Seq++
	if err := j.call(t, s, c, 0); err != nil {
		return engine.Outcome{}, err
	}
	return j.wait(t, s)
}

// probed takes what a server says of a file. Where it says nothing, the file is sent and Telegram judges.
func (j *job) probed(t *engine.Turn, s *jobState, a *answer) (engine.Outcome, error) {
	f := &s.Files[s.Asked]
	switch a.Status {
	case nethttp.StatusUnauthorized, nethttp.StatusForbidden, nethttp.StatusNotFound, nethttp.StatusGone:
		return j.end(t, s, ending{code: codeFileMissing, message: "the file cannot be fetched: " + a.refusal(), status: a.Status})
	}
	if f.Kind == "" {
		name := ""
		if u, err := url.Parse(f.URL); err == nil {
			name = u.Path
		}
		typ := ""
		if a.good() {
			typ = a.Headers.get("content-type")
		}
		f.Kind = kindOf(typ, name)
	}
	size := sizeOf(a)
	if size > j.File.limit() {
		e := j.File.tooLarge(size)
		return j.end(t, s, ending{code: e.Code, message: e.Message})
	}
	f.Kind = sized(f.Kind, size)
	if s.Asked++; s.Asked < len(s.Files) {
		return j.probe(t, s)
	}
	return j.deliver(t, s)
}

// sizeOf reads a file's size out of the headers; 0 if they do not tell.
func sizeOf(a *answer) int64 {
	text := ""
	switch a.Status {
	case nethttp.StatusPartialContent:
		_, text, _ = strings.Cut(a.Headers.get("content-range"), "/")
	case nethttp.StatusOK:
		text = a.Headers.get("content-length")
	}
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// deliver sends the files and ends the job. Whether Telegram takes them is known later: the session need not wait for that,
// since what was spent comes back by itself if it does not.
func (j *job) deliver(t *engine.Turn, s *jobState) (engine.Outcome, error) {
	messages, err := j.File.contents(t, s)
	if err != nil {
		return engine.Outcome{}, err
	}
	var back *engine.Movement
	if j.Credits != nil {
		if back, err = j.Credits.spend(t, s.Key); err != nil {
			return engine.Outcome{}, err
		}
	}
	for _, c := range messages {
		t.Emit(engine.Effect{Kind: engine.SendMessage, Content: &c, GiveBack: back})
	}
	return j.end(t, s, ending{exit: doneExit, spent: true})
}
