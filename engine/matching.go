package engine

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Matching is what a trigger may look at while it decides whether an event fits.
type Matching struct {
	t *Turn
}

// Lang is the user's language.
func (m *Matching) Lang() string { return m.t.Lang() }

// Line renders a line; a trouble in it gives the empty text.
func (m *Matching) Line(l *Line) string {
	s, err := m.t.Line(l)
	if err != nil {
		return ""
	}
	return s
}

// Test runs a condition; a trouble in it counts as no.
func (m *Matching) Test(c *Condition) bool {
	ok, err := m.t.Test(c)
	return err == nil && ok
}

// Now is the turn's time.
func (m *Matching) Now() time.Time { return m.t.deps.Now }

// Busy reports whether the session is in the middle of something.
func (m *Matching) Busy() bool { return len(m.t.s.Frames) > 0 }

// Replied is when the fallback last answered in this session; zero for never.
func (m *Matching) Replied() time.Time { return m.t.s.Replied }

// bestTrigger finds the trigger that fits best: the highest priority, then the heaviest match, then the first in the
// document.
func (t *Turn) bestTrigger(ev *Event, only func(*compiledBlock) bool) (*compiledBlock, Match) {
	var best *compiledBlock
	var bestMatch Match
	m := &Matching{t: t}
	for _, b := range t.rev.triggers {
		if best != nil && b.trigger.Rules().Priority < best.trigger.Rules().Priority {
			break
		}
		if !only(b) {
			continue
		}
		match, ok := b.trigger.Match(m, ev)
		if !ok || (best != nil && match.Weight <= bestMatch.Weight) {
			continue
		}
		if !t.allowed(b, ev) {
			continue
		}
		best, bestMatch = b, match
	}
	return best, bestMatch
}

// allowed applies the settings that all triggers share, but for the ones that count passes.
func (t *Turn) allowed(b *compiledBlock, ev *Event) bool {
	r := b.trigger.Rules()
	chat := t.s.Chat.Type
	if chat == "" {
		chat = "private"
	}
	if len(r.ChatTypes) > 0 && !slices.Contains(r.ChatTypes, chat) {
		return false
	}
	if len(r.Languages) > 0 && !slices.ContainsFunc(r.Languages, func(l string) bool { return baseLang(l) == t.Lang() }) {
		return false
	}
	if r.Hours != nil && !r.Hours.Open(t.deps.Now.In(t.rev.zone)) {
		return false
	}
	if len(b.def.Roles) > 0 && !slices.ContainsFunc(b.def.Roles, func(x string) bool { return slices.Contains(t.state.Roles, x) }) {
		return false
	}
	if !r.Who.IsZero() {
		ok, err := t.Test(&r.Who)
		if err != nil || !ok {
			return false
		}
	}
	return true
}

// startTrigger begins the trigger's flow by its policy.
func (t *Turn) startTrigger(ctx context.Context, b *compiledBlock, m Match) error {
	r := b.trigger.Rules()
	for _, n := range m.Notes {
		n.Flow, n.Block = b.flow.def.ID, b.def.ID
		t.Note(n)
	}
	if m.Quiet {
		return nil
	}
	var cool time.Duration
	if r.Cooldown != nil {
		cool = time.Duration(*r.Cooldown)
	}
	if (r.OncePer != "" || cool > 0) && t.passedBefore(b.def.ID, r.OncePer, cool) {
		return nil
	}
	if b.fallback() {
		t.s.Replied = t.deps.Now
	}
	return t.startAt(ctx, b, r.WhenBusy, m.Outputs)
}

// startAt begins at a block by the policy.
func (t *Turn) startAt(ctx context.Context, b *compiledBlock, policy BusyPolicy, locals Values) error {
	busy := len(t.s.Frames) > 0
	switch {
	case !busy:
		t.push(b, locals, Frame{})
	case policy == BusyIgnore:
	case policy == BusyAsk:
		return t.ask(b)
	case policy == BusyNest:
		t.nest(b, locals)
	default:
		t.drop()
		t.push(b, locals, Frame{})
	}
	return nil
}

// nest runs on top of what is going on. An interruption of the same flow is replaced, so that asking for help ten times
// does not pile up.
func (t *Turn) nest(b *compiledBlock, locals Values) {
	for i := len(t.s.Frames) - 1; i >= 0; i-- {
		if f := t.s.Frames[i]; f.Nested && f.Flow == b.flow.def.ID && t.onlyNestedAbove(i) {
			t.s.Frames = t.s.Frames[:i]
			break
		}
	}
	if !t.push(b, locals, Frame{Nested: true}) {
		t.drop()
		t.push(b, locals, Frame{})
	}
}

func (t *Turn) onlyNestedAbove(i int) bool {
	for _, f := range t.s.Frames[i+1:] {
		if !f.Nested && !f.Called {
			return false
		}
	}
	return true
}

// ask puts the "start over?" question.
func (t *Turn) ask(b *compiledBlock) error {
	t.s.Gen++
	t.s.Asking = &Asking{Flow: b.flow.def.ID, Block: b.def.ID, Event: t.ev, Gen: t.s.Gen}
	t.Emit(Effect{Kind: SendMessage, Slot: askSlot, Content: &Content{
		Text: escapeText(t.Words("start_over")), Plain: true,
		Inline: [][]Button{{
			{Label: t.Words("yes"), Token: t.askToken("y")},
			{Label: t.Words("no"), Token: t.askToken("n")},
		}},
	}})
	return nil
}

const askSlot = "_ask"

func (t *Turn) askToken(answer string) string {
	return signToken(t.deps.Key, 'a', t.s.Key.ChatID, t.s.Key.UserID, base36(t.s.Asking.Gen)+"."+answer)
}

// ParseCommand takes "/start@bot x" apart. It is false if the text is no command, or one for another bot.
func ParseCommand(text, botName string) (command, args string, ok bool) {
	if !strings.HasPrefix(text, "/") || len(text) < 2 {
		return "", "", false
	}
	word, rest, _ := strings.Cut(text[1:], " ")
	if i := strings.IndexByte(word, '\n'); i >= 0 {
		word, rest = word[:i], word[i+1:]+" "+rest
	}
	name, to, addressed := strings.Cut(word, "@")
	if addressed && botName != "" && !strings.EqualFold(to, botName) {
		return "", "", false
	}
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' {
			return "", "", false
		}
	}
	if name == "" || len(name) > 32 {
		return "", "", false
	}
	return strings.ToLower(name), strings.TrimSpace(rest), true
}
