package botapi

import (
	"encoding/json"
	"slices"
	"strings"
)

// fullInfo is the part of the Bot API's ChatFullInfo that the simulator knows.
type fullInfo struct {
	ChatInfo
	AccentColor     int             `json:"accent_color_id"`
	MaxReactions    int             `json:"max_reaction_count"`
	ActiveUsernames []string        `json:"active_usernames,omitempty"`
	PinnedMessage   *Message        `json:"pinned_message,omitempty"`
	GiftTypes       map[string]bool `json:"accepted_gift_types"`
}

func getChat(b *bot, r *request) (any, *Error) {
	c, err := b.chat(r.str("chat_id"))
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	full := fullInfo{ChatInfo: c.info, MaxReactions: 11, GiftTypes: map[string]bool{
		"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false,
	}}
	if c.info.Username != "" {
		full.ActiveUsernames = []string{c.info.Username}
	}
	if n := len(c.pinned); n > 0 {
		if i, ok := c.findLocked(c.pinned[n-1]); ok {
			full.PinnedMessage = c.messages[i]
		}
	}
	return full, nil
}

// memberInfo is the Bot API's ChatMember.
type memberInfo struct {
	Status    string `json:"status"`
	User      User   `json:"user"`
	IsMember  *bool  `json:"is_member,omitempty"`
	UntilDate *int64 `json:"until_date,omitempty"`
}

func newMemberInfo(status string, u User) memberInfo {
	m := memberInfo{Status: status, User: u}
	switch status {
	case "restricted":
		m.IsMember, m.UntilDate = new(bool), new(int64)
		*m.IsMember = true
	case "kicked":
		m.UntilDate = new(int64)
	}
	return m
}

func getChatMember(b *bot, r *request) (any, *Error) {
	c, err := b.chat(r.str("chat_id"))
	if err != nil {
		return nil, err
	}
	id := r.integer("user_id")
	if id <= 0 {
		return nil, badRequest("invalid user_id specified")
	}
	u, known := b.server.account(id)
	if !known {
		return nil, badRequest("PARTICIPANT_ID_INVALID")
	}
	if c.private() {
		if id != b.user.ID && id != c.person.user.ID {
			return nil, badRequest("user not found")
		}
		return newMemberInfo("member", u), nil
	}
	if err := c.group.mayRead(b); err != nil {
		return nil, err
	}
	status := c.group.status(id)
	if status == "" {
		status = "left"
	}
	return newMemberInfo(status, u), nil
}

func getChatMemberCount(b *bot, r *request) (any, *Error) {
	c, err := b.chat(r.str("chat_id"))
	if err != nil {
		return nil, err
	}
	if c.private() {
		return 2, nil
	}
	return len(c.group.present()), nil
}

func getChatAdministrators(b *bot, r *request) (any, *Error) {
	c, err := b.chat(r.str("chat_id"))
	if err != nil {
		return nil, err
	}
	if c.private() {
		return nil, badRequest("there are no administrators in the private chat")
	}
	out := []memberInfo{}
	for _, id := range c.group.present() {
		status := c.group.status(id)
		if status != "creator" && status != "administrator" {
			continue
		}
		if u, ok := b.server.account(id); ok {
			out = append(out, newMemberInfo(status, u))
		}
	}
	return out, nil
}

func leaveChat(b *bot, r *request) (any, *Error) {
	c, err := b.chat(r.str("chat_id"))
	if err != nil {
		return nil, err
	}
	if c.private() {
		return nil, badRequest("chat member status can't be changed in private chats")
	}
	c.group.setStatus(b.user.ID, "left")
	return true, nil
}

// mayPin checks the right to pin.
func (b *bot) mayPin(c *chat) *Error {
	if !c.private() && !c.group.administrates(b) {
		return badRequest("not enough rights to manage pinned messages in the chat")
	}
	return nil
}

func pinChatMessage(b *bot, r *request) (any, *Error) {
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	if err := b.mayPin(c); err != nil {
		return nil, err
	}
	m, err := c.change(r.integer("message_id"), badRequest("message to pin not found"), func(m *Message) *Error {
		if m.service() {
			return badRequest("message can't be pinned")
		}
		m.Pinned = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pinned = append(slices.DeleteFunc(c.pinned, func(id int64) bool { return id == m.ID }), m.ID)
	from := b.user
	c.postLocked(&Message{From: &from, PinnedMessage: m})
	return true, nil
}

func unpinChatMessage(b *bot, r *request) (any, *Error) {
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	if err := b.mayPin(c); err != nil {
		return nil, err
	}
	id := r.integer("message_id")
	c.mu.Lock()
	if n := len(c.pinned); id == 0 && n > 0 {
		id = c.pinned[n-1]
	}
	found := slices.Contains(c.pinned, id)
	c.mu.Unlock()
	if !found {
		return nil, badRequest("message to unpin not found")
	}
	c.unpin(id)
	return true, nil
}

func unpinAllChatMessages(b *bot, r *request) (any, *Error) {
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	if err := b.mayPin(c); err != nil {
		return nil, err
	}
	c.mu.Lock()
	ids := slices.Clone(c.pinned)
	c.mu.Unlock()
	for _, id := range ids {
		c.unpin(id)
	}
	return true, nil
}

func (c *chat) unpin(id int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pinned = slices.DeleteFunc(c.pinned, func(other int64) bool { return other == id })
	if i, ok := c.findLocked(id); ok {
		m := *c.messages[i]
		m.Pinned = false
		c.messages[i] = &m
	}
}

// reactions are the emojis of ReactionTypeEmoji in the Bot API.
const reactions = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 " +
	"👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"

func setMessageReaction(b *bot, r *request) (any, *Error) {
	var items []json.RawMessage
	if _, err := r.decode("reaction", "reaction types", &items); err != nil {
		if json.Valid([]byte(r.str("reaction"))) {
			return nil, badRequest("expected an Array of ReactionType")
		}
		return nil, err
	}
	var emojis []string
	for _, item := range items {
		var in struct {
			Type          string `json:"type"`
			Emoji         string `json:"emoji"`
			CustomEmojiID string `json:"custom_emoji_id"`
		}
		if json.Unmarshal(item, &in) != nil {
			return nil, badRequest("can't parse ReactionType: expected an Object")
		}
		switch in.Type {
		case "emoji":
			plain := strings.TrimSuffix(in.Emoji, "\uFE0F")
			if plain == "" || !strings.Contains(" "+reactions+" ", " "+plain+" ") {
				return nil, badRequest("REACTION_INVALID")
			}
			emojis = append(emojis, plain)
		case "custom_emoji":
			emojis = append(emojis, in.CustomEmojiID)
		default:
			return nil, badRequest("can't parse ReactionType: invalid reaction type specified")
		}
	}
	if len(emojis) > 1 {
		return nil, badRequest("REACTIONS_TOO_MANY") // bots set at most one
	}
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	_, err = c.change(r.integer("message_id"), badRequest("message to react not found"), func(m *Message) *Error {
		m.Reactions = emojis
		return nil
	})
	if err != nil {
		return nil, err
	}
	return true, nil
}

func createForumTopic(b *bot, r *request) (any, *Error) {
	name, err := r.required("name")
	if err != nil {
		return nil, err
	}
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	switch {
	case c.private() || !c.info.IsForum:
		return nil, badRequest("the chat is not a forum")
	case !c.group.administrates(b):
		return nil, badRequest("not enough rights to create a topic")
	}
	topic := ForumTopic{Name: name, IconColor: 7322096, IconCustomEmojiID: r.str("icon_custom_emoji_id")}
	shown := topic
	m := c.postFromBot(b, &Message{TopicCreated: &shown, IsTopicMessage: true}, markup{})
	topic.ThreadID = m.ID
	c.group.addTopic(m.ID)
	return topic, nil
}

func getUserProfilePhotos(b *bot, r *request) (any, *Error) {
	if _, known := b.server.account(r.integer("user_id")); !known {
		return nil, badRequest("user not found")
	}
	return struct {
		Total  int       `json:"total_count"`
		Photos [][]Media `json:"photos"`
	}{Photos: [][]Media{}}, nil
}
