package engine

import (
	"encoding/json"
	"time"
)

// EffectKind says what an effect does.
type EffectKind string

// The kinds of effects. Each names the field of Effect that holds its data.
const (
	SendMessage    EffectKind = "send"         // Content
	EditMessage    EffectKind = "edit"         // Target, Content; Invoice for a card that keeps its pay button
	DeleteMessage  EffectKind = "delete"       // Target
	AnswerButton   EffectKind = "answer"       // Answer
	AnswerCheckout EffectKind = "checkout"     // CheckoutAnswer
	SendInvoice    EffectKind = "invoice"      // Invoice, Content (the card, optional)
	ShowAction     EffectKind = "action"       // Action, e.g. "typing"
	ShowDraft      EffectKind = "draft"        // Draft, Target, Content: a line that is no message yet, see Turn.Draft
	NotifyStaff    EffectKind = "notify_staff" // Content, Roles: the host makes one send for each member
	CallMethod     EffectKind = "call"         // Call: any Bot API method
	AnswerCaller   EffectKind = "reply"        // Reply: to the caller of a webhook; not sent to Telegram
)

// Effect is what a turn asks the outside to do. Effects of a session are performed in order, after the commit, at
// least once; Key is the same whenever the same turn is run again.
type Effect struct {
	Key    string        `json:"key"` // unique in the bot: chat, user, turn and number
	Kind   EffectKind    `json:"kind"`
	ChatID int64         `json:"chat_id"`
	Flow   string        `json:"flow,omitempty"` // the block that asked
	Block  string        `json:"block,omitempty"`
	Turn   int64         `json:"turn"`
	Delay  time.Duration `json:"delay,omitempty"` // not before this long after the turn, nanoseconds
	Slot   string        `json:"slot,omitempty"`  // name under which the sent message can be edited or deleted later
	// Once is set where a repeat after a crash would hurt (invoices): what may have been sent is not sent again.
	Once bool `json:"once,omitempty"`
	// Bulk is set by the host where the effect answers nobody, such as an appointment that comes for thousands at once: it
	// goes behind replies to others, though never out of its chat's order, and is not tried where the bot is blocked.
	Bulk bool `json:"bulk,omitempty"`
	// Gen is the block's own wait (Turn.Gen), which is to hear what became of the effect, by SendDone or SendFailed; 0 if
	// the block does not wait for that.
	Gen int64 `json:"gen,omitempty"`
	// GiveBack is what was spent for what the effect brings: it goes back to the account if the effect is refused for good,
	// whatever the session is doing by then. Key, if set, lets several effects give back the same once.
	GiveBack *Movement `json:"give_back,omitempty"`

	Content *Content        `json:"content,omitempty"`
	Target  *Target         `json:"target,omitempty"`
	Answer  *ButtonAnswer   `json:"answer,omitempty"`
	Query   *CheckoutAnswer `json:"query,omitempty"`
	Invoice *Invoice        `json:"invoice,omitempty"`
	Action  string          `json:"action,omitempty"`
	Draft   *DraftMark      `json:"draft,omitempty"`
	Roles   []string        `json:"roles,omitempty"`
	Call    *MethodCall     `json:"call,omitempty"`
	Reply   *Reply          `json:"reply,omitempty"`
}

// Content is a message to be sent, without its address.
type Content struct {
	Text     string         `json:"text,omitempty"`  // Telegram's HTML subset, values already escaped; caption if there is media
	Plain    bool           `json:"plain,omitempty"` // Text has no markup at all
	Media    []Media        `json:"media,omitempty"` // more than one is an album
	Inline   [][]Button     `json:"inline,omitempty"`
	Keyboard *ReplyKeyboard `json:"keyboard,omitempty"`
	Silent   bool           `json:"silent,omitempty"`
	Protect  bool           `json:"protect,omitempty"`
	Preview  string         `json:"preview,omitempty"`  // link preview: "" default, off, small, large, above
	ReplyTo  int64          `json:"reply_to,omitempty"` // message id; sent without it if that is gone
	TopicID  int64          `json:"topic_id,omitempty"`
	Effect   string         `json:"effect,omitempty"` // message_effect_id, private chats only
	Split    bool           `json:"split,omitempty"`  // a text over Telegram's limit goes as several messages
	Location *Location      `json:"location,omitempty"`
	Contact  *Contact       `json:"contact,omitempty"`
}

// Media is one file to be sent: exactly one of FileID, URL, Asset and Data is set.
type Media struct {
	Kind   string `json:"kind"`              // photo, video, audio, voice, file, animation, sticker, video_note
	FileID string `json:"file_id,omitempty"` // or the id of a file that the bot keeps itself (IsKept)
	URL    string `json:"url,omitempty"`     // Telegram fetches it; on refusal we fetch and upload
	// Headers go with our own fetch of URL, which Telegram does not know then. They and URL may hold secret marks.
	Headers []Header `json:"headers,omitempty"`
	Asset   string   `json:"asset,omitempty"` // name in the bot's media library
	Data    []byte   `json:"data,omitempty"`  // small generated files only
	Name    string   `json:"name,omitempty"`
	Spoiler bool     `json:"spoiler,omitempty"`
}

// Button is one inline button: Label and exactly one other field.
type Button struct {
	Label        string     `json:"label"`
	Token        string     `json:"token,omitempty"` // callback_data, 1-64 bytes: Telegram Bot API, InlineKeyboardButton
	URL          string     `json:"url,omitempty"`
	WebApp       string     `json:"web_app,omitempty"`
	Login        *LoginLink `json:"login,omitempty"`
	Inline       *string    `json:"inline,omitempty"`      // switch_inline_query
	InlineHere   *string    `json:"inline_here,omitempty"` // switch_inline_query_current_chat
	InlineChosen *string    `json:"inline_chosen,omitempty"`
	Copy         string     `json:"copy,omitempty"` // 1-256 characters
	Pay          bool       `json:"pay,omitempty"`
	Game         bool       `json:"game,omitempty"`
	Style        string     `json:"style,omitempty"` // danger, success, primary
	Icon         string     `json:"icon,omitempty"`  // custom emoji id
}

// LoginLink opens a page with the user signed in.
type LoginLink struct {
	URL         string `json:"url"`
	ForwardText string `json:"forward_text,omitempty"`
	Bot         string `json:"bot,omitempty"`
	WriteAccess bool   `json:"write_access,omitempty"`
}

// ReplyKeyboard is the keyboard below the input field, its removal, or a forced reply.
type ReplyKeyboard struct {
	Rows        [][]ReplyButton `json:"rows,omitempty"`
	Remove      bool            `json:"remove,omitempty"`
	ForceReply  bool            `json:"force_reply,omitempty"`
	OneTime     bool            `json:"one_time,omitempty"`
	Persistent  bool            `json:"persistent,omitempty"`
	Selective   bool            `json:"selective,omitempty"`
	Placeholder string          `json:"placeholder,omitempty"` // ≤ 64 characters
}

// ReplyButton is one button of a reply keyboard.
type ReplyButton struct {
	Label    string        `json:"label"`
	Contact  bool          `json:"contact,omitempty"`  // asks for the phone number
	Location bool          `json:"location,omitempty"` // asks for the place
	Poll     string        `json:"poll,omitempty"`     // asks for a poll: any, quiz, regular
	WebApp   string        `json:"web_app,omitempty"`
	Users    *UsersRequest `json:"users,omitempty"`
	Chat     *ChatRequest  `json:"chat,omitempty"`
}

// UsersRequest asks to pick users.
type UsersRequest struct {
	ID  int64 `json:"id"`
	Max int   `json:"max,omitempty"` // 1-10
	Bot *bool `json:"bot,omitempty"`
}

// ChatRequest asks to pick a chat.
type ChatRequest struct {
	ID      int64 `json:"id"`
	Channel bool  `json:"channel,omitempty"`
	Member  bool  `json:"member,omitempty"` // the bot must be in it
}

// Target names a message that was sent earlier: by slot, by id, or the last ones.
type Target struct {
	Slot      string `json:"slot,omitempty"`
	MessageID int64  `json:"message_id,omitempty"`
	Last      int    `json:"last,omitempty"`    // delete: this many of the bot's last messages
	Buttons   bool   `json:"buttons,omitempty"` // only the buttons: delete takes them away, edit sets them to Content.Inline
	OrSend    bool   `json:"or_send,omitempty"` // edit: send anew where editing is not possible
}

// DraftMark says which draft is shown. Where the platform takes no draft, its content is a message under the target's slot,
// which is edited from then on.
type DraftMark struct {
	ID    int64 `json:"id"`              // the draft_id, not 0
	Again bool  `json:"again,omitempty"` // shows what was shown before: a message that stands for the draft stays as it is
}

// ButtonAnswer ends the spinner of a pressed button.
type ButtonAnswer struct {
	QueryID string `json:"query_id"`
	Text    string `json:"text,omitempty"` // 0-200 characters: Telegram Bot API, answerCallbackQuery
	Alert   bool   `json:"alert,omitempty"`
	URL     string `json:"url,omitempty"`
}

// CheckoutAnswer answers a pre-checkout or shipping query.
type CheckoutAnswer struct {
	QueryID string `json:"query_id"`
	OK      bool   `json:"ok"`
	Text    string `json:"text,omitempty"` // why not, for the buyer
	// Shipping is set where the query asked for shipping options.
	Shipping []ShippingOption `json:"shipping,omitempty"`
}

// ShippingOption is one way of delivery with its prices.
type ShippingOption struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Prices []Price `json:"prices"`
}

// Invoice is an offer to pay. With Effect.Content set it is shown as a card: a message of ours with a pay button made
// from an invoice link, which can be edited later; otherwise as Telegram's own invoice message.
type Invoice struct {
	OrderID      string          `json:"order_id"`    // the payload, 1-128 bytes
	Title        string          `json:"title"`       // 1-32 characters
	Description  string          `json:"description"` // 1-255 characters
	Currency     string          `json:"currency"`    // ISO 4217, or XTR for Stars
	Prices       []Price         `json:"prices"`
	Provider     string          `json:"provider,omitempty"` // name of the secret that holds the provider token; empty for Stars
	MaxTip       int64           `json:"max_tip,omitempty"`
	Tips         []int64         `json:"tips,omitempty"`
	PhotoURL     string          `json:"photo_url,omitempty"`
	NeedName     bool            `json:"need_name,omitempty"`
	NeedPhone    bool            `json:"need_phone,omitempty"`
	NeedEmail    bool            `json:"need_email,omitempty"`
	NeedAddress  bool            `json:"need_address,omitempty"`
	Flexible     bool            `json:"flexible,omitempty"`
	SendPhone    bool            `json:"send_phone,omitempty"`
	SendEmail    bool            `json:"send_email,omitempty"`
	ProviderData json.RawMessage `json:"provider_data,omitempty"`
	PayLabel     string          `json:"pay_label,omitempty"`
	Inline       [][]Button      `json:"inline,omitempty"` // further buttons under the pay button
	StartParam   string          `json:"start_param,omitempty"`
	Subscription int64           `json:"subscription,omitempty"` // seconds; Stars only, 2592000
}

// Price is one line of an invoice.
type Price struct {
	Label  string `json:"label"`
	Amount int64  `json:"amount"` // minor units; whole Stars for XTR
}

// MethodCall is any method of the Bot API.
type MethodCall struct {
	Method string         `json:"method"`
	Params map[string]any `json:"params,omitempty"`
}
