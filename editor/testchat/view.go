package testchat

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/screen"
)

// View is a chat as a page draws it.
type View struct {
	ID       string    `json:"id"`
	Bot      string    `json:"bot"`
	Version  int64     `json:"version" doc:"Of the draft that the chat is made of"`
	Outdated bool      `json:"outdated" doc:"The draft has changed since"`
	Clock    time.Time `json:"clock" doc:"The chat's own time"`
	People   []Person  `json:"people" doc:"In the order in which they came"`
	Film     []Turn    `json:"film" doc:"The last turns, the newest last"`
	Working  bool      `json:"working" doc:"A real service is being called: look again in a moment"`
	Faults   Faults    `json:"faults"`
	Services Services  `json:"services"`
	Steps    int       `json:"steps" doc:"How many steps a test would have that is saved now"`
	Unsaved  string    `json:"unsaved,omitempty" spoken:"author" doc:"Why this conversation cannot be saved as a test"`
}

// Person is somebody in the chat, and what the person sees.
type Person struct {
	Name      string                    `json:"name" example:"you"`
	Title     string                    `json:"title" doc:"First name"`
	UserID    int64                     `json:"user_id"`
	Screen    screen.Screen             `json:"screen"`
	Variables map[string]map[string]any `json:"variables" doc:"By scope, as the person's session sees them"`
	At        *Place                    `json:"at,omitempty" doc:"Where the person is"`
	Wakes     string                    `json:"wakes,omitempty" doc:"When the bot goes on by itself, such as in 15 min"`
	Blocked   bool                      `json:"blocked" doc:"The person has blocked the bot"`
}

// Place is a block at which somebody is.
type Place struct {
	Flow  string `json:"flow"`
	Block string `json:"block"`
	Wait  bool   `json:"wait" doc:"It waits there"`
}

// View shows the chat. What a press was answered with is shown once.
func (c *Chat) View(ctx context.Context) (*View, error) {
	ctx, leave, err := c.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := c.settle(ctx); err != nil {
		return nil, err
	}
	_, newest, err := c.o.Drafts.Draft(ctx, c.bot)
	if err != nil {
		return nil, fmt.Errorf("read draft: %w", err)
	}
	v := &View{
		ID: c.id, Bot: c.bot, Version: c.version, Outdated: newest != c.version, Clock: c.world.Now(), People: []Person{},
		Film: c.film.turns(), Working: c.world.Working(), Faults: c.faults.orOK(), Services: c.outside.view(),
	}
	v.Steps, v.Unsaved = c.tape.state()
	for _, p := range c.people {
		shown, err := c.show(ctx, p)
		if err != nil {
			return nil, err
		}
		v.People = append(v.People, shown)
	}
	return v, nil
}

func (f Faults) orOK() Faults {
	if f.API == "" {
		f.API = "ok"
	}
	if f.Telegram == "" {
		f.Telegram = "ok"
	}
	return f
}

// declared adds the variables of the draft that hold nothing yet, with their defaults.
func (c *Chat) declared(vars map[string]map[string]any) {
	for i := range c.doc.Variables {
		d := &c.doc.Variables[i]
		if _, set := vars[d.Scope][d.Name]; set {
			continue
		}
		var value any
		if len(d.Default) > 0 && json.Unmarshal(d.Default, &value) != nil {
			value = nil // the check has found it
		}
		if vars[d.Scope] == nil {
			vars[d.Scope] = map[string]any{}
		}
		vars[d.Scope][d.Name] = value
	}
}

func (c *Chat) show(ctx context.Context, p *person) (Person, error) {
	out := Person{
		Name: p.name, Title: p.sim.FirstName(), UserID: p.sim.ID(), Screen: screen.Of(ctx, c.world, p.sim, c.lang),
		Variables: map[string]map[string]any{}, Blocked: p.sim.Blocked(),
	}
	out.Screen.Toast, out.Screen.Alert, out.Wakes = p.toast, p.alert, out.Screen.Wakes
	p.toast, p.alert = "", false
	if p.name == simulator.Owner {
		out.Screen.Staff = []string{} // the messages themselves are there
	}
	vars, err := p.sim.Variables(ctx)
	if err != nil {
		return out, err
	}
	for scope, values := range vars {
		out.Variables[scope] = values
	}
	c.declared(out.Variables)
	s, err := p.sim.Session(ctx)
	if err != nil {
		return out, err
	}
	if f := s.Top(); f != nil && s.Status == engine.SessionWaiting {
		out.At = &Place{Flow: f.Flow, Block: f.Block, Wait: f.Wait != nil}
	}
	return out, nil
}
