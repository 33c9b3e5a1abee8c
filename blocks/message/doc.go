// Package message holds the blocks that send and change messages. They make effects; how Telegram is called is not
// known here.
//
// # Decisions
//
// A message whose buttons lead somewhere and whose exit next is open waits for a press. With next connected it goes on at
// once, and its buttons stay alive: a press later on is handled by the block's rule for old buttons.
//
// Buttons are changed after a press by an edit of the pressed message, named by its id and not by a slot, so that of
// several copies of a message the right one changes.
//
// A message that its own buttons change (menu, list) keeps nothing in the session that its buttons can carry, so that one
// of any age works, also after a publish. A press that only turns it leaves the session where it is (engine.Keep): looking
// something up in an old message must not cost the question that is open.
//
// What a list shows is evaluated for each press and not kept: a variable would be there twice, and its price in the session
// would set how long a list may be.
//
// A progress remembers its open message in a local variable of its flow and not by the slot alone: the slot outlives the
// run, and the next one would change a message far up in the chat.
package message

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{
		albumType(), commandsType(), deleteType(), editType(), listType(), mediaType(), menuType(), progressType(),
		textType(), toChatType(), typingType(),
	}
}
