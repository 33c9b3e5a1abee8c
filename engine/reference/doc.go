// Package reference writes the reference of a registry's block types from the types themselves: a page for each, and pages
// of what they share: settings, expressions, variables, built-in words. A page can be written as Markdown or printed in a
// terminal, in English or Russian.
//
// It must know no block type. What a page says of a type is what the type says of itself (title, help, exits, outputs,
// example), what its config says (Fields) and what its JSON Schema says; so a page cannot go out of date, and an
// integrator's types get theirs for nothing. Only what is the engine's own, such as the kinds of settings, is written here,
// and tests hold it to the engine.
package reference
