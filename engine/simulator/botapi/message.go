package botapi

import (
	"encoding/json"
	"time"
)

// Message is the Bot API's Message, with what a person's screen shows besides.
// A value got from the simulator is a copy that never changes.
type Message struct {
	ID              int64              `json:"message_id"`
	ThreadID        int64              `json:"message_thread_id,omitempty"`
	From            *User              `json:"from,omitempty"`
	SenderChat      *ChatInfo          `json:"sender_chat,omitempty"`
	Date            int64              `json:"date"` // Unix seconds
	Chat            ChatInfo           `json:"chat"`
	ForwardOrigin   *Origin            `json:"forward_origin,omitempty"`
	IsTopicMessage  bool               `json:"is_topic_message,omitempty"`
	ReplyTo         *Message           `json:"reply_to_message,omitempty"`
	ViaBot          *User              `json:"via_bot,omitempty"`
	EditDate        int64              `json:"edit_date,omitempty"` // Unix seconds, 0 when never edited
	Protected       bool               `json:"has_protected_content,omitempty"`
	MediaGroupID    string             `json:"media_group_id,omitempty"`
	Text            string             `json:"text,omitempty"`
	Entities        []Entity           `json:"entities,omitempty"`
	LinkPreview     json.RawMessage    `json:"link_preview_options,omitempty"`
	EffectID        string             `json:"effect_id,omitempty"`
	Animation       *Media             `json:"animation,omitempty"`
	Audio           *Media             `json:"audio,omitempty"`
	Document        *Media             `json:"document,omitempty"`
	Photo           []Media            `json:"photo,omitempty"` // sizes, smallest first
	Sticker         *Media             `json:"sticker,omitempty"`
	Video           *Media             `json:"video,omitempty"`
	VideoNote       *Media             `json:"video_note,omitempty"`
	Voice           *Media             `json:"voice,omitempty"`
	Caption         string             `json:"caption,omitempty"`
	CaptionEntities []Entity           `json:"caption_entities,omitempty"`
	CaptionAbove    bool               `json:"show_caption_above_media,omitempty"`
	Spoiler         bool               `json:"has_media_spoiler,omitempty"`
	Contact         *Contact           `json:"contact,omitempty"`
	Dice            *Dice              `json:"dice,omitempty"`
	Poll            *Poll              `json:"poll,omitempty"`
	Venue           *Venue             `json:"venue,omitempty"`
	Location        *Location          `json:"location,omitempty"`
	NewMembers      []User             `json:"new_chat_members,omitempty"`
	LeftMember      *User              `json:"left_chat_member,omitempty"`
	MigrateTo       int64              `json:"migrate_to_chat_id,omitempty"`
	MigrateFrom     int64              `json:"migrate_from_chat_id,omitempty"`
	PinnedMessage   *Message           `json:"pinned_message,omitempty"`
	Invoice         *Invoice           `json:"invoice,omitempty"`
	Paid            *SuccessfulPayment `json:"successful_payment,omitempty"`
	Refunded        *RefundedPayment   `json:"refunded_payment,omitempty"`
	UsersShared     *UsersShared       `json:"users_shared,omitempty"`
	ChatShared      *ChatShared        `json:"chat_shared,omitempty"`
	TopicCreated    *ForumTopic        `json:"forum_topic_created,omitempty"`
	WebAppData      *WebAppData        `json:"web_app_data,omitempty"`
	ReplyMarkup     *InlineKeyboard    `json:"reply_markup,omitempty"`

	// Edits counts the edits that changed something.
	Edits int `json:"-"`
	// Keyboard is the reply keyboard that came with the message, if any.
	Keyboard *ReplyKeyboard `json:"-"`
	// ForceReply tells that the message asks for a reply.
	ForceReply bool `json:"-"`
	// InvoiceState is "" for anything but invoices.
	InvoiceState InvoiceState `json:"-"`
	// Reactions are the emojis that the bot put on the message.
	Reactions []string `json:"-"`
	// Pinned tells whether the message is pinned now.
	Pinned bool `json:"-"`

	invoice *invoice
	charge  string // of a paid invoice
	at      time.Time
}

// media is the attachment that a caption belongs to, nil without one. kind is
// the word used by InputMedia.
func (m *Message) media() (kind string, file *Media) {
	switch {
	case len(m.Photo) > 0:
		return "photo", &m.Photo[len(m.Photo)-1]
	case m.Animation != nil:
		return "animation", m.Animation
	case m.Video != nil:
		return "video", m.Video
	case m.Audio != nil:
		return "audio", m.Audio
	case m.Document != nil:
		return "document", m.Document
	case m.Voice != nil:
		return "voice", m.Voice
	default:
		return "", nil
	}
}

// service tells whether the message is an event of the chat, not a content.
func (m *Message) service() bool {
	return len(m.NewMembers) > 0 || m.LeftMember != nil || m.MigrateTo != 0 || m.MigrateFrom != 0 ||
		m.PinnedMessage != nil || m.Paid != nil || m.Refunded != nil || m.TopicCreated != nil
}
