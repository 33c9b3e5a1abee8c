package engine

import "time"

type outcomeKind int

const (
	outcomeStay outcomeKind = iota
	outcomeLeave
	outcomeWait
	outcomeCall
	outcomeReturn
	outcomeEnd
	outcomeJump
	outcomeFail
	outcomeKeep
)

// Outcome is what a block decided. It is made by the functions of this file.
type Outcome struct {
	kind   outcomeKind
	exit   string
	wait   Wait
	flow   string
	inside bool // the flow is what the block's type is made of
	block  string
	values Values
	status CallStatus
	clear  bool
	err    *RunError
}

// Leave goes on by the exit.
func Leave(exit string) Outcome { return Outcome{kind: outcomeLeave, exit: exit} }

// Stay leaves everything as it is: the event was not for this block.
func Stay() Outcome { return Outcome{kind: outcomeStay} }

// Keep takes the event and leaves the session where it is: the block did all there was to do, such as turning the page of
// a message whose old button was pressed. What Press wrote to local variables is dropped, since it ran in a frame of its
// own. Enter may not keep.
func Keep() Outcome { return Outcome{kind: outcomeKeep} }

// WaitFor stops until an event that the wait accepts. Gen is given by the engine.
func WaitFor(w Wait) Outcome { return Outcome{kind: outcomeWait, wait: w} }

// WaitUntil stops until the time.
func WaitUntil(at time.Time) Outcome {
	return WaitFor(Wait{Until: at, Accept: []EventKind{TimerFired}})
}

// Fail meets the trouble, as if the block had returned it as an error, but keeps what the block did to records and balances.
func Fail(e *RunError) Outcome { return Outcome{kind: outcomeFail, err: e} }

// Call puts the flow on the stack; its end comes back to this block as CallReturned.
func Call(flowID string, args Values) Outcome {
	return Outcome{kind: outcomeCall, flow: flowID, values: args}
}

// Return ends the flow with a result for its caller; without a caller it ends the session's run.
func Return(status CallStatus, result Values) Outcome {
	return Outcome{kind: outcomeReturn, status: status, values: result}
}

// ReturnBy is Return with CallOK that names the exit by which a caller is to leave whose type is made of the flow.
func ReturnBy(exit string, result Values) Outcome {
	return Outcome{kind: outcomeReturn, status: CallOK, exit: exit, values: result}
}

// End ends the run with the flows that called this one. If it was an interruption, what it interrupted goes on.
func End() Outcome { return Outcome{kind: outcomeEnd} }

// EndAll ends everything that is going on in the session, what was interrupted too.
func EndAll() Outcome { return Outcome{kind: outcomeEnd, clear: true} }

// Jump goes to a block of any flow. With drop all frames below are dropped, otherwise only the running one is replaced
// if the flow differs.
func Jump(flowID, blockID string, drop bool) Outcome {
	return Outcome{kind: outcomeJump, flow: flowID, block: blockID, clear: drop}
}
