// Package trigger holds the blocks that start flows. A trigger looks at an event and says whether and how well it fits;
// which of several wins, and what becomes of a flow that is running, is the engine's rule for all of them.
//
// # Decisions
//
// Texts are compared folded (engine.Fold): capitals, ё and е, and repeated spaces make no difference. Where words are
// looked for, punctuation and emoji make none either, so that "Заказать!" and the button "☕ Заказать" are one.
//
// What a trigger learned from the event becomes local variables of the flow it starts, since the scope event is gone
// after the first wait.
//
// The fallback answers in private chats only unless its chat types say otherwise: in a group every message would be an
// unknown one. When somebody is in the middle of a question it runs on top of it and the question is shown again.
//
// A start link goes before the plain command and before links with a shorter beginning, by its weight; a higher priority of
// theirs is found by Check.
//
// Money is delivered once, by the invoice block that asked for it. trigger.payment gets what no block takes, and only
// with its setting "besides" the rest too, after the block and in a turn of its own.
//
// Schedules and silences interrupt nobody by default: they run on top of an open question, which is shown again. What was
// missed while the bot was off comes late within bounds, and of several missed ones only the last. A publish never sends
// messages by itself: times that were over before a trigger existed are not made up for.
package trigger

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{
		commandType(), startLinkType(), textType(), messageType(), buttonType(), webhookType(), paymentType(), memberType(),
		scheduleType(), inactiveType(), fallbackType(), errorType(),
	}
}
