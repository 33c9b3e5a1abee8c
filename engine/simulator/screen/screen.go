package screen

import "time"

// Screen is what the person sees. No list in it is nil.
type Screen struct {
	Messages []Message  `json:"messages"`
	Drafts   []string   `json:"drafts"`   // what the bot is said to be writing; it vanishes if nothing follows
	Keyboard [][]string `json:"keyboard"` // labels of the keyboard below the input field; empty for none
	Typing   string     `json:"typing"`   // what the bot is said to do, such as "typing"; empty for nothing
	Toast    string     `json:"toast"`    // answer to the last press; empty for none
	Alert    bool       `json:"alert"`    // the toast asks to be closed
	Clock    time.Time  `json:"clock"`    // the conversation's own time
	Wakes    string     `json:"wakes"`    // when the bot will do something by itself, such as "in 15 min"; empty for never
	Staff    []string   `json:"staff"`    // notices that the bot sent to its owner, oldest first
	Commands []string   `json:"commands"` // the bot's menu, such as "/start"
}

// Message is one bubble.
type Message struct {
	ID      int64      `json:"id"`
	Own     bool       `json:"own"` // the person's own
	HTML    string     `json:"html"`
	Edited  bool       `json:"edited"`
	Media   []Media    `json:"media"`
	Album   string     `json:"album,omitempty"` // of which it is a part: messages of one album stand together; empty for none
	Buttons [][]Button `json:"buttons"`
	Invoice *Invoice   `json:"invoice"`
	At      time.Time  `json:"at"`
}

// Media is a file in a bubble.
type Media struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	URL  string `json:"url"` // only addresses the page may show (data: images); empty otherwise
}

// Button is an inline button.
type Button struct {
	Label string `json:"label"`
	Kind  string `json:"kind"` // press, pay, url, other
	URL   string `json:"url"`
	Style string `json:"style"`
}

// Invoice is an offer to pay inside a bubble.
type Invoice struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Price       string `json:"price"`
	Paid        bool   `json:"paid"`
}
