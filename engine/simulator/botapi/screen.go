package botapi

import "slices"

// Screen is the private chat with the bot as the person sees it: all messages
// that are not deleted, oldest first, as they read now. The slice is the
// caller's; what the messages point to must not be changed. It is nil for an
// unknown bot.
func (p *Person) Screen(bot string) []Message {
	c := p.look(bot)
	if c == nil {
		return nil
	}
	return c.screen()
}

// Message is one message of the private chat with the bot as it reads now;
// false if it is not there. What it points to must not be changed.
func (p *Person) Message(bot string, id int64) (Message, bool) {
	c := p.look(bot)
	if c == nil {
		return Message{}, false
	}
	m := c.message(id)
	if m == nil {
		return Message{}, false
	}
	return *m, true
}

func (p *Person) look(bot string) *chat {
	b := p.server.bot(bot)
	if b == nil {
		return nil
	}
	return b.privateChat(p)
}

func (c *chat) screen() []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]Message, 0, len(c.messages))
	for _, m := range c.messages {
		out = append(out, *m)
	}
	return out
}

// Keyboard is the reply keyboard in sight, nil without one.
func (p *Person) Keyboard(bot string) *ReplyKeyboard {
	c := p.look(bot)
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.keyboard
}

// Action is what the bot is said to be doing, such as "typing"; "" when it is
// not, or was more than 5 seconds ago.
func (p *Person) Action(bot string) string {
	c := p.look(bot)
	if c == nil {
		return ""
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server.now().Sub(c.actionAt) > typingLasts {
		return ""
	}
	return c.action
}

// Drafts are the messages that the bot is said to be writing, in the order in
// which they were begun: each is in sight for 30 seconds after it was last
// shown, or until the bot sends a message.
func (p *Person) Drafts(bot string) []Draft {
	c := p.look(bot)
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []Draft
	for _, d := range c.drafts {
		if c.server.now().Sub(d.At) < DraftLasts {
			out = append(out, d)
		}
	}
	return out
}

// Answers are the toasts, alerts and plain answers to this person's presses,
// oldest first.
func (p *Person) Answers(bot string) []CallbackAnswer {
	c := p.look(bot)
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.answers)
}

// Spinning are the callback queries of this person that the bot has not
// answered yet: each shows as a spinner.
func (p *Person) Spinning(bot string) []string {
	b := p.server.bot(bot)
	if b == nil {
		return nil
	}
	return b.openQueries(p, "callback_query")
}

// Blocked tells whether the person has blocked the bot.
func (p *Person) Blocked(bot string) bool {
	c := p.look(bot)
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.blocked
}
