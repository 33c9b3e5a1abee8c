package simulator

import (
	"fmt"
	"strings"
)

// Report is what came of playing a transcript.
type Report struct {
	File     string    `json:"file"`
	Name     string    `json:"name,omitempty"`
	Steps    int       `json:"steps"`
	Played   int       `json:"-"`        // how many of the steps were played
	Failures []Failure `json:"failures"` // empty, not nil, if all is well
	Updated  bool      `json:"updated,omitempty"`

	stopped bool // before the end
}

// Failure is one thing that is not as it should be.
type Failure struct {
	Line   int    `json:"line,omitempty"` // of the transcript; 0 if it is about no line
	Step   int    `json:"step,omitempty"` // from 1; 0 if it is about no step
	Action string `json:"action,omitempty"`
	Words  string `json:"words"`
	Diff   string `json:"diff,omitempty"` // lines of what was expected ("-") and what came ("+")

	Want []Seen `json:"-"` // what was expected and seen, where that is what differs
	Got  []Seen `json:"-"`
}

func (r *Report) fail(f Failure) { r.Failures = append(r.Failures, f) }

// OK tells whether everything was as expected.
func (r *Report) OK() bool { return len(r.Failures) == 0 }

// Text is the report for a person; empty if all is well.
func (r *Report) Text() string {
	var b strings.Builder
	for _, f := range r.Failures {
		b.WriteString(r.File)
		if f.Line > 0 {
			fmt.Fprintf(&b, ":%d", f.Line)
		}
		b.WriteString(": ")
		if f.Step > 0 {
			fmt.Fprintf(&b, "step %d (%s): ", f.Step, f.Action)
		}
		b.WriteString(f.Words)
		b.WriteByte('\n')
		for line := range strings.Lines(f.Diff) {
			b.WriteString("    " + line)
		}
		if f.Diff != "" && !strings.HasSuffix(f.Diff, "\n") {
			b.WriteByte('\n')
		}
	}
	return b.String()
}
