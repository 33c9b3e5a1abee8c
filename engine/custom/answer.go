package custom

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// ownButton is what all buttons of a block's messages are called; their values are the block's ids.
const ownButton = "b"

var failureCode = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// senseless is an answer that cannot be carried out: a defect of the block.
func senseless(format string, args ...any) error {
	return engine.Trouble("block_answer", "the block's answer makes no sense: "+format, args...)
}

func denied(format string, args ...any) error {
	return engine.Trouble("permission_denied", format, args...)
}

// Judge says what in an answer its manifest does not permit, or what makes no sense: the *engine.RunError with which the block
// then leaves. Exits are those of the block with its settings; nil leaves them unjudged.
func (a *Answer) Judge(m *Manifest, exits []string) error {
	ends := 0
	for _, is := range []bool{a.Exit != "", a.Wait != nil, a.Pending != nil, a.Error != nil} {
		if is {
			ends++
		}
	}
	if ends != 1 {
		return senseless("exactly one of exit, wait, pending and error belongs in it, not %d", ends)
	}
	if a.Exit != "" && exits != nil && (!slices.Contains(exits, a.Exit) || a.Exit == errorExit) {
		return senseless("there is no exit %q; there are %s", a.Exit, strings.Join(exits, ", "))
	}
	if len(a.State) > maxState || len(a.State) > 0 && !json.Valid(a.State) {
		return senseless("its state is no JSON of at most %d bytes", maxState)
	}
	for name := range a.Set {
		if !slices.Contains(m.Permissions.Write, name) {
			return denied("the block may not write %s", name)
		}
	}
	for name := range a.Outputs {
		if !slices.ContainsFunc(m.Outputs, func(o Output) bool { return o.Name == name }) {
			return senseless("it has no output %q", name)
		}
	}
	if len(a.Ledger) > 0 && !m.Permissions.Ledger {
		return denied("the block may not charge or grant units")
	}
	if err := a.judgeWaits(m); err != nil {
		return err
	}
	return a.judgeMessages(m)
}

func (a *Answer) judgeWaits(m *Manifest) error {
	span := func(s string, needed bool) error {
		d, err := flow.ParseDuration(s)
		if s == "" && !needed {
			return nil
		}
		if err != nil || d.Std() <= 0 {
			return senseless("%q is no time such as 10m", s)
		}
		return nil
	}
	switch {
	case a.Wait != nil:
		for _, kind := range a.Wait.Accept {
			if !slices.Contains(m.Accepts, kind) {
				return denied("the block may not wait for %q: its manifest does not list it", kind)
			}
		}
		if len(a.Wait.Accept) == 0 {
			return senseless("it waits for nothing")
		}
		return span(a.Wait.Timeout, false)
	case a.Pending != nil:
		return span(a.Pending.Timeout, true)
	case a.Error != nil && !failureCode.MatchString(a.Error.Code):
		return senseless("%q is no code of an error: small letters and _", a.Error.Code)
	}
	return nil
}

func (a *Answer) judgeMessages(m *Manifest) error {
	if len(a.Messages) > maxMessages {
		return senseless("it has %d messages; at most %d are sent", len(a.Messages), maxMessages)
	}
	for i := range a.Messages {
		msg := &a.Messages[i]
		most := 4096 // Telegram Bot API, sendMessage.text
		if msg.Photo != "" || msg.Document != "" {
			most = 1024 // Telegram Bot API, sendPhoto.caption
		}
		switch {
		case msg.Text == "" && msg.Photo == "" && msg.Document == "":
			return senseless("message %d is empty", i)
		case msg.Photo != "" && msg.Document != "":
			return senseless("message %d is a photo and a document at once", i)
		case utf8.RuneCountInString(msg.Text) > most:
			return senseless("message %d has more than %d characters", i, most)
		}
		for _, row := range msg.Buttons {
			for _, b := range row {
				switch {
				case b.Label == "" || (b.ID == "") == (b.URL == ""):
					return senseless("a button of message %d needs a label and either an id or a url", i)
				case b.ID != "" && !slices.Contains(m.Accepts, ButtonEvent):
					return denied("the block may not have buttons of its own: its manifest does not list %q", ButtonEvent)
				case len(b.ID) > maxName:
					return senseless("the id of a button is longer than %d bytes", maxName)
				}
			}
		}
	}
	return nil
}

// apply does what an answer says.
func (b *block) apply(t *engine.Turn, s *state, a *Answer) (engine.Outcome, error) {
	m := b.spec.pkg.Manifest
	var exits []string
	for _, e := range b.Exits(b.fixed()) {
		exits = append(exits, e.Name)
	}
	if err := a.Judge(m, exits); err != nil {
		return engine.Outcome{}, err
	}
	if e := a.Error; e != nil {
		return engine.Outcome{}, &engine.RunError{Code: e.Code, Message: e.Message, Retryable: e.Retry}
	}
	if err := b.keep(t, s, a); err != nil {
		return engine.Outcome{}, err
	}
	b.send(t, a.Messages)
	s.State = a.State
	switch {
	case a.Wait != nil:
		s.Accept = a.Wait.Accept
		if data, err := json.Marshal(a.Messages); err == nil && len(data) <= maxShown {
			s.Shown = a.Messages
		}
		return b.wait(t, s, waiting, spanOf(a.Wait.Timeout), engine.MessageReceived, engine.ButtonPressed)
	case a.Pending != nil:
		if b.spec.pure {
			return engine.Outcome{}, senseless("it cannot be pending: nothing outside of the bot knows of it")
		}
		if t.CallbackURL() == "" {
			return engine.Outcome{}, engine.Trouble("block_no_callback", "the block's work cannot end, since the bot's server has no public address")
		}
		return b.wait(t, s, pending, min(spanOf(a.Pending.Timeout), maxPending), engine.CallbackReceived)
	default:
		return engine.Leave(a.Exit), nil
	}
}

// fixed are the exits that the type has whatever the settings are.
func (b *block) fixed() []engine.Exit {
	m := b.spec.pkg.Manifest
	out := make([]engine.Exit, 0, len(m.Exits)+1)
	for _, e := range m.Exits {
		out = append(out, engine.Exit{Name: e.Name})
	}
	return append(out, engine.TimeoutExit())
}

func spanOf(s string) time.Duration {
	d, err := flow.ParseDuration(s)
	if err != nil {
		return 0
	}
	return d.Std()
}

// keep moves units and writes variables, always in the same order.
func (b *block) keep(t *engine.Turn, s *state, a *Answer) error {
	for i, x := range a.Ledger {
		m := engine.Movement{Unit: x.Unit, Amount: x.Amount, Reason: x.Reason, Key: fmt.Sprintf("%s.%d.%d", t.IdempotencyKey(), s.Seq, i)}
		move := t.Grant
		if x.Amount < 0 {
			m.Amount, move = -x.Amount, t.Charge
		}
		moved, err := move(m)
		if err != nil {
			return err
		}
		if !moved.OK {
			return engine.Trouble("insufficient", "the user has not enough %s", x.Unit)
		}
	}
	for _, name := range b.spec.pkg.Manifest.Permissions.Write {
		if v, ok := a.Set[name]; ok {
			if err := t.Save(engine.Var(name), v); err != nil {
				return err
			}
		}
	}
	save, _ := b.Get(SaveSetting).(map[string]any)
	for _, o := range b.spec.pkg.Manifest.Outputs {
		name, _ := save[o.Name].(string)
		if v, ok := a.Outputs[o.Name]; ok && name != "" {
			if err := t.Save(engine.Var(name), v); err != nil {
				return err
			}
		}
	}
	return nil
}

// send sends messages; their words are plain.
func (b *block) send(t *engine.Turn, messages []Message) {
	for _, m := range messages {
		c := engine.Content{Text: html.EscapeString(m.Text)}
		if media := mediaOf(m); media != nil {
			c.Media = []engine.Media{*media}
		}
		for _, row := range m.Buttons {
			var line []engine.Button
			for _, x := range row {
				button := engine.Button{Label: x.Label, URL: x.URL}
				if x.ID != "" {
					button.Token = t.TextToken(ownButton, x.ID, false)
				}
				line = append(line, button)
			}
			c.Inline = append(c.Inline, line)
		}
		t.Send(c, "")
	}
}

func mediaOf(m Message) *engine.Media {
	out, from := &engine.Media{Kind: "photo"}, m.Photo
	if m.Document != "" {
		out.Kind, from = "file", m.Document
	}
	switch {
	case from == "":
		return nil
	case strings.Contains(from, "://"):
		out.URL = from
	default:
		out.FileID = from
	}
	return out
}
