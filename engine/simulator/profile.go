package simulator

// Profile is what Telegram tells about a person.
type Profile struct {
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"` // without "@"
	Language  string `json:"language,omitempty"` // IETF tag as the client reports it, such as "en" or "pt-br"
	Phone     string `json:"phone,omitempty"`    // what a contact button shares; empty for one made up
	Premium   bool   `json:"premium,omitempty"`
}
