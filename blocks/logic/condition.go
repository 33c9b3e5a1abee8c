package logic

import (
	"context"

	"github.com/scenarist/scenarist/engine"
)

// condition (logic.condition) leaves by the first of its branches whose condition holds, else by else.
//
// Config: Branches, tried in order. Waits: none. Exits: branch:<id> for each branch, else, error. Errors: those of the
// conditions (expression_…).
type condition struct {
	engine.NoWait

	Branches []branch `json:"branches" validate:"required,min=1,max=50,dive" jsonschema:"minItems=1,maxItems=50"`
}

// branch is one way of a condition.
type branch struct {
	ID    string           `json:"id" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Label engine.Line      `json:"label,omitzero"`
	If    engine.Condition `json:"if" validate:"required"`
}

const elseExit = "else"

func conditionType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.condition", Version: 1, Icon: "arrows-split",
		Title: engine.Text{"en": "Condition", "ru": "Условие"},
		Help: engine.Text{
			"en": "Chooses the way by what is known: the first branch whose condition holds is taken. If none holds, the session leaves by Otherwise.",
			"ru": "Выбирает путь по известным данным: срабатывает первая ветка, чьё условие верно. Если не верно ни одно, разговор идёт по «Иначе».",
		},
		Exits: []engine.Exit{
			{Name: elseExit, Title: engine.Text{"en": "Otherwise", "ru": "Иначе"}},
			engine.ErrorExit(),
		},
		Example: `{"branches": [{"id": "adult", "label": "18 or older", "if": {"left": "session.age", "op": "gte", "right": 18}}]}`,
		New:     func() engine.Block { return new(condition) },
	}
}

// Fields names the settings for forms and the reference.
func (*condition) Fields() []engine.Field {
	return []engine.Field{{
		Name: "branches", Title: engine.Text{"en": "Branches", "ru": "Ветки"},
		Help: engine.Text{
			"en": "Tried from top to bottom; each has an exit of its own.",
			"ru": "Проверяются сверху вниз; у каждой свой выход.",
		},
	}}
}

// Fields names the settings of a branch.
func (*branch) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "id", Title: engine.Text{"en": "Id", "ru": "Идентификатор"},
			Help: engine.Text{"en": "Names the branch's exit. The editor fills it in.", "ru": "Имя выхода ветки. Редактор заполняет его сам."},
		},
		{
			Name: "label", Title: engine.Text{"en": "Name", "ru": "Название"},
			Help: engine.Text{"en": "How the exit is called on the card.", "ru": "Как выход подписан на карточке."},
		},
		{
			Name: "if", Title: engine.Text{"en": "If", "ru": "Если"},
			Help: engine.Text{"en": "The branch is taken when this holds.", "ru": "Ветка сработает, если это верно."},
		},
	}
}

// Exits gives an exit for each branch, then the fixed ones.
func (c *condition) Exits(fixed []engine.Exit) []engine.Exit {
	out := make([]engine.Exit, 0, len(c.Branches)+len(fixed))
	for i := range c.Branches {
		b := &c.Branches[i]
		out = append(out, engine.Exit{Name: branchExit(b.ID), Title: exitTitle(b.ID, &b.Label)})
	}
	return append(out, fixed...)
}

func branchExit(id string) string { return "branch:" + id }

// Check reports branches that cannot be told apart.
func (c *condition) Check(k *engine.Checking) {
	ids := make([]string, len(c.Branches))
	for i := range c.Branches {
		ids[i] = c.Branches[i].ID
	}
	checkIDs(k, "branch", "branches", ids)
}

// Enter takes the first branch that holds.
func (c *condition) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	for i := range c.Branches {
		ok, err := t.Test(&c.Branches[i].If)
		if err != nil {
			return engine.Stay(), err
		}
		if ok {
			return engine.Leave(branchExit(c.Branches[i].ID)), nil
		}
	}
	return engine.Leave(elseExit), nil
}
