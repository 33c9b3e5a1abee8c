// Package examples holds the bots that come with Scenarist, inside the binary: `scenarist serve` shows them in a simulated
// Telegram. Each has a directory with its document, bot.json; answers for the outside calls it makes, standin.json, where
// it makes any; author.LANGUAGE.json, what it says to an author of another language; and transcripts, which the tests play.
package examples

import "embed"

// Files has the documents, the answers and the words of all examples.
//
//go:embed */bot.json */standin.json */author.*.json
var Files embed.FS
