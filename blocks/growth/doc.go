// Package growth holds the blocks that bring a bot more people: a gate that wants a channel to be joined, and invitations
// of friends that are rewarded.
//
// # The gate
//
// growth.gate asks Telegram for the user's standing in each chat, one after the other, and leaves by member if he is in all
// of them. Else it shows what is missing, with a button to each chat and one to look again, and waits. Telegram answers
// reliably only to an administrator of the chat (TELEGRAM section 8); where it does not answer, the user is not to blame:
// the block leaves by unknown and the owner is told.
//
// # Invitations
//
//	growth.referral link ──▶ the user shares t.me/<bot>?start=ref_<id>
//	a friend comes: trigger.start_link (prefix ref_) ──▶ growth.referral join    remembers who invited, once and for all
//	the friend does what counts ──▶ growth.referral reward                       pays the inviter, and who invited that one
//
// # Decisions
//
//   - Who invited whom is a record of the bot and not a variable: it cannot be overwritten, and is set only for somebody
//     who is new. Nobody is his own inviter, and two cannot be each other's: the chain of inviters is followed first.
//   - A reward is paid once for a friend and a goal. Units go to the ledger at once; a flow can be started in the inviter's
//     chat besides, to tell him.
//   - Being in a chat is remembered for a while (cache), not being in it never: who has just joined should not be told to
//     wait.
package growth

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{gateType(), referralType()}
}
