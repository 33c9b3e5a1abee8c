// Package flow is the bot document: its Go types, reading it with errors that a person can act on, writing it in one
// canonical form, and the rules of its structure.
//
// It must not know any block type. A block's config is an object of which this package sees only that it is JSON that
// can be stored; exits, configs and expressions are judged by engine.Check. Nor does it know databases, Telegram or
// time: everything here is a pure function of its arguments, but for the list of time zones.
//
// # Reading
//
// Load goes through three steps. Each reports into one list, which is sorted by place and cut at MaxProblems.
//
//  1. The scanner makes a tree of places from the text. It reports repeated names, characters and numbers that cannot
//     be stored, and stops at a syntax error or at MaxDepth, since nothing behind it could be trusted.
//  2. The reader makes the Go values, in one pass, and reports what has another shape or spelling.
//  3. The references between the parts are checked: edges, exits, handlers.
//
// An older schema version is brought to the current one before step 2, one version at a time.
//
// Paths are JSON pointers. A position is that of the value, or of its name where the name is what is wrong (unknown and
// repeated fields), or of the object in which a field is missing. Columns count Unicode characters, as text editors do.
//
// # Decisions
//
//   - encoding/json is not used for reading: it keeps the last of two equal names, replaces characters it cannot
//     decode, and has no positions for values. The scanner is small because it only finds places; values are decoded on
//     demand. It is fuzzed against encoding/json.
//   - go-playground/validator is not used, although STYLE names it for rules between fields: it knows Go fields, not
//     places in a text, and stops at what did not decode. Rules stand next to the field they judge instead.
//   - A field is required exactly when its struct tag has no omitempty, as in the published JSON Schema; a test holds
//     the two together. An optional text may be empty, which means that it is left out; null is never a value of a
//     field, but for the default of a variable of the type any.
//   - References that need no block type are errors here and not issues of engine.Check: edges whose ends are not in
//     the flow, two edges of one exit, an exit with both an edge and an entry in Exits, handlers that lead nowhere. The
//     editor keeps them whole by itself, and no reader has to handle them.
//   - Layout may name flows and blocks that are not there: nothing but the editor reads it, and taking back a deletion
//     finds the old place again.
//   - Whole numbers beyond ±(2^53-1) are refused everywhere, also in configs: the page would change them silently.
//     Telegram's identifiers have at most 52 significant bits (Bot API, Chat.id).
//   - Sort does not touch blocks: the first block of a flow is where handlers go.
//   - Durations have one text form with whole seconds, days of 24 hours and weeks; "P1D" of ISO 8601 and Go's "24h0m0s"
//     are not for people. Months are left out: they have no length.
package flow
