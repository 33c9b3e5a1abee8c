package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// errOutside is the answer to what only a host in the world knows or takes in.
var errOutside = errors.New("the bot is a program of its own, and cannot be looked into")

// Session is the person's session as it is stored; a new one if there is none yet.
func (p *Person) Session(ctx context.Context) (*engine.Session, error) {
	if p.world.program != nil {
		return nil, errOutside
	}
	l, err := p.world.store.Load(ctx, p.Key())
	if err != nil {
		return nil, err
	}
	s := engine.NewSession(p.Key())
	if l.Session == nil {
		return s, nil
	}
	if err := json.Unmarshal(l.Session, s); err != nil {
		return nil, fmt.Errorf("read session of %s: %w", p.name, err)
	}
	return s, nil
}

// Variables are the variables that the person's session sees, by scope, without those that the engine keeps for itself.
// Scopes without any are left out.
func (p *Person) Variables(ctx context.Context) (map[string]engine.Values, error) {
	s, err := p.Session(ctx)
	if err != nil {
		return nil, err
	}
	l, err := p.world.store.Load(ctx, p.Key())
	if err != nil {
		return nil, err
	}
	bot, workspace, err := p.world.store.Shared(ctx, p.world.botID)
	if err != nil {
		return nil, err
	}
	out := map[string]engine.Values{
		engine.ScopeSession: s.Vars, engine.ScopeUser: l.User, engine.ScopeChat: l.Chat, engine.ScopeBot: bot, engine.ScopeWorkspace: workspace,
	}
	if f := s.Top(); f != nil {
		out[engine.ScopeLocal] = f.Locals
	}
	for scope, values := range out {
		if out[scope] = values.Visible(); out[scope] == nil {
			delete(out, scope)
		}
	}
	return out, nil
}

// Wakes is when the bot goes on by itself for the person: by a timer of the session, or by an answer that is on its way
// from a service. It is false for never.
func (p *Person) Wakes(ctx context.Context) (time.Time, bool) {
	var at time.Time
	if s, err := p.Session(ctx); err == nil {
		at = s.Due()
	}
	if next, ok := p.world.clock.Next(); ok && p.world.jobs.holding() && (at.IsZero() || next.Before(at)) {
		at = next
	}
	return at, !at.IsZero()
}

// Film is the last turn of the person's session, block by block; empty before the first.
func (p *Person) Film() []engine.Frameshot {
	p.world.mu.Lock()
	defer p.world.mu.Unlock()
	return p.world.films[p.Key()]
}

func (w *World) film(key engine.SessionKey, r *engine.Result) {
	w.updates.Add(1)
	if w.opts.Watch != nil {
		w.opts.Watch(key, r)
	}
	for i := range r.Effects {
		if a := r.Effects[i].Reply; a != nil && a.Status != 0 {
			text := strings.TrimSpace(strconv.Itoa(a.Status) + " " + a.Body)
			w.add(Observation{Person: w.nameOf(key.ChatID), Kind: Replied, Text: text})
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range r.Notes {
		if r.Notes[i].Name == engine.VariableRefused && r.Event != nil {
			w.refusals[r.Event.ID] = r.Notes[i].Error
		}
	}
	if len(r.Film) > 0 {
		w.films[key] = r.Film
	}
}

// callWaits is how long the caller of a webhook waits for an answer where no trigger says.
const callWaits = 10 * time.Second

// Webhook calls one of the bot's webhooks for the person, and returns when its turn is committed. What the bot answers is
// observed.
func (p *Person) Webhook(ctx context.Context, call engine.WebhookCall) error {
	w := p.world
	if w.program != nil {
		return errOutside
	}
	w.mu.Lock()
	w.webhooks++
	id := "webhook:" + strconv.Itoa(w.webhooks)
	w.mu.Unlock()
	wait := callWaits
	for _, t := range w.revision.Triggers() {
		if h, ok := t.Behaviour.(engine.Webhooker); ok && h.Webhook().Name == call.Name && h.Webhook().ReplyWithin > 0 {
			wait = h.Webhook().ReplyWithin
		}
	}
	call.Caller = &engine.Caller{ID: id, Until: w.clock.Now().Add(wait)}
	u := p.person.User()
	return w.host.Receive(ctx, host.Incoming{Key: p.Key(), EventKey: id, Event: engine.Event{
		ID: id, Kind: engine.WebhookCalled, Time: w.clock.Now(), Chat: engine.Chat{ID: u.ID, Type: "private"},
		User:    engine.User{ID: u.ID, FirstName: u.FirstName, LastName: u.LastName, Username: u.Username, Language: u.LanguageCode},
		Webhook: &call,
	}})
}
