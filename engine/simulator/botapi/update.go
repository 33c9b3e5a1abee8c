package botapi

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// How long updates wait for the bot: Telegram keeps them at most 24 hours, and
// queries as long as its server does.
const (
	messageLife           = 24 * time.Hour
	callbackUpdateLife    = 150 * time.Second
	chosenInlineLife      = 600 * time.Second
	preCheckoutUpdateLife = 150 * time.Second
)

// pendingUpdate is an update the bot has not confirmed.
type pendingUpdate struct {
	id      int64
	kind    string
	lane    string // updates of one lane reach a webhook one after the other
	expires time.Time
	payload json.RawMessage
	again   bool // a fault delivers it a second time
}

// updateKinds are the names that allowed_updates knows.
func updateKinds() []string {
	return []string{
		"message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
		"business_message", "edited_business_message", "deleted_business_messages", "guest_message",
		"message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query",
		"shipping_query", "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member",
		"chat_member", "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot", "subscription",
	}
}

// allowedUpdates reads allowed_updates. nil means all but the three kinds that
// must be asked for.
func (r *request) allowedUpdates() (map[string]bool, *Error) {
	var names []string
	if _, err := r.decode("allowed_updates", "allowed updates", &names); err != nil {
		return nil, badRequest("can't parse allowed updates JSON object")
	}
	if len(names) == 0 {
		return nil, nil
	}
	known := updateKinds()
	allowed := make(map[string]bool, len(names))
	for _, name := range names {
		if !slices.Contains(known, name) {
			r.note("allowed_updates", "unknown update kind "+strconv.Quote(name))
			continue
		}
		allowed[name] = true
	}
	return allowed, nil
}

// allows applies a filter of allowedUpdates.
func allows(allowed map[string]bool, kind string) bool {
	if allowed != nil {
		return allowed[kind]
	}
	return kind != "chat_member" && kind != "message_reaction" && kind != "message_reaction_count"
}

// encodeUpdate puts the id and the kind around the value.
func encodeUpdate(id int64, kind string, value []byte) json.RawMessage {
	out := make([]byte, 0, len(value)+len(kind)+40)
	out = append(out, `{"update_id":`...)
	out = strconv.AppendInt(out, id, 10)
	out = append(out, `,"`...)
	out = append(out, kind...)
	out = append(out, `":`...)
	out = append(out, value...)
	return append(out, '}')
}
