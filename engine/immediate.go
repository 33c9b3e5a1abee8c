package engine

// Immediate is a block that may wait and yet leaves by some of its exits in the turn that entered it. Check needs that
// to find circles without a wait: without it, a block that embeds NoWait leaves by every exit at once, and every other
// block waits first.
type Immediate interface {
	Immediate(exit string) bool
}
