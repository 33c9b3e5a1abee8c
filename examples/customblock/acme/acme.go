// Package acme has the block types of a tea house, as an integrator writes them: one that goes on at once, one that waits for the
// user, and one that asks a service. Nothing in it is known to Scenarist but by the two lists below.
package acme

import "github.com/scenarist/scenarist/engine"

// Types gives the block types.
func Types() []engine.BlockType {
	return []engine.BlockType{codewordType(), courierType(), discountType()}
}

// Jobs gives the work that the block types have done outside of turns.
func Jobs() []engine.JobType {
	return []engine.JobType{{Name: courierJob, Timeout: courierTime, Run: askCourier}}
}
