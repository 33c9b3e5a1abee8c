package botapi

import "encoding/json"

// InlineKeyboard is the Bot API's InlineKeyboardMarkup.
type InlineKeyboard struct {
	Rows [][]InlineButton `json:"inline_keyboard"`
}

// InlineButton is the Bot API's InlineKeyboardButton. A button taken by the
// simulator has exactly one action.
type InlineButton struct {
	Text                         string          `json:"text"`
	IconCustomEmojiID            string          `json:"icon_custom_emoji_id,omitempty"`
	Style                        string          `json:"style,omitempty"`
	URL                          string          `json:"url,omitempty"`
	CallbackData                 string          `json:"callback_data,omitempty"`
	WebApp                       *WebApp         `json:"web_app,omitempty"`
	LoginURL                     *LoginURL       `json:"login_url,omitempty"`
	SwitchInlineQuery            *string         `json:"switch_inline_query,omitempty"`
	SwitchInlineQueryCurrentChat *string         `json:"switch_inline_query_current_chat,omitempty"`
	SwitchInlineQueryChosenChat  *ChosenChat     `json:"switch_inline_query_chosen_chat,omitempty"`
	CopyText                     *CopyText       `json:"copy_text,omitempty"`
	CallbackGame                 json.RawMessage `json:"callback_game,omitempty"`
	Pay                          bool            `json:"pay,omitempty"`
}

// WebApp is the Bot API's WebAppInfo.
type WebApp struct {
	URL string `json:"url"`
}

// LoginURL is the Bot API's LoginUrl.
type LoginURL struct {
	URL                string `json:"url"`
	ForwardText        string `json:"forward_text,omitempty"`
	BotUsername        string `json:"bot_username,omitempty"`
	RequestWriteAccess bool   `json:"request_write_access,omitempty"`
}

// ChosenChat is the Bot API's SwitchInlineQueryChosenChat.
type ChosenChat struct {
	Query             string `json:"query,omitempty"`
	AllowUserChats    bool   `json:"allow_user_chats,omitempty"`
	AllowBotChats     bool   `json:"allow_bot_chats,omitempty"`
	AllowGroupChats   bool   `json:"allow_group_chats,omitempty"`
	AllowChannelChats bool   `json:"allow_channel_chats,omitempty"`
}

// CopyText is the Bot API's CopyTextButton.
type CopyText struct {
	Text string `json:"text"` // 1-256 characters
}

// ReplyKeyboard is the Bot API's ReplyKeyboardMarkup: what a person sees in
// place of the keyboard.
type ReplyKeyboard struct {
	Rows        [][]ReplyButton `json:"keyboard"`
	Persistent  bool            `json:"is_persistent,omitempty"`
	Resize      bool            `json:"resize_keyboard,omitempty"`
	OneTime     bool            `json:"one_time_keyboard,omitempty"`
	Placeholder string          `json:"input_field_placeholder,omitempty"`
	Selective   bool            `json:"selective,omitempty"`
}

// ReplyButton is the Bot API's KeyboardButton.
type ReplyButton struct {
	Text              string        `json:"text"`
	IconCustomEmojiID string        `json:"icon_custom_emoji_id,omitempty"`
	Style             string        `json:"style,omitempty"`
	RequestUsers      *RequestUsers `json:"request_users,omitempty"`
	RequestChat       *RequestChat  `json:"request_chat,omitempty"`
	RequestManagedBot *RequestBot   `json:"request_managed_bot,omitempty"`
	RequestContact    bool          `json:"request_contact,omitempty"`
	RequestLocation   bool          `json:"request_location,omitempty"`
	RequestPoll       *RequestPoll  `json:"request_poll,omitempty"`
	WebApp            *WebApp       `json:"web_app,omitempty"`
}

// RequestUsers is the Bot API's KeyboardButtonRequestUsers.
type RequestUsers struct {
	RequestID       int64 `json:"request_id"`
	UserIsBot       *bool `json:"user_is_bot,omitempty"`
	UserIsPremium   *bool `json:"user_is_premium,omitempty"`
	MaxQuantity     int   `json:"max_quantity,omitempty"` // 1-10, 1 when absent
	RequestName     bool  `json:"request_name,omitempty"`
	RequestUsername bool  `json:"request_username,omitempty"`
	RequestPhoto    bool  `json:"request_photo,omitempty"`
}

// RequestChat is the Bot API's KeyboardButtonRequestChat.
type RequestChat struct {
	RequestID               int64           `json:"request_id"`
	ChatIsChannel           bool            `json:"chat_is_channel"`
	ChatIsForum             *bool           `json:"chat_is_forum,omitempty"`
	ChatHasUsername         *bool           `json:"chat_has_username,omitempty"`
	ChatIsCreated           bool            `json:"chat_is_created,omitempty"`
	UserAdministratorRights json.RawMessage `json:"user_administrator_rights,omitempty"`
	BotAdministratorRights  json.RawMessage `json:"bot_administrator_rights,omitempty"`
	BotIsMember             bool            `json:"bot_is_member,omitempty"`
	RequestTitle            bool            `json:"request_title,omitempty"`
	RequestUsername         bool            `json:"request_username,omitempty"`
	RequestPhoto            bool            `json:"request_photo,omitempty"`
}

// RequestBot is the Bot API's KeyboardButtonRequestManagedBot.
type RequestBot struct {
	RequestID         int64  `json:"request_id"`
	SuggestedName     string `json:"suggested_name,omitempty"`
	SuggestedUsername string `json:"suggested_username,omitempty"`
}

// RequestPoll is the Bot API's KeyboardButtonPollType.
type RequestPoll struct {
	Type string `json:"type,omitempty"` // quiz, regular or "" for any
}

// markup is a parsed reply_markup; the zero value is none.
type markup struct {
	inline     *InlineKeyboard
	reply      *ReplyKeyboard
	remove     bool
	forceReply bool
}
