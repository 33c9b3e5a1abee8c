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
// document. Matches lighter than least do not count, and neither do triggers for which only is false; a nil only lets all
// but fallbacks in.
func (t *Turn) bestTrigger(ev *Event, least int, only func(*compiledBlock) bool) (*compiledBlock, Match) {
	var best *compiledBlock
	var bestMatch Match
	m := &Matching{t: t}
	for _, b := range t.rev.triggers {
		if best != nil && b.trigger.Rules().Priority < best.trigger.Rules().Priority {
			break
		}
		if only == nil && b.fallback() || only != nil && !only(b) {
			continue
		}
		match, ok := t.matches(b, m, ev)
		if !ok || match.Weight < least || (best != nil && match.Weight <= bestMatch.Weight) {
			continue
		}
		if !t.allowed(b) {
			continue
		}
		best, bestMatch = b, match
	}
	return best, bestMatch
}

// matches asks the trigger; one that breaks down does not match.
func (t *Turn) matches(b *compiledBlock, m *Matching, ev *Event) (match Match, ok bool) {
	defer func() {
		if p := recover(); p != nil {
			t.brokenTrigger(b, p)
			match, ok = Match{}, false
		}
	}()
	return b.trigger.Match(m, ev)
}

// brokenTrigger tells the owner what a trigger's code died of.
func (t *Turn) brokenTrigger(b *compiledBlock, p any) {
	e := t.panicked(b, p)
	e.Flow, e.Block = b.flow.def.ID, b.def.ID
	t.Note(Note{Kind: NoteError, Flow: e.Flow, Block: e.Block, Error: e})
}

// allowed applies the settings that all triggers share, but for the ones that count passes.
func (t *Turn) allowed(b *compiledBlock) bool {
	r := b.trigger.Rules()
	chat := t.s.Chat.Type
	if chat == "" {
		chat = "private"
	}
	if len(r.ChatTypes) > 0 && !slices.Contains(r.ChatTypes, chat) {
		return false
	}
	if len(r.Languages) > 0 && !slices.ContainsFunc(r.Languages, func(l string) bool { return baseLang(l) == baseLang(t.Lang()) }) {
		return false
	}
	if r.Hours != nil && !r.Hours.Open(t.deps.Now.In(t.triggerZone(b))) {
		return false
	}
	if !t.mayPass(b.def.Roles) {
		return false
	}
	if b.skipIf != nil {
		if skip, err := t.test(b.skipIf); err != nil || skip {
			return false
		}
	}
	if !r.Who.IsZero() {
		ok, err := t.Test(&r.Who)
		if err != nil || !ok {
			return false
		}
	}
	return true
}

// triggerZone is the time zone of the trigger's hours.
func (t *Turn) triggerZone(b *compiledBlock) *time.Location {
	if b.timed == nil {
		return t.rev.zone
	}
	return t.rev.location(t.zoneName(b.timed))
}

// startTrigger begins the trigger's flow by its policy.
func (t *Turn) startTrigger(ctx context.Context, b *compiledBlock, m Match) error {
	for _, n := range m.Notes {
		n.Flow, n.Block = b.flow.def.ID, b.def.ID
		t.Note(n)
	}
	if m.Quiet {
		t.res.Quiet = true
		return nil
	}
	if t.passedBefore(b.limits()) {
		return nil
	}
	if m.For != nil {
		t.StartFor(StartFor{
			Key: SessionKey{ChatID: m.For.ID, UserID: m.For.ID},
			Start: Start{
				Flow: b.flow.def.ID, Block: b.def.ID, Args: m.Outputs, Policy: b.trigger.Rules().WhenBusy, User: m.For,
			},
		})
		return nil
	}
	if b.fallback() {
		t.s.Replied = t.deps.Now
	}
	return t.startAt(ctx, b, b.trigger.Rules().WhenBusy, m.Outputs)
}

// startAt begins at a block by the policy.
func (t *Turn) startAt(ctx context.Context, b *compiledBlock, policy BusyPolicy, locals Values) error {
	switch {
	case len(t.s.Frames) == 0:
		return t.begins(ctx, b, locals)
	case policy == BusyIgnore:
		return nil
	case policy == BusyAsk:
		t.ask(b, locals)
		return nil
	case policy == BusyNest:
		return t.nest(ctx, b, locals)
	default:
		t.drop()
		return t.begins(ctx, b, locals)
	}
}

// begins starts at a block with nothing else going on. Only values that cannot be kept stand against it: then it starts
// without them, and the trouble is the block's.
func (t *Turn) begins(ctx context.Context, b *compiledBlock, locals Values) error {
	t.recordStart(b)
	f := Frame{Caller: t.calling(b)}
	if re := t.push(b, locals, f); re != nil {
		return t.startFailed(ctx, b, f, re)
	}
	return nil
}

// recordStart records the pass through a trigger.
func (t *Turn) recordStart(b *compiledBlock) {
	if b.trigger != nil {
		t.recordPass(b.limits())
	}
}

// startFailed lets a block that could not be started meet the trouble.
func (t *Turn) startFailed(ctx context.Context, b *compiledBlock, f Frame, re *RunError) error {
	if !t.pushIdle(b, f) {
		t.drop()
		t.pushIdle(b, Frame{})
	}
	return t.fail(ctx, b, re)
}

// nest runs on top of what is going on. An interruption that began at the same block is replaced, so that asking for help
// ten times does not pile up; others stay.
func (t *Turn) nest(ctx context.Context, b *compiledBlock, locals Values) error {
	if i := slices.IndexFunc(t.s.Frames, func(f Frame) bool { return f.Nested && f.By == b.def.ID }); i >= 0 {
		next := i + 1
		for next < len(t.s.Frames) && !t.s.Frames[next].Nested {
			next++ // what it has called
		}
		t.s.Frames = slices.Delete(t.s.Frames, i, next)
	}
	if len(t.s.Frames) >= MaxFrames { // what is at the bottom has waited longest: the user does not come back to it
		e := Trouble("limit_depth", "more than %d flows have called one another, so that all of them were dropped: does one of them call itself?", MaxFrames)
		e.Flow, e.Block = b.flow.def.ID, b.def.ID
		t.Note(Note{Kind: NoteError, Flow: e.Flow, Block: e.Block, Error: e})
		t.drop()
		return t.begins(ctx, b, locals)
	}
	t.recordStart(b)
	f := Frame{Caller: t.calling(b)}
	if len(t.s.Frames) > 0 {
		f.Nested, f.By = true, b.def.ID
	}
	if re := t.push(b, locals, f); re != nil {
		return t.startFailed(ctx, b, f, re)
	}
	return nil
}

// ask puts the "start over?" question.
func (t *Turn) ask(b *compiledBlock, locals Values) {
	t.s.Gen++
	kept, _, err := jsonLike(map[string]any(locals), 0)
	if err != nil {
		kept = map[string]any{}
	}
	a := &Asking{Flow: b.flow.def.ID, Block: b.def.ID, Event: t.ev, Gen: t.s.Gen}
	a.Event.Raw = nil
	if w := a.Event.Webhook; w != nil && w.Caller != nil { // it does not wait for the user to decide
		call := *w
		call.Caller, a.Event.Webhook = nil, &call
	}
	if l, _ := kept.(map[string]any); len(l) > 0 {
		a.Locals = l
	}
	t.s.Asking = a
	t.uncounted()
	t.Emit(Effect{Kind: SendMessage, Slot: askSlot, Content: &Content{
		Text: EscapeText(t.Words("start_over")), Plain: true,
		Inline: [][]Button{{
			{Label: t.Words("yes"), Token: t.askToken("y")},
			{Label: t.Words("no"), Token: t.askToken("n")},
		}},
	}})
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
