package botapi

// User is the Bot API's User: a person, or a bot.
type User struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name,omitempty"`
	Username     string `json:"username,omitempty"` // without "@"
	LanguageCode string `json:"language_code,omitempty"`
	IsPremium    bool   `json:"is_premium,omitempty"`
	// PhoneNumber is what the person shares with a contact button; it is never
	// part of User on the wire.
	PhoneNumber string `json:"-"`
}
