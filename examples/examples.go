// Package examples holds the bots that come with Scenarist, inside the binary: `scenarist serve` shows them in a simulated
// Telegram. Each has a directory with its document, bot.json; answers for the outside calls it makes, standin.json, where
// it makes any; and transcripts, which the tests play.
package examples

import "embed"

// Files has the documents and the answers of all examples.
//
//go:embed */bot.json */standin.json
var Files embed.FS
