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
package message

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{
		albumType(), commandsType(), deleteType(), editType(), listType(), mediaType(), menuType(), textType(),
		toChatType(), typingType(),
	}
}
