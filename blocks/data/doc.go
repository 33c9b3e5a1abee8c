// Package data holds the blocks that change variables and other stored data of a bot.
//
// # Decisions
//
// Counters in shared scopes (user, chat, bot, workspace) are changed by operations that the commit applies to what is
// stored then, so that two sessions that add at once both count. A block after that reads in the same turn what this turn
// made of the value it knew.
package data

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{variableType()}
}
