package botapi

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// GroupConfig describes a group or channel to NewGroup.
type GroupConfig struct {
	ID       int64  // negative; zero gets a value
	Type     string // group, supergroup or channel; "" is supergroup
	Title    string
	Username string // without "@"; public groups and channels
	IsForum  bool   // supergroups with topics
	// Statuses are those who are in it from the beginning, by id. Nobody is told of them.
	Statuses map[int64]string
}

// Group is a group, supergroup or channel.
type Group struct {
	server *Server
	chat   *chat

	mu       sync.Mutex
	statuses map[int64]string // creator, administrator, member, restricted, left, kicked
	topics   map[int64]bool
	links    []*inviteLink
	migrated int64
}

// NewGroup makes an empty group.
func (s *Server) NewGroup(g GroupConfig) *Group {
	if g.Type == "" {
		g.Type = "supergroup"
	}
	if g.ID == 0 {
		g.ID = -s.userIDs.Add(1)
		if g.Type != "group" {
			g.ID -= 1_000_000_000_000 // -100…, as Telegram marks supergroups and channels
		}
	}
	ng := &Group{server: s, statuses: map[int64]string{}, topics: map[int64]bool{}}
	maps.Copy(ng.statuses, g.Statuses)
	ng.chat = &chat{server: s, group: ng, info: ChatInfo{
		ID: g.ID, Type: g.Type, Title: g.Title, Username: g.Username, IsForum: g.IsForum,
	}}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups[g.ID] = ng
	return ng
}

// GroupByID is the group of the id, nil if there is none.
func (s *Server) GroupByID(id int64) *Group {
	return s.group(id)
}

func (s *Server) group(id int64) *Group {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.groups[id]
}

func (s *Server) groupByUsername(name string) *Group {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, id := range sortedKeys(s.groups) {
		if g := s.groups[id]; name != "" && strings.EqualFold(g.info().Username, name) {
			return g
		}
	}
	return nil
}

// ID is the chat id.
func (g *Group) ID() int64 {
	return g.info().ID
}

// info never changes after NewGroup.
func (g *Group) info() ChatInfo {
	return g.chat.info
}

// Title is the group's name.
func (g *Group) Title() string {
	return g.info().Title
}

// Screen is the group's messages, oldest first.
func (g *Group) Screen() []Message {
	return g.chat.screen()
}

// status is "" for those who were never in the group.
func (g *Group) status(id int64) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.statuses[id]
}

func (g *Group) setStatus(id int64, status string) (old string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	old = g.statuses[id]
	g.statuses[id] = status
	if old == "" {
		old = "left"
	}
	return old
}

// present are the ids of those in the group, sorted.
func (g *Group) present() []int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.DeleteFunc(sortedKeys(g.statuses), func(id int64) bool {
		return g.statuses[id] == "left" || g.statuses[id] == "kicked"
	})
}

func (g *Group) administrates(b *bot) bool {
	status := g.status(b.user.ID)
	return status == "administrator" || status == "creator"
}

func (g *Group) hasTopic(id int64) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.topics[id]
}

func (g *Group) addTopic(id int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.topics[id] = true
}

func (g *Group) migratedTo() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.migrated
}

// mayRead checks that the bot is in the group, and an administrator where only
// they see the members.
func (g *Group) mayRead(b *bot) *Error {
	if err := g.memberRefusal(b); err != nil {
		return err
	}
	if g.info().Type == "channel" && !g.administrates(b) {
		return badRequest("member list is inaccessible")
	}
	return nil
}

func (g *Group) mayWrite(b *bot) *Error {
	if err := g.memberRefusal(b); err != nil {
		return err
	}
	switch status := g.status(b.user.ID); {
	case g.info().Type == "channel" && !g.administrates(b):
		return badRequest("need administrator rights in the channel chat")
	case status == "restricted":
		return badRequest("not enough rights to send text messages to the chat")
	default:
		return nil
	}
}

func (g *Group) memberRefusal(b *bot) *Error {
	switch g.status(b.user.ID) {
	case "kicked":
		return forbidden("bot was kicked from the %s chat", g.info().Type)
	case "", "left":
		return notMember(g.info().Type)
	default:
		return nil
	}
}

// AddBot brings a bot in, as an administrator or as a member.
func (g *Group) AddBot(token string, administrator bool) error {
	b, err := g.server.mustBot(token)
	if err != nil {
		return err
	}
	status := "member"
	if administrator {
		status = "administrator"
	}
	g.moveBot(b, status)
	return nil
}

// KickBot throws the bot out.
func (g *Group) KickBot(token string) error {
	b, err := g.server.mustBot(token)
	if err != nil {
		return err
	}
	g.moveBot(b, "kicked")
	return nil
}

func (g *Group) moveBot(b *bot, status string) {
	old := g.setStatus(b.user.ID, status)
	b.queue.add("my_chat_member", "member", g.ID(), messageLife, memberUpdate{
		Chat: g.info(), From: User{ID: 1, FirstName: "Owner"}, Date: g.server.now().Unix(),
		Old: newMemberInfo(old, b.user), New: newMemberInfo(status, b.user),
	})
}

// SetMember gives the person a status: creator, administrator, member,
// restricted, left or kicked. Bots that are administrators and asked for it get
// chat_member; all bots in the group see people come and go.
func (g *Group) SetMember(p *Person, status string) {
	g.moveMember(p, p.user, status)
}

// moveMember is a change of somebody's status that somebody made.
func (g *Group) moveMember(p *Person, by User, status string) {
	old := g.setStatus(p.user.ID, status)
	update := memberUpdate{
		Chat: g.info(), From: by, Date: g.server.now().Unix(),
		Old: newMemberInfo(old, p.user), New: newMemberInfo(status, p.user),
	}
	away := func(s string) bool { return s == "left" || s == "kicked" }
	for _, b := range g.bots() {
		if g.administrates(b) {
			b.queue.add("chat_member", "member", g.ID(), messageLife, update)
		}
	}
	switch {
	case g.info().Type == "channel" || away(old) == away(status):
	case away(status):
		gone := p.user
		g.announce(p, &Message{LeftMember: &gone})
	default:
		g.announce(p, &Message{NewMembers: []User{p.user}})
	}
}

// announce posts a message of a person that every bot of the group sees.
func (g *Group) announce(p *Person, m *Message) {
	bots := g.bots()
	g.chat.mu.Lock()
	defer g.chat.mu.Unlock()
	p.postLocked(g.chat, m)
	for _, b := range bots {
		b.queue.add("message", "message", g.ID(), messageLife, m)
	}
}

// bots are the bots in the group.
func (g *Group) bots() []*bot {
	present := g.present()
	var out []*bot
	g.server.bots.Range(func(_, value any) bool {
		if b := value.(*bot); slices.Contains(present, b.user.ID) {
			out = append(out, b)
		}
		return true
	})
	slices.SortFunc(out, func(a, b *bot) int { return int(a.user.ID - b.user.ID) })
	return out
}

// Upgrade turns a group into a supergroup with a new id, which it gives. Calls
// with the old id are refused from then on.
func (g *Group) Upgrade() *Group {
	info := g.info()
	next := g.server.NewGroup(GroupConfig{Type: "supergroup", Title: info.Title, Username: info.Username})
	g.mu.Lock()
	for _, id := range sortedKeys(g.statuses) {
		next.statuses[id] = g.statuses[id]
	}
	g.migrated = next.ID()
	g.mu.Unlock()
	owner := &Person{server: g.server, user: User{ID: 1, FirstName: "Owner"}}
	g.announce(owner, &Message{MigrateTo: next.ID()})
	next.announce(owner, &Message{MigrateFrom: info.ID})
	return next
}

// SayIn sends a text to a group. A bot with group privacy sees it only if it is
// a command, mentions the bot or answers it; administrators see everything.
func (p *Person) SayIn(g *Group, text string) (int64, error) {
	return p.postIn(g, typed(text))
}

// ReplyIn answers a message of the group.
func (p *Person) ReplyIn(g *Group, to int64, text string) (int64, error) {
	target := g.chat.message(to)
	if target == nil {
		return 0, fmt.Errorf("reply to message %d: %w", to, errNoMessage)
	}
	m := typed(text)
	shown := *target
	shown.ReplyTo = nil
	m.ReplyTo = &shown
	if target.ThreadID != 0 {
		m.ThreadID, m.IsTopicMessage = target.ThreadID, true
	}
	return p.postIn(g, m)
}

func (p *Person) postIn(g *Group, m *Message) (int64, error) {
	switch g.status(p.user.ID) {
	case "", "left", "kicked":
		return 0, ErrNotMember
	}
	bots := g.bots()
	g.chat.mu.Lock()
	defer g.chat.mu.Unlock()
	p.postLocked(g.chat, m)
	for _, b := range bots {
		if b.readAll || g.administrates(b) || m.concerns(b) {
			b.queue.add("message", "message", g.ID(), messageLife, m)
		}
	}
	return m.ID, nil
}

// concerns tells whether a bot with group privacy sees the message.
func (m *Message) concerns(b *bot) bool {
	if m.ReplyTo != nil && m.ReplyTo.ownedBy(b) {
		return true
	}
	mention := "@" + b.user.Username
	for _, e := range m.Entities {
		text := utf16Slice(m.Text, e.Offset, e.Length)
		switch e.Type {
		case "bot_command":
			_, name, addressed := strings.Cut(text, "@")
			if !addressed || strings.EqualFold(name, b.user.Username) {
				return true
			}
		case "mention":
			if strings.EqualFold(text, mention) {
				return true
			}
		}
	}
	return false
}

// PressIn presses a button of a message in the group. bot is the message's
// sender.
func (p *Person) PressIn(g *Group, bot string, messageID int64, label string) (Pressed, error) {
	m := g.chat.message(messageID)
	if m == nil {
		return Pressed{}, fmt.Errorf("press %q of message %d: %w", label, messageID, errNoMessage)
	}
	button, err := m.button(label)
	if err != nil {
		return Pressed{}, err
	}
	return p.press(bot, m, button)
}
