package program

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// finding is one thing that is wrong with a document, with its place in the file.
type finding struct {
	Code     string          `json:"code"`
	Severity engine.Severity `json:"severity"`
	Line     int             `json:"line"`
	Column   int             `json:"column"`
	Path     string          `json:"path"`
	Flow     string          `json:"flow,omitempty"`
	Block    string          `json:"block,omitempty"`
	Message  string          `json:"message"`
	Fix      string          `json:"fix,omitempty"`
}

// report is everything that is wrong with a document.
type report struct {
	File     string    `json:"file"`
	Errors   int       `json:"errors"`
	Warnings int       `json:"warnings"`
	Issues   []finding `json:"issues"`
}

// readDocument reads a file in words that say what to do about a missing one.
func readDocument(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s", path)
	case err != nil:
		return nil, fmt.Errorf("read the document: %w", err)
	case info.IsDir():
		return nil, fmt.Errorf("%s is a directory; name the bot's document, such as %s", path, filepath.Join(path, "bot.json"))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the document: %w", err)
	}
	return data, nil
}

// typesOf gives what a document is compiled with.
type typesOf = func(*flow.Document) (*engine.Registry, error)

// inspect loads and checks a document, with the files beside it. The document is nil if it could not be loaded; what can be
// said of it all the same is in the report.
func inspect(file string, data []byte, types typesOf) (*flow.Document, report) {
	return inspectWith(file, data, types, func(uses []engine.AssetUse) ([]engine.Issue, error) {
		a, err := assetsOf(file, uses)
		if err != nil {
			return nil, err
		}
		return a.issues(0, nil), nil
	})
}

// inspectWith is inspect for files that are elsewhere.
func inspectWith(file string, data []byte, types typesOf, files func([]engine.AssetUse) ([]engine.Issue, error)) (*flow.Document, report) {
	r := report{File: file, Issues: []finding{}}
	doc, err := flow.Load(data)
	draft := doc
	var le *flow.LoadError
	switch {
	case errors.As(err, &le):
		for _, p := range le.Problems {
			r.add(finding{Code: p.Code, Severity: engine.SeverityError, Line: p.Line, Column: p.Column, Path: p.Path, Message: p.Message})
		}
		draft = le.Draft
	case err != nil:
		r.add(finding{Code: "unreadable", Severity: engine.SeverityError, Line: 1, Column: 1, Message: err.Error()})
	}
	if draft == nil {
		return doc, r
	}
	reg, err := types(draft)
	if err != nil {
		r.add(finding{Code: "blocks_unreadable", Severity: engine.SeverityError, Line: 1, Column: 1, Message: err.Error()})
		return nil, r
	}
	known := engine.Examine(draft, reg)
	missing, err := files(known.Assets)
	if err != nil {
		r.add(finding{Code: "unreadable", Severity: engine.SeverityError, Line: 1, Column: 1, Message: err.Error()})
	}
	r.check(engine.MergeIssues(known.Issues, missing), data)
	return doc, r
}

// check adds the issues of a document, but for those at a place that is known to be wrong already.
func (r *report) check(issues []engine.Issue, data []byte) {
	known := make(map[string]bool, len(r.Issues))
	for _, f := range r.Issues {
		known[f.Path] = true
	}
	index := flow.NewIndex(data)
	for _, i := range issues {
		if known[i.Path] {
			continue
		}
		f := finding{Code: i.Code, Severity: i.Severity, Path: i.Path, Flow: i.Flow, Block: i.Block, Message: i.Message}
		f.Line, f.Column, _ = index.Locate(i.Path)
		if i.Fix != nil {
			f.Fix = i.Fix.Title
		}
		r.add(f)
	}
	slices.SortStableFunc(r.Issues, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

func (r *report) add(f finding) {
	if f.Severity == engine.SeverityError {
		r.Errors++
	} else {
		r.Warnings++
	}
	r.Issues = append(r.Issues, f)
}

// text gives the report for a person: one line for each issue, as compilers do, then a summary.
func (r *report) text() string {
	var out []byte
	for _, f := range r.Issues {
		out = fmt.Appendf(out, "%s:%d:%d: %s: %s", r.File, f.Line, f.Column, f.Severity, f.Message)
		if f.Block != "" {
			out = fmt.Appendf(out, " (block %s)", f.Block)
		}
		out = fmt.Appendf(out, " [%s]\n", f.Code)
		if f.Fix != "" {
			out = fmt.Appendf(out, "    possible fix: %s\n", f.Fix)
		}
	}
	switch {
	case r.Errors == 0 && r.Warnings == 0:
		out = fmt.Appendf(out, "%s: nothing is wrong.\n", r.File)
	case r.Errors == 0:
		out = fmt.Appendf(out, "%s: %s; the bot can be started.\n", r.File, count(r.Warnings, "warning"))
	default:
		out = fmt.Appendf(out, "%s: %s, %s; the bot cannot be started before the errors are mended.\n", r.File, count(r.Errors, "error"), count(r.Warnings, "warning"))
	}
	return string(out)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
