package logic

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// once (logic.once) lets one pass through: for each user, or for everybody together, and for each key.
//
// Config: Key; Who, user or everyone; Window, after which it lets one through again. Waits: none. Leaves local.since behind,
// when the first one passed. Exits: ok, blocked, error. Errors: key_empty, those of the expressions.
type once struct {
	engine.NoWait
	passing

	Window *flow.Duration `json:"window,omitempty"`
}

// passing are the settings that say what is counted together; configs embed it.
type passing struct {
	Key engine.Line `json:"key,omitzero" scenarist:"one"`
	Who string      `json:"who,omitempty" validate:"omitempty,oneof=user everyone" jsonschema:"enum=user,enum=everyone"`
}

const (
	onceOK      = "ok"
	onceBlocked = "blocked"
	everyone    = "everyone"

	sinceVar engine.Var = "local.since"
)

// Kinds of records: first passes, and times of the last passes.
const (
	onceKind  = "logic.once"
	limitKind = "logic.limit"
)

func onceType() engine.BlockType {
	return engine.BlockType{
		Name: "logic.once", Version: 1, Icon: "circle-number-1",
		Title: engine.Text{"en": "Once", "ru": "Один раз"},
		Help: engine.Text{
			"en": "Lets a user through once, or only the first of all users: a welcome gift, the first answer that wins.",
			"ru": "Пропускает пользователя один раз или только первого из всех: подарок новичку, победа за первым ответом.",
		},
		Exits: passingExits(),
		Outputs: []engine.Output{
			{Name: string(sinceVar), Type: "date", Title: engine.Text{"en": "When the first one passed", "ru": "Когда прошёл первый"}},
		},
		Example: `{"key": "welcome gift"}`,
		New:     func() engine.Block { return new(once) },
	}
}

func passingExits() []engine.Exit {
	return []engine.Exit{
		{Name: onceOK, Title: engine.Text{"en": "May pass", "ru": "Можно"}},
		{Name: onceBlocked, Title: engine.Text{"en": "May not", "ru": "Нельзя"}},
		engine.ErrorExit(),
	}
}

// Fields names the settings for forms and the reference.
func (*passing) Fields() []engine.Field {
	return []engine.Field{
		{
			Name: "key", Title: engine.Text{"en": "For", "ru": "Для чего"},
			Help: engine.Text{
				"en": "Blocks with the same text count together; it may hold values, such as {{ local.row.id }}. Empty counts this block alone.",
				"ru": "Блоки с одним текстом считают вместе; в нём могут быть значения, например {{ local.row.id }}. Пусто — только этот блок.",
			},
		},
		{
			Name: "who", Title: engine.Text{"en": "Counted for", "ru": "Считать для"},
			Help: engine.Text{
				"en": "user counts each user alone, everyone all users together. user if empty.",
				"ru": "user — каждого отдельно, everyone — всех вместе. Пусто — каждого отдельно.",
			},
		},
	}
}

// Fields names the settings for forms and the reference.
func (o *once) Fields() []engine.Field {
	return append(o.passing.Fields(), engine.Field{
		Name: "window", Title: engine.Text{"en": "Again after", "ru": "Снова через"},
		Help: engine.Text{"en": "Such as 1d. Empty is never.", "ru": "Например 1d. Пусто — никогда."},
	})
}

// Check reports a window that closes at once.
func (o *once) Check(k *engine.Checking) {
	if o.Window != nil && o.Window.Std() < time.Second {
		k.Error("window_short", "/window", "the time after which it lets through again is at least a second")
	}
}

// owner is whose the record is; 0 where all count together.
func (p *passing) owner(t *engine.Turn) int64 {
	if p.Who == everyone {
		return 0
	}
	return t.User().ID
}

// record reads the record of what is counted together.
func (p *passing) record(t *engine.Turn, kind string) (engine.Record, error) {
	key, err := t.Line(&p.Key)
	if err != nil {
		return engine.Record{}, err
	}
	switch {
	case p.Key.IsZero():
		key = "block " + t.BlockID()
	case key == "":
		return engine.Record{}, engine.Trouble("key_empty", "what is counted together is empty once its values are put in")
	default:
		key = "key " + t.Own(key)
	}
	if p.Who != everyone {
		key = engine.UserKey(t.User().ID, key)
	}
	return t.Record(kind, key)
}

// Enter lets through, or not.
func (o *once) Enter(_ context.Context, t *engine.Turn) (engine.Outcome, error) {
	r, err := o.record(t, onceKind)
	if err != nil {
		return engine.Stay(), err
	}
	if r.Exists() {
		return engine.Leave(onceBlocked), t.Set(sinceVar, r.Value["at"])
	}
	at := t.Now().Format(time.RFC3339)
	r.Value, r.Owner = engine.Values{"at": at}, o.owner(t)
	if o.Window != nil {
		r.Expires = t.Now().Add(o.Window.Std())
	}
	if err := t.SetRecord(r); err != nil {
		return engine.Stay(), err
	}
	return engine.Leave(onceOK), t.Set(sinceVar, at)
}
