package ask

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// question are the settings and the behaviour that all questions share; configs embed it.
type question struct {
	Prompt       *engine.MessageConfig      `json:"prompt,omitempty"`
	SaveTo       engine.Var                 `json:"save_to,omitempty"`
	Messages     map[string]engine.Template `json:"messages,omitempty"` // words for wrong answers, by rule
	Attempts     int                        `json:"attempts,omitempty" validate:"min=0,max=100" jsonschema:"minimum=0,maximum=100"`
	Timeout      *flow.Duration             `json:"timeout,omitempty"`
	Reminders    []reminder                 `json:"reminders,omitempty" validate:"max=10,dive" jsonschema:"maxItems=10"`
	Skip         *wayOut                    `json:"skip,omitempty"`
	Back         *wayOut                    `json:"back,omitempty"`
	Cancel       *wayOut                    `json:"cancel,omitempty"`
	Interrupt    engine.Interrupt           `json:"interrupt,omitempty" validate:"omitempty,oneof=commands any none" jsonschema:"enum=commands,enum=any,enum=none"`
	DeleteAnswer bool                       `json:"delete_answer,omitempty"`
	AfterAnswer  string                     `json:"after_answer,omitempty" validate:"omitempty,oneof=keep remove mark" jsonschema:"enum=keep,enum=remove,enum=mark"`
	Old          engine.StalePolicy         `json:"old_buttons,omitempty" validate:"omitempty,oneof=run reshow alert" jsonschema:"enum=run,enum=reshow,enum=alert"`
}

// reminder is a text before the time is over.
type reminder struct {
	After flow.Duration   `json:"after"`
	Text  engine.Template `json:"text" validate:"required"`
}

// wayOut is a button that leaves without an answer.
type wayOut struct {
	Label engine.Line `json:"label,omitzero"` // built-in word if empty
}

// Exits of questions.
const (
	answeredExit = "answered"
	invalidExit  = "invalid"
	timeoutExit  = "timeout"
	skipExit     = "skip"
	backExit     = "back"
	cancelExit   = "cancel"
)

// Ids of the buttons that questions add; ids of authors cannot begin with _.
const (
	skipButton   = "_skip"
	backButton   = "_back"
	cancelButton = "_cancel"
)

// invalidRule is the rule whose words stand in for those of every other rule.
const invalidRule = "invalid"

const afterKeep, afterRemove, afterMark = "keep", "remove", "mark"

// progress is the state of a question's wait.
type progress struct {
	Wrong int `json:"wrong,omitempty"` // wrong answers so far
	Own   any `json:"own,omitempty"`   // the block type's own state, or a pointer to it
}

// questionExits are the exits of a question with everything switched on; question.exits leaves out what is not.
func questionExits() []engine.Exit {
	return []engine.Exit{
		{Name: answeredExit, Title: engine.Text{"en": "Answered", "ru": "Ответил"}},
		{Name: skipExit, Title: engine.Text{"en": "Skipped", "ru": "Пропустил"}},
		{Name: backExit, Title: engine.Text{"en": "Back", "ru": "Назад"}},
		engine.CancelExit(),
		{Name: invalidExit, Title: engine.Text{"en": "Too many wrong answers", "ru": "Слишком много ошибок"}, Inherit: true},
		engine.TimeoutExit(),
		engine.BlockedExit(),
		engine.ErrorExit(),
	}
}

// Exits gives the exits that this question can leave by, those of the prompt's own buttons behind the first one.
func (q *question) Exits(fixed []engine.Exit) []engine.Exit {
	var out []engine.Exit
	for _, e := range fixed {
		if q.has(e.Name) {
			out = append(out, e)
		}
	}
	if q.Prompt != nil {
		at := min(1, len(out))
		out = slices.Insert(out, at, q.Prompt.ButtonExits()...)
	}
	return out
}

func (q *question) has(exit string) bool {
	switch exit {
	case skipExit:
		return q.Skip != nil
	case backExit:
		return q.Back != nil
	case cancelExit:
		return q.Cancel != nil
	case invalidExit:
		return q.Attempts > 0
	default:
		return true
	}
}

// ButtonIDs are the ids that presses may carry.
func (q *question) ButtonIDs() []string {
	ids := []string{skipButton, backButton, cancelButton}
	if q.Prompt != nil {
		ids = append(ids, q.Prompt.ButtonIDs()...)
	}
	return ids
}

// Stale is the rule for old buttons.
func (q *question) Stale() engine.StalePolicy { return q.Old }

// Immediate says that only troubles leave in the turn that asked.
func (q *question) Immediate(exit string) bool { return exit == "error" }

// check reports defects of the shared settings. Own says that the type has buttons of its own; rules are those that
// messages may be given for.
func (q *question) check(k *engine.Checking, own bool, rules ...string) {
	buttons := own || q.Skip != nil || q.Back != nil || q.Cancel != nil
	if q.Prompt != nil {
		q.Prompt.Check(k, "/prompt")
		q.Prompt.CheckText(k, "/prompt")
		if buttons && q.Prompt.Keyboard != nil {
			k.Error("keyboard_and_buttons", "/prompt/keyboard", "the question has buttons of its own, so it cannot have a keyboard below the input field")
		}
		if q.Prompt.Split {
			k.Error("split_prompt", "/prompt/split", "a question cannot be split into several messages")
		}
	} else if buttons {
		k.Error("prompt_missing", "/prompt", "buttons need a message to stand under: write the question")
	}
	prompted := q.Prompt != nil && (len(q.Prompt.Buttons) > 0 || q.Prompt.List != nil)
	if q.AfterAnswer != "" && !buttons && !prompted {
		k.Warn("after_answer_unused", "/after_answer", "the question has no buttons to change after the answer")
	}
	rules = append(rules, invalidRule)
	for rule := range q.Messages {
		if !slices.Contains(rules, rule) {
			slices.Sort(rules)
			k.Error("rule_unknown", "/messages/"+rule, "this question has no rule %q; it has: %s", rule, strings.Join(rules, ", "))
		}
	}
	for i := range q.Reminders {
		if q.Reminders[i].After.Std() < time.Second {
			k.Error("reminder_now", fmt.Sprintf("/reminders/%d/after", i), "say how long after the question the reminder comes")
		}
		if q.Timeout != nil && q.Reminders[i].After >= *q.Timeout {
			k.Error("reminder_too_late", fmt.Sprintf("/reminders/%d/after", i), "the reminder would come after the time is over")
		}
	}
	if q.Timeout != nil && q.Timeout.Std() > engine.MaxWait {
		k.Error("timeout_too_long", "/timeout", "a session waits at most %d days", int(engine.MaxWait.Hours()/24))
	}
}

// ask puts the question and waits. Rows are the type's own buttons, own its state.
func (q *question) ask(t *engine.Turn, rows [][]engine.Button, own any) (engine.Outcome, error) {
	if err := q.show(t, rows); err != nil {
		return engine.Stay(), err
	}
	return engine.WaitFor(q.wait(t, own)), nil
}

// wait is the wait for the answer.
func (q *question) wait(t *engine.Turn, own any) engine.Wait {
	w := engine.Wait{
		Accept:    []engine.EventKind{engine.MessageReceived, engine.ButtonPressed},
		Interrupt: q.Interrupt, State: t.Pack(progress{Own: own}),
	}
	limit := t.Timeout()
	if q.Timeout != nil {
		limit = q.Timeout.Std()
	}
	if limit > 0 {
		w.Deadline = t.Now().Add(limit)
	}
	for _, r := range q.sorted() {
		if limit == 0 || r.After.Std() < limit {
			w.Reminders = append(w.Reminders, t.Now().Add(r.After.Std()))
		}
	}
	return w
}

// sorted gives the reminders in the order of their times.
func (q *question) sorted() []reminder {
	return slices.SortedStableFunc(slices.Values(q.Reminders), func(a, b reminder) int {
		return int((a.After - b.After) / flow.Duration(time.Second))
	})
}

// show sends the prompt with the type's buttons and the ways out.
func (q *question) show(t *engine.Turn, rows [][]engine.Button) error {
	if q.Prompt == nil {
		return nil
	}
	c, err := q.content(t)
	if err != nil {
		return err
	}
	if c.Inline, err = q.under(t, c.Inline, rows); err != nil {
		return err
	}
	q.deliver(t, c)
	return nil
}

// content renders the prompt, which there must be, without what the question adds to it.
func (q *question) content(t *engine.Turn) (engine.Content, error) {
	c, err := q.Prompt.Content(t)
	if err == nil && strings.TrimSpace(c.Text) == "" {
		err = engine.Trouble("text_empty", "the text of the question is empty once its values are put in")
	}
	return c, err
}

// deliver sends the prompt.
func (q *question) deliver(t *engine.Turn, c engine.Content) {
	p := *q.Prompt
	p.Slot = q.slot(t)
	p.Deliver(t, c)
}

// buttons renders all buttons of the prompt's message.
func (q *question) buttons(t *engine.Turn, rows [][]engine.Button) ([][]engine.Button, error) {
	var own [][]engine.Button
	if q.Prompt != nil {
		var err error
		if own, err = q.Prompt.Inline(t); err != nil {
			return nil, err
		}
	}
	return q.under(t, own, rows)
}

// under puts the type's buttons and the ways out under the prompt's own.
func (q *question) under(t *engine.Turn, own, rows [][]engine.Button) ([][]engine.Button, error) {
	ways, err := q.waysOut(t)
	if err != nil {
		return nil, err
	}
	var last []engine.Button
	for _, w := range ways {
		last = append(last, engine.Button{Label: w.label, Token: t.Token(w.button, false)})
	}
	out := append(own, rows...)
	if len(last) > 0 {
		out = append(out, last)
	}
	n := 0
	for _, row := range out {
		n += len(row)
	}
	if n > engine.MaxInlineButtons {
		return nil, engine.Trouble("buttons_too_many", "the question has %d buttons; Telegram allows %d", n, engine.MaxInlineButtons)
	}
	return out, nil
}

// slot names the prompt's message where it is to be changed after the answer.
func (q *question) slot(t *engine.Turn) string {
	if q.Prompt.Slot != "" || q.AfterAnswer == "" || q.AfterAnswer == afterKeep {
		return q.Prompt.Slot
	}
	return ownSlot(t, "")
}

// ownSlot names a message of this wait. Slots belong to the chat, so that in a group the user is part of the name.
func ownSlot(t *engine.Turn, what string) string {
	slot := "_" + t.BlockID() + "." + strconv.FormatInt(t.Gen(), 10)
	if !t.Chat().Private() {
		slot += "." + strconv.FormatInt(t.User().ID, 10)
	}
	return slot + what
}

// load gives the state of the wait and decodes the type's own part into own, a pointer; nil for a type that has none.
func (q *question) load(t *engine.Turn, own any) (progress, error) {
	p := progress{Own: own}
	err := t.Load(&p)
	return p, err
}

// with is the progress with a new state of the type's own.
func (p progress) with(own any) progress {
	p.Own = own
	return p
}
