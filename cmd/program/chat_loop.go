package program

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine/simulator"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/simulator/screen"
)

// chat is a conversation in the terminal.
type chat struct {
	term        *terminal
	world       *simulator.World
	person      *simulator.Person
	bot         string // its name
	interactive bool   // somebody types; otherwise the input is a file or a pipe
	running     bool   // the clock runs with the real one
	realHTTP    bool
	choices     []choice // the numbered buttons
	refused     int      // HTTP calls that were told as refused
	over        bool
}

// choice is a button that has a number.
type choice struct {
	message  int64 // 0 for the reply keyboard
	row, col int
	pays     bool // by Telegram's own button of an invoice
	label    string
}

// tick is how often the bot is looked after while nobody types.
const tick = 250 * time.Millisecond

// welcome says where one is.
func (c *chat) welcome(about string, warnings int, file string) {
	c.term.line(strong, c.bot)
	c.term.line(faint, "A simulated Telegram on this machine. Write to the bot; a number presses a button; :help says what else there is.")
	if about != "" {
		c.term.line(faint, about)
	}
	if warnings > 0 {
		c.term.line(faint, count(warnings, "warning")+" about this bot: scenarist check "+file)
	}
	c.term.line(normal, "")
}

// run handles the input line by line until it ends.
func (c *chat) run(ctx context.Context, in io.Reader) error {
	if c.interactive {
		if err := c.do(ctx, func() error { return c.person.Start("") }); err != nil {
			return err
		}
	}
	lines, readErr := readLines(ctx, in)
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	looked := time.Now()
	c.prompt()
	for !c.over {
		select {
		case <-ctx.Done():
			return nil
		case line, ok := <-lines:
			if !ok {
				c.term.line(normal, "")
				return <-readErr
			}
			c.term.prompted = false
			if !c.interactive {
				c.term.line(faint, "> "+line)
			}
			looked = time.Now()
			if err := c.handle(ctx, line); err != nil {
				return err
			}
			if !c.over {
				c.prompt()
			}
		case <-ticker.C:
			if !c.running {
				continue
			}
			now := time.Now()
			if err := c.wait(ctx, now.Sub(looked)); err != nil {
				return err
			}
			looked = now
			if !c.term.prompted {
				c.prompt()
			}
		}
	}
	return nil
}

// readLines reads the input beside the conversation. The error comes after the last line.
func readLines(ctx context.Context, in io.Reader) (<-chan string, <-chan error) {
	lines, failed := make(chan string), make(chan error, 1)
	go func() {
		defer close(lines)
		s := bufio.NewScanner(in)
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			select {
			case lines <- strings.TrimRight(s.Text(), "\r"):
			case <-ctx.Done():
				return
			}
		}
		if err := s.Err(); err != nil {
			failed <- fmt.Errorf("read the input: %w", err)
		}
		close(failed)
	}()
	return lines, failed
}

func (c *chat) prompt() {
	if c.interactive {
		c.term.prompt()
	}
}

// handle does what a line says: a local command, the number of a button, or words for the bot.
func (c *chat) handle(ctx context.Context, line string) error {
	line = strings.TrimSpace(line)
	if line == "" {
		return nil
	}
	if name, rest, ok := localCommand(line); ok {
		return c.local(ctx, name, rest)
	}
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(c.choices) {
		if x := c.choices[n-1]; c.offered(x) {
			return c.do(ctx, func() error { return c.choose(x) })
		}
		c.term.line(trouble, fmt.Sprintf("! The button [%d] is not there any more. To write the number to the bot: :say %d", n, n))
		return nil
	}
	return c.do(ctx, func() error { return c.person.Say(line) })
}

// offered reports whether a numbered button is still where it was: the bot may have taken it away since, or put another one
// in its place.
func (c *chat) offered(x choice) bool {
	if x.message == 0 {
		k := c.person.Keyboard()
		return k != nil && slices.ContainsFunc(k.Rows, func(row []botapi.ReplyButton) bool {
			return slices.ContainsFunc(row, func(b botapi.ReplyButton) bool { return b.Text == x.label })
		})
	}
	return slices.ContainsFunc(c.person.Screen(), func(m botapi.Message) bool {
		switch {
		case m.ID != x.message:
			return false
		case x.pays:
			return m.InvoiceState == "" || m.InvoiceState == botapi.InvoiceOpen
		default:
			return m.ReplyMarkup != nil && x.row < len(m.ReplyMarkup.Rows) && x.col < len(m.ReplyMarkup.Rows[x.row]) &&
				m.ReplyMarkup.Rows[x.row][x.col].Text == x.label
		}
	})
}

// choose presses a numbered button.
func (c *chat) choose(x choice) error {
	switch {
	case x.message == 0:
		return c.person.PressKeyboard(x.label)
	case x.pays:
		return c.person.PayFor(x.message, botapi.PayOptions{})
	default:
		return c.person.PressAt(x.message, x.row, x.col)
	}
}

// do lets the person act and shows what comes of it. A slip of the person is said, and nothing ends.
func (c *chat) do(ctx context.Context, act func() error) error {
	if err := act(); err != nil {
		c.term.line(trouble, "! "+screen.Sentence(err.Error()))
		return nil
	}
	shown, err := c.rest(ctx, c.world.Settle)
	if !shown && err == nil {
		c.silence(ctx)
	}
	return err
}

// silence says that nothing came, and when something will.
func (c *chat) silence(ctx context.Context) {
	words := "  (the bot says nothing"
	if at, ok := c.person.Wakes(ctx); ok && at.After(c.world.Now()) {
		words += "; it goes on by itself " + screen.In(at.Sub(c.world.Now()), "en")
	}
	c.term.line(faint, words+")")
}

// wait moves the clock on and shows what is new.
func (c *chat) wait(ctx context.Context, d time.Duration) error {
	_, err := c.rest(ctx, func(ctx context.Context) error { return c.world.Advance(ctx, d) })
	return err
}

// servicePatience is how long a call to a real service holds up the input.
const servicePatience = time.Second

// rest waits for the bot to come to rest and shows what is new; false if there is nothing.
func (c *chat) rest(ctx context.Context, f func(context.Context) error) (shown bool, err error) {
	limit := restTimeout
	if c.realHTTP && c.running {
		limit = servicePatience
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err = f(limited)
	shown = c.show()
	if ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) && c.world.Working() {
		return shown, nil // what still goes on is shown when it is done
	}
	return shown, err
}
