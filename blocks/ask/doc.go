// Package ask holds the blocks that ask a question and wait for a valid answer.
//
// # How a question is made
//
// Everything that questions share is in type question, which a block's config embeds: the prompt, where the answer is
// saved, words for wrong answers, attempts, time-out with reminders, the buttons Skip, Back and Cancel. A block type adds
// its own settings and one decision: is this event an answer, and which one. So a new kind of question is one file:
//
//	func (a *age) Enter(ctx, t)         → a.ask(t, nil, nil)
//	func (a *age) Resume(ctx, t, ev)    → a.common(t, ev) first; then accept, or refuse with the rule that was broken
//	func (a *age) Reshow(ctx, t)        → a.show(t, nil)
//
// # Decisions
//
// The time-out counts from the first time the question is put: a wrong answer does not start it anew, nor does showing the
// question again after an interruption.
//
// A command that no trigger knows is not taken for an answer, unless commands may not interrupt the question at all
// (a secret may begin with a slash).
//
// Where an answer is no free text, the ways out may be typed by their labels. That is also how they work on a keyboard below
// the input field, which a question for a phone number, a contact or a place shows in private chats: one message cannot have
// buttons under it as well. The engine takes that keyboard away (engine.Wait.Keyboard). In groups Telegram has no such
// buttons; there the ways out stand under the message, and answers are typed or attached.
//
// Amounts are in a currency's smallest units wherever they are kept: in configs, variables and invoices. Only what users read
// and write is in whole units.
//
// What can be chosen is looked up again in every turn: a day or a time that went while its button was on the screen is
// refused, and the buttons are drawn anew. Where nothing is left, the question is left by empty.
//
// Days and times of day are answered as text (2026-11-25, 09:30) and not as moments: only together, and with a zone, do
// they make one.
//
// Of a file its file_id is kept, never its content. A question cannot know what later blocks do with it, but Check can: it
// warns where they download more than Telegram hands out.
package ask

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{
		textType(), choiceType(),
		numberType(), amountType(), emailType(),
		phoneType(), contactType(), locationType(),
		confirmType(), ratingType(), anyType(),
		dateType(), timeType(), fileType(), photoType(), voiceType(), albumType(),
	}
}
