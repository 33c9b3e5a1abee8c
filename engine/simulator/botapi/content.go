package botapi

// Origin is the Bot API's MessageOrigin.
type Origin struct {
	Type       string    `json:"type"` // user, channel
	Date       int64     `json:"date"`
	SenderUser *User     `json:"sender_user,omitempty"`
	Chat       *ChatInfo `json:"chat,omitempty"`
	MessageID  int64     `json:"message_id,omitempty"`
}

// Contact is the Bot API's Contact.
type Contact struct {
	PhoneNumber string `json:"phone_number"`
	FirstName   string `json:"first_name"`
	LastName    string `json:"last_name,omitempty"`
	UserID      int64  `json:"user_id,omitempty"`
	VCard       string `json:"vcard,omitempty"`
}

// Location is the Bot API's Location, in degrees.
type Location struct {
	Latitude           float64 `json:"latitude"`
	Longitude          float64 `json:"longitude"`
	HorizontalAccuracy float64 `json:"horizontal_accuracy,omitempty"` // metres
	LivePeriod         int64   `json:"live_period,omitempty"`         // seconds
	Heading            int64   `json:"heading,omitempty"`
}

// Venue is the Bot API's Venue.
type Venue struct {
	Location       Location `json:"location"`
	Title          string   `json:"title"`
	Address        string   `json:"address"`
	FoursquareID   string   `json:"foursquare_id,omitempty"`
	FoursquareType string   `json:"foursquare_type,omitempty"`
}

// Dice is the Bot API's Dice.
type Dice struct {
	Emoji string `json:"emoji"`
	Value int    `json:"value"`
}

// UsersShared answers a request_users button.
type UsersShared struct {
	RequestID int64        `json:"request_id"`
	Users     []SharedUser `json:"users"`
}

// SharedUser is one user of UsersShared; names only where they were asked for.
type SharedUser struct {
	UserID    int64  `json:"user_id"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
}

// ChatShared answers a request_chat button.
type ChatShared struct {
	RequestID int64  `json:"request_id"`
	ChatID    int64  `json:"chat_id"`
	Title     string `json:"title,omitempty"`
	Username  string `json:"username,omitempty"`
}

// WebAppData is what a Mini App opened from a reply keyboard sent.
type WebAppData struct {
	Data       string `json:"data"`
	ButtonText string `json:"button_text"`
}

// ForumTopic is the Bot API's ForumTopic.
type ForumTopic struct {
	ThreadID          int64  `json:"message_thread_id,omitempty"`
	Name              string `json:"name"`
	IconColor         int64  `json:"icon_color"`
	IconCustomEmojiID string `json:"icon_custom_emoji_id,omitempty"`
}
