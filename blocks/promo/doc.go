// Package promo holds the blocks that give out promo codes and take them: a percentage off, an amount off, units for the
// account, or something for free.
//
// # A code
//
// promo.issue makes a code with its rules in a record; promo.redeem looks the code up, checks the rules, says what the price
// becomes and counts the use, all in one commit, so that of two people who are quick with the last use one gets it. Codes
// that everybody gets to know (SPRING10) need no flow that issues them: they stand in the settings of promo.redeem, and
// only their uses are records.
//
// # Decisions
//
//   - Codes compare without regard to case, spaces and dashes: people type what they read on a card.
//   - Codes that we make have no letters and digits that are taken for each other (0 O, 1 I L), and come from the same
//     source as order ids: they cannot be guessed from others.
//   - The block says what the price becomes and takes no money itself. A price of nothing leaves by applied too; invoices
//     need more than nothing, so test local.price before one.
//   - A code for another product, one that is not valid yet, one for somebody else: all leave by invalid, with the reason in
//     local.promo.reason, since to a guesser they should look alike.
package promo

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{issueType(), redeemType()}
}
