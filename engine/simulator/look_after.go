package simulator

import (
	"context"
	"strconv"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Set writes a variable that the person's session sees, as whoever looks after the bot does: nil takes the value away. It
// returns when that is committed; a *engine.RunError says why the variable cannot hold the value.
func (p *Person) Set(ctx context.Context, scope, name string, value any) error {
	w := engine.Write{Scope: scope, Name: name, Op: engine.WriteSet, Value: value}
	if value == nil {
		w.Op = engine.WriteUnset
	}
	id, err := p.bring(ctx, engine.Event{Kind: engine.VariableSet, Set: &w})
	if err != nil {
		return err
	}
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	if refused := p.world.refusals[id]; refused != nil {
		delete(p.world.refusals, id)
		return refused
	}
	return nil
}

// Begin starts a flow for the person, at a block of it if the start names one, as another session would. It returns when
// the turn is committed. Who has never written to the bot has started it long ago, or it could not write.
func (p *Person) Begin(ctx context.Context, s engine.Start) error {
	if len(p.Screen()) == 0 {
		if err := p.world.introduce(p.name); err != nil {
			return err
		}
	}
	_, err := p.bring(ctx, engine.Event{Kind: engine.FlowStarted, Start: &s})
	return err
}

// bring gives the bot an event that does not come from Telegram, and gives its id.
func (p *Person) bring(ctx context.Context, ev engine.Event) (id string, err error) {
	w := p.world
	if w.program != nil {
		return "", errOutside
	}
	w.mu.Lock()
	w.brought++
	id = "brought:" + strconv.Itoa(w.brought)
	w.mu.Unlock()
	ev.ID, ev.Time = id, w.clock.Now()
	ev.User, ev.Chat = p.user(), engine.Chat{ID: p.ID(), Type: "private"}
	return id, w.host.Receive(ctx, host.Incoming{Key: p.Key(), EventKey: id, Event: ev})
}

// user is the person as events know it.
func (p *Person) user() engine.User {
	u := p.person.User()
	return engine.User{
		ID: u.ID, FirstName: u.FirstName, LastName: u.LastName, Username: u.Username, Language: u.LanguageCode, Premium: u.IsPremium,
	}
}

// SetSecret gives the bot another value of a secret.
func (w *World) SetSecret(ctx context.Context, name, value string) error {
	return w.store.SetSecret(ctx, w.botID, name, value)
}
