// Package ledger holds the blocks that count what users have: credits, bonus points, paid minutes. Accounts, holds and
// the history are the engine's (Turn.Grant and its relatives); these blocks say whose account, how much and when.
//
// # A paid job
//
//	ledger.reserve ─ ok ─▶ the job ─ done ──▶ ledger.commit    the units are spent
//	      │                    └─ failed ─▶ ledger.release     they are free again
//	      └ insufficient ─▶ offer a package
//
// A hold that nobody ends goes back by itself when its time is over, so a job that a crash or a bug left alone costs the
// user nothing.
//
// # Decisions
//
//   - Amounts are whole numbers of the smallest unit. A unit is a name that the bot's author chooses; it needs no
//     declaration, since every amount of it comes from a block that names it.
//   - For names another contact. A contact who never wrote to the bot may be given units: a friend's bonus waits for him.
//   - A key makes a movement happen once in the bot, whoever comes again: "welcome-{{ user.id }}" grants each user once,
//     "{{ local.order.id }}" once for each order. Without one every pass counts, a repeat of the same turn never.
package ledger

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{
		balanceType(), grantType(), chargeType(), transferType(), reserveType(), commitType(), releaseType(),
	}
}
