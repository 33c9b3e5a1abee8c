package engine

import (
	"context"
	"encoding/json"

	"github.com/scenarist/scenarist/engine/flow"
)

// Text is a short text of ours by language code; "en" is always there.
type Text map[string]string

// In gives the text in the language, else in English.
func (t Text) In(lang string) string {
	if s, ok := t[baseLang(lang)]; ok {
		return s
	}
	return t["en"]
}

// BlockType is a kind of block: a config, its exits and what it does. It is registered as a value.
type BlockType struct {
	Name    string // family.name, or vendor/name for a third party's
	Version int    // of the config, from 1
	Title   Text
	Help    Text   // two or three sentences for the author of a bot
	Icon    string // name of an icon of the Tabler set
	Trigger bool   // starts flows and has no way in; New gives a Trigger
	Exits   []Exit // fixed exits; a block with more implements ExitLister
	Outputs []Output
	Example string // config as JSON; parsed, run and published by tests
	// ExampleTable is the table that Example names, if it names one.
	ExampleTable *flow.Table
	// New gives an empty config to decode into: a pointer to a struct whose fields are the settings, or, with Config, one that
	// embeds the Settings of Config.
	New func() Block
	// Config is the schema of the settings where no struct has them.
	Config *SettingsSchema
	// Inside is what blocks of a type run that is made of flows; they leave Enter by CallInside. Nil for all others.
	Inside *Inside
	// Upgrades brings old configs up: Upgrades[0] from version 1 to 2, and so on; len is Version-1.
	Upgrades []Upgrade
}

// Upgrade brings a config from one version to the next.
type Upgrade func(json.RawMessage) (json.RawMessage, error)

// Exit is a named way out of a block.
type Exit struct {
	Name  string
	Title Text
	// Inherit means that without an edge it goes to the flow's and then the bot's handler (troubles), so that leaving it
	// open is no issue. Others must be connected or ended on purpose.
	Inherit bool
	// Optional means that without an edge nothing happens and that is fine (a message's next while it waits for its
	// buttons).
	Optional bool
}

// Output is a value that a block leaves behind, as the editor's pickers show it.
type Output struct {
	Name  string // expression, such as event.args; of an OutputLister's type a name that stands for it
	Type  string // text, number, bool, list, object, date, any
	Title Text
}

// Block is the behaviour of one block type with one config. A value holds config only and is shared by all sessions:
// what must be remembered goes through Turn.
type Block interface {
	// Enter runs when the session comes to the block. A *RunError leaves by the error exit; another error fails the turn.
	Enter(ctx context.Context, t *Turn) (Outcome, error)
	// Resume runs when an event arrives that the block's wait accepts. Stay means the event was not for it.
	Resume(ctx context.Context, t *Turn, ev Event) (Outcome, error)
}

// NoWait is embedded by blocks that never wait.
type NoWait struct{}

// Resume stays, since such a block never waits.
func (NoWait) Resume(context.Context, *Turn, Event) (Outcome, error) { return Stay(), nil }

func (NoWait) neverWaits() {}

// waits reports whether a block may wait.
func waits(b Block) bool {
	_, never := b.(interface{ neverWaits() })
	return !never
}

// Waits reports whether blocks of the type may stop and wait for an event.
func (t BlockType) Waits() bool { return waits(t.New()) }

// OutputLister is a block whose values depend on its config: where it keeps them.
type OutputLister interface {
	// Outputs gives the values as expressions name them; fixed are those of the type.
	Outputs(fixed []Output) []Output
}

// ExitLister is a block whose exits depend on its config.
type ExitLister interface {
	// Exits gives all exits, the type's fixed ones included, in the order of the card.
	Exits(fixed []Exit) []Exit
}

// Checker is a block with rules of its own beyond its schema and tags.
type Checker interface {
	Check(c *Checking)
}

// Reshower is a waiting block that can show its question again without starting over.
type Reshower interface {
	Reshow(ctx context.Context, t *Turn) error
}

// Presser is a block whose buttons may be pressed when the session is not waiting at it any more.
type Presser interface {
	// Press handles the press. Stay lets the engine apply the block's stale policy; Keep says that the press is dealt with
	// and whatever is going on goes on.
	Press(ctx context.Context, t *Turn, ev Event) (Outcome, error)
}

// StalePolicy says what pressing a button of an old message does.
type StalePolicy string

// The policies of old buttons.
const (
	StaleRun    StalePolicy = "run"    // as if it were new
	StaleReshow StalePolicy = "reshow" // show the open question again
	StaleAlert  StalePolicy = "alert"  // say that the button is out of date
)

// Staler is a block that sets what its old buttons do; without it questions show the open question again.
type Staler interface {
	Stale() StalePolicy
}

// Defaulter is a config that fills what was left out before validation.
type Defaulter interface {
	Defaults()
}

// Documented is a config, or a struct inside one, that names its settings for forms and the reference.
type Documented interface {
	Fields() []Field
}

// Field is one setting: how forms and the reference call it.
type Field struct {
	Name   string // JSON name
	Title  Text
	Help   Text
	Widget string // editor widget; empty for the type's own: template, condition, expression, buttons, …
}

// Trigger is the behaviour of a block that starts flows. Enter runs right after a match, with the event in the turn.
type Trigger interface {
	Block
	// Match says whether and how well the event fits. It must not change anything.
	Match(m *Matching, ev *Event) (Match, bool)
	// Rules gives the settings that all triggers share; embedding TriggerSettings provides it.
	Rules() *TriggerSettings
}

// Match is how an event fits a trigger.
type Match struct {
	// Weight decides between triggers of the same priority: the more exact the heavier (see the Weight constants).
	Weight int
	// Outputs become local variables of the started frame.
	Outputs Values
	// Quiet takes the event without starting anything: nobody else gets it, and nobody is answered.
	Quiet bool
	// Notes are left if the trigger wins.
	Notes []Note
	// For has the flow start in the private chat with this user and leave the session of the event as it is.
	For *User
}

// Weights of matches.
const (
	WeightFallback = 0
	WeightKind     = 10
	WeightPattern  = 20
	WeightWord     = 30
	WeightPhrase   = 40
	WeightExact    = 50
	WeightCommand  = 60
)
