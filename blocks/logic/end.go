package logic

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// end (logic.end) ends the run: the flow and those that called it. If the flow was an interruption, the question that it
// interrupted is shown again.
//
// Config: Everything, to end what was interrupted too. Waits: none. Exits: none. Errors: none.
type end struct {
	engine.NoWait

	Everything bool `json:"everything,omitempty"`
}

func endType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.end", Version: 1, Icon: "player-stop",
		Title: engine.Text{"en": "End", "ru": "Конец"},
		Help: engine.Text{
			"en": "The conversation ends here, together with the flows that called this one. A question that was interrupted by this flow is asked again.",
			"ru": "Разговор здесь заканчивается вместе со сценариями, которые вызвали этот. Вопрос, который этот сценарий прервал, будет задан снова.",
		},
		Example: `{}`,
		New:     func() engine.Block { return new(end) },
	}
}

// Fields names the settings for forms and the reference.
func (*end) Fields() []engine.Field {
	return []engine.Field{{
		Name: "everything", Title: engine.Text{"en": "End everything", "ru": "Завершить всё"},
		Help: engine.Text{
			"en": "Also drops the question that this flow interrupted.",
			"ru": "Бросить и тот вопрос, который прервал этот сценарий.",
		},
	}}
}

// Enter ends the run.
func (e *end) Enter(context.Context, *engine.Turn) (engine.Outcome, error) {
	if e.Everything {
		return engine.EndAll(), nil
	}
	return engine.End(), nil
}
