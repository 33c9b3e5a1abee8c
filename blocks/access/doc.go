// Package access holds the blocks that say who may use what was sold: a plan that lasts for a while, a package of units, a
// trial, a number of free uses.
//
// # Who may
//
// access.check tries the ways in a fixed order, from what costs the user nothing to what is used up: plan, trial, free
// uses, units. The first that serves is taken, and what it uses up is used up in the same commit, so that two presses at
// once are two uses. An author who only wants to look sets "look".
//
// # Decisions
//
//   - A plan is a name and an end, in a record of its own and not a variable: the author cannot overwrite it by accident,
//     and it lives on when the user's variables are reset.
//   - A plan that is bought while it runs is made longer: nobody loses the days that are left.
//   - Free uses count by calendar periods in the bot's time zone, since that is what people expect of "3 a day"; a rolling
//     window would answer "in 7 hours and 12 minutes".
//   - Units are the ledger's: a package is ledger.grant, a use is a charge here, or a hold for what may fail.
package access

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{checkType(), grantType(), revokeType()}
}
