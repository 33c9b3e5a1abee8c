package ledger

import (
	"math"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// account are the settings that say whose units of what; configs embed it.
type account struct {
	Unit   string       `json:"unit" validate:"required,max=32" jsonschema:"minLength=1,maxLength=32,pattern=^[A-Za-z][A-Za-z0-9_]*$"`
	For    engine.Value `json:"for,omitzero"`
	SaveTo engine.Var   `json:"save_to,omitempty"`
}

// movement are the settings of everything that moves units; configs embed it.
type movement struct {
	account

	Amount engine.Value `json:"amount,omitzero"`
	Reason engine.Line  `json:"reason,omitzero" scenarist:"one"`
	Key    engine.Line  `json:"key,omitzero" scenarist:"one"`
}

// The names of exits.
const (
	okExit           = "ok"
	insufficientExit = "insufficient"
	missingExit      = "missing"
)

// What every block of the family leaves behind.
const (
	balanceVar engine.Var = "local.balance"
	heldVar    engine.Var = "local.held"
	againVar   engine.Var = "local.again"
)

func title(en, ru string) engine.Text { return engine.Text{"en": en, "ru": ru} }

func doneExit() engine.Exit { return engine.Exit{Name: okExit, Title: title("Done", "Готово")} }

func shortExit() engine.Exit {
	return engine.Exit{Name: insufficientExit, Title: title("Not enough", "Не хватает")}
}

func noHoldExit() engine.Exit {
	return engine.Exit{Name: missingExit, Title: title("Nothing is held", "Ничего не отложено"), Inherit: true}
}

func balanceOutputs() []engine.Output {
	return []engine.Output{
		{Name: string(balanceVar), Type: "number", Title: title("What is left", "Остаток")},
		{Name: string(heldVar), Type: "number", Title: title("What is held", "Отложено")},
	}
}

func movedOutputs() []engine.Output {
	return append(balanceOutputs(), engine.Output{
		Name: string(againVar), Type: "bool", Title: title("It was done before", "Уже делалось раньше"),
	})
}

// Fields names the settings for forms and the reference.
func (*account) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "unit", Title: title("Unit", "Единица"),
			Help: title("What is counted, such as credits or minutes.", "Что считается, например credits или minutes."),
		},
		{
			Name: "for", Title: title("Whose", "Чей счёт"), Widget: "value",
			Help: title(
				"The Telegram id of another contact, such as {{ user.referrer }}. Empty is the user of this conversation.",
				"Telegram-id другого контакта, например {{ user.referrer }}. Пусто — пользователь этого разговора.",
			),
		},
		{
			Name: "save_to", Title: title("Save the balance to", "Сохранить остаток в"), Widget: "variable",
			Help: title("Variable for what is left; local.balance has it too.", "Переменная для остатка; он есть и в local.balance."),
		},
	}
}

// Fields names the settings for forms and the reference.
func (m *movement) Fields() []engine.Field {
	return append([]engine.Field{
		{
			Name: "amount", Title: title("Amount", "Сколько"), Widget: "value",
			Help: title("A whole number, or a value in {{ }}.", "Целое число или значение в {{ }}."),
		},
		{
			Name: "reason", Title: title("Reason", "Причина"),
			Help: title("For the history of the account.", "Для истории счёта."),
		},
		{
			Name: "key", Title: title("Only once for", "Только один раз для"),
			Help: title(
				"A text such as welcome or {{ local.order.id }}: with the same text it happens once on this account. Everybody has his own, so the user need not be in it.",
				"Текст, например welcome или {{ local.order.id }}: с одним и тем же текстом операция пройдёт по этому счёту один раз. У каждого пользователя счёт свой, так что указывать его здесь не нужно.",
			),
		},
	}, m.account.Fields()...)
}

// check reports what can be known of the account before running.
func (a *account) check(k *engine.Checking) {
	if a.Unit != "" && !engine.ValidUnit(a.Unit) {
		k.Error("unit_invalid", "/unit", "a unit is called by a letter and up to 31 letters, digits or _")
	}
	if t := a.For.Type(); !a.For.IsZero() && t != expr.TypeAny && t != expr.TypeNumber && t != expr.TypeText {
		k.Error("contact_invalid", "/for", "the id of a contact is a number")
	}
	if a.SaveTo != "" {
		k.Assign("/save_to", a.SaveTo, expr.TypeNumber)
	}
}

// check reports what can be known of the movement before running; needed says that the amount must be given.
func (m *movement) check(k *engine.Checking, needed bool) {
	m.account.check(k)
	switch t := m.Amount.Type(); {
	case m.Amount.IsZero() && needed:
		k.Error("amount_missing", "/amount", "say how much")
	case m.Amount.IsZero():
	case t != expr.TypeAny && t != expr.TypeNumber && t != expr.TypeText:
		k.Error("amount_invalid", "/amount", "the amount must be a number")
	default:
		m.checkConstant(k)
	}
}

func (m *movement) checkConstant(k *engine.Checking) {
	x, _ := m.Amount.Constant()
	if n, ok := x.(float64); ok && (n != math.Trunc(n) || n < 1 || n > engine.MaxAmount) {
		k.Error("amount_invalid", "/amount", "the amount must be a whole number from 1 to %d", int64(engine.MaxAmount))
	}
}

// owner gives whose account it is; 0 for the session's user.
func (a *account) owner(t *engine.Turn) (int64, error) {
	if a.For.IsZero() {
		return 0, nil
	}
	v, err := t.Value(&a.For)
	if err != nil {
		return 0, err
	}
	return contactID(v)
}

// contactID reads the id of a contact from a value.
func contactID(v any) (int64, error) {
	n, ok := whole(v)
	if !ok || n == 0 {
		return 0, engine.Trouble("contact_invalid", "the id of a contact is a whole number; this value is none")
	}
	return n, nil
}

// whole reads a whole number, also one written as a text.
func whole(v any) (int64, bool) {
	n, ok := v.(float64)
	if s, text := v.(string); text {
		n, ok = engine.ParseNumber(strings.TrimSpace(s))
	}
	if !ok || n != math.Trunc(n) || math.Abs(n) > 1<<53 {
		return 0, false
	}
	return int64(n), true
}

// render gives the movement with its values put in. An amount that is left out is 0.
func (m *movement) render(t *engine.Turn) (engine.Movement, error) {
	out := engine.Movement{Unit: m.Unit}
	var err error
	if out.Owner, err = m.owner(t); err != nil {
		return out, err
	}
	if !m.Amount.IsZero() {
		v, err := t.Value(&m.Amount)
		if err != nil {
			return out, err
		}
		n, ok := whole(v)
		if !ok || n < 1 || n > engine.MaxAmount {
			return out, engine.Trouble("amount_invalid", "the amount must be a whole number from 1 to %d once its values are put in", int64(engine.MaxAmount))
		}
		out.Amount = n
	}
	if out.Reason, err = t.Line(&m.Reason); err != nil {
		return out, err
	}
	if out.Key, err = t.Line(&m.Key); err != nil {
		return out, err
	}
	if out.Key == "" && !m.Key.IsZero() {
		return out, engine.Trouble("key_empty", "what makes the movement unique is empty once its values are put in")
	}
	if out.Key != "" {
		out.Key = t.Own(out.Key)
	}
	return out, nil
}

// done leaves what came of it behind, and leaves by the exit that says so.
func (a *account) done(t *engine.Turn, r engine.Moved, short string) (engine.Outcome, error) {
	if err := a.leaveBehind(t, r.Balance); err != nil {
		return engine.Stay(), err
	}
	if err := t.Set(againVar, r.Again); err != nil {
		return engine.Stay(), err
	}
	if !r.OK {
		return engine.Leave(short), nil
	}
	return engine.Leave(okExit), nil
}

func (a *account) leaveBehind(t *engine.Turn, b engine.Balance) error {
	if err := t.Set(balanceVar, float64(b.Free)); err != nil {
		return err
	}
	if err := t.Set(heldVar, float64(b.Held)); err != nil {
		return err
	}
	return t.Save(a.SaveTo, float64(b.Free))
}
