package access

import (
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// planKind is the kind of the records that hold plans: {"until": date} or, for one without an end, {}.
const planKind = "access.plan"

const (
	untilVar engine.Var = "local.until"
	daysVar  engine.Var = "local.days_left"
)

var planName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$`)

func title(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }

// plan are the settings that say whose plan; configs embed it.
type plan struct {
	Plan string       `json:"plan" validate:"required,max=32" jsonschema:"minLength=1,maxLength=32,pattern=^[A-Za-z0-9][A-Za-z0-9_-]*$"`
	For  engine.Value `json:"for,omitzero"`
}

// Fields names the settings for forms and the reference.
func (*plan) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "plan", Title: title("Plan", "Тариф"),
			Help: title("A name of your choice, such as premium.", "Любое название латиницей, например premium."),
		},
		{
			Name: "for", Title: title("Whose", "Чей"), Widget: "value",
			Help: title(
				"The Telegram id of another contact. Empty is the user of this conversation.",
				"Telegram-id другого контакта. Пусто — пользователь этого разговора.",
			),
		},
	}
}

func (p *plan) check(k *engine.Checking) {
	checkPlan(k, "/plan", p.Plan)
	if t := p.For.Type(); !p.For.IsZero() && t != expr.TypeAny && t != expr.TypeNumber && t != expr.TypeText {
		k.Error("contact_invalid", "/for", "the id of a contact is a number")
	}
}

func checkPlan(k *engine.Checking, path, name string) {
	if name != "" && !planName.MatchString(name) {
		k.Error("plan_invalid", path, "a plan is called by letters a-z, digits, _ and -, at most 32 of them")
	}
}

// owner gives whose plan it is.
func (p *plan) owner(t *engine.Turn) (int64, error) {
	if p.For.IsZero() {
		return t.User().ID, nil
	}
	v, err := t.Value(&p.For)
	if err != nil {
		return 0, err
	}
	n, ok := v.(float64)
	if s, text := v.(string); text {
		n, ok = engine.ParseNumber(strings.TrimSpace(s))
	}
	if !ok || n == 0 || n != math.Trunc(n) || math.Abs(n) > 1<<53 {
		return 0, engine.Trouble("contact_invalid", "the id of a contact is a whole number; this value is none")
	}
	return int64(n), nil
}

// standing is how somebody's plan stands.
type standing struct {
	record engine.Record
	active bool
	until  time.Time // zero without an end
}

// read looks how a plan stands.
func read(t *engine.Turn, owner int64, name string) (standing, error) {
	r, err := t.Record(planKind, engine.UserKey(owner, name))
	if err != nil || !r.Exists() {
		return standing{record: r}, err
	}
	s := standing{record: r, active: true}
	if text, ok := r.Value["until"].(string); ok {
		s.until, _ = engine.ParseDate(text, time.UTC)
		s.active = s.until.After(t.Now())
	}
	return s, nil
}

// leaveBehind tells the flow until when the plan lasts: a date and the days that are left, begun ones counted; both empty
// without an end.
func (s *standing) leaveBehind(t *engine.Turn) error {
	var until, days any
	if s.active && !s.until.IsZero() {
		until = s.until.UTC().Format(time.RFC3339)
		days = math.Ceil(s.until.Sub(t.Now()).Hours() / 24)
	}
	if err := t.Set(untilVar, until); err != nil {
		return err
	}
	return t.Set(daysVar, days)
}

func planOutputs() []engine.Output {
	return []engine.Output{
		{Name: string(untilVar), Type: "date", Title: title("When the plan ends", "Когда тариф закончится")},
		{Name: string(daysVar), Type: "number", Title: title("Days that are left", "Сколько дней осталось")},
	}
}
