package engine

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// SessionKey names one session: one user in one chat of one bot.
type SessionKey struct {
	BotID  int64 `json:"bot_id"`
	ChatID int64 `json:"chat_id"`
	UserID int64 `json:"user_id"`
}

// Session is one user's live state on one bot. It is JSON between turns; a turn never changes the session it was
// given but returns a new one that may share values with it.
type Session struct {
	Key      SessionKey    `json:"key"`
	Version  int64         `json:"version"`  // of the stored row; the store raises it
	Revision int           `json:"revision"` // the revision that the session is pinned to
	Turns    int64         `json:"turns"`    // turns so far
	Seq      int64         `json:"seq"`      // passes through blocks so far
	Status   SessionStatus `json:"status"`
	Frames   []Frame       `json:"frames,omitempty"`  // the stack, the running one last
	Gen      int64         `json:"gen"`               // last wait generation given out
	WakeAt   time.Time     `json:"wake_at,omitzero"`  // next alarm, UTC; zero for none
	WakeGen  int64         `json:"wake_gen"`          // rises whenever WakeAt changes
	Vars     Values        `json:"vars,omitempty"`    // scope "session"
	Album    *Album        `json:"album,omitempty"`   // albums whose parts are still coming
	Asking   *Asking       `json:"asking,omitempty"`  // "start over?" question of a trigger with policy ask
	Lists    []ListValues  `json:"lists,omitempty"`   // values behind list buttons, the newest last
	Passes   []Pass        `json:"passes,omitempty"`  // once_per and cooldown records of this session
	Errors   int           `json:"errors,omitempty"`  // troubles since the user's last message, or since a pause: the loop guard
	ErrorAt  time.Time     `json:"error_at,omitzero"` // the last of them
	Replied  time.Time     `json:"replied,omitzero"`  // last fallback reply, for its rate
	// ActiveAt is when the user last did something, UTC: wrote, pressed, paid, unblocked the bot. Zero for who never came.
	ActiveAt time.Time `json:"active_at,omitzero"`
	// SendsUntil is up to when what was sent to a person's chat spends its rate; the host keeps it where several processes send.
	SendsUntil   time.Time     `json:"sends_until,omitzero"`
	Appointments []Appointment `json:"appointments,omitempty"` // with the bot's timed triggers
	Goals        []Goal        `json:"goals,omitempty"`        // reached by the user, the latest last
	Chat         Chat          `json:"chat"`
	User         User          `json:"user"`
	// Keyboard tells that a wait's keyboard is on the user's screen, see Wait.Keyboard.
	Keyboard bool `json:"keyboard,omitempty"`
}

// NewSession gives the session of somebody who was never seen before.
func NewSession(key SessionKey) *Session { return &Session{Key: key} }

// SessionStatus says whether a session is in the middle of something.
type SessionStatus string

// The states of a session.
const (
	SessionIdle    SessionStatus = ""        // nothing started yet, or the last flow ended
	SessionWaiting SessionStatus = "waiting" // at a wait
	SessionFailed  SessionStatus = "failed"  // the last flow ended by a trouble
)

// Values are the variables of one scope: JSON-like values only (nil, bool, float64, string, []any, map[string]any),
// never changed in place once they are in a session.
type Values map[string]any

// Visible gives the values without those that the engine keeps for itself, whose names begin with "_". It is nil if nothing is
// left.
func (v Values) Visible() Values {
	var out Values
	for name, value := range v {
		if strings.HasPrefix(name, "_") {
			continue
		}
		if out == nil {
			out = Values{}
		}
		out[name] = value
	}
	return out
}

// Frame is one flow on the stack.
type Frame struct {
	Flow   string `json:"flow"`
	Block  string `json:"block"` // where it stands
	Locals Values `json:"locals,omitempty"`
	Wait   *Wait  `json:"wait,omitempty"`   // what it stopped for; nil while it runs or waits for the frame above
	Nested bool   `json:"nested,omitempty"` // put on top by a trigger: at its end the question below is shown again
	By     string `json:"by,omitempty"`     // of what is Nested: the block that it began at
	Called bool   `json:"called,omitempty"` // put on top by a call: at its end the block below gets CallReturned
	Seq    int64  `json:"seq"`              // Session.Seq of the current pass; part of idempotency keys
	Tries  int    `json:"tries,omitempty"`  // repeats of the current block by its envelope
	// Caller is who waits for an answer to the webhook call that the flow began with, or went on by.
	Caller *Caller `json:"caller,omitempty"`
	First  bool    `json:"first,omitempty"`  // the flow, or the one that called it, began with the first the user ever did here
	InErr  bool    `json:"in_err,omitempty"` // runs a handler: a trouble here does not go to a handler again
	Drafts []Draft `json:"drafts,omitempty"` // lines that are shown as drafts, see Turn.Draft
}

// Wait is what a frame stopped for.
type Wait struct {
	Gen       int64           `json:"gen"` // fences late timers, jobs and button presses
	Accept    []EventKind     `json:"accept"`
	Deadline  time.Time       `json:"deadline,omitzero"`   // fires DeadlineTimer
	Until     time.Time       `json:"until,omitzero"`      // fires UntilTimer
	Reminders []time.Time     `json:"reminders,omitempty"` // not yet fired, ascending
	Reminded  int             `json:"reminded,omitempty"`  // reminders fired so far
	State     json.RawMessage `json:"state,omitempty"`     // the block's own
	// Interrupt says what a matching trigger may do to this wait. Empty means InterruptCommands.
	Interrupt Interrupt `json:"interrupt,omitempty"`
	Match     string    `json:"match,omitempty"`   // key of the outside event waited for (webhook name, order id)
	Signal    string    `json:"signal,omitempty"`  // name of the signal waited for
	Timeout   bool      `json:"timeout,omitempty"` // Deadline comes from the envelope: the engine leaves by "timeout" itself
	Retry     time.Time `json:"retry,omitzero"`    // the envelope repeats the block then
	// Keyboard says that the block showed a keyboard below the input field for its answer. The engine takes it away as soon
	// as the session stands somewhere else.
	Keyboard bool `json:"keyboard,omitempty"`
	// Shown is the block's id when the wait began, if a publish has mapped it to another one since: its buttons name it.
	Shown string `json:"shown,omitempty"`
}

// Accepts reports whether the wait takes events of the kind.
func (w *Wait) Accepts(k EventKind) bool {
	return slices.Contains(w.Accept, k)
}

// Interrupt says which triggers may take over while a block waits.
type Interrupt string

// What may interrupt a wait.
const (
	InterruptCommands Interrupt = "commands" // commands, buttons, webhooks, starts: not texts that the wait accepts
	InterruptAny      Interrupt = "any"      // text triggers too, before the wait sees the message
	InterruptNone     Interrupt = "none"     // nothing but the flow's own buttons
)

// Album collects the parts of incoming albums until they stop coming.
type Album struct {
	Parts []Message `json:"parts,omitempty"` // of all albums, as they came; Message.GroupID tells them apart
	Due   time.Time `json:"due,omitzero"`
	Done  []string  `json:"done,omitempty"` // groups handled lately, the newest last: what still comes of them is late
}

// Asking is an open "start over?" question.
type Asking struct {
	Flow   string `json:"flow"`
	Block  string `json:"block"`
	Event  Event  `json:"event"`
	Locals Values `json:"locals,omitempty"` // what the flow starts with
	Gen    int64  `json:"gen"`
}

// ListValues are the values behind the list buttons of one message.
type ListValues struct {
	Block  string `json:"block"`
	Gen    int64  `json:"gen"`
	Values []any  `json:"values"`
}

// Pass records when a block was last passed, for once_per and cooldown.
type Pass struct {
	Block string    `json:"block"`
	At    time.Time `json:"at"`
}

// Top is the running frame; nil if the session is idle.
func (s *Session) Top() *Frame {
	if len(s.Frames) == 0 {
		return nil
	}
	return &s.Frames[len(s.Frames)-1]
}

// Wait is the wait of the running frame; nil if there is none.
func (s *Session) Wait() *Wait {
	if f := s.Top(); f != nil {
		return f.Wait
	}
	return nil
}
