package trigger

import (
	"fmt"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// inactive (trigger.inactive) starts its flow when a user has done nothing for a while: not written, pressed or paid.
//
// Config: After, one or several times of silence; Flows and Blocks, to count only while the user is in one of them; Goal,
// which once reached makes reminders needless, and GoalFor, for how long; Zone of the hours. Exits: next. Errors: none.
// Outputs: local.step, local.last.
//
// Each time of silence starts the flow once; whatever the user does begins a new silence. Outside of the hours it waits
// until they begin. Of several steps that were missed the last one counts. A publish never wakes those who have been
// silent for longer before it.
type inactive struct {
	engine.TriggerSettings
	timed

	After   []flow.Duration `json:"after" validate:"required,max=10" jsonschema:"minItems=1,maxItems=10"`
	Flows   []string        `json:"flows,omitempty" validate:"max=50"`
	Blocks  []string        `json:"blocks,omitempty" validate:"max=50"`
	Goal    string          `json:"unless_goal,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	GoalFor *flow.Duration  `json:"goal_counts_for,omitempty"`
}

// minSilence is the shortest time of silence.
const minSilence = time.Minute

func inactiveType() engine.BlockType {
	return engine.BlockType{
		Name: "trigger.inactive", Version: 1, Icon: "zzz", Trigger: true,
		Title: engine.Text{"en": "User is silent", "ru": "Пользователь молчит"},
		Help: engine.Text{
			"en": "Starts the flow when a user has done nothing for a while: reminds of a question that was left open, of a cart, of the bot itself. Once for each time of silence, and not again before the user comes back.",
			"ru": "Запускает сценарий, когда пользователь какое-то время ничего не делает: напомнит о незаконченном вопросе, о корзине или о самом боте. По разу на каждый срок, пока пользователь не вернётся.",
		},
		Exits: []engine.Exit{engine.NextExit()},
		Outputs: []engine.Output{
			{Name: "local.step", Type: "number", Title: engine.Text{"en": "Which of the times it is, from 1", "ru": "Какой это срок по счёту, от 1"}},
			{Name: "local.last", Type: "bool", Title: engine.Text{"en": "It is the last one", "ru": "Это последний срок"}},
		},
		Example: `{"after": ["1h", "1d", "3d"], "unless_goal": "purchase", "hours": {"from": "09:00", "to": "21:00"}, "zone": "user"}`,
		New:     func() engine.Block { return new(inactive) },
	}
}

// Fields names the settings for forms and the reference.
func (x *inactive) Fields() []engine.Field {
	own := []engine.Field{
		{Name: "after", Title: engine.Text{"en": "After a silence of", "ru": "После молчания"}, Help: engine.Text{
			"en": "One time or several, the shortest first: 1h, 1d, 3d. Each starts the flow once.", "ru": "Один срок или несколько, от меньшего: 1h, 1d, 3d. Каждый запустит сценарий один раз.",
		}},
		{Name: "flows", Title: engine.Text{"en": "Only in these flows", "ru": "Только в этих сценариях"}, Widget: "flows", Help: engine.Text{
			"en": "Counts only while the user is in one of them. Empty here and below: everywhere.", "ru": "Считать, только пока пользователь в одном из них. Пусто здесь и ниже — везде.",
		}},
		{Name: "blocks", Title: engine.Text{"en": "Only at these blocks", "ru": "Только на этих блоках"}, Widget: "blocks", Help: engine.Text{
			"en": "Counts only while the user stands at one of them, from the moment of coming there.", "ru": "Считать, только пока пользователь стоит на одном из них, с момента прихода туда.",
		}},
		{Name: "unless_goal", Title: engine.Text{"en": "Unless this goal was reached", "ru": "Если не достигнута цель"}, Help: engine.Text{
			"en": "Name of a goal, as blocks give it.", "ru": "Название цели, как его указывают блоки.",
		}},
		{Name: "goal_counts_for", Title: engine.Text{"en": "The goal counts for", "ru": "Цель действует"}, Help: engine.Text{
			"en": "After this time it counts as not reached again, for example 30d. For ever if empty.", "ru": "Спустя это время она снова считается недостигнутой, например 30d. Пусто — навсегда.",
		}},
	}
	own = append(own, x.zoneFields()...)
	for _, f := range x.TriggerSettings.Fields() {
		if f.Name == "hours" {
			f.Help = engine.Text{
				"en": "Starts only at these hours of these days, and waits for them if it is another time.",
				"ru": "Запускать только в эти часы и дни; в другое время — подождать их.",
			}
		}
		own = append(own, f)
	}
	return own
}

// Defaults makes it come back to an open question.
func (x *inactive) Defaults() { x.nestByDefault(&x.TriggerSettings) }

// Check reports times in a wrong order, names that do not exist, and steps that never come.
func (x *inactive) Check(k *engine.Checking) {
	x.checkTimed(k, &x.TriggerSettings)
	missing(k, x.Flows, x.Blocks)
	for i, d := range x.After {
		path := fmt.Sprintf("/after/%d", i)
		switch {
		case d.Std() < minSilence:
			k.Error("silence_too_short", path, "a silence is a minute or longer")
		case i > 0 && d <= x.After[i-1]:
			k.Error("silence_order", path, "the times of silence are counted from its beginning: each is longer than the one before")
		}
	}
	if x.GoalFor != nil && x.Goal == "" {
		k.Warn("setting_unused", "/goal_counts_for", "there is no goal")
	}
	if len(x.After) > 1 && x.narrow() && x.WhenBusy == engine.BusyReplace {
		k.Warn("steps_unreachable", "/when_busy", "the first step takes the user out of the flow that it counts in, so that the others never come; use nest")
	}
}

// narrow reports whether the silence counts in some flows or blocks only.
func (x *inactive) narrow() bool { return len(x.Flows)+len(x.Blocks) > 0 }

// Timing is all that the times depend on.
func (x *inactive) Timing() string {
	var after []string
	for _, d := range x.After {
		after = append(after, d.String())
	}
	hours := ""
	if h := x.Hours; h != nil {
		hours = h.From + "-" + h.To + " " + strings.Join(h.Days, ",")
	}
	return strings.Join([]string{
		strings.Join(after, ","), strings.Join(x.Flows, ","), strings.Join(x.Blocks, ","), x.Goal, span(x.GoalFor), hours,
	}, "|")
}

// Plan begins a new silence with whatever the user did, and sets the time of its next step.
func (x *inactive) Plan(p *engine.Planning, a engine.Appointment) engine.Appointment {
	pass, inside := p.Inside(x.Flows, x.Blocks)
	if x.narrow() && !inside {
		return engine.Appointment{}
	}
	if a.Since.IsZero() || a.Pass != pass || p.Active().After(a.Since) {
		a = engine.Appointment{Since: x.begin(p), Pass: pass, Zone: a.Zone}
		for a.Step < len(x.After) && !x.due(a, 0).After(p.Now()) { // over before the trigger was there
			a.Step++
		}
	}
	for a.Step+1 < len(x.After) && !x.due(a, 1).After(p.Now()) { // of those that were missed the last one counts
		a.Step++
	}
	for a.Step < len(x.After) && x.needless(p, x.due(a, 0)) {
		a.Step++
	}
	if a.Step >= len(x.After) {
		a.At = time.Time{}
		return a
	}
	if at := x.open(p, x.due(a, 0)); at.After(a.At) { // else it was put off
		a.At = at
	}
	return a
}

// open moves a time out of the hours at which the trigger does not start.
func (x *inactive) open(p *engine.Planning, at time.Time) time.Time {
	if x.Hours == nil {
		return at
	}
	from := at
	if from.Before(p.Now()) {
		from = p.Now()
	}
	if next := x.Hours.Next(from.In(p.Zone())); next.After(from) {
		return next.UTC()
	}
	return at
}

// begin is when the silence began: with what the user did last. Where only some blocks count, it is when the user came
// there, which is now.
func (x *inactive) begin(p *engine.Planning) time.Time {
	if x.narrow() && !p.Refreshed() {
		return p.Now()
	}
	return p.Active()
}

// due is the time of the appointment's step, or of one that many steps on.
func (x *inactive) due(a engine.Appointment, on int) time.Time {
	return a.Since.Add(x.After[a.Step+on].Std())
}

// needless reports whether the goal counts as reached then.
func (x *inactive) needless(p *engine.Planning, then time.Time) bool {
	at := p.Reached(x.Goal)
	return x.Goal != "" && !at.IsZero() && (x.GoalFor == nil || then.Sub(at) < x.GoalFor.Std())
}

// Done goes on to the next step.
func (x *inactive) Done(_ *engine.Planning, a engine.Appointment) engine.Appointment {
	a.Step++
	a.At = time.Time{}
	return a
}

// Match takes its own time.
func (x *inactive) Match(_ *engine.Matching, ev *engine.Event) (engine.Match, bool) {
	if ev.Kind != engine.TimerFired || ev.Timer == nil || ev.Timer.Appointment == nil {
		return engine.Match{}, false
	}
	step := ev.Timer.Appointment.Step + 1
	return engine.Match{
		Weight: engine.WeightKind, Outputs: engine.Values{"step": float64(step), "last": step >= len(x.After)},
	}, true
}
