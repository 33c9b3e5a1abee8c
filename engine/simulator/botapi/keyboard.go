package botapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// Limits of keyboards. The documentation gives callback_data, copy_text and the
// placeholder; the counts are what clients and servers are known to take
// (github.com/tginfo/Telegram-Limits, issues 187 and 228).
const (
	maxCallbackData   = 64 // bytes
	maxCopyText       = 256
	maxPlaceholder    = 64
	maxMarkup         = 10 * 1024 // bytes of JSON
	maxInlineButtons  = 100
	maxInlineRow      = 8
	maxReplyButtons   = 300
	maxReplyRow       = 12
	maxRequestedUsers = 10
)

// markupJSON is every kind of reply_markup in one shape.
type markupJSON struct {
	Inline      [][]InlineButton `json:"inline_keyboard"`
	Keyboard    [][]ReplyButton  `json:"keyboard"`
	Persistent  bool             `json:"is_persistent"`
	Resize      bool             `json:"resize_keyboard"`
	OneTime     bool             `json:"one_time_keyboard"`
	Placeholder string           `json:"input_field_placeholder"`
	Selective   bool             `json:"selective"`
	Remove      bool             `json:"remove_keyboard"`
	ForceReply  bool             `json:"force_reply"`
}

// UnmarshalJSON takes a button given as an object or as its bare text.
func (b *ReplyButton) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &b.Text)
	}
	type plain ReplyButton
	return json.Unmarshal(data, (*plain)(b))
}

// markup reads reply_markup and checks everything that does not depend on the
// chat.
func (r *request) markup() (markup, *Error) {
	source := r.str("reply_markup")
	if source == "" {
		return markup{}, nil
	}
	var in markupJSON
	if err := json.Unmarshal([]byte(source), &in); err != nil {
		return markup{}, markupError(source, err)
	}
	r.noteUnknownFields(source)
	if len(source) > maxMarkup {
		return markup{}, badRequest("reply markup is too long")
	}
	inline, reply := nonEmptyRows(in.Inline), nonEmptyRows(in.Keyboard)
	switch {
	case len(reply) > 0:
		if len(inline) > 0 {
			r.note("reply_markup", "inline and reply keyboards are combined; only the reply keyboard is sent")
		}
		if err := checkReplyKeyboard(reply, in.Placeholder); err != nil {
			return markup{}, err
		}
		return markup{reply: &ReplyKeyboard{
			Rows: reply, Persistent: in.Persistent, Resize: in.Resize, OneTime: in.OneTime,
			Placeholder: in.Placeholder, Selective: in.Selective,
		}}, nil
	case len(inline) > 0:
		if err := checkInlineKeyboard(inline); err != nil {
			return markup{}, err
		}
		return markup{inline: &InlineKeyboard{Rows: inline}}, nil
	case in.Remove:
		return markup{remove: true}, nil
	case in.ForceReply:
		return markup{forceReply: true}, nil
	default:
		return markup{}, nil
	}
}

// nonEmptyRows drops rows without buttons, as the server does.
func nonEmptyRows[B any](rows [][]B) [][]B {
	var out [][]B
	for _, row := range rows {
		if len(row) > 0 {
			out = append(out, row)
		}
	}
	return out
}

// noteUnknownFields reports fields of the markup that Telegram would ignore.
func (r *request) noteUnknownFields(source string) {
	d := json.NewDecoder(strings.NewReader(source))
	d.DisallowUnknownFields()
	if err := d.Decode(new(markupJSON)); err != nil {
		r.note("reply_markup", strings.TrimPrefix(err.Error(), "json: "))
	}
}

// markupError puts a decoding error into Telegram's words.
func markupError(source string, err error) *Error {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return badRequest("can't parse reply keyboard markup JSON object")
	}
	inline := bytes.Contains([]byte(source), []byte(`"inline_keyboard"`))
	switch {
	case wrong.Field == "":
		return badRequest("object expected as reply markup")
	case wrong.Field == "keyboard" && wrong.Value == "object", wrong.Field == "keyboard" && wrong.Value != "array":
		return badRequest(`field "keyboard" must be an Array of Arrays`)
	case wrong.Field == "inline_keyboard":
		return badRequest(`field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays`)
	case inline:
		return badRequest("can't parse inline keyboard button: Field %q must be of type %s", lastField(wrong.Field), jsonKind(wrong))
	default:
		return badRequest("can't parse keyboard button: Field %q must be of type %s", lastField(wrong.Field), jsonKind(wrong))
	}
}

func checkInlineKeyboard(rows [][]InlineButton) *Error {
	count := 0
	for i, row := range rows {
		count += len(row)
		if len(row) > maxInlineRow || count > maxInlineButtons {
			return badRequest("reply markup is too long")
		}
		for j := range row {
			if err := row[j].check(i == 0 && j == 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// check checks one button; first tells whether it is the first of its message.
func (b *InlineButton) check(first bool) *Error {
	if n := b.actions(); n == 0 {
		return badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	} else if n > 1 {
		// The server would take one of them and drop the rest; the
		// documentation allows exactly one.
		return badRequest("can't parse inline keyboard button: exactly one of the optional action fields must be used")
	}
	if b.Text == "" {
		return badRequest("inline keyboard button text must be non-empty")
	}
	if b.Style != "" && b.Style != "danger" && b.Style != "success" && b.Style != "primary" {
		return badRequest("can't parse inline keyboard button: invalid button style specified")
	}
	switch {
	case len(b.CallbackData) > maxCallbackData:
		return badRequest("BUTTON_DATA_INVALID")
	case b.URL != "":
		if _, isUser := linkUserID(b.URL); isUser {
			return nil
		}
		if _, problem := checkLink(b.URL, false); problem != "" {
			return badRequest("inline keyboard button %s", problem)
		}
	case b.WebApp != nil:
		if _, problem := checkLink(b.WebApp.URL, true); problem != "" {
			return badRequest("inline keyboard button Web App %s", problem)
		}
	case b.LoginURL != nil:
		if _, problem := checkLink(b.LoginURL.URL, true); problem != "" {
			return badRequest("inline keyboard button login %s", problem)
		}
	case b.CopyText != nil:
		if n := utf8.RuneCountInString(b.CopyText.Text); n < 1 || n > maxCopyText {
			return badRequest("BUTTON_COPY_TEXT_INVALID")
		}
	case (b.Pay || len(b.CallbackGame) > 0) && !first:
		return badRequest("BUTTON_POS_INVALID")
	}
	return nil
}

// actions counts what the button would do; empty strings count as absent where
// the server reads them so.
func (b *InlineButton) actions() int {
	n := 0
	for _, has := range []bool{
		b.URL != "", b.CallbackData != "", b.WebApp != nil, b.LoginURL != nil, b.SwitchInlineQuery != nil,
		b.SwitchInlineQueryCurrentChat != nil, b.SwitchInlineQueryChosenChat != nil, b.CopyText != nil,
		len(b.CallbackGame) > 0, b.Pay,
	} {
		if has {
			n++
		}
	}
	return n
}

func checkReplyKeyboard(rows [][]ReplyButton, placeholder string) *Error {
	if utf8.RuneCountInString(placeholder) > maxPlaceholder {
		return badRequest("input field placeholder is too long")
	}
	count := 0
	for _, row := range rows {
		count += len(row)
		if len(row) > maxReplyRow || count > maxReplyButtons {
			return badRequest("reply markup is too long")
		}
		for _, b := range row {
			if err := b.check(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b ReplyButton) check() *Error {
	n := 0
	for _, has := range []bool{
		b.RequestUsers != nil, b.RequestChat != nil, b.RequestManagedBot != nil, b.RequestContact,
		b.RequestLocation, b.RequestPoll != nil, b.WebApp != nil,
	} {
		if has {
			n++
		}
	}
	switch {
	case b.Text == "":
		return badRequest("keyboard button text must be non-empty")
	case n > 1:
		return badRequest("can't parse keyboard button: at most one of the optional action fields must be used")
	case b.RequestUsers != nil && (b.RequestUsers.MaxQuantity < 0 || b.RequestUsers.MaxQuantity > maxRequestedUsers):
		return badRequest("BUTTON_USER_INVALID")
	case b.WebApp != nil:
		if _, problem := checkLink(b.WebApp.URL, true); problem != "" {
			return badRequest("keyboard button Web App %s", problem)
		}
	}
	return nil
}

// allowedIn checks what depends on the message and the chat it goes to.
func (m markup) allowedIn(private, channel, invoice bool) *Error {
	if m.reply != nil && !private {
		for _, row := range m.reply.Rows {
			for _, b := range row {
				if err := b.allowedOutsidePrivate(); err != nil {
					return err
				}
			}
		}
	}
	if m.inline == nil {
		return nil
	}
	for i, row := range m.inline.Rows {
		for j := range row {
			b := &row[j]
			switch {
			case b.WebApp != nil && !private, b.Pay && !invoice:
				return badRequest("BUTTON_TYPE_INVALID")
			case channel && (b.SwitchInlineQuery != nil || b.SwitchInlineQueryChosenChat != nil):
				return badRequest("can't use switch_inline_query button in a channel chat, because users will not be able to use the button without knowing bot's username")
			case channel && b.SwitchInlineQueryCurrentChat != nil:
				return badRequest("can't use switch_inline_query_current_chat button in a channel chat, because users will not be able to use the button without knowing bot's username")
			case invoice && i == 0 && j == 0 && !b.Pay:
				return badRequest("REPLY_MARKUP_BUY_EMPTY")
			}
		}
	}
	return nil
}

func (b ReplyButton) allowedOutsidePrivate() *Error {
	switch {
	case b.RequestContact:
		return badRequest("phone number can be requested in private chats only")
	case b.RequestLocation:
		return badRequest("location can be requested in private chats only")
	case b.RequestPoll != nil:
		return badRequest("poll can be requested in private chats only")
	case b.WebApp != nil:
		return badRequest("web App buttons can be used in private chats only")
	case b.RequestUsers != nil:
		return badRequest("users can be requested in private chats only")
	case b.RequestChat != nil:
		return badRequest("chats can be requested in private chats only")
	default:
		return nil
	}
}
