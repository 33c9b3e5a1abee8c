package engine

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Severity says whether an issue stops a publish.
type Severity string

// The severities of issues.
const (
	SeverityError   Severity = "error"   // stops a publish
	SeverityWarning Severity = "warning" // shown
)

// Issue is a defect of a bot found without running it.
type Issue struct {
	Code     string   `json:"code"` // stable, snake_case
	Severity Severity `json:"severity"`
	Path     string   `json:"path"` // JSON pointer into the document
	Flow     string   `json:"flow,omitempty"`
	Block    string   `json:"block,omitempty"`
	Message  string   `json:"message"`        // for the author, in plain words
	From     int      `json:"from,omitempty"` // bytes inside the text at Path, for expressions
	To       int      `json:"to,omitempty"`
	Fix      *Fix     `json:"fix,omitempty"`
}

// Fix is a quick fix: what to do in words, and as changes of the document.
type Fix struct {
	Title   string  `json:"title"`
	Changes []Patch `json:"changes"`
}

// Patch is one operation of RFC 6902 (add, remove, replace).
type Patch struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value,omitempty"`
}

// CheckError is returned where a document with errors was to be used.
type CheckError struct{ Issues []Issue }

// Error names the first errors.
func (e *CheckError) Error() string {
	var b strings.Builder
	n := 0
	for _, i := range e.Issues {
		if i.Severity != SeverityError {
			continue
		}
		n++
		if n <= 3 {
			fmt.Fprintf(&b, "; %s: %s", i.Path, i.Message)
		}
	}
	return fmt.Sprintf("the bot has %d errors%s", n, b.String())
}

// HasErrors reports whether any issue stops a publish.
func HasErrors(issues []Issue) bool {
	for _, i := range issues {
		if i.Severity == SeverityError {
			return true
		}
	}
	return false
}

// MergeIssues puts two lists of issues of one document together, in document order. Both stay as they are.
func MergeIssues(a, b []Issue) []Issue {
	out := append(slices.Clone(a), b...)
	sortIssues(out)
	return out
}

// sortIssues puts issues in document order; keys is the order of paths as the document is written: by the numbers in
// them, then by name.
func sortIssues(issues []Issue) {
	sort.SliceStable(issues, func(i, j int) bool {
		a, b := issues[i], issues[j]
		if c := comparePaths(a.Path, b.Path); c != 0 {
			return c < 0
		}
		if a.From != b.From {
			return a.From < b.From
		}
		return a.Code < b.Code
	})
}

func comparePaths(a, b string) int {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	for i := 0; i < len(as) && i < len(bs); i++ {
		if as[i] == bs[i] {
			continue
		}
		if len(as[i]) != len(bs[i]) && digits(as[i]) && digits(bs[i]) {
			return len(as[i]) - len(bs[i])
		}
		return strings.Compare(as[i], bs[i])
	}
	return len(as) - len(bs)
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
