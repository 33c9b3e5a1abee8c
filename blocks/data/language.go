package data

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// language (data.language) sets the language in which the bot talks to the user: a fixed one, one that an expression gives,
// one that the user picks, or that of the user's Telegram again.
//
// Config: one of Language, From, Ask and Reset. Waits: for a pick, where it asks. Exits: next; where Ask lists languages,
// lang:<code> for each, which may stay open: then next is taken; timeout and blocked, where it asks; error. Errors:
// language_unknown if From gives none of the bot's languages, those of the texts (expression_…).
//
// The language is kept in user.language, the same in every chat. Buttons are called by the languages' own names; typing a
// name or a code works too. In groups only the user who is asked may press.
type language struct {
	Language string            `json:"language,omitempty" validate:"max=35" jsonschema:"maxLength=35"`
	From     engine.Expression `json:"from,omitzero"`
	Ask      *languageAsk      `json:"ask,omitempty"`
	Reset    bool              `json:"reset,omitempty"`
}

// languageAsk is how the user is asked.
type languageAsk struct {
	Prompt    engine.Template `json:"prompt,omitzero"`
	Languages []string        `json:"languages,omitempty" validate:"max=50,unique" jsonschema:"maxItems=50"`
	Columns   int             `json:"columns,omitempty" validate:"min=0,max=8" jsonschema:"minimum=0,maximum=8"`
}

const (
	languageVar engine.Var = "user.language"

	timeoutExit = "timeout"
	blockedExit = "blocked"

	currentMark = "✅ "
)

func languageType() engine.BlockType {
	return engine.BlockType{
		Name: "data.language", Version: 1, Icon: "language", Title: title("Language", "Язык"),
		Help: title(
			"Sets the language of the bot for this user: lets the user choose, or takes a certain one. Texts that are written in several languages then come in it.",
			"Задаёт язык бота для этого пользователя: даёт выбрать или берёт определённый. Тексты, написанные на нескольких языках, дальше придут на нём.",
		),
		Exits: []engine.Exit{
			engine.NextExit(), engine.TimeoutExit(), engine.BlockedExit(), engine.ErrorExit(),
		},
		Example: `{"ask": {"columns": 2}}`,
		New:     func() engine.Block { return new(language) },
	}
}

// Fields names the settings for forms and the reference.
func (*language) Fields() []engine.Field {
	return []engine.Field{
		{Name: "language", Title: title("Language", "Язык"), Widget: "language", Help: title("Code of one of the bot's languages, such as en.", "Код одного из языков бота, например ru.")},
		{Name: "from", Title: title("Take it from", "Взять из"), Help: title("Expression that gives a code, such as local.body.language.", "Формула, которая даёт код, например local.body.language.")},
		{Name: "ask", Title: title("Let the user choose", "Дать выбрать"), Help: title("Asks with a button for each language.", "Спросить с кнопкой на каждый язык.")},
		{Name: "reset", Title: title("As in Telegram", "Как в Telegram"), Help: title("Goes back to the language of the user's Telegram.", "Вернуться к языку, который стоит у пользователя в Telegram.")},
	}
}

// Fields names the settings of the question.
func (*languageAsk) Fields() []engine.Field {
	return []engine.Field{
		{Name: "prompt", Title: title("Question", "Вопрос"), Help: title("Built-in words if empty.", "Пусто — встроенный текст.")},
		{
			Name: "languages", Title: title("Languages", "Языки"),
			Help: title("Codes, each with an exit of its own. All of the bot's if empty.", "Коды, у каждого свой выход. Пусто — все языки бота."),
		},
		{Name: "columns", Title: title("Buttons in a row", "Кнопок в ряду"), Help: title("2 if empty.", "Пусто — 2.")},
	}
}

func langExit(code string) string { return "lang:" + code }

// Exits leaves out what only a question leaves by, and adds an exit for each language that is listed.
func (l *language) Exits(fixed []engine.Exit) []engine.Exit {
	var out []engine.Exit
	for _, e := range fixed {
		if l.Ask == nil && (e.Name == timeoutExit || e.Name == blockedExit) {
			continue
		}
		out = append(out, e)
	}
	if l.Ask != nil {
		for i, code := range l.Ask.Languages {
			out = slices.Insert(out, i+1, engine.Exit{Name: langExit(code), Optional: true, Title: engine.Text{"en": languageName(code)}})
		}
	}
	return out
}

// Immediate says that a question waits, and that everything else leaves at once.
func (l *language) Immediate(exit string) bool { return l.Ask == nil || exit == "error" }

// Check reports languages that the bot does not have, and settings that say two things.
func (l *language) Check(k *engine.Checking) {
	n := 0
	for _, given := range []bool{l.Language != "", !l.From.IsZero(), l.Ask != nil, l.Reset} {
		if given {
			n++
		}
	}
	if n != 1 {
		k.Error("language_ambiguous", "", "say one thing: a certain language, where to take it from, to let the user choose, or to go back to Telegram's")
	}
	known := k.Languages()
	check := func(path, code string) {
		if !slices.Contains(known, code) {
			k.Error("language_unknown", path, "the bot does not speak %q; it speaks %s%s", code, strings.Join(known, ", "), engine.DidYouMean(code, known))
		}
	}
	if l.Language != "" {
		check("/language", l.Language)
	}
	if l.Ask == nil {
		return
	}
	for i, code := range l.Ask.Languages {
		check(fmt.Sprintf("/ask/languages/%d", i), code)
	}
	if len(l.Ask.Languages) == 1 || len(known) == 1 {
		k.Warn("language_alone", "/ask", "there is only one language to choose")
	}
}

// Enter sets the language, or asks for it.
func (l *language) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	switch {
	case l.Ask != nil:
		if err := l.show(t); err != nil {
			return engine.Stay(), err
		}
		return engine.WaitFor(engine.Wait{Accept: []engine.EventKind{engine.MessageReceived, engine.ButtonPressed}}), nil
	case l.Reset:
		scope, name := languageVar.Split()
		return engine.Leave("next"), t.Write(engine.Write{Scope: scope, Name: name, Op: engine.WriteUnset})
	case !l.From.IsZero():
		v, err := t.Eval(&l.From)
		if err != nil {
			return engine.Stay(), err
		}
		text, _ := v.(string)
		code, ok := among(text, t.Languages())
		if !ok {
			return engine.Stay(), engine.Trouble("language_unknown", "%s gave none of the bot's languages", l.From.Source())
		}
		return engine.Leave("next"), t.Set(languageVar, code)
	default:
		return engine.Leave("next"), t.Set(languageVar, l.Language)
	}
}

// languages are those to choose from.
func (l *language) languages(t *engine.Turn) []string {
	if len(l.Ask.Languages) > 0 {
		return l.Ask.Languages
	}
	return t.Languages()
}

// show asks.
func (l *language) show(t *engine.Turn) error {
	c := engine.Content{Text: engine.EscapeText(t.Words("language_ask"))}
	if !l.Ask.Prompt.IsZero() {
		var err error
		if c.Text, err = t.Text(&l.Ask.Prompt); err != nil {
			return err
		}
		if strings.TrimSpace(c.Text) == "" {
			return engine.Trouble("text_empty", "the text of the question is empty once its values are put in")
		}
	}
	languages := l.languages(t)
	now, _ := among(t.Lang(), languages)
	columns := l.Ask.Columns
	if columns == 0 {
		columns = 2
	}
	var buttons []engine.Button
	for _, code := range languages {
		label := languageName(code)
		if code == now {
			label = currentMark + label
		}
		buttons = append(buttons, engine.Button{Label: label, Token: t.Token(code, false)})
	}
	for row := range slices.Chunk(buttons, columns) {
		c.Inline = append(c.Inline, row)
	}
	t.Send(c, l.slot(t))
	return nil
}

// slot names the question's message, whose buttons go when one is pressed.
func (*language) slot(t *engine.Turn) string { return fmt.Sprintf("_%s.%d", t.BlockID(), t.Gen()) }

// Reshow asks again.
func (l *language) Reshow(_ context.Context, t *engine.Turn) error {
	if l.Ask == nil {
		return nil
	}
	return l.show(t)
}

// Resume takes the user's choice.
func (l *language) Resume(_ context.Context, t *engine.Turn, ev engine.Event) (engine.Outcome, error) {
	if l.Ask == nil { // the block was changed while it asked
		return engine.Stay(), nil
	}
	languages := l.languages(t)
	switch m := ev.Message; {
	case ev.Kind == engine.ButtonPressed && ev.Button != nil:
		if !slices.Contains(languages, ev.Button.ID) {
			return engine.Stay(), nil
		}
		return l.chosen(t, ev.Button.ID)
	case ev.Kind != engine.MessageReceived, m == nil, m.Command != "", m.Late, m.Kind == engine.ServiceMessage:
		return engine.Stay(), nil
	default:
		if code, ok := named(m.Text, languages); ok {
			return l.chosen(t, code)
		}
		t.Say("pick_one")
		return t.WaitOn(nil), nil
	}
}

// chosen keeps the language and takes the buttons away.
func (l *language) chosen(t *engine.Turn, code string) (engine.Outcome, error) {
	if err := t.Set(languageVar, code); err != nil {
		return engine.Stay(), err
	}
	t.Emit(engine.Effect{Kind: engine.EditMessage, Target: &engine.Target{Slot: l.slot(t), Buttons: true}, Content: &engine.Content{}})
	if slices.Contains(l.Ask.Languages, code) && t.Settled(langExit(code)) {
		return engine.Leave(langExit(code)), nil
	}
	return engine.Leave("next"), nil
}
