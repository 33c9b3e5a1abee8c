package studio

import (
	"encoding/json"
	"time"
)

// Bot is a bot as the editor has it.
type Bot struct {
	ID        string // "b" and 16 characters
	Workspace string
	Name      string
	CreatedAt time.Time
	ChangedAt time.Time // the draft, or what is here
	BinnedAt  time.Time // zero unless it is in the bin
	// Resting is set if the bot was paused already when it came into the bin.
	Resting bool
	Draft   DraftMark
	// Telegram is the bot's id there; 0 for one that has none.
	Telegram int64
	// Live is how the Telegram bot is; nil for one that has none. Whoever stores a bot leaves it alone.
	Live *Live
}

// DraftMark is what is known of a draft without reading it.
type DraftMark struct {
	Version          int64
	Digest           string // of the document, see Digest
	Errors, Warnings int
}

// Live is how a Telegram bot is, without its secrets.
type Live struct {
	Name, Username string
	Revision       int    // the published one; 0 for none
	Digest         string // of the published document
	Hosted         bool   // it is connected
	Paused         bool
	Leaving        bool
	Trouble        string
	RefusedAt      time.Time // since when Telegram refuses the token; zero if it does not
	Receiver       string

	// Users are all who came so far. The others are of this day, by the bot's clock. All are some seconds old.
	Users                               int64
	UsersToday, ErrorsToday, TurnsToday int64
}

// Person is who did something, as they were called then.
type Person struct{ ID, Name string }

// Draft is the document that is being edited.
type Draft struct {
	Bot      string
	Version  int64 // from 1
	Document []byte
	SavedAt  time.Time
	SavedBy  Person
}

// Step is how one version of a draft came to be.
type Step struct {
	Version int64
	At      time.Time
	Who     Person
	Client  string          // the page that made it, of its own choice
	Changes json.RawMessage // []draft.Change; nil where they are too many: then the draft is to be read
}

// Past is a version of a draft that was kept.
type Past struct {
	Version int64
	At      time.Time
	Who     Person
	Count   int   // of the steps that it has in it
	Bytes   int64 // that it takes
	Since   time.Time
}

// Save is a new version of a draft.
type Save struct {
	Draft Draft // its Version is the one after Base
	Base  int64
	Mark  DraftMark
	Step  Step
	Entry *Entry // nil: the history is enough
}

// Presence is somebody who looks at a bot.
type Presence struct {
	Client      string
	Who         Person
	Flow, Block string // where; empty for nowhere
	At          time.Time
}

// BotQuery selects bots of some workspaces.
type BotQuery struct {
	Workspaces []string
	Bots       []string // these, wherever they are, besides
	Search     string   // part of the name, whatever its case; empty for all
	Binned     bool     // those in the bin instead of the others
	AfterName  string   // beyond this place
	AfterID    string
	Limit      int
}

// Stray is a bot that is served and that the editor does not have yet.
type Stray struct {
	ID        int64
	Name      string
	Workspace string // as host.BotRecord has it
	Revision  int
}
