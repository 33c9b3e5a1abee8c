package engine

import (
	"encoding/json"
	"time"

	"github.com/scenarist/scenarist/engine/flow"
)

// BusyPolicy says what a trigger does when the session is in the middle of something.
type BusyPolicy string

// The policies of triggers.
const (
	BusyReplace BusyPolicy = "replace" // drop what was going on
	BusyNest    BusyPolicy = "nest"    // run on top, then come back and show the question again
	BusyIgnore  BusyPolicy = "ignore"  // do nothing
	BusyAsk     BusyPolicy = "ask"     // ask the user whether to start over
)

// TriggerSettings are the settings that all triggers share; trigger configs embed it.
type TriggerSettings struct {
	WhenBusy  BusyPolicy     `json:"when_busy,omitempty" validate:"omitempty,oneof=replace nest ignore ask" jsonschema:"enum=replace,enum=nest,enum=ignore,enum=ask"`
	Priority  int            `json:"priority,omitempty" validate:"min=-100,max=100" jsonschema:"minimum=-100,maximum=100"`
	ChatTypes []string       `json:"chat_types,omitempty" validate:"dive,oneof=private group supergroup channel" jsonschema:"enum=private,enum=group,enum=supergroup,enum=channel"`
	Languages []string       `json:"languages,omitempty"`
	Who       Condition      `json:"who,omitzero"`
	OncePer   string         `json:"once_per,omitempty" validate:"omitempty,oneof=user day session" jsonschema:"enum=user,enum=day,enum=session"`
	Cooldown  *flow.Duration `json:"cooldown,omitempty"`
	Hours     *ActiveHours   `json:"hours,omitempty"`
	Disabled  bool           `json:"disabled,omitempty"`
}

// Rules gives the settings to the engine.
func (s *TriggerSettings) Rules() *TriggerSettings { return s }

// ActiveHours limits a trigger to some hours of some days in the bot's time zone.
type ActiveHours struct {
	From string   `json:"from" validate:"required,datetime=15:04"` // "09:00"
	To   string   `json:"to" validate:"required,datetime=15:04"`   // "18:30"; earlier than From: over midnight
	Days []string `json:"days,omitempty" validate:"dive,oneof=mon tue wed thu fri sat sun"`
}

// TriggerInfo is a trigger of a revision as the host sees it: for command menus, webhooks and schedules.
type TriggerInfo struct {
	Flow, Block, Type string
	Config            json.RawMessage
	Behaviour         Trigger
}

// Command is one entry of a bot's command menu.
type Command struct {
	Command     string            `json:"command"`
	Description map[string]string `json:"description,omitempty"` // by language; "" is the default
	Scope       string            `json:"scope,omitempty"`       // private, group, admin; empty for all
}

// Commander is a trigger that puts commands into the bot's menu.
type Commander interface {
	Commands() []Command
}

// WebhookInfo describes one path that the bot answers.
type WebhookInfo struct {
	Name   string // last element of the path
	Secret string // name of the secret that callers must show; empty for a secret path only
	Method string // empty for any
	HMAC   bool   // the secret signs the body instead of being sent
	// Contact is how the user is found: the JSON field or query parameter with the Telegram id.
	Contact string
	// Dedupe is the JSON field or header whose value makes a call unique; empty for none.
	Dedupe string
	// Lacks names the first field that the body should have and has not, or not rightly; empty if it has all. Nil asks for
	// nothing.
	Lacks  func(body any) string
	Status int
	Answer string
	// ReplyWithin is how long the caller waits for an answer of the flow (http.reply), where it may give one.
	ReplyWithin time.Duration
}

// Webhooker is a trigger that is reached by an outside HTTP call.
type Webhooker interface {
	Webhook() WebhookInfo
}
