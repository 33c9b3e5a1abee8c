// Package custom makes block types out of packages that integrators write: a manifest, which says what the block asks for and
// offers, and something that does the work (an HTTP API, a service of their own, a WebAssembly module, a flow).
//
// # One manifest
//
// A Manifest is the same for all kinds: name, version, words, icon, the JSON Schema of the settings with our widgets, exits,
// outputs, permissions, limits, upgrades, examples. From it come the form in the editor, the checks of a draft, the page of the
// reference and the conformance tests, as they come from Go types for the blocks that are shipped. Load reads it strictly, JSON
// or YAML, and says where something is wrong; Check says what cannot work. Nothing in it is trusted: see engine.ParseSettings.
//
// # One call
//
// Whatever the kind, the work is a Call that gives an Answer: both are plain JSON. The engine's side (settings made ready,
// permissions, messages, waits, results that came too late) is here once; a Kind knows only how to carry the call out.
//
// A pure executor is called inside the turn and has to give the same answer to the same call, since a turn may run twice. Any
// other is called by a job, at least once and perhaps twice: the calls of one run have the keys <run>.1, <run>.2 and so on, and a
// repeat has the key of what it repeats. Jobs and waits carry the number of their call, so that the end of one that is over
// changes nothing.
//
// The settings are filled in when the block is entered, and are the same in all calls of the run. Words of messages are plain.
// What an answer says is judged as a whole before any of it is done (Answer.Judge). While an answer is pending the address
// of Call.CallbackURL takes one call, whose body comes as the event callback.
//
// A package that is made of flows is not called at all: the engine runs them, as package composite says (Nester). Its block type is
// made anew for each registry, since the packages inside are those that a workspace has.
//
// # Permissions
//
// What a manifest does not list is refused with the trouble permission_denied: hosts of the HTTP client (redirects too),
// variables, secrets, units, what is waited for. Besides the secrets that the manifest names a block gets those that the author
// of a bot named in its settings, and an expression's secret mark is revealed only if this very call has it in its settings.
//
// # Names
//
// A package's block type is its name, vendor/name. Jobs are called block:<name>@<version>, so that a job that was started by a
// revision is carried out by the version that the revision pins, whatever else is installed by then.
package custom
