package custom

import (
	"encoding/json"

	"github.com/scenarist/scenarist/engine"
)

// Manifest says what a block asks for and offers, whatever carries it out. It is a file manifest.json or manifest.yaml of the
// package's folder; schemas/block-manifest.schema.json is its schema.
type Manifest struct {
	Manifest int         `json:"manifest"` // version of this shape: 1
	Name     string      `json:"name"`     // vendor/name
	Version  string      `json:"version"`  // semantic version without v, such as 1.4.0
	Kind     string      `json:"kind"`     // http, remote, wasm, composite, go
	Title    engine.Text `json:"title"`
	Help     engine.Text `json:"help"`
	Icon     string      `json:"icon,omitempty"` // name of an icon of the Tabler set

	// Config is the JSON Schema of the settings: an object without remote references. Its words x-widget, x-title and x-help
	// are those of the schemas of our own blocks.
	Config        json.RawMessage `json:"config,omitempty"`
	ConfigVersion int             `json:"config_version,omitempty"` // from 1, which is the default; raised with an upgrade
	Upgrades      []Upgrade       `json:"upgrades,omitempty"`       // Upgrades[0] brings version 1 to 2

	Exits   []Exit   `json:"exits"`             // error is added to them, and timeout where it may wait
	Lists   []List   `json:"lists,omitempty"`   // exits that the settings make
	Outputs []Output `json:"outputs,omitempty"` // the setting save says which variable keeps one
	Accepts []string `json:"accepts,omitempty"` // of Event.Kind: what it may wait for

	Permissions Permissions `json:"permissions,omitzero"`
	Limits      Limits      `json:"limits,omitzero"`
	Examples    []Example   `json:"examples"` // at least one; run as tests

	// The kind's own part.
	HTTP      json.RawMessage `json:"http,omitempty"`
	Remote    json.RawMessage `json:"remote,omitempty"`
	Wasm      json.RawMessage `json:"wasm,omitempty"`
	Composite json.RawMessage `json:"composite,omitempty"`
}

// Exit is a way out with its words.
type Exit struct {
	Name  string      `json:"name"`
	Title engine.Text `json:"title"`
}

// List makes an exit of each element of a setting: prefix:<element>, where the element is a text or has the field.
type List struct {
	Setting string `json:"setting"`
	Prefix  string `json:"prefix"`
	Field   string `json:"field,omitempty"` // its id; empty where the elements are texts
	Title   string `json:"title,omitempty"` // field with the words on the card
}

// Output is a value that a run leaves behind.
type Output struct {
	Name  string      `json:"name"`
	Type  string      `json:"type"` // text, number, bool, list, object, date, any
	Title engine.Text `json:"title"`
}

// Permissions is what the block may do besides reading its settings; shown before it is installed.
type Permissions struct {
	Hosts    []string `json:"hosts,omitempty"`    // names it calls, *.example.com for all below; a template setting may add none
	Read     []string `json:"read,omitempty"`     // variables such as user.points
	Write    []string `json:"write,omitempty"`    // the same
	Secrets  []string `json:"secrets,omitempty"`  // of the bot
	Contacts bool     `json:"contacts,omitempty"` // sees who the user is
	Files    bool     `json:"files,omitempty"`    // reads files that users send
	Ledger   bool     `json:"ledger,omitempty"`   // charges and grants units
}

// Limits bounds a call; each is capped by the server's own.
type Limits struct {
	Timeout Span  `json:"timeout,omitzero"` // of a call; wasm 100 ms, else 10 s
	Memory  int64 `json:"memory,omitempty"` // bytes of a module, default 16 MiB
	Answer  int64 `json:"answer,omitempty"` // bytes, default 64 KiB
}

// Upgrade brings settings from one version to the next: renames, then removals, then values for settings that are missing.
type Upgrade struct {
	Rename map[string]string          `json:"rename,omitempty"`
	Remove []string                   `json:"remove,omitempty"`
	Set    map[string]json.RawMessage `json:"set,omitempty"`
}

// Example is a run that is known: documentation and test in one.
type Example struct {
	Title   engine.Text       `json:"title,omitempty"`
	Config  json.RawMessage   `json:"config"`
	Values  map[string]any    `json:"values,omitempty"`  // variables before, such as user.points
	Secrets map[string]string `json:"secrets,omitempty"` // pretended
	// StandIn are the requests that are expected, in order, with the answers to give: nothing is really called.
	StandIn []Exchange     `json:"stand_in,omitempty"`
	Exit    string         `json:"exit,omitempty"`    // wanted; empty where it waits
	Outputs map[string]any `json:"outputs,omitempty"` // wanted
	Error   string         `json:"error,omitempty"`   // wanted code
}

// Exchange is a request that is expected and the answer to it.
type Exchange struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers,omitempty"` // those that must be there
	Body    json.RawMessage   `json:"body,omitempty"`    // JSON, compared as such; a string is compared as text
	Status  int               `json:"status"`
	Answer  json.RawMessage   `json:"answer,omitempty"` // JSON; a string is sent as text
}

// Package is one version of a block: its manifest and the files beside it.
type Package struct {
	Manifest *Manifest
	Files    map[string][]byte // by path within the folder: modules, documents
	Digest   string            // SHA-256 of the whole, in hexadecimal
}

// Problem is a defect of a package, for whoever wrote it.
type Problem struct {
	Path    string `json:"path"` // JSON pointer into the manifest
	Message string `json:"message"`
}
