// Package wording says the server's words to authors in their language.
//
// The sources have English: a format as fmt takes it, or a sentence. That is the key under which a language's files have the
// same in their language, with the same verbs. A message is recognised by the format it was made of, and made again of the
// other one. Nothing has to carry formats and arguments along for this, so what is stored, what another process said and what
// an older version wrote can be said in every language, too; and a message that is not known stays as it is.
//
// The price: a message is compared with some thousand formats, some 50 µs (BenchmarkIn), which happens only for what a person reads.
//
// What begins with "; " is a tail: it may stand behind any message. An argument that was written with %s or %v and is itself
// known is said in the language as well ("a number"); what was in quotes, of %q or as “%s”, was somebody's own word, and stays.
//
// What Telegram or another server said is in a message as it came, and stays so.
//
// What the library behind the HTTP API finds wrong with a request is said in our own words first (Plain), also in English, by the
// same means.
//
// A language is a folder of this package with JSON files. What has to be in it, and that nothing else is, a test reads out of
// the sources.
package wording
