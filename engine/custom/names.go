package custom

// Version is the version of the manifest's shape.
const Version = 1

// The kinds of packages.
const (
	HTTP      = "http"
	Remote    = "remote"
	Wasm      = "wasm"
	Composite = "composite"
	Go        = "go"
)

// KindNames gives the kinds of packages.
func KindNames() []string { return []string{HTTP, Remote, Wasm, Composite, Go} }

// The kinds of events that a block may wait for.
const (
	TextEvent     = "text"
	ButtonEvent   = "button"
	PhotoEvent    = "photo"
	DocumentEvent = "document"
	VoiceEvent    = "voice"
	VideoEvent    = "video"
	LocationEvent = "location"
	ContactEvent  = "contact"
	TimeoutEvent  = "timeout"  // where it is accepted, the block is called; else it leaves by the exit timeout
	CallbackEvent = "callback" // what an answer that is pending ends with
)

// EventNames gives the kinds of events that a manifest's accepts may list. A callback needs no listing.
func EventNames() []string {
	return []string{
		TextEvent, ButtonEvent, PhotoEvent, DocumentEvent, VoiceEvent, VideoEvent, LocationEvent, ContactEvent, TimeoutEvent,
	}
}

// SaveSetting is the setting that is added to those of a block with outputs: an object of variables by output.
const SaveSetting = "save"

// Exits that are added.
const (
	errorExit   = "error"
	timeoutExit = "timeout"
)
