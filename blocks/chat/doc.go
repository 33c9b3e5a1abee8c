// Package chat holds the blocks that let people into a channel or group and out of it: access that is sold for a time.
//
// # Access for a month
//
//	payment ──▶ access.grant (30 days) ──▶ chat.invite ──▶ the link, for one person, once
//	logic.delay until local.until ──▶ access.check ── needs_payment ──▶ chat.remove
//
// # Decisions
//
//   - A link is personal (one use) and ends after a while, so that it can be neither shared nor kept.
//   - A call that may have been carried out is made again by the job queue only where twice does no harm. A second link is
//     made then: the first one, which nobody knows, ends by itself.
//   - Removing is banning and lifting the ban at once (Telegram knows no other way out of a channel); with stay_out the ban
//     stays, and chat.invite lifts it before it makes a link, so that whoever pays again can come back.
//   - The bot must be an administrator with the right to invite, and to ban. Check cannot see that; what Telegram says is
//     told to the owner by the error exit.
package chat

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{inviteType(), removeType()}
}
