package telegram

import "encoding/json"

// The parts of an update that are read. Telegram's types have several hundred fields; reading these only is what keeps
// decoding at a few microseconds.

type incomingUpdate struct {
	ID              int64             `json:"update_id"`
	Message         *incomingMessage  `json:"message"`
	EditedMessage   *incomingMessage  `json:"edited_message"`
	ChannelPost     *incomingMessage  `json:"channel_post"`
	EditedPost      *incomingMessage  `json:"edited_channel_post"`
	CallbackQuery   *incomingCallback `json:"callback_query"`
	PreCheckout     *incomingCheckout `json:"pre_checkout_query"`
	ShippingQuery   *incomingCheckout `json:"shipping_query"`
	MyChatMember    *incomingMember   `json:"my_chat_member"`
	ChatMember      *incomingMember   `json:"chat_member"`
	ChatJoinRequest *incomingJoin     `json:"chat_join_request"`
}

// present notes that a field is there, without keeping it.
type present bool

// UnmarshalJSON is true for everything but null.
func (p *present) UnmarshalJSON(b []byte) error {
	*p = string(b) != "null"
	return nil
}

type incomingUser struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name"`
	Username     string `json:"username"`
	LanguageCode string `json:"language_code"`
	IsPremium    bool   `json:"is_premium"`
}

type incomingChat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Username  string `json:"username"`
}

type incomingMessage struct {
	MessageID       int64            `json:"message_id"`
	MessageThreadID int64            `json:"message_thread_id"`
	IsTopicMessage  bool             `json:"is_topic_message"`
	From            *incomingUser    `json:"from"`
	SenderChat      *incomingChat    `json:"sender_chat"`
	Chat            incomingChat     `json:"chat"`
	Date            int64            `json:"date"`
	EditDate        int64            `json:"edit_date"`
	ForwardOrigin   present          `json:"forward_origin"`
	ForwardDate     present          `json:"forward_date"`
	ReplyToMessage  *incomingReply   `json:"reply_to_message"`
	MediaGroupID    string           `json:"media_group_id"`
	Text            string           `json:"text"`
	Entities        []incomingEntity `json:"entities"`
	Caption         string           `json:"caption"`
	CaptionEntities []incomingEntity `json:"caption_entities"`

	Photo     []incomingFile    `json:"photo"`
	Video     *incomingFile     `json:"video"`
	Audio     *incomingFile     `json:"audio"`
	Voice     *incomingFile     `json:"voice"`
	VideoNote *incomingFile     `json:"video_note"`
	Document  *incomingFile     `json:"document"`
	Animation *incomingFile     `json:"animation"`
	Sticker   *incomingFile     `json:"sticker"`
	Contact   *incomingContact  `json:"contact"`
	Venue     *incomingVenue    `json:"venue"`
	Location  *incomingLocation `json:"location"`
	Poll      *incomingPoll     `json:"poll"`
	Dice      *incomingDice     `json:"dice"`

	WebAppData  *incomingWebApp  `json:"web_app_data"`
	UsersShared *incomingShared  `json:"users_shared"`
	ChatShared  *incomingShared  `json:"chat_shared"`
	Payment     *incomingPayment `json:"successful_payment"`
	Refund      *incomingPayment `json:"refunded_payment"`
	MigrateTo   int64            `json:"migrate_to_chat_id"`
}

type incomingReply struct {
	MessageID         int64   `json:"message_id"`
	Text              string  `json:"text"`
	Caption           string  `json:"caption"`
	ForumTopicCreated present `json:"forum_topic_created"`
}

type incomingEntity struct {
	Type          string        `json:"type"`
	Offset        int           `json:"offset"`
	Length        int           `json:"length"`
	URL           string        `json:"url"`
	User          *incomingUser `json:"user"`
	Language      string        `json:"language"`
	CustomEmojiID string        `json:"custom_emoji_id"`
}

type incomingFile struct {
	FileID       string `json:"file_id"`
	FileUniqueID string `json:"file_unique_id"`
	FileName     string `json:"file_name"`
	MIMEType     string `json:"mime_type"`
	FileSize     int64  `json:"file_size"`
	Duration     int    `json:"duration"`
	Width        int    `json:"width"`
	Height       int    `json:"height"`
	Length       int    `json:"length"` // side of a video note
}

type incomingContact struct {
	PhoneNumber string `json:"phone_number"`
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name"`
	UserID      int64  `json:"user_id"`
}

type incomingLocation struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Accuracy  float64 `json:"horizontal_accuracy"`
	Live      int     `json:"live_period"`
}

type incomingVenue struct {
	Location incomingLocation `json:"location"`
	Title    string           `json:"title"`
	Address  string           `json:"address"`
}

type incomingPoll struct {
	Question string `json:"question"`
}

type incomingDice struct {
	Value int `json:"value"`
}

type incomingWebApp struct {
	Data string `json:"data"`
}

// incomingShared is users_shared or chat_shared.
type incomingShared struct {
	RequestID int64 `json:"request_id"`
	Users     []struct {
		UserID int64 `json:"user_id"`
	} `json:"users"`
	ChatID int64 `json:"chat_id"`
}

type incomingOrderInfo struct {
	Name            string           `json:"name"`
	PhoneNumber     string           `json:"phone_number"`
	Email           string           `json:"email"`
	ShippingAddress *incomingAddress `json:"shipping_address"`
}

type incomingAddress struct {
	CountryCode string `json:"country_code"`
	State       string `json:"state"`
	City        string `json:"city"`
	StreetLine1 string `json:"street_line1"`
	StreetLine2 string `json:"street_line2"`
	PostCode    string `json:"post_code"`
}

type incomingPayment struct {
	Currency                string            `json:"currency"`
	TotalAmount             int64             `json:"total_amount"`
	InvoicePayload          string            `json:"invoice_payload"`
	TelegramPaymentChargeID string            `json:"telegram_payment_charge_id"`
	ProviderPaymentChargeID string            `json:"provider_payment_charge_id"`
	IsRecurring             bool              `json:"is_recurring"`
	IsFirstRecurring        bool              `json:"is_first_recurring"`
	SubscriptionExpiration  int64             `json:"subscription_expiration_date"`
	ShippingOptionID        string            `json:"shipping_option_id"`
	OrderInfo               incomingOrderInfo `json:"order_info"`
}

type incomingCallback struct {
	ID      string           `json:"id"`
	From    incomingUser     `json:"from"`
	Message *incomingPressed `json:"message"` // with date 0 where the bot cannot see it any more
	Data    string           `json:"data"`
}

type incomingPressed struct {
	MessageID   int64            `json:"message_id"`
	Chat        incomingChat     `json:"chat"`
	ReplyMarkup incomingKeyboard `json:"reply_markup"`
}

// incomingKeyboard is the buttons under a message, of which one was pressed.
type incomingKeyboard struct {
	Rows [][]incomingButton `json:"inline_keyboard"`
}

type incomingButton struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

// label is what stands on the button with the data; empty if there is none.
func (k *incomingKeyboard) label(data string) string {
	for _, row := range k.Rows {
		for i := range row {
			if row[i].Data == data {
				return row[i].Text
			}
		}
	}
	return ""
}

// incomingCheckout is a pre-checkout or a shipping query.
type incomingCheckout struct {
	ID               string            `json:"id"`
	From             incomingUser      `json:"from"`
	Currency         string            `json:"currency"`
	TotalAmount      int64             `json:"total_amount"`
	InvoicePayload   string            `json:"invoice_payload"`
	ShippingOptionID string            `json:"shipping_option_id"`
	ShippingAddress  *incomingAddress  `json:"shipping_address"` // of a shipping query
	OrderInfo        incomingOrderInfo `json:"order_info"`       // of a pre-checkout query
}

type incomingStanding struct {
	Status   string       `json:"status"`
	User     incomingUser `json:"user"`
	IsMember *bool        `json:"is_member"` // of the restricted
}

type incomingMember struct {
	Chat incomingChat     `json:"chat"`
	From incomingUser     `json:"from"`
	Date int64            `json:"date"`
	Old  incomingStanding `json:"old_chat_member"`
	New  incomingStanding `json:"new_chat_member"`
}

type incomingJoin struct {
	Chat       incomingChat `json:"chat"`
	From       incomingUser `json:"from"`
	UserChatID int64        `json:"user_chat_id"`
	Date       int64        `json:"date"`
}

// incomingAny is what most other kinds of updates have in common.
type incomingAny struct {
	From *incomingUser `json:"from"`
	User *incomingUser `json:"user"`
	Chat *incomingChat `json:"chat"`
	Date int64         `json:"date"`
}

// fields reads an object's members without reading them; nil if it is no object.
func fields(raw []byte) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	return m
}
