package botapi

import (
	"encoding/json"
	"time"
)

// savedVersion is that of the shape below; Restore refuses others.
const savedVersion = 1

// savedServer is the shape of Snapshot.State.
type savedServer struct {
	Version int           `json:"version"`
	Serial  int64         `json:"serial"`
	UserIDs int64         `json:"user_ids"`
	People  []savedPerson `json:"people"`
	Groups  []savedGroup  `json:"groups,omitempty"`
	Bots    []savedBot    `json:"bots"`
}

type savedPerson struct {
	User   User                         `json:"user"`
	Phone  string                       `json:"phone,omitempty"`
	Gone   bool                         `json:"gone,omitempty"`
	Inline map[string][]json.RawMessage `json:"inline,omitempty"`
}

type savedGroup struct {
	Chat     savedChat        `json:"chat"`
	Statuses map[int64]string `json:"statuses"`
	Topics   []int64          `json:"topics,omitempty"`
	Migrated int64            `json:"migrated,omitempty"`
	Links    []savedLink      `json:"links,omitempty"`
}

type savedLink struct {
	Link inviteLink `json:"link"`
	Used int64      `json:"used,omitempty"`
}

type savedChat struct {
	Info     ChatInfo         `json:"info"`
	Messages []savedMessage   `json:"messages"`
	LastID   int64            `json:"last_id"`
	Started  bool             `json:"started,omitempty"`
	Blocked  bool             `json:"blocked,omitempty"`
	Keyboard *ReplyKeyboard   `json:"keyboard,omitempty"`
	Action   string           `json:"action,omitempty"`
	ActionAt int64            `json:"action_at,omitempty"`
	Answers  []CallbackAnswer `json:"answers,omitempty"`
	Pinned   []int64          `json:"pinned,omitempty"`
	Drafts   []Draft          `json:"drafts,omitempty"`
}

// savedMessage is a message as on the wire, and beside it what is not there.
type savedMessage struct {
	Message    Message        `json:"message"`
	Edits      int            `json:"edits,omitempty"`
	Keyboard   *ReplyKeyboard `json:"keyboard,omitempty"`
	ForceReply bool           `json:"force_reply,omitempty"`
	State      InvoiceState   `json:"state,omitempty"`
	Reactions  []string       `json:"reactions,omitempty"`
	Pinned     bool           `json:"pinned,omitempty"`
	Offer      *savedInvoice  `json:"offer,omitempty"`
	Charge     string         `json:"charge,omitempty"`
	At         int64          `json:"at"`
}

type savedInvoice struct {
	Invoice      Invoice `json:"invoice"`
	Payload      string  `json:"payload"`
	Prices       []Price `json:"prices"`
	MaxTip       int64   `json:"max_tip,omitempty"`
	NeedShipping bool    `json:"need_shipping,omitempty"`
	Flexible     bool    `json:"flexible,omitempty"`
	NeedsInfo    bool    `json:"needs_info,omitempty"`
	Subscription bool    `json:"subscription,omitempty"`
}

type savedBot struct {
	Token    string                   `json:"token"`
	User     User                     `json:"user"`
	ReadAll  bool                     `json:"read_all,omitempty"`
	Queue    savedQueue               `json:"queue"`
	Private  []savedChat              `json:"private"`
	Files    []savedFile              `json:"files,omitempty"`
	Queries  []savedQuery             `json:"queries,omitempty"`
	Links    map[string]*savedInvoice `json:"links,omitempty"`
	Settings savedSettings            `json:"settings"`
	Ledger   []savedTransaction       `json:"ledger,omitempty"`
	Balance  int64                    `json:"balance,omitempty"`
}

type savedQueue struct {
	Next    int64           `json:"next"`
	Pending []savedUpdate   `json:"pending,omitempty"`
	Allowed map[string]bool `json:"allowed"` // null: what a bot gets that does not ask
}

type savedUpdate struct {
	ID      int64           `json:"id"`
	Kind    string          `json:"kind"`
	Lane    string          `json:"lane"`
	Expires int64           `json:"expires"`
	Payload json.RawMessage `json:"payload"`
	Again   bool            `json:"again,omitempty"`
}

type savedFile struct {
	Media   Media  `json:"media"`
	Kind    string `json:"kind"`
	Path    string `json:"path"`
	Content string `json:"content,omitempty"` // its name among Snapshot.Files
}

type savedQuery struct {
	ID      string        `json:"id"`
	Kind    string        `json:"kind"`
	Person  int64         `json:"person"`
	Chat    int64         `json:"chat,omitempty"`
	Message int64         `json:"message,omitempty"`
	Expires int64         `json:"expires"`
	Payment *savedPayment `json:"payment,omitempty"`
}

// savedPayment is one that waits for the bot's answer to the query that it
// belongs to.
type savedPayment struct {
	Message  int64         `json:"message,omitempty"`
	Offer    *savedInvoice `json:"offer"`
	Opts     PayOptions    `json:"opts"`
	Total    int64         `json:"total"`
	Shipping string        `json:"shipping,omitempty"`
}

type savedSettings struct {
	Commands map[string][]BotCommand   `json:"commands,omitempty"`
	Texts    map[string]string         `json:"texts,omitempty"`
	Menus    map[int64]json.RawMessage `json:"menus,omitempty"`
}

type savedTransaction struct {
	starTransaction

	Person int64 `json:"person"`
}

// savedTime is Unix nanoseconds, 0 for the zero time.
func savedTime(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func fromSavedTime(ns int64) time.Time {
	if ns == 0 {
		return time.Time{}
	}
	return time.Unix(0, ns).UTC()
}
