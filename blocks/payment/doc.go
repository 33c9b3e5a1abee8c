// Package payment holds the blocks that take money through Telegram: Stars, and the providers that a bot connects with
// @BotFather. It knows orders and invoices as the engine has them; tokens, checks before a payment and the calls belong
// to host and telegram.
//
// # A sale
//
// Enter makes an order (created, then offered in the same commit) and shows it, as Telegram's own invoice or as a card.
// Whether somebody may pay is decided outside of turns, by the host's fast lane, from the order alone: it exists, is open,
// not expired, is paid by whom it is for, at the price that was offered. Money that came is recorded by the engine before
// any block hears of it, once for each charge id.
//
//	created → offered ─┬─ payment in time ───────────────→ exit paid
//	                   ├─ lifetime over → expired ───────→ exit expired
//	                   ├─ Cancel pressed → cancelled ────→ exit cancelled
//	                   ├─ refunded, or not as offered ───→ exit failed
//	                   └─ the user went elsewhere → cancelled, as far as nobody else may pay it
//	payment when nobody waits for it any more ───────────→ exit paid_late, in a flow put on top of what is going on
//
// # Decisions
//
//   - The deadline of the wait and of the order are the same. A payment that was agreed to in the last second may arrive
//     after the block left by expired; that is what paid_late is for. local.again tells it from a second payment.
//   - An order whose wait is taken away, by /cancel or another flow, is cancelled and its card says so. To leave it open
//     would take money for what nobody is waiting to deliver; the offer is made anew with a tap. A flow on top of the offer
//     (policy nest) leaves it as it is. What was agreed to before it was cancelled still arrives, by paid_late.
//   - A publish that takes the wait away leaves the order open until it expires: not the user has changed her mind. What is
//     paid then arrives by paid_late of the block that stands for this one now, or of the last revision that had it.
//   - An order that may be paid several times (max_payments) leaves by paid each time as long as it is open; the first
//     payment goes on with the flow, the others run beside it as a late one would.
//   - An exit for money that leads nowhere (paid_late, failed) becomes a trouble with a notice to the owner: money must
//     not vanish silently.
//   - What the bot needs to know when the money comes stands with the order (data) and not in variables, which are others
//     by then if the money is late and the user has begun something else.
//   - What is sold is said by the author (goods) and not guessed: a shop may ask for the address in the chat, where a
//     courier goes one way only, and is none the more digital. Without a word, an address that Telegram asks for tells things.
//   - Telegram's own invoice is sent at most once, as all invoices (Effect.Once); a card is a message and is sent again
//     after a crash, since its link leads to the same order.
//   - Titles and descriptions that turn out too long are cut and not refused: a long name in a price list should not
//     stop a sale.
//   - Ways of delivery and their prices are worked out when the offer is made and stored with the order: the fast lane
//     answers from it alone, and what was offered does not change while the buyer fills in the address. So a price cannot
//     depend on the address but by its country.
//   - Somebody whose country no way leads to is told so by Telegram's window, and nothing happens to the order.
package payment

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType { return []engine.BlockType{invoiceType()} }
