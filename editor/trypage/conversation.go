package trypage

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine/simulator/screen"
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
type Screen = screen.Screen

// Message is one bubble of it.
type Message = screen.Message

// Media is a file in a bubble.
type Media = screen.Media

// Button is an inline button under a bubble.
type Button = screen.Button

// Invoice is an offer to pay inside a bubble.
type Invoice = screen.Invoice
