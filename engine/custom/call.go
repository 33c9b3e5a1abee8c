package custom

import (
	"encoding/json"
	"time"
)

// Protocol is the version of Call and Answer; it is raised when a field changes its meaning.
const Protocol = 1

// Call is one run of a block, as its code gets it.
type Call struct {
	Protocol int     `json:"protocol"`
	Block    BlockID `json:"block"`
	// Key is the same for every repeat of the same run, so that what was done once need not be done again.
	Key      string         `json:"key"`
	Deadline time.Time      `json:"deadline"`        // UTC
	Now      time.Time      `json:"now"`             // UTC, of the turn
	Config   map[string]any `json:"config"`          // settings, their templates and expressions filled in
	Event    *Event         `json:"event,omitempty"` // what came while it waited; nil when the block is entered
	// State is what the answer before left, while the block waits or is pending.
	State     json.RawMessage `json:"state,omitempty"`
	Language  string          `json:"language"`            // of the user
	User      *Person         `json:"user,omitempty"`      // with the permission contacts
	Variables map[string]any  `json:"variables,omitempty"` // those that the permissions let it read, such as user.points
	// CallbackURL takes the end of a run that answered pending; empty where the server has no public address.
	CallbackURL string `json:"callback_url,omitempty"`
}

// BlockID says which block runs.
type BlockID struct {
	Type    string `json:"type"`    // vendor/name
	Version string `json:"version"` // of the package
}

// Person is the user of the session.
type Person struct {
	ID        int64  `json:"id"` // Telegram's
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"` // without the @
	Language  string `json:"language,omitempty"` // IETF tag
}

// Event is what a waiting block was told.
type Event struct {
	Kind   string          `json:"kind"`             // text, button, photo, document, voice, video, location, contact, timeout, callback
	Text   string          `json:"text,omitempty"`   // words or caption
	Button string          `json:"button,omitempty"` // id of a button of the block's own
	File   string          `json:"file,omitempty"`   // file id
	Data   json.RawMessage `json:"data,omitempty"`   // of a callback: its body
}

// Answer is what a call came to: exactly one of Exit, Wait, Pending and Error is set.
type Answer struct {
	Exit    string   `json:"exit,omitempty"`
	Wait    *Wait    `json:"wait,omitempty"`
	Pending *Pending `json:"pending,omitempty"`
	Error   *Failure `json:"error,omitempty"`

	Set      map[string]any  `json:"set,omitempty"`      // variables that the permissions let it write
	Outputs  map[string]any  `json:"outputs,omitempty"`  // by the manifest's names; the author says which variable keeps one
	Messages []Message       `json:"messages,omitempty"` // sent in order, before the block is left
	State    json.RawMessage `json:"state,omitempty"`    // handed to the next call of this run
	Ledger   []Movement      `json:"ledger,omitempty"`   // with the permission ledger; all of them, or a trouble insufficient
}

// Movement changes the user's balance of a unit.
type Movement struct {
	Unit   string `json:"unit"`
	Amount int64  `json:"amount"`           // more than 0 is granted, less is charged
	Reason string `json:"reason,omitempty"` // for the history
}

// Wait stops until the user does one of what is accepted.
type Wait struct {
	Accept  []string `json:"accept"`            // of Event.Kind; the manifest's accepts must list it
	Timeout string   `json:"timeout,omitempty"` // such as 10m; then the block leaves by timeout
}

// Pending says that the work goes on elsewhere and ends by a call of CallbackURL.
type Pending struct {
	Timeout string `json:"timeout"` // such as 10m; then the block leaves by timeout
}

// Failure is a trouble of the block's own; it leaves by the error exit.
type Failure struct {
	Code    string `json:"code"`            // small letters and _
	Message string `json:"message"`         // for the owner of the bot
	Retry   bool   `json:"retry,omitempty"` // may pass by itself
}

// Message is something for the user.
type Message struct {
	Text     string     `json:"text,omitempty"`     // plain
	Photo    string     `json:"photo,omitempty"`    // address or file id; Text is the caption
	Document string     `json:"document,omitempty"` // the same
	Buttons  [][]Button `json:"buttons,omitempty"`
}

// Button is one inline button of a message.
type Button struct {
	ID    string `json:"id,omitempty"` // comes back as Event.Button
	Label string `json:"label"`
	URL   string `json:"url,omitempty"`
}
