package engine

import (
	"encoding/json"
	"time"
)

// EventKind says what happened.
type EventKind string

// The kinds of events a session reacts to.
const (
	MessageReceived  EventKind = "message"        // a user wrote or sent something; Event.Message is set
	MessageEdited    EventKind = "message_edited" // a user changed an earlier message; Event.Message is set
	ButtonPressed    EventKind = "button"         // an inline button was pressed; Event.Button is set
	TimerFired       EventKind = "timer"          // the session's alarm; Event.Timer is set
	JobDone          EventKind = "job"            // slow work ended; Event.Job is set
	PaymentPaid      EventKind = "payment_paid"   // money arrived; Event.Payment is set
	PaymentRefunded  EventKind = "payment_refunded"
	PreCheckout      EventKind = "pre_checkout"  // asks whether a payment may go on; fast lane; Event.Checkout is set
	Shipping         EventKind = "shipping"      // asks for shipping options; fast lane; Event.Checkout is set
	WebhookCalled    EventKind = "webhook"       // an outside HTTP call; Event.Webhook is set
	CallbackReceived EventKind = "callback"      // an outside HTTP call to an address that a block gave; Event.Callback is set
	MemberChanged    EventKind = "member"        // someone joined, left, blocked or unblocked; Event.Member is set
	FlowStarted      EventKind = "start"         // the API, a person or another session starts a flow; Event.Start is set
	SignalSent       EventKind = "signal"        // a flow of this or another session sent a signal; Event.Signal is set
	SendDone         EventKind = "sent"          // an effect whose block waits for it was performed; Event.Sent is set
	SendFailed       EventKind = "send_failed"   // an effect could not be performed for good; Event.Failure is set
	VariableSet      EventKind = "set"           // somebody outside of the flows writes a variable; Event.Set is set
	SessionRefreshed EventKind = "refreshed"     // brings an idle session up to a publish; Event.Refresh is set
	SessionReset     EventKind = "reset"         // a person ends all that is going on in the session; Event.Reset is set
	CallReturned     EventKind = "call_returned" // inside a turn: a called flow ended; Event.Return is set
	BlockRetried     EventKind = "retry"         // inside a turn: the envelope repeats a block
	RunFailed        EventKind = "run_failed"    // inside a turn: a trouble reached the bot's handlers; Event.Error is set
	OtherUpdate      EventKind = "other"         // an update of a kind we do not know yet; Event.Raw holds it
)

// Event is one thing a session reacts to. It is immutable once made.
type Event struct {
	ID   string    `json:"id"` // unique in the bot; a second event with the same id changes nothing
	Kind EventKind `json:"kind"`
	Time time.Time `json:"time"` // UTC, when it happened
	Chat Chat      `json:"chat"`
	User User      `json:"user"`

	Message  *Message       `json:"message,omitempty"`
	Button   *ButtonPress   `json:"button,omitempty"`
	Timer    *Timer         `json:"timer,omitempty"`
	Job      *JobResult     `json:"job,omitempty"`
	Payment  *Payment       `json:"payment,omitempty"`
	Checkout *CheckoutQuery `json:"checkout,omitempty"`
	Webhook  *WebhookCall   `json:"webhook,omitempty"`
	Callback *Callback      `json:"callback,omitempty"`
	Member   *MemberChange  `json:"member,omitempty"`
	Start    *Start         `json:"start,omitempty"`
	Signal   *Signal        `json:"signal,omitempty"`
	Sent     *SendReceipt   `json:"sent,omitempty"`
	Failure  *SendFailure   `json:"failure,omitempty"`
	Refresh  *Refresh       `json:"refresh,omitempty"`
	Reset    *Reset         `json:"reset,omitempty"`
	Set      *Write         `json:"set,omitempty"`
	Return   *CallReturn    `json:"return,omitempty"`
	Error    *RunError      `json:"error,omitempty"`

	UpdateKind string          `json:"update_kind,omitempty"` // the update's own name, for OtherUpdate
	Raw        json.RawMessage `json:"raw,omitempty"`
}

// Chat is where an event happened.
type Chat struct {
	ID       int64  `json:"id"`
	Type     string `json:"type"` // private, group, supergroup, channel
	Title    string `json:"title,omitempty"`
	Username string `json:"username,omitempty"`
}

// Private reports whether the chat is a dialogue with one person.
func (c Chat) Private() bool { return c.Type == "private" || c.Type == "" }

// User is who caused an event.
type User struct {
	ID        int64  `json:"id"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
	Language  string `json:"language,omitempty"` // IETF tag as the client reports it, such as "en" or "pt-br"
	Premium   bool   `json:"premium,omitempty"`
	Bot       bool   `json:"bot,omitempty"`
}

// MessageKind is the main content of an incoming message.
type MessageKind string

// The kinds of incoming messages.
const (
	TextMessage      MessageKind = "text"
	PhotoMessage     MessageKind = "photo"
	VideoMessage     MessageKind = "video"
	AudioMessage     MessageKind = "audio"
	VoiceMessage     MessageKind = "voice"
	VideoNoteMessage MessageKind = "video_note"
	FileMessage      MessageKind = "file"
	AnimationMessage MessageKind = "animation"
	StickerMessage   MessageKind = "sticker"
	LocationMessage  MessageKind = "location"
	ContactMessage   MessageKind = "contact"
	PollMessage      MessageKind = "poll"
	DiceMessage      MessageKind = "dice"
	WebAppMessage    MessageKind = "web_app"
	SharedMessage    MessageKind = "shared" // users or a chat picked with a request button
	AlbumMessage     MessageKind = "album"  // made by the engine out of several messages
	ServiceMessage   MessageKind = "service"
	OtherMessage     MessageKind = "other"
)

// Message is one incoming message.
type Message struct {
	ID        int64       `json:"id"`
	Kind      MessageKind `json:"kind"`
	Text      string      `json:"text,omitempty"`    // text or caption, without markup
	HTML      string      `json:"html,omitempty"`    // the same with Telegram's HTML markup; empty if there is no markup
	Command   string      `json:"command,omitempty"` // "start" for "/start@bot x", lower case
	Args      string      `json:"args,omitempty"`    // what follows the command, trimmed
	Files     []File      `json:"files,omitempty"`   // the best size first; one entry but for albums
	Contact   *Contact    `json:"contact,omitempty"`
	Location  *Location   `json:"location,omitempty"`
	GroupID   string      `json:"group_id,omitempty"` // album the message is part of
	Parts     []int64     `json:"parts,omitempty"`    // ids of an album's messages, its own first
	TopicID   int64       `json:"topic_id,omitempty"`
	ReplyTo   int64       `json:"reply_to,omitempty"` // id of the message answered
	ReplyText string      `json:"reply_text,omitempty"`
	Forwarded bool        `json:"forwarded,omitempty"`
	WebApp    string      `json:"web_app,omitempty"` // data sent by a Mini App
	RequestID int64       `json:"request_id,omitempty"`
	Shared    []int64     `json:"shared,omitempty"` // ids of picked users, or of the one picked chat
	Dice      int         `json:"dice,omitempty"`
	Late      bool        `json:"late,omitempty"` // album part that came after its album was handled
}

// File is a file of an incoming message. It is a reference, never the content.
type File struct {
	ID       string `json:"id"`        // file_id: valid for this bot only
	UniqueID string `json:"unique_id"` // the same for all bots
	Kind     string `json:"kind"`      // photo, video, audio, voice, file, animation, sticker, video_note
	Name     string `json:"name,omitempty"`
	MIME     string `json:"mime,omitempty"`
	Size     int64  `json:"size,omitempty"`     // bytes; 0 if unknown
	Duration int    `json:"duration,omitempty"` // seconds
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
}

// Contact is a shared phone book entry.
type Contact struct {
	Phone     string `json:"phone"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	UserID    int64  `json:"user_id,omitempty"`
	Own       bool   `json:"own"` // the sender's own number: the only one to be trusted
}

// Location is a point on the map.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Title     string  `json:"title,omitempty"`
	Address   string  `json:"address,omitempty"`
	Accuracy  float64 `json:"accuracy,omitempty"` // radius of uncertainty in metres; 0 if unknown
	Live      int     `json:"live,omitempty"`     // seconds for which the sender lets it move along; 0 for a fixed place
}

// ButtonPress is a press of an inline button.
type ButtonPress struct {
	QueryID   string `json:"query_id"` // to be answered once
	Data      string `json:"data"`     // the token, see Token
	MessageID int64  `json:"message_id,omitempty"`
	// The engine fills these after reading the token.
	ID    string `json:"id,omitempty"`    // the button's id in its block
	Value any    `json:"value,omitempty"` // a list button's value, or an event button's data
	// What stands on the button; empty where the message that it is under did not come along.
	Label string `json:"label,omitempty"`
}

// TimerName says which of a wait's times came.
type TimerName string

// The times of a wait.
const (
	DeadlineTimer TimerName = "deadline" // Wait.Deadline
	ReminderTimer TimerName = "reminder" // one of Wait.Reminders
	UntilTimer    TimerName = "until"    // Wait.Until: the time that was waited for
	AlbumTimer    TimerName = "album"    // the quiet time of an album is over
	RetryTimer    TimerName = "retry"    // the envelope's pause before a repeat is over
	TriggerTimer  TimerName = "trigger"  // an appointment with a timed trigger
)

// Timer is the session's alarm. The host knows only Gen; the engine fills in the rest.
type Timer struct {
	Gen   int64     `json:"gen"` // Session.WakeGen it was set for; another one is stale
	Name  TimerName `json:"name,omitempty"`
	Index int       `json:"index,omitempty"` // of the reminder, from 0
	// Appointment is set for TriggerTimer.
	Appointment *Appointment `json:"appointment,omitempty"`
}

// JobResult is the end of a job.
type JobResult struct {
	Gen    int64           `json:"gen"` // Wait.Gen of the wait it belongs to; another one is stale
	Kind   string          `json:"kind"`
	Key    string          `json:"key"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  *RunError       `json:"error,omitempty"`
	// Detached is that of the job: no wait is behind it, and Error is set with its place.
	Detached bool `json:"detached,omitempty"`
}

// Payment is a received or returned payment.
type Payment struct {
	Payload          string   `json:"payload"` // order id, as in the invoice
	Currency         string   `json:"currency"`
	Amount           int64    `json:"amount"`    // minor units; whole Stars for XTR
	ChargeID         string   `json:"charge_id"` // Telegram's; unique in the bot: the idempotency key
	ProviderChargeID string   `json:"provider_charge_id,omitempty"`
	Recurring        bool     `json:"recurring,omitempty"`
	FirstRecurring   bool     `json:"first_recurring,omitempty"`
	ExpiresAt        int64    `json:"expires_at,omitempty"` // Unix seconds, of a subscription
	Name             string   `json:"name,omitempty"`
	Phone            string   `json:"phone,omitempty"`
	Email            string   `json:"email,omitempty"`
	ShippingOption   string   `json:"shipping_option,omitempty"` // OrderShipping.Ways[].ID
	Address          *Address `json:"address,omitempty"`         // where it is to be delivered; nil where that was not asked for
	Order            *Order   `json:"order,omitempty"`           // as stored before this event; nil if no such order
}

// CheckoutQuery is a pre-checkout or a shipping query.
type CheckoutQuery struct {
	QueryID        string   `json:"query_id"`
	Payload        string   `json:"payload"`
	Currency       string   `json:"currency,omitempty"`
	Amount         int64    `json:"amount,omitempty"`
	ShippingOption string   `json:"shipping_option,omitempty"` // chosen; of pre-checkouts
	Address        *Address `json:"address,omitempty"`         // nil where it was not asked for
	Order          *Order   `json:"order,omitempty"`
}

// WebhookCall is an outside HTTP call for trigger.webhook.
type WebhookCall struct {
	Name    string            `json:"name"` // the trigger's path
	Method  string            `json:"method"`
	Query   map[string]string `json:"query,omitempty"`
	Headers map[string]string `json:"headers,omitempty"` // lower-case names
	Body    any               `json:"body,omitempty"`    // decoded JSON or form, else the text
	Caller  *Caller           `json:"caller,omitempty"`  // who waits for an answer; nil if nobody does
}

// MemberChange is a change of somebody's standing in a chat.
type MemberChange struct {
	Old   string `json:"old"` // Telegram's status words: member, left, kicked, administrator, …; restricted only of members
	New   string `json:"new"`
	Who   User   `json:"who"`
	IsBot bool   `json:"is_bot"` // it is our bot that changed: blocked or unblocked in a private chat
}

// Start asks for a flow to begin in a session.
type Start struct {
	Flow   string         `json:"flow"`
	Block  string         `json:"block,omitempty"` // empty: the flow's first block
	Args   map[string]any `json:"args,omitempty"`
	Policy BusyPolicy     `json:"policy,omitempty"` // default replace
	User   *User          `json:"user,omitempty"`   // who it is for, where the session may not know yet
}

// Signal is a named event of the bot's own making, which authors call an event: a flow sends it, and what waits for it goes
// on.
type Signal struct {
	Name  string         `json:"name"`
	Value *float64       `json:"value,omitempty"`
	Data  map[string]any `json:"data,omitempty"`
	From  int64          `json:"from"` // user id of the session that sent it
}

// SendReceipt says that an effect with a Gen was performed, or that nobody knows whether it was and it is not tried again.
type SendReceipt struct {
	Key string `json:"key"` // Effect.Key
	Gen int64  `json:"gen"` // Effect.Gen
}

// SendFailure says that an effect could not be performed and will not be tried again.
type SendFailure struct {
	Key     string `json:"key"` // Effect.Key
	Flow    string `json:"flow"`
	Block   string `json:"block"`
	Turn    int64  `json:"turn"`
	Code    string `json:"code"` // blocked, deactivated, chat_not_found, parse, too_long, rights, other, …
	Message string `json:"message"`
	ChatID  int64  `json:"chat_id,omitempty"` // where it was to go, if that is another chat than the session's
	Gen     int64  `json:"gen,omitempty"`     // Effect.Gen
	// GiveBack is Effect.GiveBack.
	GiveBack *Movement `json:"give_back,omitempty"`
}

// Refresh says since when the revision that the session is to know is published.
type Refresh struct {
	Since time.Time `json:"since"` // UTC
}

// CallReturn is how a called flow ended.
type CallReturn struct {
	Status CallStatus     `json:"status"`
	Exit   string         `json:"exit,omitempty"` // named by ReturnBy
	Result map[string]any `json:"result,omitempty"`
	Error  *RunError      `json:"error,omitempty"`
}

// CallStatus is how a called flow ended.
type CallStatus string

// The ends of a called flow; each is an exit of logic.call.
const (
	CallOK        CallStatus = "returned"
	CallFailed    CallStatus = "failed"
	CallCancelled CallStatus = "cancelled"
)
