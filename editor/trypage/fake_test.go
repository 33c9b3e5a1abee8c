package trypage_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/scenarist/scenarist/editor/trypage"
)

// fakeExamples has one bot, which says what was done to it.
type fakeExamples struct {
	mu   sync.Mutex
	open map[string]*fakeConversation
}

func (f *fakeExamples) List() []trypage.Example {
	return []trypage.Example{{Name: "coffee", Title: "Coffee", Description: "Sells coffee.", File: "examples/coffee/bot.json"}}
}

func (f *fakeExamples) Open(_ context.Context, name, lang string) (string, trypage.Conversation, error) {
	switch name {
	case "coffee":
	case "broken":
		return "", nil, errors.New("open examples: a secret detail")
	default:
		return "", nil, fmt.Errorf("open: %w", trypage.ErrUnknownBot)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	id := "conversation-number-" + strconv.Itoa(len(f.open)+1)
	c := &fakeConversation{lines: []string{"open in " + lang}}
	f.open[id] = c
	return id, c, nil
}

func (f *fakeExamples) Find(_ context.Context, id string) (trypage.Conversation, error) {
	if id == "lost" {
		return nil, errors.New("find examples: a secret detail")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.open[id]
	if c == nil {
		return nil, fmt.Errorf("find: %w", trypage.ErrConversationOver)
	}
	return c, nil
}

func (f *fakeExamples) End(_ context.Context, id string) error {
	if id == "stuck" {
		return errors.New("end examples: a secret detail")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.open, id)
	return nil
}

type fakeConversation struct {
	mu    sync.Mutex
	lines []string
}

func (c *fakeConversation) note(format string, args ...any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lines = append(c.lines, fmt.Sprintf(format, args...))
	return nil
}

func (c *fakeConversation) Screen(context.Context) (trypage.Screen, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := trypage.Screen{
		Drafts: []string{}, Keyboard: [][]string{}, Staff: []string{}, Commands: []string{"/start"},
		Clock: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	}
	for i, line := range c.lines {
		s.Messages = append(s.Messages, trypage.Message{
			ID: int64(i + 1), HTML: line, Media: []trypage.Media{}, Buttons: [][]trypage.Button{}, At: s.Clock,
		})
	}
	return s, nil
}

func (c *fakeConversation) Say(_ context.Context, text string) error {
	switch text {
	case "refuse":
		return fmt.Errorf("say: %w", &trypage.Problem{Message: "The bot is blocked."})
	case "end":
		return trypage.ErrConversationOver
	case "break":
		return errors.New("a secret detail")
	case "panic":
		panic("a secret detail")
	}
	return c.note("say %s", text)
}

func (c *fakeConversation) Press(_ context.Context, message int64, row, col int) error {
	return c.note("press %d %d %d", message, row, col)
}

func (c *fakeConversation) PressKeyboard(_ context.Context, label string) error {
	return c.note("keyboard %s", label)
}

func (c *fakeConversation) Pay(_ context.Context, message int64) error {
	return c.note("pay %d", message)
}

func (c *fakeConversation) Send(_ context.Context, kind string) error { return c.note("send %s", kind) }

func (c *fakeConversation) Wait(_ context.Context, d time.Duration) error {
	return c.note("wait %s", d)
}
