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
package trigger

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{
		commandType(), startLinkType(), textType(), messageType(), buttonType(), webhookType(), paymentType(), memberType(),
		scheduleType(), inactiveType(), fallbackType(), errorType(),
	}
}
