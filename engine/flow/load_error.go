package flow

import (
	"fmt"
	"strings"
)

// shownProblems is how many problems the text of a LoadError spells out.
const shownProblems = 3

// LoadError says all that is wrong with a document, so that an author mends it in one go.
type LoadError struct {
	// Problems is never empty, is in the order of the source and holds MaxProblems at most.
	Problems []Problem
}

// Error names the first few problems and counts the others.
func (e *LoadError) Error() string {
	shown := e.Problems[:min(len(e.Problems), shownProblems)]
	lines := make([]string, 0, len(shown))
	for _, p := range shown {
		lines = append(lines, p.String())
	}
	count := "1 problem"
	if len(e.Problems) != 1 {
		count = fmt.Sprintf("%d problems", len(e.Problems))
	}
	text := "document has " + count + ": " + strings.Join(lines, "; ")
	if more := len(e.Problems) - len(shown); more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}
