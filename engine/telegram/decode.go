package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// ErrNoUpdate is returned for what is no update: no JSON object with an update_id.
var ErrNoUpdate = errors.New("not an update")

// Decode reads an update. botUsername, without "@", tells commands for this bot from those for others in a group; if it
// is empty, all are taken.
//
// The only error is ErrNoUpdate. An update of a kind that is not known, or one whose known parts have an unknown shape,
// is an engine.OtherUpdate with the whole update in Event.Raw, which aliases raw.
func Decode(botUsername string, raw []byte) (Update, error) {
	var in incomingUpdate
	var err error
	if !in.quickly(raw) {
		in = incomingUpdate{}
		err = json.Unmarshal(raw, &in)
	}
	if _, readable := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !readable {
		return Update{}, fmt.Errorf("%w: %w", ErrNoUpdate, err)
	}
	if in.ID <= 0 {
		return Update{}, fmt.Errorf("%w: it has no update_id", ErrNoUpdate)
	}
	u := Update{ID: in.ID}
	if err != nil || !u.read(&in, botUsername, raw) {
		u.other(raw)
	}
	u.Event.ID = "u" + strconv.FormatInt(in.ID, 10)
	return u, nil
}

// read fills in the known kinds.
func (u *Update) read(in *incomingUpdate, botUsername string, raw []byte) bool {
	switch {
	case in.Message != nil:
		u.Kind = "message"
		u.message(in.Message, engine.MessageReceived, botUsername, raw)
	case in.EditedMessage != nil:
		u.Kind = "edited_message"
		u.message(in.EditedMessage, engine.MessageEdited, botUsername, raw)
	case in.ChannelPost != nil:
		u.Kind = "channel_post"
		u.message(in.ChannelPost, engine.MessageReceived, botUsername, raw)
	case in.EditedPost != nil:
		u.Kind = "edited_channel_post"
		u.message(in.EditedPost, engine.MessageEdited, botUsername, raw)
	case in.CallbackQuery != nil:
		u.Kind = "callback_query"
		u.callback(in.CallbackQuery)
	case in.PreCheckout != nil:
		u.Kind = "pre_checkout_query"
		u.checkout(in.PreCheckout, engine.PreCheckout)
	case in.ShippingQuery != nil:
		u.Kind = "shipping_query"
		u.checkout(in.ShippingQuery, engine.Shipping)
	case in.MyChatMember != nil:
		u.Kind = "my_chat_member"
		u.member(in.MyChatMember, true)
	case in.ChatMember != nil:
		u.Kind = "chat_member"
		u.member(in.ChatMember, false)
	case in.ChatJoinRequest != nil:
		u.Kind = "chat_join_request"
		u.joinRequest(in.ChatJoinRequest, raw)
	default:
		return false
	}
	return true
}

// at puts the event into a chat and makes the chat and the user the session.
func (u *Update) at(c engine.Chat, who engine.User) {
	u.Event.Chat, u.Event.User = c, who
	u.Key = engine.SessionKey{ChatID: c.ID, UserID: who.ID}
}

// privately is the chat of a user with the bot, for queries that name no chat.
func privately(who engine.User) engine.Chat {
	return engine.Chat{ID: who.ID, Type: "private", Username: who.Username}
}

// callback reads a button press. A press under a message sent in inline mode names no chat: it belongs to the user's
// own chat with the bot.
func (u *Update) callback(in *incomingCallback) {
	u.Event.Kind = engine.ButtonPressed
	u.Event.Button = &engine.ButtonPress{QueryID: in.ID, Data: in.Data}
	who := in.From.user()
	if in.Message == nil {
		u.at(privately(who), who)
		return
	}
	u.Event.Button.MessageID = in.Message.MessageID
	if in.Data != "" {
		u.Event.Button.Label = in.Message.ReplyMarkup.label(in.Data)
	}
	u.at(in.Message.Chat.chat(), who)
}

func (u *Update) checkout(in *incomingCheckout, kind engine.EventKind) {
	u.Event.Kind = kind
	u.Event.Checkout = &engine.CheckoutQuery{
		QueryID: in.ID, Payload: in.InvoicePayload, Currency: in.Currency, Amount: in.TotalAmount,
		ShippingOption: in.ShippingOptionID, Address: in.ShippingAddress.address(),
	}
	if u.Event.Checkout.Address == nil {
		u.Event.Checkout.Address = in.OrderInfo.ShippingAddress.address()
	}
	who := in.From.user()
	u.at(privately(who), who)
}

// member reads a change of standing. Of the bot itself, the session is that of who caused it; of others, that of who
// changed, since flows are about them.
func (u *Update) member(in *incomingMember, isBot bool) {
	u.Event.Kind = engine.MemberChanged
	u.Event.Time = unixTime(in.Date)
	u.Event.Member = &engine.MemberChange{Old: in.Old.word(), New: in.New.word(), Who: in.New.User.user(), IsBot: isBot}
	who := in.From.user()
	if !isBot {
		who = u.Event.Member.Who
	}
	u.at(in.Chat.chat(), who)
}

// word is the standing in one word: who is restricted without being a member has left.
func (in *incomingStanding) word() string {
	if in.Status == "restricted" && in.IsMember != nil && !*in.IsMember {
		return "left"
	}
	return in.Status
}

// RequestedStatus is MemberChange.New of who asks to join a chat. It is our word: Telegram has no status for it.
const RequestedStatus = "requested"

// joinRequest reads a request to join. Its session is the private chat in which the bot may answer for five minutes, even
// to users who never started it; Event.Raw has the invite link and the user's own words.
func (u *Update) joinRequest(in *incomingJoin, raw []byte) {
	who := in.From.user()
	u.Event.Kind = engine.MemberChanged
	u.Event.Time = unixTime(in.Date)
	u.Event.Member = &engine.MemberChange{Old: "left", New: RequestedStatus, Who: who}
	u.Event.UpdateKind, u.Event.Raw = u.Kind, raw
	u.at(in.Chat.chat(), who)
	if in.UserChatID != 0 {
		u.Key.ChatID = in.UserChatID
	}
}

// other keeps an update of a kind that is not known, with the chat and the user where they can be found.
func (u *Update) other(raw []byte) {
	*u = Update{ID: u.ID, Event: engine.Event{Kind: engine.OtherUpdate, Raw: raw}}
	members := fields(raw)
	for _, name := range slices.Sorted(maps.Keys(members)) { // there is one; should there be more, always the same
		if !strings.EqualFold(name, "update_id") { // names are read in any case
			u.Kind = name
			break
		}
	}
	u.Event.UpdateKind = u.Kind
	var in incomingAny
	if json.Unmarshal(members[u.Kind], &in) != nil {
		return // of an unknown shape
	}
	u.Event.Time = unixTime(in.Date)
	var who engine.User
	switch {
	case in.From != nil:
		who = in.From.user()
	case in.User != nil:
		who = in.User.user()
	}
	switch {
	case in.Chat != nil:
		u.at(in.Chat.chat(), who)
	case who.ID != 0:
		u.at(privately(who), who)
	}
}

func (in *incomingUser) user() engine.User {
	return engine.User{
		ID: in.ID, FirstName: in.FirstName, LastName: in.LastName, Username: in.Username,
		Language: in.LanguageCode, Premium: in.IsPremium, Bot: in.IsBot,
	}
}

func (in *incomingChat) chat() engine.Chat {
	return engine.Chat{ID: in.ID, Type: in.Type, Title: in.Title, Username: in.Username}
}

// unixTime is zero for zero, which Telegram uses for "not known", and for seconds that JSON could not carry as a date.
func unixTime(seconds int64) time.Time {
	if seconds <= 0 || seconds > maxUnixSeconds {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

const maxUnixSeconds = 253402300799 // the end of the year 9999
