package simulator

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
)

// Called is a call of the bot to Telegram that has its answer.
type Called struct {
	Person string // in whose chat it was, or whose press it answers; the id of a group; empty for neither
	Method string
	Params map[string]json.RawMessage
	Effect *engine.Effect // that it performs; nil if it is part of none
	Error  string         // why it failed, in Telegram's words if it refused; empty if it did not
}

// Turn is the turn that asked for the call; false if none did.
func (c *Called) Turn() (key engine.SessionKey, turn int64, ok bool) {
	if c.Effect == nil {
		return key, 0, false
	}
	return host.Origin(ownID, c.Effect.Key)
}

type effectKey struct{}

// performer lets the calls know the effect that they perform.
type performer struct{ host.Messenger }

// Perform performs an effect.
func (p performer) Perform(ctx context.Context, b *host.BotRecord, e *engine.Effect, refs host.References) (host.Receipt, error) {
	return p.Messenger.Perform(context.WithValue(ctx, effectKey{}, e), b, e, refs)
}

// toldCaller tells Options.Called of every call.
type toldCaller struct {
	telegram.Caller
	world *World
}

// Call performs a method.
func (c *toldCaller) Call(ctx context.Context, token, method string, fields []byte, files []telegram.Upload) (json.RawMessage, error) {
	result, err := c.Caller.Call(ctx, token, method, fields, files)
	told := Called{Method: method}
	if err != nil {
		told.Error = telegram.Words(err)
	}
	told.Effect, _ = ctx.Value(effectKey{}).(*engine.Effect)
	if len(fields) > 0 && json.Unmarshal(fields, &told.Params) == nil {
		var p params
		readParams(told.Params, &p)
		told.Person = c.world.concerned(p)
	}
	c.world.opts.Called(&told)
	return result, err
}

// concerned is whom a call is about.
func (w *World) concerned(p params) string {
	if id := chatOf(p.ChatID); id != 0 {
		return w.nameOf(id)
	}
	for _, who := range w.everybody() {
		answered := func(a botapi.CallbackAnswer) bool { return p.QueryID != "" && a.QueryID == p.QueryID }
		if slices.ContainsFunc(who.person.Answers(botToken), answered) {
			return who.name
		}
	}
	return ""
}
