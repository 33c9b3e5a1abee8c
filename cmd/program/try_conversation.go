package program

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/scenarist/scenarist/editor/trypage"
	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/simulator/screen"
)

// tryConversation is one person on the try page with a world of their own.
type tryConversation struct {
	bot  int64
	lang string

	mu     sync.Mutex
	world  *simulator.World
	person *simulator.Person
	toast  string
	alert  bool
	closed bool
}

var _ trypage.Conversation = (*tryConversation)(nil)

// Times of a conversation on the page.
const (
	restTimeout  = 15 * time.Second // within this the bot comes to rest, or something is broken
	closeTimeout = 5 * time.Second
)

func newTryConversation(ctx context.Context, o simulator.Options, lang string) (*tryConversation, error) {
	w, err := simulator.New(context.WithoutCancel(ctx), o)
	if err != nil {
		return nil, err
	}
	return &tryConversation{
		bot: o.Home.BotID, lang: lang, world: w, person: w.Person(simulator.You, profileOf(lang)),
	}, nil
}

// profileOf is what Telegram would tell about the person.
func profileOf(lang string) simulator.Profile {
	if lang == "ru" {
		return simulator.Profile{FirstName: "Саша", Language: lang}
	}
	return simulator.Profile{FirstName: "Alex", Language: lang}
}

// act lets the person do something and waits until the bot has come to rest.
func (c *tryConversation) act(ctx context.Context, do func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return trypage.ErrConversationOver
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), restTimeout)
	defer cancel()
	if err := do(); err != nil {
		return c.explain(inPlainWords(err))
	}
	return c.explain(c.settle(ctx))
}

// explain makes words for the person of a database that does not work: what was done stays on the screen, and the bot
// hears of it when it works again.
func (c *tryConversation) explain(err error) error {
	if err == nil || c.world.Trouble() == nil {
		return err
	}
	return &trypage.Problem{Message: "Nothing can be stored at the moment, so the bot has not heard of it. It will when the database works again; the server's log says what is wrong."}
}

// settle waits for the bot and keeps what is shown only once.
func (c *tryConversation) settle(ctx context.Context) error {
	if err := c.world.Settle(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	for _, o := range c.world.Take() {
		if o.Person != c.person.Name() {
			continue
		}
		if text, alert, ok := screen.Toast(&o); ok {
			c.toast, c.alert = text, alert
		}
	}
	return nil
}

// Say sends a text.
func (c *tryConversation) Say(ctx context.Context, text string) error {
	return c.act(ctx, func() error { return c.person.Say(text) })
}

// Press presses an inline button.
func (c *tryConversation) Press(ctx context.Context, message int64, row, col int) error {
	return c.act(ctx, func() error { return c.person.PressAt(message, row, col) })
}

// PressKeyboard presses a button of the reply keyboard.
func (c *tryConversation) PressKeyboard(ctx context.Context, label string) error {
	return c.act(ctx, func() error { return c.person.PressKeyboard(label) })
}

// Pay pays the offer of a message.
func (c *tryConversation) Pay(ctx context.Context, message int64) error {
	return c.act(ctx, func() error { return c.person.PayFor(message, botapi.PayOptions{}) })
}

// Send sends something that is no text.
func (c *tryConversation) Send(ctx context.Context, kind string) error {
	return c.act(ctx, func() error {
		switch kind {
		case "contact":
			return c.person.Contact()
		case "location":
			return c.person.Location(52.52, 13.405)
		default:
			return c.person.Send(kind, "")
		}
	})
}

// Wait moves the clock on.
func (c *tryConversation) Wait(ctx context.Context, d time.Duration) error {
	return c.act(ctx, func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), restTimeout)
		defer cancel()
		err := c.world.Advance(ctx, d)
		if errors.Is(err, context.DeadlineExceeded) {
			return &trypage.Problem{Message: "The bot is still busy with what came due on the way. Look again in a moment."}
		}
		return err
	})
}

// close ends the process's part of the conversation; what it has come to is kept.
func (c *tryConversation) close(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	ctx, cancel := context.WithTimeout(ctx, closeTimeout)
	defer cancel()
	return c.world.Close(ctx)
}
