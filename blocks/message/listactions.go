package message

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// listAction is one more button of each element, such as one that takes it out of a cart. There are at most seven of them,
// since a row holds eight buttons.
type listAction struct {
	// ID is short, so that a token has room for the value beside it.
	ID     string           `json:"id" validate:"required,max=12" jsonschema:"minLength=1,maxLength=12"`
	Label  engine.Line      `json:"label" validate:"required" scenarist:"item"`
	ShowIf engine.Condition `json:"show_if,omitzero" scenarist:"item"`
}

// Fields names the settings of an action.
func (*listAction) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "id", Title: engine.Text{"en": "Id", "ru": "Идентификатор"},
			Help: engine.Text{
				"en": "Short name of the button, at most 12 characters; its exit is named after it.",
				"ru": "Короткое имя кнопки, не больше 12 символов; по нему назван её выход.",
			},
		},
		{
			Name: "label", Title: engine.Text{"en": "Label", "ru": "Надпись"},
			Help: engine.Text{"en": "What stands on the button, such as ➕ or ❌.", "ru": "Что написано на кнопке, например ➕ или ❌."},
		},
		{
			Name: "show_if", Title: engine.Text{"en": "Show if", "ru": "Показать, если"},
			Help: engine.Text{"en": "Elements for which this does not hold do not have the button.", "ru": "У элементов, для которых это неверно, такой кнопки нет."},
		},
	}
}

var actionID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_:-]*$`)

// shownAction is an action of an element that is shown.
type shownAction struct{ id, label string }

// actions renders those of the element that expressions see as item.
func (l *list) actions(t *engine.Turn) ([]shownAction, error) {
	var out []shownAction
	for i := range l.Actions {
		a := &l.Actions[i]
		show, err := t.Test(&a.ShowIf)
		if err != nil {
			return nil, err
		}
		if !show {
			continue
		}
		label, err := t.Line(&a.Label)
		if err != nil {
			return nil, err
		}
		out = append(out, shownAction{a.ID, engine.ShownLabel(label)})
	}
	return out, nil
}

// picks reports whether elements have buttons that give their value.
func (l *list) picks() bool { return !l.Label.IsZero() || len(l.Actions) > 0 }

func (l *list) actionIDs() []string {
	ids := make([]string, len(l.Actions))
	for i := range l.Actions {
		ids[i] = l.Actions[i].ID
	}
	return ids
}

// actionExits gives an exit for each action.
func (l *list) actionExits() []engine.Exit {
	out := make([]engine.Exit, len(l.Actions))
	for i := range l.Actions {
		a := &l.Actions[i]
		out[i] = engine.Exit{Name: engine.ButtonExit(a.ID), Title: titleOf(&a.Label, a.ID)}
	}
	return out
}

// How the value stands behind an action's button: as it is, or as its digest.
const valueSign, digestSign = "v", "d"

// maxValueOfAction is how many bytes of a value a token has room for, beside a long block id, a long action's and the sign.
const maxValueOfAction = 14

// actionToken makes the callback data of an action's button.
func (l *list) actionToken(t *engine.Turn, id string, value any) string {
	if s, ok := value.(string); ok && len(s) <= maxValueOfAction {
		return t.ValueToken(id, valueSign+s, l.Anyone)
	}
	return t.ValueToken(id, digestSign+valueDigest(value), l.Anyone)
}

// act leaves by the exit of an action, with the value of its element.
func (l *list) act(t *engine.Turn, id, behind string) (engine.Outcome, error) {
	if value, ok := strings.CutPrefix(behind, valueSign); ok {
		return l.leaveWith(t, engine.ButtonExit(id), value)
	}
	return l.find(t, engine.ButtonExit(id), strings.TrimPrefix(behind, digestSign))
}

// rows arranges the buttons of elements: in columns, or a row for each where they have actions.
func (l *list) rows(t *engine.Turn, shown []listElement) [][]engine.Button {
	var picks []engine.Button
	var rows [][]engine.Button
	for _, e := range shown {
		var row []engine.Button
		if !l.Label.IsZero() {
			row = append(row, engine.Button{Label: e.label, Token: l.pickToken(t, e.value)})
		}
		if len(l.Actions) == 0 {
			picks = append(picks, row...)
			continue
		}
		for _, a := range e.actions {
			row = append(row, engine.Button{Label: a.label, Token: l.actionToken(t, a.id, e.value)})
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	return append(rows, inColumns(picks, l.Columns)...)
}

// checkActions reports actions that cannot be told apart from each other or from the buttons below.
func (l *list) checkActions(k *engine.Checking) {
	seen := l.below().ButtonIDs()
	for i := range l.Actions {
		id, path := l.Actions[i].ID, fmt.Sprintf("/actions/%d/id", i)
		switch {
		case id == "": // the schema says so
		case !actionID.MatchString(id):
			k.Error("button_id_invalid", path, "button id %q is misspelt: letters a-z, digits and _ : -, first a letter or digit", id)
		case slices.Contains(seen, id):
			k.Error("button_id_duplicate", path, "two buttons of this message have the id %q: their exits could not be told apart", id)
		}
		seen = append(seen, id)
	}
	if len(l.Actions) > 0 && l.Columns > 1 {
		k.Warn("columns_unused", "/columns", "each element with more buttons has a row of its own, so there are no columns")
	}
}
