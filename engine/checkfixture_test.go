package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Block types for what Check looks at, besides those of the turns.

type letterBlock struct {
	engine.NoWait
	engine.MessageConfig
}

func (b *letterBlock) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

func (b *letterBlock) Exits(fixed []engine.Exit) []engine.Exit {
	return append(slices.Clip(fixed), b.ButtonExits()...)
}

func (b *letterBlock) Immediate(exit string) bool { return exit == "next" }

type formBlock struct {
	Title   string           `json:"title" validate:"required,max=10" jsonschema:"minLength=1,maxLength=10"`
	Amount  int              `json:"amount,omitempty" validate:"min=0,max=100" jsonschema:"minimum=0,maximum=100"`
	Colour  string           `json:"colour,omitempty" jsonschema:"enum=red,enum=green,enum=blue"`
	Tags    []string         `json:"tags,omitempty" validate:"unique,max=3" jsonschema:"maxItems=3"`
	Pause   *flow.Duration   `json:"pause,omitempty" validate:"omitempty,min=1m,max=1h"`
	From    string           `json:"from,omitempty" validate:"omitempty,datetime=15:04"`
	Note    engine.Line      `json:"note,omitzero"`
	When    engine.Condition `json:"when,omitzero"`
	Rows    []formRow        `json:"rows,omitempty" validate:"dive"`
	Key     engine.SecretRef `json:"key,omitempty"`
	Header  engine.Line      `json:"header,omitzero" scenarist:"secrets"`
	Save    engine.Var       `json:"save,omitempty"`
	Value   engine.Value     `json:"value,omitzero"`
	Options map[string]int   `json:"options,omitempty"`
	Pair    string           `json:"pair,omitempty" validate:"required_with=Partner"`
	Partner string           `json:"partner,omitempty" validate:"excluded_with=Rows"`
	Breaks  bool             `json:"breaks,omitempty"`
}

type formRow struct {
	Label string `json:"label" jsonschema:"minLength=1"`
	Wide  bool   `json:"wide,omitempty"`
}

func (b *formBlock) Defaults() {
	if b.Colour == "" {
		b.Colour = "red"
	}
}

func (b *formBlock) Fields() []engine.Field {
	return []engine.Field{
		{Name: "title", Title: engine.Text{"en": "Title", "ru": "Заголовок"}, Help: engine.Text{"en": "What it is called.", "ru": "Как это называется."}},
		{Name: "amount", Title: engine.Text{"en": "Amount", "ru": "Сумма"}, Widget: "money"},
	}
}

func (b *formRow) Fields() []engine.Field {
	return []engine.Field{{Name: "label", Title: engine.Text{"en": "Label", "ru": "Подпись"}}}
}

func (b *formBlock) Check(k *engine.Checking) {
	if b.Breaks {
		panic("out of order")
	}
	if b.Title == "" {
		k.Error("title_missing", "/title", "a form needs a title")
	}
	if len(b.Tags) > 1 && b.Tags[0] == b.Tags[1] {
		k.Error("tags_twice", "/tags", "the tag %s is there twice", b.Tags[0])
	}
	if b.Title == "Untitled" {
		k.Warn("title_dull", "/title", "choose a better title than %s", b.Title)
	}
	if b.Save != "" {
		k.Assign("/value", b.Save, b.Value.Type())
	}
}

func (b *formBlock) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.JobDone}}), nil
}

func (b *formBlock) Resume(context.Context, *engine.Turn, engine.Event) (engine.Outcome, error) {
	return engine.Leave("next"), nil
}

type jumpBlock struct {
	engine.NoWait
	Block engine.BlockRef `json:"block"`
}

func (b *jumpBlock) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Jump("", string(b.Block), false), nil
}

type branchBlock struct {
	engine.NoWait
	If engine.Condition `json:"if"`
}

func (b *branchBlock) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("else"), nil
}

type keyTrigger struct {
	wordTrigger
	Keyed []string `json:"keys,omitempty"`
	Help  string   `json:"help,omitempty"`
}

func (b *keyTrigger) Keys() []string { return b.Keyed }

func (b *keyTrigger) Commands() []engine.Command {
	if b.Help == "" {
		return nil
	}
	return []engine.Command{{Command: b.Command, Description: map[string]string{"": b.Help}}}
}

// checkRegistry is the registry of the turns with these types in addition.
func checkRegistry(tb testing.TB) *engine.Registry {
	tb.Helper()
	r := registry(tb)
	next := []engine.Exit{engine.NextExit()}
	add := func(t engine.BlockType) {
		t.Title, t.Help, t.Icon = text(t.Name), text("Help of "+t.Name), "square"
		if t.Version == 0 {
			t.Version = 1
		}
		if err := r.Add(t); err != nil {
			tb.Fatal(err)
		}
	}
	add(engine.BlockType{Name: "test.letter", Exits: next, Example: `{"text":"hi"}`, New: func() engine.Block { return new(letterBlock) }})
	add(engine.BlockType{
		Name: "test.form", Exits: []engine.Exit{engine.NextExit(), engine.TimeoutExit(), {Name: "maybe", Optional: true}},
		Example: `{"title":"Form"}`, New: func() engine.Block { return new(formBlock) },
	})
	add(engine.BlockType{Name: "test.jump", Example: `{"block":"a"}`, New: func() engine.Block { return new(jumpBlock) }})
	add(engine.BlockType{
		Name: "test.branch", Exits: []engine.Exit{{Name: "then"}, {Name: "else"}}, Example: `{"if":"true"}`,
		New: func() engine.Block { return new(branchBlock) },
	})
	add(engine.BlockType{Name: "test.key", Trigger: true, Exits: next, Example: `{"keys":["command:x"]}`, New: func() engine.Block { return new(keyTrigger) }})
	add(engine.BlockType{
		Name: "test.grown", Version: 2, Exits: next, Example: `{"text":"hi"}`, New: func() engine.Block { return new(sayBlock) },
		Upgrades: []engine.Upgrade{upgradeWords},
	})
	return r
}

// upgradeWords brings test.grown from version 1, in which its text was called words.
func upgradeWords(old json.RawMessage) (json.RawMessage, error) {
	var config map[string]any
	if err := json.Unmarshal(old, &config); err != nil {
		return nil, err
	}
	if _, ok := config["words"].(string); !ok {
		return nil, errors.New("words must be a text")
	}
	config["text"] = config["words"]
	delete(config, "words")
	return json.Marshal(config)
}
