package message

import (
	"context"
	"fmt"
	"maps"
	"math"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

const (
	// openVar is where the running flow remembers its open messages by slot: when each was changed last, its text's
	// digest, whether it is a draft, and which block hears of a stop.
	openVar engine.Var = "local._progress"

	defaultInterval = 3 * time.Second
	leastInterval   = time.Second
	defaultWidth    = 10

	stoppedExit = "stopped"
	stopButton  = "stop"

	barDone, barLeft = "▓", "░"
)

// Enter sends the message or changes it.
func (p *progress) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	var err error
	switch p.Mode {
	case progressDone:
		err = p.end(t, &p.Text)
	case progressDelete:
		err = p.end(t, nil)
	default:
		err = p.show(t)
	}
	if err != nil {
		return engine.Stay(), err
	}
	return engine.Leave(nextExit), nil
}

// show sends the message in the first pass and changes it in a later one, if it is time to.
func (p *progress) show(t *engine.Turn) error {
	percent, err := p.percent(t)
	if err != nil {
		return err
	}
	open := p.open(t)
	full := percent >= 100
	if open != nil && !full && p.tooSoon(t, open) {
		return nil
	}
	text, err := p.text(t, percent)
	if err != nil {
		return err
	}
	rows, label, err := p.buttons(t)
	if err != nil {
		return err
	}
	digest := valueDigest(text + label)
	if open == nil || open["text"] != digest {
		if err := p.put(t, open, text, rows); err != nil {
			return err
		}
	}
	if p.Action != "" && !full {
		t.Emit(engine.Effect{Kind: engine.ShowAction, Action: p.Action})
	}
	now := map[string]any{"at": float64(t.Now().UnixMilli()), "text": digest}
	if t.Drafting(p.Slot) {
		now["draft"] = true
	}
	if p.Stop != nil {
		now["by"] = t.BlockID()
	}
	return p.remember(t, now)
}

// buttons gives the stop button, if there is one, and what stands on it.
func (p *progress) buttons(t *engine.Turn) ([][]engine.Button, string, error) {
	if p.Stop == nil || p.Stop.Button.IsZero() {
		return nil, "", nil
	}
	label, err := t.Line(&p.Stop.Button)
	if err != nil {
		return nil, "", err
	}
	label = engine.ShownLabel(label)
	return [][]engine.Button{{{Label: label, Token: t.Token(stopButton, false)}}}, label, nil
}

// streams reports whether the line is shown as a draft, which cannot have buttons.
func (p *progress) streams(t *engine.Turn) bool {
	return p.Live != liveEdit && t.Chat().Private() && (p.Stop == nil || p.Stop.Button.IsZero())
}

// put shows the line, or changes the open one.
func (p *progress) put(t *engine.Turn, open map[string]any, text string, rows [][]engine.Button) error {
	shown := p.shown(t)
	drafted, _ := open["draft"].(bool)
	if !p.streams(t) || open != nil && !drafted { // a message that is there already is changed
		return p.putMessage(t, open, text, rows)
	}
	c, err := shown.content(t, text, nil)
	if err != nil {
		return err
	}
	t.Draft(p.Slot, c)
	return nil
}

// putMessage sends the text, or changes the open line into it.
func (p *progress) putMessage(t *engine.Turn, open map[string]any, text string, rows [][]engine.Button) error {
	shown := p.shown(t)
	drafted, _ := open["draft"].(bool)
	switch {
	case t.Drafting(p.Slot):
		c, err := shown.content(t, text, rows)
		if err != nil {
			return err
		}
		t.EndDraft(p.Slot, &c, shown.Slot)
		return nil
	case open == nil, drafted: // a draft that is not shown any more left nothing behind
		return shown.send(t, text, rows)
	default:
		return shown.edit(t, engine.Target{Slot: shown.Slot, OrSend: true}, text, rows)
	}
}

// end puts the last text in the place of the line, which further passes leave alone; without a text the line goes away.
func (p *progress) end(t *engine.Turn, last *engine.Template) error {
	open := p.open(t)
	drafted, _ := open["draft"].(bool)
	switch {
	case last != nil:
		text, err := t.Text(last)
		if err != nil {
			return err
		}
		if err := p.putMessage(t, open, text, nil); err != nil {
			return err
		}
	case t.Drafting(p.Slot):
		t.EndDraft(p.Slot, nil, "")
	case open != nil && !drafted:
		t.Emit(engine.Effect{Kind: engine.DeleteMessage, Target: &engine.Target{Slot: p.slot(t)}})
	}
	return p.remember(t, nil)
}

// Hears reports whether a message is one of the stop words of the line that this block showed last.
func (p *progress) Hears(t *engine.Turn, m *engine.Message) bool {
	return p.stoppable(t) && engine.Says(m.Text, p.Stop.Words)
}

// Press stops the work: the button was pressed, or a stop word was written.
func (p *progress) Press(_ context.Context, t *engine.Turn, _ engine.Event) (engine.Outcome, error) {
	if !p.stoppable(t) {
		return engine.Stay(), nil
	}
	last := &p.Stop.Text
	if last.IsZero() {
		last = nil
	}
	if err := p.end(t, last); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave(stoppedExit), nil
}

// stoppable reports whether the line is open, and this block the last that showed it.
func (p *progress) stoppable(t *engine.Turn) bool {
	return p.Stop != nil && p.shows() && p.open(t)["by"] == t.BlockID()
}

func (p *progress) shows() bool { return p.Mode == "" || p.Mode == "show" }

func (p *progress) shown(t *engine.Turn) *inPlace {
	return &inPlace{Slot: p.slot(t), Silent: p.Silent, Protect: p.Protect}
}

// slot names the message. Names are the chat's, so that in a group a user's own is told apart by who it is.
func (p *progress) slot(t *engine.Turn) string {
	if t.Chat().Private() {
		return p.Slot
	}
	return fmt.Sprintf("_%s.%d", p.Slot, t.User().ID)
}

// open gives what is remembered of the open message; nil if there is none.
func (p *progress) open(t *engine.Turn) map[string]any {
	all, _ := t.Get(openVar).(map[string]any)
	open, _ := all[p.Slot].(map[string]any)
	return open
}

// remember keeps what is to be known of the message in the next pass; nil closes it.
func (p *progress) remember(t *engine.Turn, open map[string]any) error {
	old, _ := t.Get(openVar).(map[string]any)
	all := maps.Clone(old)
	switch {
	case open != nil && all == nil:
		all = map[string]any{p.Slot: open}
	case open != nil:
		all[p.Slot] = open
	default:
		delete(all, p.Slot)
	}
	scope, name := openVar.Split()
	if len(all) > 0 {
		return t.Set(openVar, all)
	}
	if old == nil {
		return nil
	}
	return t.Write(engine.Write{Scope: scope, Name: name, Op: engine.WriteUnset})
}

// tooSoon reports whether the message was changed less than the interval ago.
func (p *progress) tooSoon(t *engine.Turn, open map[string]any) bool {
	interval := defaultInterval
	if p.Interval != nil {
		interval = p.Interval.Std()
	}
	at, _ := open["at"].(float64)
	return t.Now().Sub(time.UnixMilli(int64(at))) < interval
}

// percent gives how much is done, from 0 to 100; 0 without an expression.
func (p *progress) percent(t *engine.Turn) (float64, error) {
	if p.Percent.IsZero() {
		return 0, nil
	}
	v, err := t.Eval(&p.Percent)
	if err != nil {
		return 0, err
	}
	var n float64
	switch v := v.(type) {
	case float64:
		n = v
	case int:
		n = float64(v)
	case nil: // nothing is done yet
	default:
		return 0, engine.Trouble("percent_expected", "%s is to be shown as percent, which is no number", p.Percent.Source())
	}
	if math.IsNaN(n) {
		n = 0
	}
	return min(max(n, 0), 100), nil
}

// text gives the line of status, the step and the bar.
func (p *progress) text(t *engine.Turn, percent float64) (string, error) {
	text, err := t.Text(&p.Text)
	if err != nil || p.Percent.IsZero() {
		return text, err
	}
	lines := []string{text}
	step := -1
	for i := range p.Steps {
		if p.Steps[i].From <= percent {
			step = i
		}
	}
	if step >= 0 {
		s, err := t.Text(&p.Steps[step].Text)
		if err != nil {
			return "", err
		}
		lines = append(lines, s)
	}
	width := p.Width
	if width == 0 {
		width = defaultWidth
	}
	return strings.Join(append(lines, bar(percent, width)), "\n"), nil
}

// bar draws so much of a bar, and says how much it is. Both are rounded down: what looks done is done.
func bar(percent float64, width int) string {
	n := int(percent * float64(width) / 100)
	return strings.Repeat(barDone, n) + strings.Repeat(barLeft, width-n) + fmt.Sprintf(" %d%%", int(percent))
}
