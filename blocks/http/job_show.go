package http

import (
	"hash/fnv"
	"html"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// progress is what the user reads while a job runs: one message that is edited.
type progress struct {
	Steps  []phrase        `json:"steps,omitempty" validate:"max=10,dive" jsonschema:"maxItems=10"` // as many as a wait has reminders
	Queued engine.Template `json:"queued,omitzero"`
	Bar    bool            `json:"bar,omitempty"`
	Action string          `json:"action,omitempty" validate:"omitempty,oneof=typing upload_photo upload_video upload_voice upload_document record_video record_voice choose_sticker" jsonschema:"enum=typing,enum=upload_photo,enum=upload_video,enum=upload_voice,enum=upload_document,enum=record_video,enum=record_voice,enum=choose_sticker"`
	Every  *flow.Duration  `json:"every,omitempty"`
	After  string          `json:"after,omitempty" validate:"omitempty,oneof=delete keep" jsonschema:"enum=delete,enum=keep"`
	Slot   string          `json:"slot,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
}

// phrase is what the message says from a time on.
type phrase struct {
	After flow.Duration   `json:"after"`
	Text  engine.Template `json:"text"`
}

const (
	defaultEdit = 3 * time.Second
	keepMessage = "keep"

	jobVar engine.Var = "local.job"
)

// times are the moments at which the text changes by itself.
func (p *progress) times(begun time.Time) []time.Time {
	if p == nil {
		return nil
	}
	var out []time.Time
	for i := range p.Steps {
		if d := p.Steps[i].After.Std(); d > 0 {
			out = append(out, begun.Add(d))
		}
	}
	return out
}

// tell leaves behind how the job stands.
func (*job) tell(t *engine.Turn, s *jobState, state string) error {
	v := map[string]any{
		"state": state, "id": s.ID, "status": s.Status, "reason": s.Reason, "percent": nil, "bar": "", "position": nil,
		"seconds": math.Floor(t.Now().Sub(s.Begun).Seconds()), "url": "",
	}
	if s.Percent != nil {
		v["percent"], v["bar"] = *s.Percent, bar(*s.Percent)
	}
	if s.Position != nil {
		v["position"] = *s.Position
	}
	if len(s.Files) > 0 && len(engine.SecretMarks(s.Files[0].URL)) == 0 {
		v["url"] = s.Files[0].URL
	}
	return t.Set(jobVar, v)
}

// bar draws a percentage.
func bar(percent float64) string {
	const cells = 10
	full := int(percent) * cells / 100
	return strings.Repeat("▓", full) + strings.Repeat("░", cells-full)
}

// show brings the message up to date, if what it says has changed, and not too often, and shows the bot at work.
func (j *job) show(t *engine.Turn, s *jobState) error {
	if err := j.message(t, s); err != nil {
		return err
	}
	if j.Progress != nil && j.Progress.Action != "" { // behind the message, which would end it
		t.Emit(engine.Effect{Kind: engine.ShowAction, Action: j.Progress.Action})
	}
	return nil
}

func (j *job) message(t *engine.Turn, s *jobState) error {
	text, err := j.text(t, s)
	if err != nil || text == "" {
		return err
	}
	c := engine.Content{Text: text, TopicID: s.TopicID}
	if j.Cancel != nil && !s.Stop {
		label, err := t.Line(&j.Cancel.Label)
		if err != nil {
			return err
		}
		c.Inline = [][]engine.Button{{{Label: first(label, t.Words("cancel")), Token: t.Token(cancelButton, false)}}}
	}
	now, digest := t.Now(), digestOf(text, s.Stop)
	switch {
	case digest == s.Shown:
		return nil
	case s.Shown == "":
		t.Send(c, j.slot(t))
	case now.Sub(s.ShownAt) < j.Progress.gap() && !s.Stop:
		return nil // the next answer shows it
	default:
		slot := j.slot(t)
		t.Emit(engine.Effect{Kind: engine.EditMessage, Slot: slot, Target: &engine.Target{Slot: slot, OrSend: true}, Content: &c})
	}
	s.Shown, s.ShownAt = digest, now
	return nil
}

// text is what the message says now; empty for no message.
func (j *job) text(t *engine.Turn, s *jobState) (string, error) {
	p := j.Progress
	switch {
	case s.Stop:
		return html.EscapeString(t.Words("job_cancelling")), nil
	case s.Phase == queuing:
		if p != nil && !p.Queued.IsZero() {
			return t.Text(&p.Queued)
		}
		return html.EscapeString(t.Words("job_queued", "n", strconv.Itoa(int(*s.Position)))), nil
	case p == nil && j.Cancel == nil && s.Shown == "":
		return "", nil
	case p == nil || len(p.Steps) == 0:
		return html.EscapeString(t.Words("job_working")) + p.bar(s), nil
	}
	var current *phrase
	for i := range p.Steps {
		if x := &p.Steps[i]; x.After.Std() <= t.Now().Sub(s.Begun) && (current == nil || x.After >= current.After) {
			current = x
		}
	}
	if current == nil {
		if s.Shown != "" { // it still says how many wait
			return html.EscapeString(t.Words("job_working")), nil
		}
		return "", nil
	}
	text, err := t.Text(&current.Text)
	if err != nil || text == "" {
		return "", err
	}
	return text + p.bar(s), nil
}

// bar is the bar under the text, where it is wanted and known.
func (p *progress) bar(s *jobState) string {
	if p == nil || !p.Bar || s.Percent == nil {
		return ""
	}
	return "\n" + bar(*s.Percent) + " " + strconv.Itoa(int(*s.Percent)) + " %"
}

// gap is the shortest time between two edits: Telegram slows down bots that edit more often.
func (p *progress) gap() time.Duration {
	if p == nil || p.Every == nil {
		return defaultEdit
	}
	return p.Every.Std()
}

// slot is the name of the message.
func (j *job) slot(t *engine.Turn) string {
	if j.Progress != nil && j.Progress.Slot != "" {
		return j.Progress.Slot
	}
	return "_job." + strconv.FormatInt(t.Gen(), 36)
}

// hide takes the message away, or its button if it is to stay.
func (j *job) hide(t *engine.Turn, s *jobState) {
	if s.Shown == "" {
		return
	}
	target := &engine.Target{Slot: j.slot(t)}
	switch keep := j.Progress != nil && j.Progress.After == keepMessage; {
	case !keep:
		t.Emit(engine.Effect{Kind: engine.DeleteMessage, Target: target})
	case j.Cancel != nil:
		target.Buttons = true
		t.Emit(engine.Effect{Kind: engine.EditMessage, Target: target, Content: &engine.Content{}})
	}
	s.Shown = ""
}

// digestOf tells texts apart.
func digestOf(text string, stop bool) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // never fails
	return strconv.FormatUint(h.Sum64(), 36) + strconv.FormatBool(stop)[:1]
}
