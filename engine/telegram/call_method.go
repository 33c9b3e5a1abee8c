package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
)

// showAction shows "typing…" and the like for some seconds.
func (p *performance) showAction(ctx context.Context) error {
	_, err := p.do(ctx, "sendChatAction", nil, func(o *object) {
		o.number("chat_id", p.chat)
		if p.e.Content != nil && p.e.Content.TopicID != 0 {
			o.number("message_thread_id", p.e.Content.TopicID)
		}
		o.text("action", p.e.Action)
	})
	if err != nil {
		return p.repeat(err)
	}
	return nil
}

// methodName is the shape of a method's name: it becomes part of the address.
var methodName = regexp.MustCompile(`^[A-Za-z]{1,64}$`)

// callMethod makes any call that the flow's author asked for.
func (p *performance) callMethod(ctx context.Context) error {
	call := p.e.Call
	if call == nil || !methodName.MatchString(call.Method) {
		return fatal(CodeOther, "no method to call")
	}
	values := make(map[string]json.RawMessage, len(call.Params))
	for name, v := range call.Params {
		raw, err := json.Marshal(v)
		if err != nil {
			return fatal(CodeOther, fmt.Sprintf("parameter %q of %s: %v", name, call.Method, err))
		}
		values[name] = raw
	}
	names := slices.Sorted(maps.Keys(values))
	own := string(values["chat_id"]) == itoa(p.chat) // else it is another chat that may turn out to have moved
	result, err := p.do(ctx, call.Method, nil, func(o *object) {
		for _, name := range names {
			if name == "chat_id" && p.receipt.MovedTo != 0 {
				o.number(name, p.chat)
				continue
			}
			o.key("")
			o.buf = appendText(o.buf, name)
			o.buf = append(o.buf, ':')
			o.buf = append(o.buf, values[name]...)
		}
	})
	if !own {
		p.receipt.MovedTo = 0
	}
	if err != nil {
		return sendError(err, repeatable(call.Method))
	}
	p.receipt.MessageIDs = messageIDs(result)
	return nil
}

// messageIDs finds the ids of made messages in an answer: a message, a list of messages or of message ids.
func messageIDs(result json.RawMessage) []int64 {
	if id := messageID(result); id != 0 {
		return []int64{id}
	}
	var messages []json.RawMessage
	if json.Unmarshal(result, &messages) != nil {
		return nil
	}
	var ids []int64
	for _, m := range messages {
		if id := messageID(m); id != 0 {
			ids = append(ids, id)
		}
	}
	return ids
}
