package botapi

import (
	"errors"
	"fmt"
	"strings"
)

// Reasons why a link lets nobody in.
var (
	errLinkGone = errors.New("the invite link has expired")
	errBarred   = errors.New("the person is not let into the chat any more")
)

// inviteLink is the Bot API's ChatInviteLink.
type inviteLink struct {
	Link               string `json:"invite_link"`
	Creator            User   `json:"creator"`
	CreatesJoinRequest bool   `json:"creates_join_request"`
	IsPrimary          bool   `json:"is_primary"`
	IsRevoked          bool   `json:"is_revoked"`
	Name               string `json:"name,omitempty"`
	ExpireDate         int64  `json:"expire_date,omitempty"`
	MemberLimit        int64  `json:"member_limit,omitempty"`

	used int64
}

func createChatInviteLink(b *bot, r *request) (any, *Error) {
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	limit, asks := r.integer("member_limit"), r.bool("creates_join_request")
	switch {
	case c.private():
		return nil, badRequest("can't invite members to the chat")
	case !c.group.administrates(b):
		return nil, badRequest("not enough rights to manage chat invite link")
	case limit < 0 || limit > 99999 || limit != 0 && asks:
		return nil, badRequest("USAGE_LIMIT_INVALID")
	}
	l := inviteLink{
		Link: "https://t.me/+" + b.server.newID(), Creator: b.user, CreatesJoinRequest: asks,
		Name: r.str("name"), ExpireDate: r.integer("expire_date"), MemberLimit: limit,
	}
	kept := l
	c.group.mu.Lock()
	defer c.group.mu.Unlock()
	c.group.links = append(c.group.links, &kept)
	return l, nil
}

// banChatMember puts a person out, who cannot come back until unbanChatMember.
func banChatMember(b *bot, r *request) (any, *Error) {
	g, p, err := b.restrictable(r)
	if err != nil {
		return nil, err
	}
	if g.status(p.user.ID) != "kicked" {
		g.moveMember(p, b.user, "kicked")
	}
	return true, nil
}

// unbanChatMember lets a person come back. A member is put out by it unless only_if_banned is given.
func unbanChatMember(b *bot, r *request) (any, *Error) {
	g, p, err := b.restrictable(r)
	if err != nil {
		return nil, err
	}
	switch status := g.status(p.user.ID); {
	case status == "kicked", status != "" && status != "left" && !r.bool("only_if_banned"):
		g.moveMember(p, b.user, "left")
	}
	return true, nil
}

// restrictable finds the person that a bot may put out of a chat.
func (b *bot) restrictable(r *request) (*Group, *Person, *Error) {
	c, err := b.writable(r)
	if err != nil {
		return nil, nil, err
	}
	if c.private() {
		return nil, nil, badRequest("can't ban members in private chats")
	}
	if !c.group.administrates(b) {
		return nil, nil, badRequest("not enough rights to restrict/unrestrict chat member")
	}
	p := b.server.person(r.integer("user_id"))
	if p == nil {
		return nil, nil, badRequest("PARTICIPANT_ID_INVALID")
	}
	if s := c.group.status(p.user.ID); s == "creator" || s == "administrator" {
		return nil, nil, badRequest("user is an administrator of the chat")
	}
	return c.group, p, nil
}

// Join brings the person into a group or channel, as Telegram's own button does.
func (p *Person) Join(g *Group) error {
	if g.status(p.user.ID) == "kicked" {
		return fmt.Errorf("%s: %w", g.info().Title, errBarred)
	}
	if g.isIn(p.user.ID) {
		return nil
	}
	g.SetMember(p, "member")
	return nil
}

// Leave takes the person out of a group or channel.
func (p *Person) Leave(g *Group) error {
	if !g.isIn(p.user.ID) {
		return fmt.Errorf("%s: %w", g.info().Title, ErrNotMember)
	}
	g.SetMember(p, "left")
	return nil
}

// Follow opens a link of t.me and joins the chat that it leads to, which it gives. It is nil for links that lead
// elsewhere, and for those that only ask to be let in.
func (p *Person) Follow(link string) (*Group, error) {
	g, l := p.server.behind(link)
	switch {
	case g == nil:
		return nil, nil
	case l == nil:
		return g, p.Join(g)
	case g.isIn(p.user.ID):
		return g, nil
	}
	if err := g.take(l); err != nil {
		return g, fmt.Errorf("%s: %w", g.info().Title, err)
	}
	return g, p.Join(g)
}

// take uses a link once.
func (g *Group) take(l *inviteLink) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if l.MemberLimit > 0 && l.used >= l.MemberLimit || l.ExpireDate > 0 && g.server.now().Unix() >= l.ExpireDate {
		return errLinkGone
	}
	l.used++
	return nil
}

func (g *Group) isIn(id int64) bool {
	switch g.status(id) {
	case "", "left", "kicked":
		return false
	default:
		return true
	}
}

// GroupBehind is the group or channel that a link takes in, nil for links that lead elsewhere.
func (s *Server) GroupBehind(link string) *Group {
	g, _ := s.behind(link)
	return g
}

// behind finds it with the invite link, which is nil for an address such as https://t.me/name.
func (s *Server) behind(link string) (*Group, *inviteLink) {
	if name, ok := strings.CutPrefix(link, "https://t.me/"); ok {
		if g := s.groupByUsername(name); g != nil {
			return g, nil
		}
	}
	g, l := s.groupByLink(link)
	if l == nil || l.CreatesJoinRequest {
		return nil, nil
	}
	return g, l
}

func (s *Server) groupByLink(link string) (*Group, *inviteLink) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, id := range sortedKeys(s.groups) {
		g := s.groups[id]
		g.mu.Lock()
		for _, l := range g.links {
			if l.Link == link {
				g.mu.Unlock()
				return g, l
			}
		}
		g.mu.Unlock()
	}
	return nil, nil
}
