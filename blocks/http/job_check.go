package http

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/flow"
)

// Check reports what would fail, or do harm, on every run.
func (j *job) Check(k *engine.Checking) {
	j.Submit.target.check(k, "/submit")
	j.Submit.repeats.check(k, "/submit", j.Submit.Method)
	j.reading(j.Submit.Expect, j.Submit.Save).check(k, "/submit", j.Submit.Method)
	j.reading(nil, j.Save).check(k, "", "")
	for _, x := range []struct {
		at string
		p  path
	}{{"/id", j.ID}, {"/status", j.Status}, {"/reason", j.Reason}, {"/percent", j.Percent}, {"/position", j.Position}} {
		if _, err := x.p.steps(nil); err != nil {
			k.Error("path_invalid", x.at, "the path %q cannot be read: %v", string(x.p), err)
		}
	}
	j.checkPoll(k)
	j.checkID(k)
	j.checkStatus(k)
	if j.Fetch != nil {
		j.Fetch.check(k, "/fetch")
	}
	if j.Cancel != nil && j.Cancel.Call != nil {
		j.Cancel.Call.check(k, "/cancel/call")
		if !j.asks() {
			k.Warn("cancel_call_unused", "/cancel/call", "the answer to the submission is the result, so there is never a job that could be stopped")
		}
	}
	if j.Cancel != nil {
		k.StopWords(j.Cancel.Words, "/cancel/words")
	}
	if j.File != nil {
		j.File.check(k)
	}
	j.checkTimes(k)
	j.checkLimits(k)
}

// asks reports whether news of the job is waited for after the submission.
func (j *job) asks() bool { return j.Poll != nil || j.Callback }

func (j *job) checkPoll(k *engine.Checking) {
	if p := j.Poll; p != nil {
		p.check(k, "/poll")
		if p.Every != nil && p.Every.Std() < minEvery {
			k.Warn("poll_too_fast", "/poll/every", "services do not like to be asked more often than once a second, and the bot does not do it")
		}
		if p.Slowest != nil && p.Slowest.Std() < max(minEvery, orDefault(p.Every, defaultEvery)) {
			k.Error("poll_pauses", "/poll/slowest", "the longest pause cannot be shorter than the first")
		}
	}
	switch {
	case j.Callback && j.Poll == nil:
		k.Warn("callback_only", "/callback", "if a call is lost, or the bot's server has no public address, nothing tells how the job ends: set how to ask the service as well")
	case !j.Callback:
		return
	}
	if !j.handsOver() {
		k.Warn("callback_unknown", "/callback", "nothing in the submission hands {{ local.job.callback }} over to the service")
	}
}

var idUse = regexp.MustCompile(`\bjob\s*\.\s*id\b`)

// checkID reports calls that name the job where nobody knows its number.
func (j *job) checkID(k *engine.Checking) {
	if j.ID != "" {
		return
	}
	named := func(at string, address *engine.Link) {
		for _, src := range address.Sources() {
			if idUse.MatchString(src) {
				k.Error("id_missing", at, "this address names the job: say where the answer to the submission has its number")
				return
			}
		}
	}
	if j.Poll != nil {
		named("/poll/url", &j.Poll.URL)
	}
	if j.Fetch != nil {
		named("/fetch/url", &j.Fetch.URL)
	}
	if j.Cancel != nil && j.Cancel.Call != nil {
		named("/cancel/call/url", &j.Cancel.Call.URL)
	}
	if j.File != nil {
		named("/file/url", &j.File.URL)
	}
}

var callbackUse = regexp.MustCompile(`\bjob\s*\.\s*callback\b|\[\s*["']callback["']\s*\]`)

// handsOver reports whether the submission holds the address for callbacks.
func (j *job) handsOver() bool {
	s := &j.Submit
	var texts []string
	add := func(sources map[string]string) {
		for _, x := range sources {
			texts = append(texts, x)
		}
	}
	add(s.URL.Sources())
	for _, pairs := range [][]pair{s.Query, s.Headers} {
		for i := range pairs {
			add(pairs[i].Value.Sources())
		}
	}
	if b := s.Body; b != nil {
		add(b.Text.Sources())
		for i := range b.Form {
			add(b.Form[i].Value.Sources())
		}
		if data, err := b.JSON.MarshalJSON(); err == nil {
			texts = append(texts, string(data))
		}
	}
	return callbackUse.MatchString(strings.Join(texts, "\n"))
}

func (j *job) checkStatus(k *engine.Checking) {
	if j.Poll != nil && j.Status == "" {
		k.Error("status_missing", "/status", "say where the answers tell how the job stands")
	}
	for i, w := range j.Done {
		if among(j.Failed, strings.TrimSpace(w)) {
			k.Error("status_both", fmt.Sprintf("/done/%d", i), "%q cannot mean both done and failed", w)
		}
	}
	if j.Status != "" {
		return
	}
	for _, x := range []struct {
		at  string
		set bool
	}{{"/reason", j.Reason != ""}, {"/percent", j.Percent != "" && !j.asks()}, {"/position", j.Position != "" && !j.asks()}} {
		if x.set {
			k.Warn("status_unused", x.at, "this is only looked at where an answer tells how the job stands")
		}
	}
}

func (j *job) checkTimes(k *engine.Checking) {
	switch d := j.Deadline; {
	case d != nil && (d.Std() < minDeadline || d.Std() > maxDeadline):
		k.Error("deadline_range", "/deadline", "the deadline must be from %d seconds to %d days", int(minDeadline.Seconds()), int(maxDeadline.Hours()/24))
	case d != nil && k.Timeout() > 0:
		k.Warn("timeout_unused", "/deadline", "the deadline counts, not the time-out of the block: set one of them")
	case d == nil && k.Timeout() == 0 && j.Credits != nil:
		k.Warn("deadline_missing", "/deadline", "this job costs money: decide how long it may take (an hour if you do not)")
	}
	if j.Progress == nil {
		return
	}
	seen := map[string]bool{}
	for i := range j.Progress.Steps {
		s, at := &j.Progress.Steps[i], fmt.Sprintf("/progress/steps/%d", i)
		after := s.After.String()
		if seen[after] {
			k.Error("step_twice", at+"/after", "two texts begin at %s", after)
		}
		seen[after] = true
		if limit := orDefault(j.Deadline, defaultDeadline); k.Timeout() == 0 && s.After.Std() >= limit {
			k.Warn("step_never", at+"/after", "the job is over by then: its deadline is %s", flow.Duration(limit))
		}
		checkLength(k, at+"/text", &s.Text)
	}
	if j.Progress.Bar && j.Percent == "" {
		k.Warn("bar_unused", "/progress/bar", "there is nothing to draw: say where the answers tell how far the job is")
	}
	checkLength(k, "/progress/queued", &j.Progress.Queued)
}

// checkLength reports texts that no message can hold.
func checkLength(k *engine.Checking, at string, text *engine.Template) {
	for lang, src := range text.Sources() {
		path := at
		if lang != "" {
			path += "/" + lang
		}
		if n := engine.VisibleLength(src); !strings.Contains(src, "{{") && n > engine.MaxTextLength {
			k.Error("text_too_long", path, "the text has %d characters; Telegram allows %d", n, engine.MaxTextLength)
		}
	}
}

func (j *job) checkLimits(k *engine.Checking) {
	if l := j.Limits; l != nil && l.Queue > 0 && l.PerBot == 0 {
		k.Error("queue_unlimited", "/limits/queue", "there is a queue only where the places of the whole bot are limited")
	}
	if j.Progress != nil && !j.Progress.Queued.IsZero() && (j.Limits == nil || j.Limits.Queue == 0) {
		k.Warn("queued_unused", "/progress/queued", "nobody waits for a place: there is no queue")
	}
	c := j.Credits
	if c == nil {
		return
	}
	if c.Unit != "" && !engine.ValidUnit(c.Unit) {
		k.Error("unit_invalid", "/credits/unit", "a unit is called by a letter and up to 31 letters, digits or _")
	}
	switch typ := c.Amount.Type(); {
	case c.Amount.IsZero():
	case typ != expr.TypeNumber && typ != expr.TypeAny && typ != expr.TypeText:
		k.Error("amount_invalid", "/credits/amount", "the amount must be a number")
	default:
		c.checkConstant(k)
	}
}

// checkConstant reports a price that is written out and cannot be.
func (c *credits) checkConstant(k *engine.Checking) {
	x, fixed := c.Amount.Constant()
	if !fixed {
		return
	}
	n, ok := engine.ParseNumber(fmt.Sprint(x))
	if !ok || n < 0 || n != float64(int64(n)) || n > engine.MaxAmount {
		k.Error("amount_invalid", "/credits/amount", "the amount must be a whole number from 0 to %d", int64(engine.MaxAmount))
	}
}

// check reports files that cannot be found or sent.
func (f *resultFile) check(k *engine.Checking) {
	switch {
	case f.From == "" && f.URL.IsZero():
		k.Error("file_missing", "/file", "say where the file is: a place in the result, or an address")
	case f.From != "" && !f.URL.IsZero():
		k.Error("file_twice", "/file/url", "the file is either at a place in the result or at an address, not both")
	case !f.URL.IsZero():
		(&target{Method: "GET", URL: f.URL, Headers: f.Headers, Auth: f.Auth}).check(k, "/file")
	default:
		if _, err := f.From.steps(nil); err != nil {
			k.Error("path_invalid", "/file/from", "the path %q cannot be read: %v", string(f.From), err)
		}
		if len(f.Headers) > 0 || f.Auth != nil {
			k.Warn("file_access", "/file", "whatever address the service answers gets these headers and keys: make sure that it answers only its own")
		}
	}
	if f.Auth != nil && f.Auth.Kind == "basic" {
		k.Error("auth_kind", "/file/auth/kind", "a file cannot be fetched with a user and a password; take a token or a header")
	}
	if f.Max > defaultMax {
		k.Warn("file_limit", "/file/max_megabytes", "Telegram takes %d MB from bots; more needs a Bot API server of one's own", defaultMax)
	}
	if f.Spoiler && f.Kind != "" && f.Kind != "photo" && f.Kind != "video" && f.Kind != "animation" {
		k.Warn("media_spoiler_unused", "/file/spoiler", "Telegram hides only photos, videos and animations")
	}
}
