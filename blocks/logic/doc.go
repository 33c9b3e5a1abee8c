// Package logic holds the blocks that decide where a session goes: conditions, delays, jumps, and flows that call
// flows. They send nothing and know nothing of Telegram.
//
// # Decisions
//
// A branch of a condition is an exit named branch:<id>, as buttons are button:<id>, so that renaming a branch keeps its
// edge.
//
// logic.end ends the run down to the last interruption: a help flow that was put on top of an order ends without
// taking the order with it. Its setting everything drops the rest too.
package logic

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{
		conditionType(), onceType(), limitType(), delayType(), jumpType(), callType(), returnType(), endType(),
	}
}
