package ask

import (
	"strings"
	"unicode/utf8"

	"github.com/scenarist/scenarist/engine"
)

// sharing is a question whose answer a button below the input field hands over: a phone number, a contact, a place.
//
// Telegram has such buttons in private chats only, and a message carries either them or buttons under it. So in a private
// chat the ways out stand on that keyboard too and are known by their labels; in a group there is no keyboard, and the ways
// out are buttons under the message as with other questions. The keyboard is shown again after an interruption, and the
// engine takes it away when the question is over (engine.Wait.Keyboard).
type sharing struct {
	question

	Button      engine.Line `json:"button,omitzero"` // label; built-in words if empty
	Placeholder engine.Line `json:"placeholder,omitzero"`
}

// request is the button of one question: what it asks for, and our words for its label.
type request struct {
	engine.ReplyButton

	words string
}

// shows reports whether the keyboard is shown: there is a message to show it with, in a private chat.
func (s *sharing) shows(t *engine.Turn) bool { return s.Prompt != nil && t.Chat().Private() }

// askFor asks with the button; without it where r is nil.
func (s *sharing) askFor(t *engine.Turn, r *request) (engine.Outcome, error) {
	if err := s.showFor(t, r); err != nil {
		return engine.Stay(), err
	}
	w := s.wait(t, nil)
	w.Keyboard = r != nil && s.shows(t)
	return engine.WaitFor(w), nil
}

// showFor shows the question.
func (s *sharing) showFor(t *engine.Turn, r *request) error {
	if r == nil || !s.shows(t) {
		return s.show(t, nil)
	}
	c, err := s.content(t)
	if err != nil {
		return err
	}
	if c.Keyboard, err = s.keyboard(t, r); err != nil {
		return err
	}
	s.deliver(t, c)
	return nil
}

// keyboard has the button and, below it, the ways out.
func (s *sharing) keyboard(t *engine.Turn, r *request) (*engine.ReplyKeyboard, error) {
	b := r.ReplyButton
	var err error
	if b.Label, err = labelOf(t, &s.Button, r.words); err != nil {
		return nil, err
	}
	k := &engine.ReplyKeyboard{Rows: [][]engine.ReplyButton{{b}}}
	if k.Placeholder, err = t.Line(&s.Placeholder); err != nil {
		return nil, err
	}
	if n := utf8.RuneCountInString(k.Placeholder); n > engine.MaxPlaceholder {
		return nil, engine.Trouble("placeholder_too_long", "the hint has %d characters; Telegram allows %d", n, engine.MaxPlaceholder)
	}
	ways, err := s.waysOut(t)
	if err != nil {
		return nil, err
	}
	var last []engine.ReplyButton
	for _, w := range ways {
		last = append(last, engine.ReplyButton{Label: w.label})
	}
	if len(last) > 0 {
		k.Rows = append(k.Rows, last)
	}
	return k, nil
}

// how tells how to answer: by the button if it is there, else by attaching, for which there are words.
func how(t *engine.Turn, words string) string {
	if w := t.Wait(); w != nil && w.Keyboard {
		return t.Words("press_below") + " " + t.Words("or") + " " + t.Words(words)
	}
	return t.Words(words)
}

// checkSharing reports what does not go with the button. On says that the question has it.
func (s *sharing) checkSharing(k *engine.Checking, on bool) {
	for _, l := range []struct {
		set  bool
		path string
	}{{!s.Button.IsZero(), "/button"}, {!s.Placeholder.IsZero(), "/placeholder"}} {
		switch {
		case !l.set:
		case !on:
			k.Warn("setting_unused", l.path, "this question shows no button below the input field")
		case s.Prompt == nil:
			k.Error("prompt_missing", "/prompt", "a button needs a message to come with: write the question")
		}
	}
	for lang, src := range s.Placeholder.Sources() {
		if n := utf8.RuneCountInString(src); n > engine.MaxPlaceholder && !strings.Contains(src, "{{") {
			path := "/placeholder"
			if lang != "" {
				path += "/" + lang
			}
			k.Error("placeholder_too_long", path, "the hint has %d characters; Telegram allows %d", n, engine.MaxPlaceholder)
		}
	}
	if !on || s.Prompt == nil {
		return
	}
	if len(s.Prompt.Buttons) > 0 || s.Prompt.List != nil {
		k.Error("keyboard_and_buttons", "/prompt", "the question shows a button below the input field, so its message cannot have buttons under it")
	}
	if s.Prompt.Keyboard != nil {
		k.Error("keyboard_twice", "/prompt/keyboard", "the question has a keyboard of its own")
	}
}

// shareFields names the settings of the button.
func shareFields() []engine.Field {
	return []engine.Field{
		fieldOf("button", "Label of the button", "Надпись на кнопке",
			"What stands on the button below the input field. Empty takes our words. Telegram has it in private chats only.",
			"Что написано на кнопке под полем ввода. Пусто — наши слова. В Telegram она есть только в личных чатах."),
		fieldOf("placeholder", "Hint", "Подсказка",
			"Grey words in the empty input field, up to 64 characters.", "Серый текст в пустом поле ввода, до 64 символов."),
	}
}
