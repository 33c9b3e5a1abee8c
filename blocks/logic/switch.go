package logic

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// choose (logic.switch) looks at one value and leaves by the first of its cases whose test the value passes, else by else.
//
// Config: Value, a constant or an expression; Cases, tried in order; Zone, of dates; SaveTo, for what was found. Waits:
// none. Exits: case:<id> for each case, else, error. Errors: those of the values (expression_…), zone_unknown, value_type.
//
// Words are compared as people type them: capitals, punctuation, ё and е make no difference. What is found is left as
// local.match, with the type that the test gives it: the number, the date, the phone number; the groups of a pattern are in
// local.groups. After else neither is set.
type choose struct {
	engine.NoWait

	Value  engine.Value `json:"value,omitzero"`
	Cases  []switchCase `json:"cases" validate:"required,min=1,max=100,dive" jsonschema:"minItems=1,maxItems=100"`
	Zone   string       `json:"zone,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	SaveTo engine.Var   `json:"save_to,omitempty"`
}

// switchCase is one way of a switch.
type switchCase struct {
	ID      string         `json:"id" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Label   engine.Line    `json:"label,omitzero"`
	Test    string         `json:"test" validate:"required,oneof=equals any_word all_words phrase starts ends pattern number number_is less at_most more at_least number_between date before after date_between today phone email yes no has_tag language empty filled" jsonschema:"enum=equals,enum=any_word,enum=all_words,enum=phrase,enum=starts,enum=ends,enum=pattern,enum=number,enum=number_is,enum=less,enum=at_most,enum=more,enum=at_least,enum=number_between,enum=date,enum=before,enum=after,enum=date_between,enum=today,enum=phone,enum=email,enum=yes,enum=no,enum=has_tag,enum=language,enum=empty,enum=filled"`
	Words   []engine.Line  `json:"words,omitempty" validate:"max=100" jsonschema:"maxItems=100" scenarist:"one"`
	Pattern engine.Pattern `json:"pattern,omitzero"`
	Value   engine.Value   `json:"value,omitzero"`
	To      engine.Value   `json:"to,omitzero"`
}

const (
	matchVar  = "local.match"
	groupsVar = "local.groups"
)

func switchType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.switch", Version: 1, Icon: "arrows-split-2",
		Title: engine.Text{"en": "Switch", "ru": "Выбор по значению"},
		Help: engine.Text{
			"en": "Looks at one value, such as an answer, and goes the way of the first case that fits: certain words, a range of numbers, a date, a phone number, a tag. If none fits, it goes by Otherwise.",
			"ru": "Смотрит на одно значение, например ответ, и идёт по первому подходящему случаю: определённые слова, диапазон чисел, дата, телефон, метка. Если не подошёл ни один, идёт по «Иначе».",
		},
		Exits: []engine.Exit{
			{Name: elseExit, Title: engine.Text{"en": "Otherwise", "ru": "Иначе"}},
			engine.ErrorExit(),
		},
		Outputs: []engine.Output{
			{Name: matchVar, Type: "any", Title: engine.Text{"en": "What was found", "ru": "Что найдено"}},
			{Name: groupsVar, Type: "list", Title: engine.Text{"en": "Groups of the pattern", "ru": "Группы шаблона"}},
		},
		Example: `{"value": "{{ event.text }}", "cases": [{"id": "yes", "test": "yes"}, {"id": "later", "label": "Later", "test": "any_word", "words": ["later", "tomorrow"]}, {"id": "many", "label": "Ten or more", "test": "at_least", "value": 10}]}`,
		New:     func() engine.Block { return new(choose) },
	}
}

// Exits gives an exit for each case, then the fixed ones.
func (s *choose) Exits(fixed []engine.Exit) []engine.Exit {
	out := make([]engine.Exit, 0, len(s.Cases)+len(fixed))
	for i := range s.Cases {
		c := &s.Cases[i]
		out = append(out, engine.Exit{Name: caseExit(c.ID), Title: exitTitle(c.ID, &c.Label)})
	}
	return append(out, fixed...)
}

func caseExit(id string) string { return "case:" + id }

// Enter takes the first case that fits.
func (s *choose) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	x, err := t.Value(&s.Value)
	if err != nil {
		return engine.Stay(), err
	}
	zone, err := zoneOf(t, s.Zone)
	if err != nil {
		return engine.Stay(), err
	}
	look := looking{t: t, zone: zone, value: x}
	for i := range s.Cases {
		found, ok, err := look.test(&s.Cases[i])
		if err != nil {
			return engine.Stay(), err
		}
		if ok {
			return engine.Leave(caseExit(s.Cases[i].ID)), s.keep(t, found)
		}
	}
	return engine.Leave(elseExit), s.forget(t)
}

// keep leaves behind what was found.
func (s *choose) keep(t *engine.Turn, f finding) error {
	if err := setOrUnset(t, matchVar, f.value, f.value != nil); err != nil {
		return err
	}
	if err := setOrUnset(t, groupsVar, f.groups, f.groups != nil); err != nil {
		return err
	}
	return t.Save(s.SaveTo, f.value)
}

// forget takes away what an earlier pass left behind.
func (*choose) forget(t *engine.Turn) error {
	if err := setOrUnset(t, matchVar, nil, false); err != nil {
		return err
	}
	return setOrUnset(t, groupsVar, nil, false)
}

// setOrUnset writes a value, or takes away what is there.
func setOrUnset(t *engine.Turn, v engine.Var, value any, given bool) error {
	switch {
	case given:
		return t.Set(v, value)
	case t.Get(v) == nil:
		return nil
	}
	scope, name := v.Split()
	return t.Write(engine.Write{Scope: scope, Name: name, Op: engine.WriteUnset})
}
