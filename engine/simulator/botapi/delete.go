package botapi

import (
	"encoding/json"
	"time"
)

// deletable: messages can be deleted for 48 hours (deleteMessage).
const deletable = 48 * time.Hour

// maxMessageIDs bounds the lists of deleteMessages, copyMessages and
// forwardMessages.
const maxMessageIDs = 100

// messageIDs reads message_ids.
func (r *request) messageIDs() ([]int64, *Error) {
	var items []json.RawMessage
	given, err := r.decode("message_ids", "message_ids", &items)
	switch {
	case err != nil && r.str("message_ids")[0] == '[':
		return nil, badRequest("can't parse message_ids JSON object")
	case err != nil:
		return nil, badRequest("expected an Array of message identifiers")
	case !given || len(items) == 0:
		return nil, badRequest("message identifiers are not specified")
	case len(items) > maxMessageIDs:
		return nil, badRequest("too many message identifiers specified")
	}
	ids := make([]int64, 0, len(items))
	for _, item := range items {
		id := parseInteger(bareText(item))
		if id <= 0 {
			return nil, badRequest("invalid message identifier specified")
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// mayDelete tells whether the bot may delete the message.
func (b *bot) mayDelete(c *chat, m *Message) bool {
	if b.server.now().Sub(m.at) > deletable {
		return !c.private() && c.group.administrates(b) && c.info.Type == "supergroup"
	}
	return c.private() || m.ownedBy(b) || c.group.administrates(b)
}

func deleteMessage(b *bot, r *request) (any, *Error) {
	if r.str("chat_id") == "" {
		return nil, badRequest("chat identifier is not specified")
	}
	id := r.integer("message_id")
	if id == 0 {
		return nil, badRequest("message identifier is not specified")
	}
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	m := c.message(id)
	switch {
	case m == nil:
		return nil, badRequest("message to delete not found")
	case !b.mayDelete(c, m):
		return nil, badRequest("message can't be deleted for everyone")
	}
	c.remove(id)
	return true, nil
}

// deleteMessages skips what is not there or may not be deleted.
func deleteMessages(b *bot, r *request) (any, *Error) {
	ids, err := r.messageIDs()
	if err != nil {
		return nil, err
	}
	c, err := b.writable(r)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if m := c.message(id); m != nil && b.mayDelete(c, m) {
			c.remove(id)
		}
	}
	return true, nil
}
