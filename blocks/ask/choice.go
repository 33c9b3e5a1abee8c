package ask

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/scenarist/scenarist/engine"
)

// choice (ask.choice) asks to choose among options, by buttons or by typing.
//
// Config: what all questions share; Options and List, what can be chosen; Many with Min and Max; Columns and PageSize;
// Other, to take an answer that is no option; ExitPerOption. Waits: for a press or a message. Exits: answered, or
// button:<id> for each option; empty, if there may be nothing to choose; those of all questions. Errors: those of the texts
// and values (expression_…), list_expected, list_value_too_large, value_type, buttons_too_many, and options_empty where
// nothing is said of empty.
//
// The answer is the option's value, its label if it has none; with Many a list of them in the order of the options. An
// option may be typed by its label or the first words of it, its number on the screen, its value or one of its words.
//
// Rules that messages may be given for: pick_one, pick_at_least, pick_at_most, invalid.
type choice struct {
	question

	Options       []option     `json:"options,omitempty" validate:"max=200,dive" jsonschema:"maxItems=200"`
	List          *optionList  `json:"list,omitempty"`
	Many          bool         `json:"many,omitempty"`
	Min           int          `json:"min,omitempty" validate:"min=0,max=200" jsonschema:"minimum=0,maximum=200"`
	Max           int          `json:"max,omitempty" validate:"min=0,max=200" jsonschema:"minimum=0,maximum=200"`
	Columns       int          `json:"columns,omitempty" validate:"min=0,max=8" jsonschema:"minimum=0,maximum=8"`
	PageSize      int          `json:"page_size,omitempty" validate:"min=0,max=80" jsonschema:"minimum=0,maximum=80"`
	Other         *otherAnswer `json:"other,omitempty"`
	ExitPerOption bool         `json:"exit_per_option,omitempty"`
}

// option is one thing to choose.
type option struct {
	ID     string           `json:"id" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Label  engine.Line      `json:"label" validate:"required"`
	Value  engine.Value     `json:"value,omitzero"`
	Words  []string         `json:"words,omitempty" validate:"max=50" jsonschema:"maxItems=50"`
	ShowIf engine.Condition `json:"show_if,omitzero"`
}

// optionList makes options out of a list.
type optionList struct {
	Items  engine.Expression `json:"items" validate:"required"`
	Label  engine.Line       `json:"label" validate:"required" scenarist:"item"`
	Value  engine.Expression `json:"value,omitzero" scenarist:"item"`
	ShowIf engine.Condition  `json:"show_if,omitzero" scenarist:"item"`
	Max    int               `json:"max,omitempty" validate:"min=0,max=500" jsonschema:"minimum=0,maximum=500"`
}

// otherAnswer takes an answer that is no option.
type otherAnswer struct {
	Label  engine.Line     `json:"label,omitzero"`  // built-in word if empty
	Prompt engine.Template `json:"prompt,omitzero"` // after a press of Other; built-in words if empty
}

const (
	emptyExit = "empty"

	pickOneRule     = "pick_one"
	pickAtLeastRule = "pick_at_least"
	pickAtMostRule  = "pick_at_most"

	doneButton  = "_done"
	otherButton = "_other"
	pageButton  = "_page"
	listButton  = "_list"

	defaultPageSize = 30
	defaultListMax  = 500
)

var optionID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.:-]*$`)

func choiceType() engine.BlockType {
	exits := questionExits()
	return engine.BlockType{
		Name: "ask.choice", Version: 1, Icon: "list-check",
		Title: engine.Text{"en": "Choice", "ru": "Выбор"},
		Help: engine.Text{
			"en": "Lets the user choose one or several options by buttons; typing the name or number of an option works too. The options can be made of a list.",
			"ru": "Даёт выбрать один или несколько вариантов кнопками; можно и написать название или номер варианта. Варианты можно взять из списка.",
		},
		Exits: slices.Insert(exits, 1, engine.Exit{
			Name: emptyExit, Title: engine.Text{"en": "Nothing to choose", "ru": "Нечего выбирать"}, Inherit: true,
		}),
		Outputs: []engine.Output{
			{Name: "event.label", Type: "text", Title: engine.Text{"en": "Label of the pressed button", "ru": "Надпись нажатой кнопки"}},
		},
		Example: `{"prompt": {"text": "Which size?"}, "save_to": "session.size", "options": [{"id": "s", "label": "Small", "value": "S"}, {"id": "l", "label": "Large", "value": "L", "words": ["big"]}], "columns": 2, "cancel": {}}`,
		New:     func() engine.Block { return new(choice) },
	}
}

// Exits gives the exits of the question, with those of the options in front.
func (c *choice) Exits(fixed []engine.Exit) []engine.Exit {
	perOption := c.perOption()
	var out []engine.Exit
	if perOption {
		for i := range c.Options {
			o := &c.Options[i]
			title := engine.Text{"en": o.ID}
			for lang, src := range o.Label.Sources() {
				if lang == "" {
					lang = "en"
				}
				title[lang] = src
			}
			out = append(out, engine.Exit{Name: engine.ButtonExit(o.ID), Title: title})
		}
	}
	for _, e := range c.question.Exits(fixed) {
		switch {
		case e.Name == emptyExit && !c.mayBeEmpty(),
			e.Name == answeredExit && perOption && c.List == nil && c.Other == nil:
		default:
			out = append(out, e)
		}
	}
	return out
}

// perOption reports whether options have exits of their own.
func (c *choice) perOption() bool { return c.ExitPerOption && !c.Many && len(c.Options) > 0 }

// mayBeEmpty reports whether it can come to pass that there is nothing to choose.
func (c *choice) mayBeEmpty() bool {
	if c.Other != nil {
		return false
	}
	for i := range c.Options {
		if c.Options[i].ShowIf.IsZero() {
			return false
		}
	}
	return true
}

// ButtonIDs are the ids that presses may carry.
func (c *choice) ButtonIDs() []string {
	ids := append(c.question.ButtonIDs(), doneButton, otherButton, pageButton, listButton)
	for i := range c.Options {
		ids = append(ids, c.Options[i].ID)
	}
	return ids
}

// Check reports choices that cannot be made.
func (c *choice) Check(k *engine.Checking) {
	c.check(k, true, pickOneRule, pickAtLeastRule, pickAtMostRule)
	if len(c.Options) == 0 && c.List == nil {
		k.Error("options_missing", "/options", "there is nothing to choose: add options, or take them from a list")
	}
	if c.Max > 0 && c.Min > c.Max {
		k.Error("pick_range", "/min", "at least %d and at most %d cannot both be kept", c.Min, c.Max)
	}
	if (c.Min > 0 || c.Max > 0) && !c.Many {
		k.Warn("pick_range_unused", "/min", "at least and at most count only where several options can be chosen")
	}
	if c.List == nil && c.Other == nil && c.Many && c.Min > len(c.Options) {
		k.Error("pick_range", "/min", "at least %d are to be chosen, but there are only %d", c.Min, len(c.Options))
	}
	if c.ExitPerOption && c.Many {
		k.Error("exit_per_option_many", "/exit_per_option", "where several options can be chosen there is no single exit to leave by")
	}
	c.checkOptions(k)
}

func (c *choice) checkOptions(k *engine.Checking) {
	var seen []string
	if c.Prompt != nil {
		seen = c.Prompt.ButtonIDs()
	}
	for i := range c.Options {
		id := c.Options[i].ID
		path := fmt.Sprintf("/options/%d/id", i)
		switch {
		case id == "": // the schema says so
		case !optionID.MatchString(id):
			k.Error("button_id_invalid", path, "option id %q is misspelt: letters a-z, digits and _ . : -, first a letter or digit", id)
		case slices.Contains(seen, id):
			k.Error("button_id_duplicate", path, "two options or buttons of this question have the id %q", id)
		}
		seen = append(seen, id)
	}
}
