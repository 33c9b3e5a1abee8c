package expr

import "time"

// Env is what an expression sees: the scopes and the facts of the turn. Evaluation never changes it, so one Env may serve
// many expressions one after another, or at once.
type Env struct {
	// Scopes holds the variables: "user" → map[string]any and so on, and bare names with their values. Values are
	// JSON-like: nil, bool, float64, string, []any, map[string]any; other Go numbers, time.Time and typed slices and maps
	// are read as the nearest of these, and Fields as an object. A scope that is missing is empty.
	Scopes map[string]any

	// Now is the time of the turn; now() gives it.
	Now time.Time

	// Zone is where days begin and clocks are read; nil is UTC.
	Zone *time.Location

	// Lang says how numbers, dates and money are shown and how plural() chooses: "en", "ru", "pt-BR". Empty is "en".
	Lang string

	// Seed feeds random(), random_int(), pick() and shuffle(): the same seed gives the same values.
	Seed uint64
}

// Fields is an object whose fields are worked out when they are read. They stay the same while an expression runs.
type Fields interface {
	Field(name string) any // nil for nothing
	All() map[string]any
}
