// Package logic holds the blocks that decide where a session goes: conditions, experiments, loops, delays, jumps, and flows
// that call flows. They send nothing and know nothing of Telegram.
//
// # Decisions
//
// A branch of a condition or a split is an exit named branch:<id>, a case of a switch case:<id>, as buttons are button:<id>,
// so that renaming one keeps its edge.
//
// A switch names the test of each case instead of taking expressions: what people type is not what is compared, and each
// test knows how its kind of value is written. It compares one value with constants; logic.condition is for everything else.
//
// The way of a split is remembered with the user and not in the session, so that it is the same in every chat and after
// every publish.
//
// Loops come back along edges and not by a called flow, so that the whole of one is seen on one canvas; see loop.
//
// logic.end ends the run down to the last interruption: a help flow that was put on top of an order ends without
// taking the order with it. Its setting everything drops the rest too.
package logic

import "github.com/scenarist/scenarist/engine"

// Types gives the block types of the family.
func Types() []engine.BlockType {
	return []engine.BlockType{
		conditionType(), switchType(), splitType(), onceType(), limitType(), delayType(), waitEventType(), foreachType(), whileType(),
		jumpType(), callType(), returnType(), endType(),
	}
}
