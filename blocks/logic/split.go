package logic

import (
	"context"
	"fmt"
	"regexp"

	"github.com/scenarist/scenarist/engine"
)

// split (logic.split) sends users different ways by chance, for an experiment. Whoever was sent one way once goes the same
// way ever after, as long as the branch exists.
//
// Config: Experiment, its name, the block's id if empty; Branches with their weights; Remember, for whom the way is kept:
// user (in every chat), chat (all of a group go the same way), or never. Waits: none. Exits: branch:<id> for each branch,
// error. Errors: session_too_large.
//
// Weights may add up to anything. Changing them moves nobody who has a way already: a branch of weight 0 gets no new users
// and keeps those it has. Users of a branch that was taken away are drawn anew. Blocks with the same experiment send a user
// the same way, so they should have the same branches.
//
// Each new user of a branch is counted (engine.NoteSplit); together with goals that tells how well the branches do.
type split struct {
	engine.NoWait

	Experiment string        `json:"experiment,omitempty" validate:"max=64" jsonschema:"maxLength=64"`
	Branches   []splitBranch `json:"branches" validate:"required,min=1,max=50,dive" jsonschema:"minItems=1,maxItems=50"`
	Remember   string        `json:"remember,omitempty" validate:"omitempty,oneof=user chat never" jsonschema:"enum=user,enum=chat,enum=never"`
}

// splitBranch is one way of a split.
type splitBranch struct {
	ID     string      `json:"id" validate:"required,max=64" jsonschema:"minLength=1,maxLength=64"`
	Label  engine.Line `json:"label,omitzero"`
	Weight *float64    `json:"weight,omitempty" validate:"omitempty,min=0,max=1000000" jsonschema:"minimum=0,maximum=1000000"`
}

// For whom the way is kept.
const rememberUser, rememberChat, rememberNever = "user", "chat", "never"

// experimentName is what statistics can group by.
var experimentName = regexp.MustCompile(`^[\p{L}\p{Nd}_][\p{L}\p{Nd}_.-]*$`)

func splitType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.split", Version: 1, Icon: "arrow-ramp-right-2",
		Title: engine.Text{"en": "Split", "ru": "Разделение"},
		Help: engine.Text{
			"en": "Sends users different ways by chance, to find out which works better: half of them one way, for example, and half the other. A user goes the same way every time.",
			"ru": "Случайно отправляет пользователей разными путями, чтобы узнать, какой лучше: например половину — одним, половину — другим. Один и тот же пользователь всегда идёт одним путём.",
		},
		Exits:   []engine.Exit{engine.ErrorExit()},
		Example: `{"experiment": "price", "branches": [{"id": "low", "label": "Low price", "weight": 50}, {"id": "high", "label": "High price", "weight": 50}]}`,
		New:     func() engine.Block { return new(split) },
	}
}

// Fields names the settings for forms and the reference.
func (*split) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "experiment", Title: engine.Text{"en": "Experiment", "ru": "Эксперимент"},
			Help: engine.Text{
				"en": "Its name in the statistics. Blocks with the same name send a user the same way.",
				"ru": "Его имя в статистике. Блоки с одним именем отправляют пользователя одним путём.",
			},
		},
		{
			Name: "branches", Title: engine.Text{"en": "Branches", "ru": "Ветки"},
			Help: engine.Text{"en": "Each has an exit of its own.", "ru": "У каждой свой выход."},
		},
		{
			Name: "remember", Title: engine.Text{"en": "Always the same way", "ru": "Всегда одним путём"},
			Help: engine.Text{
				"en": "user: each user; chat: all of a group together; never: by chance every time.",
				"ru": "user — каждого пользователя; chat — всю группу вместе; never — каждый раз случайно.",
			},
		},
	}
}

// Fields names the settings of a branch.
func (*splitBranch) Fields() []engine.Field {
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
			Name: "weight", Title: engine.Text{"en": "Share", "ru": "Доля"},
			Help: engine.Text{
				"en": "How many of the new users go this way, compared with the others. 1 if empty; 0 sends no new users.",
				"ru": "Сколько новых пользователей пойдёт этим путём по сравнению с другими. Пусто — 1; 0 — новых не отправлять.",
			},
		},
	}
}

// Defaults fills in the weights and for whom the way is kept.
func (s *split) Defaults() {
	if s.Remember == "" {
		s.Remember = rememberUser
	}
	for i := range s.Branches {
		if s.Branches[i].Weight == nil {
			one := 1.0
			s.Branches[i].Weight = &one
		}
	}
}

// Exits gives an exit for each branch, then the fixed ones.
func (s *split) Exits(fixed []engine.Exit) []engine.Exit {
	out := make([]engine.Exit, 0, len(s.Branches)+len(fixed))
	for i := range s.Branches {
		b := &s.Branches[i]
		out = append(out, engine.Exit{Name: branchExit(b.ID), Title: exitTitle(b.ID, &b.Label)})
	}
	return append(out, fixed...)
}

// Check reports branches that cannot be told apart, and experiments that try nothing.
func (s *split) Check(k *engine.Checking) {
	ids := make([]string, len(s.Branches))
	sum := 0.0
	for i := range s.Branches {
		ids[i] = s.Branches[i].ID
		sum += *s.Branches[i].Weight
	}
	checkIDs(k, "branch", "branches", ids)
	switch {
	case sum == 0:
		k.Error("weights_empty", "/branches", "all shares are 0: nobody could be sent anywhere")
	case len(s.Branches) == 1:
		k.Warn("branch_alone", "/branches", "with one branch all users go the same way")
	}
	if s.Experiment != "" && !experimentName.MatchString(s.Experiment) {
		k.Error("experiment_invalid", "/experiment", "experiment %q is misspelt: letters, digits and _ . -, first a letter or digit", s.Experiment)
	}
}

// Enter goes the way that is remembered, or draws one.
func (s *split) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	name := t.BlockID()
	if s.Experiment != "" {
		name = t.Own(s.Experiment)
	}
	kept := engine.Var("")
	if s.Remember != rememberNever {
		kept = engine.Var(fmt.Sprintf("%s.%ssplit.%s", s.Remember, engine.InternalPrefix, name))
		if id, _ := t.Get(kept).(string); s.has(id) {
			return engine.Leave(branchExit(id)), nil
		}
	}
	id := s.draw(t)
	if err := t.Set(kept, id); err != nil {
		return engine.Stay(), err
	}
	t.Note(engine.Note{Kind: engine.NoteSplit, Name: name, Text: id})
	return engine.Leave(branchExit(id)), nil
}

func (s *split) has(id string) bool {
	for i := range s.Branches {
		if s.Branches[i].ID == id {
			return true
		}
	}
	return false
}

// draw picks a branch by the weights.
func (s *split) draw(t *engine.Turn) string {
	sum := 0.0
	for i := range s.Branches {
		sum += *s.Branches[i].Weight
	}
	at, last := t.Rand().Float64()*sum, ""
	for i := range s.Branches {
		b := &s.Branches[i]
		if *b.Weight == 0 {
			continue
		}
		if last = b.ID; at < *b.Weight {
			break
		}
		at -= *b.Weight
	}
	return last
}
