package acme

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// codeword (acme/codeword) asks for a word, such as the one that is written on the board by the till today.
//
// Config: Question; Word, whose case does not matter; Tries, 3 where nothing is said. Waits: a text. Exits: right, wrong (the last
// try missed, too), timeout (that of the envelope), error. Errors: those of the expressions.
type codeword struct {
	Question engine.Template `json:"question" validate:"required"`
	Word     engine.Line     `json:"word" validate:"required"`
	Tries    int             `json:"tries,omitempty" validate:"min=1,max=10" jsonschema:"minimum=1,maximum=10"`
}

func codewordType() engine.BlockType {
	return engine.BlockType{
		Name: "acme/codeword", Version: 1, Icon: "key",
		Title: engine.Text{"en": "Word of the day", "ru": "Слово дня"},
		Help: engine.Text{
			"en": "Asks for a word and lets the user try a few times.",
			"ru": "Спрашивает слово и даёт несколько попыток.",
		},
		Exits: []engine.Exit{
			{Name: "right", Title: engine.Text{"en": "Right", "ru": "Верно"}},
			{Name: "wrong", Title: engine.Text{"en": "Not known", "ru": "Не знает"}},
			engine.TimeoutExit(), engine.ErrorExit(),
		},
		Example: `{"question": "Which word is on the board?", "word": "jasmine", "tries": 3}`,
		New:     func() engine.Block { return new(codeword) },
	}
}

// Fields names the settings for forms and the reference.
func (*codeword) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "question", Title: engine.Text{"en": "Question", "ru": "Вопрос"},
			Help: engine.Text{"en": "Also shown again after a miss.", "ru": "Показывается снова после ошибки."},
		},
		{
			Name: "word", Title: engine.Text{"en": "Word", "ru": "Слово"},
			Help: engine.Text{"en": "Capital or small letters are the same.", "ru": "Большие и маленькие буквы не различаются."},
		},
		{
			Name: "tries", Title: engine.Text{"en": "Tries", "ru": "Попыток"},
			Help: engine.Text{"en": "3 if nothing is said.", "ru": "Если не указано, 3."},
		},
	}
}

// Defaults fills in what was left out.
func (c *codeword) Defaults() {
	if c.Tries == 0 {
		c.Tries = 3
	}
}

// missed is what the block remembers while it waits: the value of a block has the settings only and serves everybody at once.
type missed struct {
	Times int `json:"times,omitempty"`
}

// Enter asks.
func (c *codeword) Enter(ctx context.Context, t *engine.Turn) (engine.Outcome, error) {
	if err := c.Reshow(ctx, t); err != nil {
		return engine.Outcome{}, err
	}
	return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.MessageReceived}, State: t.Pack(missed{})}), nil
}

// Reshow asks again. The engine calls it, too, when the user comes back from something else, such as /help.
func (c *codeword) Reshow(_ context.Context, t *engine.Turn) error {
	text, err := t.Text(&c.Question)
	if err != nil {
		return err
	}
	t.Send(engine.Content{Text: text}, "")
	return nil
}

// Resume judges the word. What is no text is not for this block.
func (c *codeword) Resume(ctx context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if ev.Message == nil || ev.Message.Kind != engine.TextMessage {
		return engine.Stay(), nil
	}
	word, err := t.Line(&c.Word)
	if err != nil {
		return engine.Outcome{}, err
	}
	if engine.Fold(ev.Message.Text) == engine.Fold(word) {
		return engine.Leave("right"), nil
	}
	var m missed
	if err := t.Load(&m); err != nil {
		return engine.Outcome{}, err
	}
	if m.Times++; m.Times >= c.Tries {
		return engine.Leave("wrong"), nil
	}
	return t.WaitOn(m), c.Reshow(ctx, t)
}
