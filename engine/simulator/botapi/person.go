package botapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
)

// Errors of the people's side: slips of whoever moves the person.
var (
	errNoBot     = errors.New("there is no such bot")
	errBlocked   = errors.New("the person has blocked the bot")
	errNoMessage = errors.New("there is no such message")
	errNotOwn    = errors.New("the message is not the person's own")
)

// ErrNotMember is returned where somebody acts in a group without being in it.
var ErrNotMember = errors.New("the person is not in the group")

// Person is somebody who uses Telegram. Bots are named by their tokens. Every
// method that does something gives the bot an update, if the bot would get one
// on Telegram. Safe for concurrent use.
type Person struct {
	server *Server
	user   User

	mu            sync.Mutex
	gone          bool
	inlineResults map[string][]json.RawMessage
}

// NewUser makes a person. A zero ID and an empty FirstName get values.
func (s *Server) NewUser(u User) *Person {
	if u.ID == 0 {
		u.ID = s.userIDs.Add(1)
	}
	if u.FirstName == "" {
		u.FirstName = "Person " + strconv.FormatInt(u.ID, 10)
	}
	u.IsBot = false
	p := &Person{server: s, user: u, inlineResults: map[string][]json.RawMessage{}}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people[u.ID] = p
	return p
}

// PersonByID is the person of the id, nil if there is none.
func (s *Server) PersonByID(id int64) *Person {
	return s.person(id)
}

// person is nil for unknown ids.
func (s *Server) person(id int64) *Person {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.people[id]
}

// account finds a person or a bot.
func (s *Server) account(id int64) (User, bool) {
	if p := s.person(id); p != nil {
		return p.user, true
	}
	var u User
	found := false
	s.bots.Range(func(_, value any) bool {
		if b := value.(*bot); b.user.ID == id {
			u, found = b.user, true
		}
		return !found
	})
	return u, found
}

// User is the person as bots see them.
func (p *Person) User() User {
	return p.user
}

// Deactivate deletes the person's account: bots get "user is deactivated".
func (p *Person) Deactivate() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone = true
}

func (p *Person) deactivated() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gone
}

// phone is the number that a contact button shares.
func (p *Person) phone() string {
	if p.user.PhoneNumber != "" {
		return p.user.PhoneNumber
	}
	return "+1555" + strconv.FormatInt(p.user.ID%10_000_000, 10)
}

// post puts a message of the person into the private chat and gives the bot
// the update. It gives the message's id.
func (p *Person) post(bot string, m *Message) (int64, error) {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return 0, err
	}
	c := b.privateChat(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.blocked {
		return 0, errBlocked
	}
	c.started = true
	p.postLocked(c, m)
	b.queue.add("message", "message", c.info.ID, messageLife, m)
	return m.ID, nil
}

func (p *Person) postLocked(c *chat, m *Message) {
	from := p.user
	m.From = &from
	c.postLocked(m)
}

// typed is a message with what a person typed.
func typed(text string) *Message {
	f := formatted{text: text}
	f.clean()
	return &Message{Text: f.text, Entities: addFoundEntities(f.text, nil)}
}

// Say sends a text.
func (p *Person) Say(bot, text string) (int64, error) {
	return p.post(bot, typed(text))
}

// Start presses Start, or follows a deep link with a payload. It unblocks the
// bot, as the button does.
func (p *Person) Start(bot, payload string) (int64, error) {
	if err := p.Unblock(bot); err != nil {
		return 0, err
	}
	text := "/start"
	if payload != "" {
		text += " " + payload
	}
	return p.Say(bot, text)
}

// Reply sends a text in answer to a message.
func (p *Person) Reply(bot string, to int64, text string) (int64, error) {
	target, err := p.find(bot, to)
	if err != nil {
		return 0, err
	}
	m := typed(text)
	shown := *target
	shown.ReplyTo = nil
	m.ReplyTo = &shown
	return p.post(bot, m)
}

// find is a message of the private chat with the bot.
func (p *Person) find(bot string, id int64) (*Message, error) {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return nil, err
	}
	if m := b.privateChat(p).message(id); m != nil {
		return m, nil
	}
	return nil, fmt.Errorf("message %d: %w", id, errNoMessage)
}

// Edit changes the text of one of the person's own messages.
func (p *Person) Edit(bot string, id int64, text string) error {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return err
	}
	c := b.privateChat(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	i, ok := c.findLocked(id)
	if !ok {
		return fmt.Errorf("edit message %d: %w", id, errNoMessage)
	}
	m := *c.messages[i]
	if m.From == nil || m.From.ID != p.user.ID {
		return fmt.Errorf("edit message %d: %w", id, errNotOwn)
	}
	next := typed(text)
	m.Text, m.Entities = next.Text, next.Entities
	m.EditDate = p.server.now().Unix()
	m.Edits++
	c.messages[i] = &m
	b.queue.add("edited_message", "message", c.info.ID, messageLife, &m)
	return nil
}

// memberUpdate is the Bot API's ChatMemberUpdated.
type memberUpdate struct {
	Chat ChatInfo   `json:"chat"`
	From User       `json:"from"`
	Date int64      `json:"date"`
	Old  memberInfo `json:"old_chat_member"`
	New  memberInfo `json:"new_chat_member"`
}

// Block blocks the bot; Unblock lets it write again. The bot gets
// my_chat_member when that changes anything.
func (p *Person) Block(bot string) error {
	return p.setBlocked(bot, true)
}

// Unblock is the opposite of Block.
func (p *Person) Unblock(bot string) error {
	return p.setBlocked(bot, false)
}

func (p *Person) setBlocked(bot string, blocked bool) error {
	b, err := p.server.mustBot(bot)
	if err != nil {
		return err
	}
	c := b.privateChat(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.blocked == blocked {
		return nil
	}
	c.blocked = blocked
	from, to := "member", "kicked"
	if !blocked {
		from, to = to, from
	}
	b.queue.add("my_chat_member", "member", c.info.ID, messageLife, memberUpdate{
		Chat: c.info, From: p.user, Date: p.server.now().Unix(),
		Old: newMemberInfo(from, b.user), New: newMemberInfo(to, b.user),
	})
	return nil
}

// reactionUpdate is the Bot API's MessageReactionUpdated.
type reactionUpdate struct {
	Chat      ChatInfo       `json:"chat"`
	MessageID int64          `json:"message_id"`
	User      User           `json:"user"`
	Date      int64          `json:"date"`
	Old       []reactionType `json:"old_reaction"`
	New       []reactionType `json:"new_reaction"`
}

type reactionType struct {
	Type  string `json:"type"`
	Emoji string `json:"emoji"`
}

// React puts an emoji on a message; the bot learns of it only if it asked for
// message_reaction updates.
func (p *Person) React(bot string, id int64, emoji string) error {
	if _, err := p.find(bot, id); err != nil {
		return err
	}
	b := p.server.bot(bot)
	c := b.privateChat(p)
	b.queue.add("message_reaction", "reaction", c.info.ID, messageLife, reactionUpdate{
		Chat: c.info, MessageID: id, User: p.user, Date: p.server.now().Unix(),
		Old: []reactionType{}, New: []reactionType{{Type: "emoji", Emoji: emoji}},
	})
	return nil
}
