package publish

import (
	"fmt"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// Action is what becomes of those who stand at a block.
type Action string

// The actions.
const (
	Stay    Action = "stay"    // they wait on at the block, under its new settings
	Move    Action = "move"    // the same, in the flow where the block is now
	Map     Action = "map"     // they go on at another block
	Restart Action = "restart" // what they are doing ends, and a flow begins anew
	End     Action = "end"     // what they are doing ends
	Finish  Action = "finish"  // they finish what they are doing in the revision where they are
)

// Decision is what becomes of those who stand at one block.
type Decision struct {
	Block string `json:"block" jsonschema:"minLength=1"`
	// Behind is set for those who stand there in an earlier revision, in which they were to finish.
	Behind bool   `json:"behind,omitempty"`
	Do     Action `json:"do" jsonschema:"enum=stay,enum=move,enum=map,enum=restart,enum=end,enum=finish"`
	To     string `json:"to,omitempty"` // the block for Map; the trigger for Restart
	// Ask puts the question anew after Stay, Move or Map, instead of waiting on. A Map to a block of another type always
	// does.
	Ask  bool        `json:"ask,omitempty"`
	Text engine.Text `json:"text,omitempty"` // what they read at a Restart or an End, by language; built-in words without it
}

// Plan says what a publish does to the people inside.
type Plan struct {
	From   int      `json:"from"`   // the revision that is published now; a plan for another one is refused
	People int      `json:"people"` // in the middle of something when the plan was made
	Blocks []Entry  `json:"blocks"`
	Added  []string `json:"added,omitempty"` // blocks that are new; for information
}

// Entry is the decision for a block, with what the one who decides needs to know. All but the decision is for
// information: it may be left out of a plan that is given, and what it says there does not count.
type Entry struct {
	Decision

	Title    string   `json:"title,omitempty"`
	Flow     string   `json:"flow,omitempty"` // where it stands now
	Type     string   `json:"type,omitempty"`
	Change   Change   `json:"change,omitempty" jsonschema:"enum=changed,enum=moved,enum=replaced,enum=removed,enum=unchanged,enum=behind"`
	What     []string `json:"what,omitempty"`     // of a changed block: config, envelope, exits
	Revision int      `json:"revision,omitempty"` // of those who are behind; of several the newest
	Suggest  string   `json:"suggest,omitempty"`  // a new block that is as the removed one was: perhaps only its id has changed
	Here     Here     `json:"here,omitzero"`
}

// Here counts the people at a block.
type Here struct {
	People   int `json:"people"`
	Covered  int `json:"covered,omitempty"`  // of them, whom something else interrupted, or who are in a flow that was called here
	Payments int `json:"payments,omitempty"` // of them, who have an invoice to pay
	Jobs     int `json:"jobs,omitempty"`     // of them, for whom a job is at work
	Times    int `json:"times,omitempty"`    // of them, who will be woken by a time
}

// Decisions gives what has to be kept of the plan with its revision: all that is not so by itself.
func (p *Plan) Decisions() []Decision {
	if p == nil {
		return nil
	}
	var out []Decision
	for i := range p.Blocks {
		d := p.Blocks[i].Decision
		switch {
		case d.Do == Finish && d.Behind:
		case (d.Do == Stay || d.Do == Move) && !d.Ask && !d.Behind:
		default:
			out = append(out, d)
		}
	}
	return out
}

// PlanError says what is wrong with a plan. The paths of the issues lead into the plan.
type PlanError struct{ Issues []engine.Issue }

// Error names the first issues.
func (e *PlanError) Error() string {
	var b strings.Builder
	for i, x := range e.Issues {
		if i == 3 {
			break
		}
		fmt.Fprintf(&b, "; %s: %s", x.Path, x.Message)
	}
	return fmt.Sprintf("the plan has %d errors%s", len(e.Issues), b.String())
}
