package trypage

import (
	"context"
	"time"
)

// Examples are the bots that can be tried.
type Examples interface {
	// List gives the bots in the order of the page.
	List() []Example
	// Open starts a conversation of a new pretend person with the bot, and gives the id by which it is found again: by
	// whoever knows it, so it cannot be guessed. ErrUnknownBot if there is no bot of that name.
	Open(ctx context.Context, name, lang string) (id string, c Conversation, err error)
	// Find gives a conversation, also one from before a restart; ErrConversationOver if there is none of that id.
	Find(ctx context.Context, id string) (Conversation, error)
	// End ends a conversation and forgets it; nothing happens if there is none of that id.
	End(ctx context.Context, id string) error
}

// Example is a bot that can be tried.
type Example struct {
	Name        string `json:"name"` // directory of the example
	Title       string `json:"title"`
	Description string `json:"description"` // in the author's language
	// Descriptions are the same in other languages.
	Descriptions map[string]string `json:"descriptions,omitempty"`

	File string `json:"file"` // path of its document, for the terminal commands
}

// Conversation is one pretend person talking to one bot. It is safe for concurrent use. Every call returns when the bot
// has come to rest; an error is something the page shows to the person, in plain words.
type Conversation interface {
	Screen(ctx context.Context) (Screen, error)
	Say(ctx context.Context, text string) error
	Press(ctx context.Context, message int64, row, col int) error
	PressKeyboard(ctx context.Context, label string) error
	Pay(ctx context.Context, message int64) error
	Send(ctx context.Context, kind string) error // photo, voice, file, contact, location
	Wait(ctx context.Context, d time.Duration) error
}

// Screen is what the person sees.
type Screen struct {
	Messages []Message  `json:"messages"`
	Drafts   []string   `json:"drafts"`   // what the bot is said to be writing; it vanishes if nothing follows
	Keyboard [][]string `json:"keyboard"` // labels of the keyboard below the input field; empty for none
	Typing   string     `json:"typing"`   // what the bot is said to do, such as "typing"; empty for nothing
	Toast    string     `json:"toast"`    // answer to the last press; empty for none
	Alert    bool       `json:"alert"`    // the toast asks to be closed
	Clock    time.Time  `json:"clock"`    // the conversation's own time
	Wakes    string     `json:"wakes"`    // when the bot will do something by itself, such as "in 15 min"; empty for never
	Staff    []string   `json:"staff"`    // notices that the bot sent to its owner and staff, oldest first
	Commands []string   `json:"commands"` // the bot's menu, such as "/start"
}

// Message is one bubble.
type Message struct {
	ID      int64      `json:"id"`
	Own     bool       `json:"own"` // the person's own
	HTML    string     `json:"html"`
	Edited  bool       `json:"edited"`
	Media   []Media    `json:"media"`
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
