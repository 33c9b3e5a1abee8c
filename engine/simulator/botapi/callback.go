package botapi

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// maxAnswer: Bot API, answerCallbackQuery.text.
const maxAnswer = 200

// CallbackAnswer is what a person sees after pressing a button: a toast, an
// alert, a page that opens, or nothing but the end of the spinner.
type CallbackAnswer struct {
	QueryID   string
	MessageID int64
	Text      string
	Alert     bool
	URL       string
	At        time.Time
}

// callbackQuery is the Bot API's CallbackQuery.
type callbackQuery struct {
	ID           string   `json:"id"`
	From         User     `json:"from"`
	Message      *Message `json:"message,omitempty"`
	ChatInstance string   `json:"chat_instance"`
	Data         string   `json:"data,omitempty"`
}

func answerCallbackQuery(b *bot, r *request) (any, *Error) {
	text := r.str("text")
	if utf8.RuneCountInString(text) > maxAnswer {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	address := r.str("url")
	if address != "" && !b.ownLink(address) {
		return nil, badRequest("URL_INVALID")
	}
	q, err := b.takeQuery(r.str("callback_query_id"), "callback_query")
	if err != nil {
		return nil, err
	}
	q.chat.mu.Lock()
	defer q.chat.mu.Unlock()
	if b.server.crowded(len(q.chat.answers)) {
		q.chat.answers = q.chat.answers[:0]
	}
	q.chat.answers = append(q.chat.answers, CallbackAnswer{
		QueryID: q.id, MessageID: q.message, Text: text, Alert: r.bool("show_alert"), URL: address,
		At: b.server.now(),
	})
	return true, nil
}

// ownLink tells whether a callback may open the address: only links to the bot
// itself are allowed without a game.
func (b *bot) ownLink(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Hostname()) {
	case "t.me", "telegram.me":
		name, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
		return strings.EqualFold(name, b.user.Username)
	default:
		return u.Scheme == "tg" && strings.EqualFold(u.Query().Get("domain"), b.user.Username)
	}
}
