package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/simulator/screen"
)

// chatHelp lists the local commands. They begin with a colon, since a bot's begin with a slash.
const chatHelp = `  Write to the bot, or type the number of a button to press it.

  :press LABEL          press a button by its label, also of an older message
  :say TEXT             send the text as it is, such as a number
  :start [PAYLOAD]      press Start, or follow a link with a payload
  :reply TEXT           answer the last message
  :edit TEXT            change your last message
  :photo [CAPTION]      send a photo; also :video :audio :voice :file :sticker
  :album N              send N photos together
  :contact [PHONE]      share your number, or somebody else's
  :location [LAT LON]   send a place
  :pay [decline]        pay, or let the bank decline
  :block  :unblock      block the bot, and take that back
  :webhook NAME [JSON]  call one of the bot's webhooks

  :wait 15m             let time go by: 30s, 15m, 2h, 1d
  :time                 what time it is, and when the bot goes on by itself
  :user NAME            be somebody else; "owner" is the owner, "user" is you
  :look                 show the last messages again
  :menu                 the bot's commands
  :vars                 the bot's variables
  :film                 what the bot did last, block by block
  :quit                 leave`

// localCommand cuts a line such as ":wait 15m". A smiley is none.
func localCommand(line string) (name, rest string, ok bool) {
	after, ok := strings.CutPrefix(line, ":")
	name, rest, _ = strings.Cut(after, " ")
	letter := func(r rune) bool { return r >= 'a' && r <= 'z' }
	if !ok || len(name) < 2 || strings.TrimFunc(name, letter) != "" {
		return "", "", false
	}
	return name, strings.TrimSpace(rest), true
}

// local does a local command.
func (c *chat) local(ctx context.Context, name, rest string) error {
	if act := c.acts(ctx, name, rest); act != nil {
		return c.do(ctx, act)
	}
	switch name {
	case "help":
		c.term.block(normal, chatHelp)
	case "quit", "exit":
		c.over = true
	case "wait":
		return c.waitFor(ctx, rest)
	case "time":
		c.clock(ctx)
	case "user":
		c.become(rest)
	case "vars":
		return c.variables(ctx)
	case "film":
		c.film()
	case "menu":
		for _, x := range c.person.Commands() {
			c.term.line(normal, "  /"+x.Command+"  "+x.Description)
		}
	case "look":
		c.look()
	default:
		c.term.line(trouble, fmt.Sprintf("! There is no :%s; :help lists what there is. To send it as a text: :say :%s", name, name))
	}
	return nil
}

// waitFor lets time go by.
func (c *chat) waitFor(ctx context.Context, text string) error {
	d, err := flow.ParseDuration(text)
	if err != nil || d == 0 {
		c.term.line(trouble, `! Say how long, such as ":wait 30s", ":wait 15m" or ":wait 1d".`)
		return nil //nolint:nilerr // it has been said
	}
	if err := c.wait(ctx, d.Std()); err != nil {
		return err
	}
	c.clock(ctx)
	return nil
}

// acts gives what a person can do that is no text; nil if the command is something else.
func (c *chat) acts(ctx context.Context, name, rest string) func() error {
	p := c.person
	switch name {
	case "say":
		return func() error { return needed(rest, p.Say) }
	case "reply":
		return func() error { return needed(rest, p.Reply) }
	case "edit":
		return func() error { return needed(rest, p.Edit) }
	case "press":
		return func() error { return needed(rest, func(label string) error { return p.Press(label, 0) }) }
	case "start":
		return func() error { return p.Start(rest) }
	case "photo", "video", "audio", "voice", "file", "sticker":
		return func() error { return p.Send(name, rest) }
	case "contact":
		return func() error {
			if rest == "" {
				return p.Contact()
			}
			return p.ContactOf(rest, "Somebody")
		}
	case "location":
		return func() error { return c.location(rest) }
	case "album":
		return func() error {
			n, err := strconv.Atoi(rest)
			if err != nil {
				return errors.New(`say how many photos, such as ":album 3"`)
			}
			return p.Album(n, "")
		}
	case "pay":
		return func() error { return p.Pay(botapi.PayOptions{Decline: rest == "decline"}) }
	case "block", "unblock":
		return func() error { return p.Block(name == "block") }
	case "webhook":
		return func() error { return c.webhook(ctx, rest) }
	default:
		return nil
	}
}

func needed(text string, f func(string) error) error {
	if text == "" {
		return errors.New("say what, after the command")
	}
	return f(text)
}

func (c *chat) location(rest string) error {
	latitude, longitude := 52.52, 13.405
	if rest != "" {
		if _, err := fmt.Sscan(strings.ReplaceAll(rest, ",", " "), &latitude, &longitude); err != nil {
			return errors.New(`write latitude and longitude, such as ":location 52.52 13.4"`)
		}
	}
	return c.person.Location(latitude, longitude)
}

func (c *chat) webhook(ctx context.Context, rest string) error {
	name, body, _ := strings.Cut(rest, " ")
	if name == "" {
		return errors.New(`say which, such as ":webhook paid {\"sum\": 5}"`)
	}
	call := engine.WebhookCall{Name: name, Method: "POST"}
	if body != "" && json.Unmarshal([]byte(body), &call.Body) != nil {
		call.Body = body
	}
	ctx, cancel := context.WithTimeout(ctx, restTimeout)
	defer cancel()
	return c.person.Webhook(ctx, call)
}

// clock says what time it is.
func (c *chat) clock(ctx context.Context) {
	now := c.world.Now().In(c.world.Revision().Zone())
	words := "  It is " + now.Format("Mon 2 Jan 2006 15:04:05 MST") + "."
	if at, ok := c.person.Wakes(ctx); ok && at.After(c.world.Now()) {
		words += " The bot goes on by itself " + screen.In(at.Sub(c.world.Now()), "en") + "."
	}
	c.term.line(faint, words)
}

// become lets somebody else sit at the keyboard.
func (c *chat) become(name string) {
	if name == "" {
		c.term.line(faint, "  You are "+c.person.Name()+`. ":user owner" makes you the bot's owner, any other name somebody new.`)
		return
	}
	c.person = c.world.Person(name, simulator.Profile{})
	c.choices = nil
	c.term.line(faint, "  You are "+name+" now.")
	c.look()
}

// variables shows what the bot knows.
func (c *chat) variables(ctx context.Context) error {
	all, err := c.person.Variables(ctx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		c.term.line(faint, "  No variable is set yet.")
	}
	for _, scope := range slices.Sorted(maps.Keys(all)) {
		for _, name := range slices.Sorted(maps.Keys(all[scope])) {
			value, err := json.Marshal(all[scope][name])
			if err != nil {
				return fmt.Errorf("show variable %s.%s: %w", scope, name, err)
			}
			c.term.block(normal, "  "+scope+"."+name+" = "+string(value))
		}
	}
	return nil
}

// film shows the last turn.
func (c *chat) film() {
	film := c.person.Film()
	if len(film) == 0 {
		c.term.line(faint, "  Nothing has happened yet.")
	}
	for _, f := range film {
		words := fmt.Sprintf("  %s / %s (%s)", f.Flow, f.Block, f.Type)
		switch {
		case f.Error != nil:
			words += " ! " + f.Error.Error()
		case f.Exit == "":
			words += " waits"
		default:
			words += " → " + f.Exit
		}
		c.term.line(normal, words)
		for _, s := range f.Sets {
			value, err := json.Marshal(s.Value)
			if err != nil {
				value = []byte(fmt.Sprint(s.Value))
			}
			c.term.block(faint, fmt.Sprintf("      %s.%s %s %s", s.Scope, s.Name, s.Op, value))
		}
	}
}

// lookBack is how many messages are shown again.
const lookBack = 6

// look shows the last messages of the person's chat again, with their buttons.
func (c *chat) look() {
	screen := c.person.Screen()
	c.choices = nil
	for _, m := range screen[max(0, len(screen)-lookBack):] {
		switch {
		case m.Paid != nil:
			c.term.line(good, "  ✓ you paid "+simulator.Price(m.Paid.TotalAmount, m.Paid.Currency))
			continue
		case c.person.Own(&m):
			words := m.Text + m.Caption
			if media := strings.Join(simulator.MediaOf(&m), ", "); media != "" {
				words = strings.TrimSpace("📎 " + media + " " + words)
			}
			c.term.block(faint, "> "+words)
			continue
		}
		c.bubble(&m, "")
	}
	c.keyboard()
}

// at gives a time of day in the bot's zone.
func (c *chat) at(t time.Time) string { return t.In(c.world.Revision().Zone()).Format("15:04") }
