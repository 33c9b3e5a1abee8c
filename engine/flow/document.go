package flow

import "encoding/json"

// SchemaVersion is the version of the document's own shape that this build writes.
const SchemaVersion = 1

// Document is one bot: its settings, variables and flow graphs. It is data only; what a block type means is the
// engine's business.
type Document struct {
	SchemaVersion int    `json:"schema_version"`
	Name          string `json:"name"`
	Description   string `json:"description,omitempty"` // in the author's language
	// Descriptions are the same in other languages.
	Descriptions map[string]string `json:"descriptions,omitempty"`
	Language     string            `json:"language"`            // the author's language, the fallback of every text
	Languages    []string          `json:"languages,omitempty"` // all languages the texts are in
	TimeZone     string            `json:"time_zone,omitempty"` // IANA name, the owner's; empty is UTC
	Settings     *Settings         `json:"settings,omitempty"`
	Variables    []Variable        `json:"variables,omitempty"`
	Tables       []Table           `json:"tables,omitempty"`
	// Uses pins the versions of the block types that are packages of their own: vendor/name to a version such as 1.4.0. So a
	// revision does not change when a newer version is installed.
	Uses   map[string]string `json:"uses,omitempty"`
	Flows  []Flow            `json:"flows"`
	Layout Layout            `json:"layout,omitempty"`
}

// Settings are the bot-wide rules that no block owns.
type Settings struct {
	OnError *Handler `json:"on_error,omitempty"` // where a trouble goes that neither exit nor flow took
	Texts   Texts    `json:"texts,omitempty"`    // replaces built-in words; keys are documented in engine
	// Secrets are the names that the document uses as secret.<name>; values live in the vault.
	Secrets []string `json:"secrets,omitempty"`
}

// Texts maps a key of the built-in words to the text by language.
type Texts map[string]map[string]string

// Handler names the block that takes over after a trouble.
type Handler struct {
	Flow  string `json:"flow"`
	Block string `json:"block,omitempty"` // empty: the first block of the flow
}

// Variable is one declared variable.
type Variable struct {
	Name    string          `json:"name"`
	Title   string          `json:"title,omitempty"` // how people call it, in the author's language; empty where the name says it
	Scope   string          `json:"scope"`           // session, user, chat, bot, workspace
	Type    string          `json:"type"`            // text, number, bool, list, object, date, any
	Default json.RawMessage `json:"default,omitempty"`
	Note    string          `json:"note,omitempty"`
}

// Flow is one graph of blocks.
type Flow struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Note    string   `json:"note,omitempty"`
	Params  []Param  `json:"params,omitempty"`   // arguments of logic.call, readable as local.<name>
	OnError *Handler `json:"on_error,omitempty"` // takes inherited error exits of this flow's blocks
	Blocks  []Block  `json:"blocks"`
	Edges   []Edge   `json:"edges"`
	Notes   []Note   `json:"notes,omitempty"` // notes and frames of the canvas
}

// Param is one argument of a flow that others call.
type Param struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Required bool   `json:"required,omitempty"`
}

// Block is one element of a flow: its type's config inside the envelope that all types share.
type Block struct {
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Version int             `json:"v,omitempty"` // config version; 0 means 1
	Label   string          `json:"label,omitempty"`
	Note    string          `json:"note,omitempty"`
	Config  json.RawMessage `json:"config,omitempty"`

	// Exits says what an exit without an edge does: "end" (stop here on purpose) or "inherit" (the flow's, then the
	// bot's handler).
	Exits    map[string]string `json:"exits,omitempty"`
	Timeout  *Duration         `json:"timeout,omitempty"`   // of any wait or outside call of the block; leaves by "timeout"
	OnError  *Retry            `json:"on_error,omitempty"`  // repeats before the error exit
	SkipIf   string            `json:"skip_if,omitempty"`   // expression; true leaves at once by SkipExit
	SkipExit string            `json:"skip_exit,omitempty"` // default "next", else the type's first exit
	OncePer  string            `json:"once_per,omitempty"`  // user, day, session: a second pass leaves by SkipExit
	Cooldown *Duration         `json:"cooldown,omitempty"`  // a pass sooner than this leaves by SkipExit
	Goal     string            `json:"goal,omitempty"`      // analytics goal reached here
	Cost     *float64          `json:"cost,omitempty"`      // unit cost of a pass, in the owner's currency
	Roles    []string          `json:"roles,omitempty"`     // staff roles that may pass; others leave by SkipExit
}

// Retry is how often and how patiently a block is repeated after a retryable trouble.
type Retry struct {
	Retries int       `json:"retries"`
	Backoff *Duration `json:"backoff,omitempty"` // first pause, doubled each time; default 1 s
}

// Edge links an exit of a block with the next block of the same flow.
type Edge struct {
	From string `json:"from"`
	Exit string `json:"exit"`
	To   string `json:"to"`
}

// Layout is where blocks stand on the canvas: flow id, then block id, then x and y. Nothing but the editor reads it.
type Layout map[string]map[string][2]float64
