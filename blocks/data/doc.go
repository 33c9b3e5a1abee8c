// Package data holds the blocks that change variables and other stored data of a bot.
//
// # Decisions
//
// Counters in shared scopes (user, chat, bot, workspace) are changed by operations that the commit applies to what is
// stored then, so that two sessions that add at once both count. A block after that reads in the same turn what this turn
// made of the value it knew.
//
// Tags and fields of contacts are variables of scope user, so that expressions, conditions and the statistics need to know
// nothing else. What data.tag and data.field add is their form: which tag, which phone number is the same as another. Both
// can change another contact, by engine.Write.Owner, since it is the staff who know that somebody is a regular.
//
// A change of a row holds only if the row is still as the turn saw it when the turn is stored; else the turn runs again. So
// "if" in data.table.update decides by what is stored then: the last one in stock goes to one buyer.
//
// Deleting what is not there is no trouble: empty and conflict of data.table.delete may stay open. A change that did not
// happen is one, unless somebody says what becomes of it.
package data

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{
		variableType(), tagType(), fieldType(), languageType(), counterType(), tableGetType(), tableFindType(), tableAddType(), tableUpdateType(), tableDeleteType(),
	}
}
