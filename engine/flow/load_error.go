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
	// Draft is the document as far as it could be read, so that further checks can be made of it; nil unless all problems
	// are of a kind that leaves the rest in order: unknown fields, references to parts that are not there, and the like.
	// It must not be run or stored.
	Draft *Document
}

// harmless are the codes of problems that leave the rest of a document in order.
func harmless(code string) bool {
	switch code {
	case CodeUnknownField, CodeBadTimeZone, CodeBadDefault, CodeBadLanguage, CodeBadExit, CodeDuplicateEdge,
		CodeDuplicateItem, CodeExitDecidedTwice, CodeEdgeSourceMissing, CodeEdgeTargetMissing, CodeHandlerMissing:
		return true
	default:
		return false
	}
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
