// Package notify holds the blocks that tell people of the bot's own side what happens. They say which roles are meant;
// who has a role, and in which chat, only the host knows.
//
// # Decisions
//
// The message goes to chats that are not the session's. So its buttons cannot lead on from the block: the session that a
// member of the staff presses in is another one. Buttons with an event start a flow there, through trigger.button, and
// carry what it needs in their data. For the same reason there is no name for later edits, no quoting and no deletion.
package notify

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType { return []engine.BlockType{staffType()} }
