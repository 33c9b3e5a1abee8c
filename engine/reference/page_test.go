package reference_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/enginetest"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/reference"
)

// bell is a block with a setting of every kind.
type bell struct {
	engine.NoWait

	Text    engine.Template         `json:"text" validate:"required"`
	Labels  map[string]engine.Line  `json:"labels,omitempty"`
	Sound   string                  `json:"sound,omitempty" jsonschema:"enum=ding,enum=dong"`
	Times   int                     `json:"times,omitempty" jsonschema:"minimum=1,maximum=9"`
	Loud    bool                    `json:"loud,omitempty"`
	Count   engine.Expression       `json:"count,omitzero" scenarist:"item"`
	Pause   *flow.Duration          `json:"pause,omitempty"`
	Code    string                  `json:"code,omitempty" jsonschema:"minLength=2,maxLength=8,pattern=^(a|b)+$"`
	Buttons [][]engine.ButtonConfig `json:"buttons,omitempty"`
	Rings   []ring                  `json:"rings,omitempty" jsonschema:"minItems=1,maxItems=3"`
	Last    *ring                   `json:"last,omitempty"`
}

// ring is one ring of a bell.
type ring struct {
	At engine.Expression `json:"at" validate:"required"`
}

func (*bell) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Leave("rung"), nil
}

func (b *bell) Defaults() {
	if b.Sound == "" {
		b.Sound = "ding"
	}
}

func (b *bell) Exits(fixed []engine.Exit) []engine.Exit {
	if b.Last == nil {
		return fixed
	}
	return append([]engine.Exit{{Name: "button:again", Title: engine.Text{"en": "Again", "ru": "Ещё"}}}, fixed...)
}

func (*bell) Fields() []engine.Field {
	field := func(name, en, ru, helpEN, helpRU string) engine.Field {
		return engine.Field{Name: name, Title: engine.Text{"en": en, "ru": ru}, Help: engine.Text{"en": helpEN, "ru": helpRU}}
	}
	return []engine.Field{
		field("text", "Text", "Текст", "What is said when a < b.", "Что сказать, если a < b."),
		field("labels", "Labels", "Подписи", "By place.", "По месту."),
		field("sound", "Sound", "Звук", "How it rings.", "Как звонит."),
		field("times", "Times", "Сколько раз", "How often.", "Как часто."),
		field("loud", "Loud", "Громко", "Wakes everybody.", "Разбудит всех."),
		field("count", "Count", "Счёт", "What it counts.", "Что считает."),
		field("pause", "Pause", "Пауза", "Between two rings.", "Между звонками."),
		field("code", "Code", "Код", "Only a and b.", "Только a и b."),
		field("buttons", "Buttons", "Кнопки", "Below it.", "Под ним."),
		field("rings", "Rings", "Звонки", "All of them.", "Все."),
		field("last", "Last ring", "Последний звонок", "When it is over.", "Когда всё кончится."),
	}
}

func (*ring) Fields() []engine.Field {
	return []engine.Field{{
		Name: "at", Title: engine.Text{"en": "At", "ru": "Когда"}, Help: engine.Text{"en": "When it rings.", "ru": "Когда звонит."},
	}}
}

func setup(t *testing.T) *engine.Registry {
	t.Helper()
	reg := engine.NewRegistry()
	err := reg.Add(engine.BlockType{
		Name: "acme/bell", Version: 1, Icon: "bell", Title: engine.Text{"en": "Bell", "ru": "Звонок"},
		Help: engine.Text{"en": "Rings a bell.", "ru": "Звонит."},
		Exits: []engine.Exit{
			{Name: "rung", Title: engine.Text{"en": "Rung", "ru": "Прозвенел"}},
			{Name: "unheard", Title: engine.Text{"en": "Nobody heard", "ru": "Никто не слышал"}, Optional: true},
			engine.CancelExit(), engine.ErrorExit(),
		},
		Outputs: []engine.Output{{Name: "local.rings", Type: "number", Title: engine.Text{"en": "How often it rang", "ru": "Сколько раз звонил"}}},
		Example: `{"text": "Ding!", "last": {"at": "session.end"}}`,
		New:     func() engine.Block { return new(bell) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

func TestPage_IsAsRecorded(t *testing.T) {
	t.Parallel()
	reg := setup(t)
	for _, lang := range reference.Languages() {
		p, err := reference.Find(reg, lang, "acme/bell")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "bell."+lang+".md", p.Markdown())
		golden(t, "bell."+lang+".txt", p.Text(72))
	}
}

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if enginetest.Updating() {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs: run the test with -update and review the difference", file)
	}
}

func TestFind_UnknownPage(t *testing.T) {
	t.Parallel()
	if _, err := reference.Find(setup(t), "en", "acme/whistle"); !errors.Is(err, reference.ErrNoPage) {
		t.Errorf("got %v, want ErrNoPage", err)
	}
}

func TestFind_UnknownLanguage(t *testing.T) {
	t.Parallel()
	if _, err := reference.Find(setup(t), "fr", "acme/bell"); err == nil {
		t.Error("a page in French was found")
	}
}

func TestWrite_WritesEveryPage(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	n, err := reference.Write(setup(t), "en", dir)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	want := []string{"README.md", "acme-bell.md", "functions.md", "settings.md", "variables.md", "words.md"}
	if n != len(want) || !slices.Equal(names, want) {
		t.Errorf("wrote %d pages, %v; want %v", n, names, want)
	}
}
