package engine

import (
	"log/slog"
	"time"
)

// Deps is everything a turn takes from outside. Same revision, state, event and Deps values give the same bytes.
type Deps struct {
	Now   time.Time // the turn's time
	NewID func() string
	Seed  uint64 // of everything random in the turn
	// Key signs button tokens; at least 16 bytes, one per bot, never changed.
	Key []byte `json:"-"`
	Log *slog.Logger
	// Username is the bot's own in Telegram, without the @; empty if it is not known.
	Username string
	// PublicURL is where the internet reaches the server; empty if it does not.
	PublicURL string
	// StorageFull refuses new rows of tables: the bot may store no more.
	StorageFull bool
	// Say says a message for authors in a language, so that owners are told of troubles in theirs; nil for English.
	Say func(language, message string) string
	// Trace makes the turn keep the film of its blocks (Result.Film). Costs time and memory.
	Trace bool
	// Passes makes it keep the film without what was written, which costs little: for whoever counts.
	Passes bool
	// Audit makes the turn fail if a block changes a list or an object in place that was written in it, or if the session
	// grew without being counted. For tests: it costs more than the turn itself.
	Audit bool
}

// State is what a turn starts from besides the event. It is never changed in place.
type State struct {
	Session *Session
	// User, Chat, Bot and Workspace are the shared scopes as stored; nil is empty.
	User, Chat, Bot, Workspace Values
	Roles                      []string // staff roles of the user on this bot
	// Unreachable says that the chat cannot be written to, since the user has blocked the bot.
	Unreachable bool
	// Records are the answers to what the turn asked for in a NeedError, by RecordRead.ID.
	Records map[string]RecordAnswer
	// Contacts are the other contacts that it asked for there, by user id.
	Contacts map[int64]StoredContact
	// Migration brings the session to the turn's revision first; nil for one that needs nothing of the kind.
	Migration *Migration
}

// Result is what a turn came to. All of it is committed together, or none.
type Result struct {
	Session *Session
	Effects []Effect
	Jobs    []Job
	Orders  []OrderChange
	Writes  []Write        // to the shared scopes, applied in order to what is stored then
	Records []RecordChange // by compare-and-set: if one of them does not fit any more, nothing of the turn counts
	Ledger  []LedgerEntry
	Starts  []StartFor // flows to begin, and signals to send, in other sessions
	Notes   []Note     // for the owner: troubles, goals, costs
	Film    []Frameshot
	// Event is the event as the turn came to understand it, such as with the label of the button; nil without Deps.Trace.
	Event   *Event
	Handled bool // false if nothing in the bot wanted the event
	Quiet   bool // the event was taken on purpose without a word: by a trigger (Match.Quiet), or since the user is banned
}

// StartFor begins a flow in another session, or sends it a signal.
type StartFor struct {
	Key    SessionKey
	Start  Start
	Signal *Signal   `json:",omitempty"` // in place of Start
	At     time.Time // zero for at once
}

// NoteKind is what a note tells.
type NoteKind string

// The kinds of notes.
const (
	NoteError NoteKind = "error" // a trouble; Error is set
	NoteGoal  NoteKind = "goal"
	NoteCost  NoteKind = "cost"
	NoteInfo  NoteKind = "info"
	NoteEvent NoteKind = "event" // an event that the author counts, with its properties in Data
	NoteSplit NoteKind = "split" // the user came to a branch of the experiment Name; Text is the branch
)

// Note is a line for the bot's owner or its statistics.
type Note struct {
	Kind  NoteKind  `json:"kind"`
	At    time.Time `json:"at"`
	Flow  string    `json:"flow,omitempty"`
	Block string    `json:"block,omitempty"`
	Name  string    `json:"name,omitempty"`
	Text  string    `json:"text,omitempty"` // such as a phrase that nothing in the bot understood
	Value float64   `json:"value,omitempty"`
	Data  Values    `json:"data,omitempty"`
	Error *RunError `json:"error,omitempty"`
}

// Frameshot is one picture of a turn's film: a block that was passed.
type Frameshot struct {
	Flow  string    `json:"flow"`
	Block string    `json:"block"`
	Type  string    `json:"type"`
	Label string    `json:"label,omitempty"` // of a block inside of a type that is made of flows
	Exit  string    `json:"exit,omitempty"`  // empty if it waits
	Error *RunError `json:"error,omitempty"`
	Sets  []Set     `json:"sets,omitempty"`
	// Entered tells a pass that begins here from one that goes on: after a wait, or with another try.
	Entered bool `json:"-"`
}

// Set is a write as a film shows it: with what the turn saw in the variable before and after, nil for nothing.
type Set struct {
	Write
	Before any `json:"before,omitempty"`
	After  any `json:"after,omitempty"`
}
