package logic

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// ret (logic.return) ends the flow and gives a result to the block that called it. Without a caller it ends the flow.
//
// Config: Status, which is the caller's exit; Exit, which is that of a block whose type is made of the flow; Result, the values
// the caller gets. Waits: none. Exits: error. Errors: those of the values (expression_…).
type ret struct {
	engine.NoWait

	Status engine.CallStatus       `json:"status,omitempty" validate:"omitempty,oneof=returned failed cancelled" jsonschema:"enum=returned,enum=failed,enum=cancelled"`
	Exit   string                  `json:"exit,omitempty" validate:"max=128" jsonschema:"maxLength=128,pattern=^([A-Za-z0-9][A-Za-z0-9_.:-]*)?$"`
	Result map[string]engine.Value `json:"result,omitempty" validate:"max=50" jsonschema:"maxProperties=50"`
}

func returnType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.return", Version: 1, Icon: "corner-up-left",
		Title: engine.Text{"en": "Return", "ru": "Вернуть результат"},
		Help: engine.Text{
			"en": "Ends this flow and goes back to the block that called it, with a result if you like. The status decides by which exit the caller goes on.",
			"ru": "Завершает сценарий и возвращается к блоку, который его вызвал, при желании с результатом. Статус решает, по какому выходу пойдёт вызвавший блок.",
		},
		Exits:   []engine.Exit{engine.ErrorExit()},
		Example: `{"status": "returned", "result": {"size": "{{ session.size }}"}}`,
		New:     func() engine.Block { return new(ret) },
	}
}

// Fields names the settings for forms and the reference.
func (*ret) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "status", Title: engine.Text{"en": "Status", "ru": "Статус"},
			Help: engine.Text{
				"en": "The caller's exit: returned, failed or cancelled. Returned if empty.",
				"ru": "Выход вызвавшего блока: returned, failed или cancelled. Пусто — returned.",
			},
		},
		{
			Name: "exit", Title: engine.Text{"en": "Exit of the block", "ru": "Выход блока"},
			Help: engine.Text{
				"en": "If the flow is published as a block: the exit by which that block is left here, such as paid. Empty means its first exit.",
				"ru": "Если сценарий опубликован как блок: выход, по которому этот блок здесь покидают, например paid. Пусто — первый выход.",
			},
		},
		{
			Name: "result", Title: engine.Text{"en": "Result", "ru": "Результат"},
			Help: engine.Text{
				"en": "Names and values that the caller gets.",
				"ru": "Имена и значения, которые получит вызвавший блок.",
			},
		},
	}
}

// Defaults fills in the status.
func (r *ret) Defaults() {
	if r.Status == "" {
		r.Status = engine.CallOK
	}
}

// Check reports an exit that nobody could leave by.
func (r *ret) Check(k *engine.Checking) {
	if r.Exit != "" && r.Status != engine.CallOK {
		k.Error("exit_unused", "/exit", "a flow that ends as %s leaves by the exit of that name: leave the exit out", r.Status)
	}
}

// Enter ends the flow with its result.
func (r *ret) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	result, err := values(t, r.Result)
	if err != nil {
		return engine.Stay(), err
	}
	if r.Exit != "" {
		return engine.ReturnBy(r.Exit, result), nil
	}
	return engine.Return(r.Status, result), nil
}
