package botapi

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// chat is one conversation: a person with one bot, or a group or channel. Its
// messages are replaced, never changed, so that a *Message may be read without
// the lock.
type chat struct {
	server *Server
	person *Person // private chats
	group  *Group  // others

	mu       sync.Mutex
	info     ChatInfo
	messages []*Message // by rising id
	lastID   int64
	started  bool // private: the person has written to the bot
	blocked  bool // private: the person has blocked the bot
	keyboard *ReplyKeyboard
	action   string // what the bot is said to be doing
	actionAt time.Time
	answers  []CallbackAnswer
	pinned   []int64
	drafts   []Draft // in the order in which they came
}

// keptMessages is what Options.KeepMessages means by 0.
const keptMessages = 32

// crowded tells whether a chat with so many messages, or answers, is to be
// thinned out to the newer half.
func (s *Server) crowded(n int) bool {
	keep := s.opts.KeepMessages
	if keep <= 0 {
		keep = keptMessages
	}
	return s.opts.NoHistory && n >= keep
}

// typingLasts: sendChatAction, "the status is set for 5 seconds or less".
const typingLasts = 5 * time.Second

func (c *chat) private() bool {
	return c.person != nil
}

func (c *chat) channel() bool {
	return c.info.Type == "channel"
}

// postLocked gives the message its id and date and puts it at the end.
func (c *chat) postLocked(m *Message) *Message {
	c.lastID++
	m.ID = c.lastID
	m.at = c.server.now()
	m.Date = m.at.Unix()
	m.Chat = c.info
	if c.server.crowded(len(c.messages)) {
		c.messages = append(c.messages[:0], c.messages[(len(c.messages)+1)/2:]...)
	}
	c.messages = append(c.messages, m)
	return m
}

// postFromBot posts a message of a bot, with what it does to the screen.
func (c *chat) postFromBot(b *bot, m *Message, mk markup) *Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.channel() {
		info := c.info
		m.SenderChat = &info
	} else {
		from := b.user
		m.From = &from
	}
	m.ReplyMarkup, m.Keyboard, m.ForceReply = mk.inline, mk.reply, mk.forceReply
	switch {
	case mk.reply != nil:
		c.keyboard = mk.reply
	case mk.remove:
		c.keyboard = nil
	}
	c.action = ""
	c.drafts = slices.DeleteFunc(c.drafts, func(d Draft) bool { return d.ThreadID == m.ThreadID })
	return c.postLocked(m)
}

// findLocked gives the place of the message in c.messages.
func (c *chat) findLocked(id int64) (int, bool) {
	return slices.BinarySearchFunc(c.messages, id, func(m *Message, id int64) int {
		return int(m.ID - id)
	})
}

// message is nil when there is none with the id.
func (c *chat) message(id int64) *Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i, ok := c.findLocked(id); ok {
		return c.messages[i]
	}
	return nil
}

// change replaces the message by what edit makes of a copy of it. edit says
// what is wrong, or nil; the message then stays as it was.
func (c *chat) change(id int64, missing *Error, edit func(m *Message) *Error) (*Message, *Error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i, ok := c.findLocked(id)
	if !ok {
		return nil, missing
	}
	m := *c.messages[i]
	if err := edit(&m); err != nil {
		return nil, err
	}
	c.messages[i] = &m
	return &m, nil
}

// remove takes the message away, if it is there.
func (c *chat) remove(id int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i, ok := c.findLocked(id); ok {
		c.messages = slices.Delete(c.messages, i, i+1)
	}
}

// chat finds the chat that a chat_id means to this bot, whether or not it may
// write there.
func (b *bot) chat(id string) (*chat, *Error) {
	if id == "" {
		return nil, badRequest("chat_id is empty")
	}
	if id[0] == '@' {
		if g := b.server.groupByUsername(id[1:]); g != nil {
			return g.chat, nil
		}
		return nil, badRequest("chat not found")
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n == 0 {
		return nil, badRequest("chat not found")
	}
	if n < 0 {
		return b.groupChat(n)
	}
	b.mu.RLock()
	c := b.private[n]
	b.mu.RUnlock()
	if c != nil {
		return c, nil
	}
	if b.server.person(n) == nil {
		if _, isBot := b.server.account(n); isBot {
			return nil, forbidden("bots can't send messages to bots")
		}
		return nil, badRequest("chat not found")
	}
	return nil, forbidden("bot can't initiate conversation with a user")
}

func (b *bot) groupChat(id int64) (*chat, *Error) {
	g := b.server.group(id)
	if g == nil {
		return nil, badRequest("chat not found")
	}
	if to := g.migratedTo(); to != 0 {
		return nil, &Error{
			Code:            400,
			Description:     "Bad Request: group chat was upgraded to a supergroup chat",
			MigrateToChatID: to,
		}
	}
	if g.status(b.user.ID) == "" {
		return nil, badRequest("chat not found")
	}
	return g.chat, nil
}

// writable finds the chat of a sending call and checks that the bot may write.
// By then all content has been read, so strict servers refuse slips here,
// before anything is done.
func (b *bot) writable(r *request) (*chat, *Error) {
	if err := r.strictly(b.server.opts.Strict); err != nil {
		return nil, err
	}
	c, err := b.chat(r.str("chat_id"))
	if err != nil {
		return nil, err
	}
	if !c.private() {
		return c, c.group.mayWrite(b)
	}
	c.mu.Lock()
	started, blocked := c.started, c.blocked
	c.mu.Unlock()
	switch {
	case blocked || b.server.faults.blocked(c.person.user.ID):
		return nil, forbidden("bot was blocked by the user")
	case c.person.deactivated():
		return nil, forbidden("user is deactivated")
	case !started:
		return nil, forbidden("bot can't initiate conversation with a user")
	}
	return c, nil
}

// privateChat is the person's chat with the bot, made when first needed.
func (b *bot) privateChat(p *Person) *chat {
	b.mu.RLock()
	c := b.private[p.user.ID]
	b.mu.RUnlock()
	if c != nil {
		return c
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.private[p.user.ID]; c != nil {
		return c
	}
	c = &chat{server: b.server, person: p, info: ChatInfo{
		ID: p.user.ID, Type: "private",
		FirstName: p.user.FirstName, LastName: p.user.LastName, Username: p.user.Username,
	}}
	b.private[p.user.ID] = c
	return c
}

// notMember is the refusal for a bot outside a group or channel.
func notMember(kind string) *Error {
	return forbidden("bot is not a member of the %s chat", strings.ToLower(kind))
}
