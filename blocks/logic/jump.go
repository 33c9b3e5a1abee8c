package logic

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// jump (logic.jump) goes on at another block, of this flow or of another one.
//
// Config: Block, or Flow for its first block; Drop, to forget the callers and what was interrupted. Waits: none. Exits:
// error. Errors: block_missing if the target was taken away by a publish.
type jump struct {
	engine.NoWait

	Flow  engine.FlowRef  `json:"flow,omitempty" validate:"required_without=Block,max=64" jsonschema:"maxLength=64"`
	Block engine.BlockRef `json:"block,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	Drop  bool            `json:"drop,omitempty"`
}

func jumpType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.jump", Version: 1, Icon: "arrow-bounce",
		Title: engine.Text{"en": "Jump", "ru": "Переход"},
		Help: engine.Text{
			"en": "Goes on at another block of this or another flow, without coming back. To come back with a result, call the flow instead.",
			"ru": "Продолжает с другого блока этого или другого сценария, без возврата. Чтобы вернуться с результатом, вызовите сценарий.",
		},
		Exits:   []engine.Exit{engine.ErrorExit()},
		Example: `{"flow": "other"}`,
		New:     func() engine.Block { return new(jump) },
	}
}

// Fields names the settings for forms and the reference.
func (*jump) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "flow", Title: engine.Text{"en": "Flow", "ru": "Сценарий"}, Widget: "flow",
			Help: engine.Text{"en": "The flow to go to.", "ru": "Сценарий, в который перейти."},
		},
		{
			Name: "block", Title: engine.Text{"en": "Block", "ru": "Блок"}, Widget: "block",
			Help: engine.Text{
				"en": "The block to go to. Empty means the flow's first block.",
				"ru": "Блок, с которого продолжить. Пусто — первый блок сценария.",
			},
		},
		{
			Name: "drop", Title: engine.Text{"en": "Forget everything else", "ru": "Забыть остальное"},
			Help: engine.Text{
				"en": "Drops the flows that called this one and the question that it interrupted.",
				"ru": "Бросить сценарии, которые вызвали этот, и вопрос, который он прервал.",
			},
		},
	}
}

// Check reports a block that is not in the flow named with it.
func (j *jump) Check(k *engine.Checking) {
	in := k.FlowOf(string(j.Block))
	if in != nil && j.Flow != "" && in.ID != string(j.Flow) {
		k.Error("block_elsewhere", "/block", "block %q is in flow %q, not in %q", j.Block, in.ID, j.Flow)
	}
}

// Enter goes to the target.
func (j *jump) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	return engine.Jump(string(j.Flow), string(j.Block), j.Drop), nil
}
