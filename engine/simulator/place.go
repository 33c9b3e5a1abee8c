package simulator

import (
	"fmt"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// Place is a group or channel that the bot administrates from the beginning. Pressing a button that opens its address
// https://t.me/… or an invite link to it joins it.
type Place struct {
	ID       int64  `json:"id"`             // negative, -100… for channels and supergroups
	Type     string `json:"type,omitempty"` // group, supergroup or channel; channel if empty
	Title    string `json:"title"`
	Username string `json:"username,omitempty"` // without "@"; public ones
}

// channel tells whether only the bot writes there.
func (p *Place) channel() bool { return p.Type == "" || p.Type == "channel" }

// build makes the places that are not there yet.
func (w *World) build() error {
	for _, p := range w.opts.Places {
		switch {
		case p.ID >= 0:
			return fmt.Errorf("chat %q: the id of a group or channel is negative, not %d", p.Title, p.ID)
		case p.Title == "":
			return fmt.Errorf("chat %d has no title", p.ID)
		case w.server.GroupByID(p.ID) != nil:
			continue
		}
		kind := p.Type
		switch kind {
		case "":
			kind = "channel"
		case "channel", "group", "supergroup":
		default:
			return fmt.Errorf("chat %q is a channel, group or supergroup, not a %q", p.Title, kind)
		}
		w.server.NewGroup(botapi.GroupConfig{
			ID: p.ID, Type: kind, Title: p.Title, Username: p.Username, Statuses: map[int64]string{ownID: "administrator"},
		})
	}
	return nil
}

// Join brings the person into a group or channel by its id.
func (p *Person) Join(id int64) error { return p.at(id, p.person.Join) }

// Leave takes the person out of a group or channel.
func (p *Person) Leave(id int64) error { return p.at(id, p.person.Leave) }

func (p *Person) at(id int64, do func(*botapi.Group) error) error {
	g := p.world.server.GroupByID(id)
	if g == nil {
		return fmt.Errorf("there is no chat %d", id)
	}
	return p.world.act(func() error { return do(g) })
}

// SayIn sends a text to a group, of which the person has to be a member.
func (p *Person) SayIn(id int64, text string) error {
	return p.at(id, func(g *botapi.Group) error {
		_, err := p.person.SayIn(g, text)
		return err
	})
}

// PressIn presses a button of a message in a group.
func (p *Person) PressIn(id, message int64, label string) error {
	return p.at(id, func(g *botapi.Group) error {
		_, err := p.person.PressIn(g, botToken, message, label)
		return err
	})
}

// LetsIn tells whether the address is a group or channel that a person joins by it.
func (w *World) LetsIn(address string) bool { return w.server.GroupBehind(address) != nil }

// follow opens a page and joins the group or channel that it is. It says what the person then sees.
func (p *Person) follow(link string) string {
	words := link
	err := p.world.act(func() error {
		g, err := p.person.Follow(link)
		if g != nil && err == nil {
			words = "joined " + g.Title()
		}
		return err
	})
	if err != nil {
		return err.Error()
	}
	return words
}
