// Package custom makes block types out of packages that integrators write: a manifest, which says what the block asks for and
// offers, and something that does the work (an HTTP API, a service of their own, a WebAssembly module, a flow).
//
// # One manifest
//
// A Manifest is the same for all kinds: name, version, words, icon, the JSON Schema of the settings with our widgets, exits,
// outputs, permissions, limits, upgrades, examples. From it come the form in the editor, the checks of a draft, the page of the
// reference and the conformance tests, as they come from Go types for the blocks that are shipped.
//
// # One call
//
// Whatever the kind, the work is a Call that gives an Answer: both are plain JSON. The engine's side (settings made ready,
// permissions, messages, waits, results that came too late) is here once; a Kind knows only how to carry the call out.
package custom
