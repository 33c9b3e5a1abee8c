package reference

import "github.com/scenarist/scenarist/engine"

// Sign is something that expressions are written with.
type Sign struct{ Example, Output string }

// Signs lists them.
func Signs() []Sign {
	var out []Sign
	for _, s := range signs() {
		out = append(out, Sign{s.example, s.output})
	}
	return out
}

// ScopeNames lists the scopes that the page of variables explains.
func ScopeNames() []string {
	var out []string
	for _, s := range scopes() {
		out = append(out, s.name)
	}
	return out
}

// FieldWords says what a field is that the engine fills.
func FieldWords(name, lang string) string { return language(lang).field(name) }

// EnvelopeWords names a setting that every block has.
func EnvelopeWords(name, lang string) (title, help string) { return language(lang).envelopeWords(name) }

// EventKindName names a kind of event.
func EventKindName(kind, lang string) string { return language(lang).eventKind(engine.EventKind(kind)) }

// KindExamples gives the examples of how values are written, by the name of their kind in English.
func KindExamples() map[string]string {
	out := map[string]string{}
	for _, k := range kindNotes() {
		out[language("en").kindName(k.widget)] = k.example
	}
	return out
}

// Anchor is where GitHub puts a heading.
func Anchor(text string) string { return anchor(text) }
