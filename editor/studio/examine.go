package studio

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/scenarist/scenarist/editor/draft"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Findings are what is known of a document without running it. They are shared: nobody changes them.
type Findings struct {
	Issues []engine.Issue // never nil, in document order
	// Exits are those of each block, by its id, as far as the block can be read.
	Exits map[string][]engine.Exit
	// Digest is the same for documents that are published as the same bytes.
	Digest string
	// Assets are the places where files of the bot's library are sent.
	Assets []engine.AssetUse
	// Document is it as far as it can be read; nil for one that has no shape.
	Document *flow.Document
}

func (f *Findings) mark(version int64) DraftMark {
	m := DraftMark{Version: version, Digest: f.Digest}
	for _, i := range f.Issues {
		if i.Severity == engine.SeverityError {
			m.Errors++
		} else {
			m.Warnings++
		}
	}
	return m
}

// Digest names a document.
func Digest(document []byte) string {
	sum := sha256.Sum256(document)
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// keptFindings is how many documents are remembered with what was found in them.
const keptFindings = 64

// examiner finds what is wrong with documents, and remembers it.
type examiner struct {
	mu    sync.Mutex
	known map[examined]*Findings
	order []examined // the oldest first
}

// examined is a document with what it was looked at with.
type examined struct {
	document [sha256.Size]byte
	reg      *engine.Registry
}

func newExaminer() *examiner { return &examiner{known: map[examined]*Findings{}} }

func (x *examiner) examine(document []byte, reg *engine.Registry) *Findings {
	key := examined{sha256.Sum256(document), reg}
	x.mu.Lock()
	f := x.known[key]
	x.mu.Unlock()
	if f != nil {
		return f
	}
	f = Examine(document, reg)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.known[key] == nil {
		x.known[key] = f
		if x.order = append(x.order, key); len(x.order) > keptFindings {
			delete(x.known, x.order[0])
			x.order = slices.Delete(x.order, 0, 1)
		}
	}
	return f
}

// Examine finds what is wrong with a document, whatever it is.
func Examine(document []byte, reg *engine.Registry) *Findings {
	f := &Findings{Issues: []engine.Issue{}, Exits: map[string][]engine.Exit{}, Digest: Digest(document)}
	doc, err := flow.Load(document)
	var wrong *flow.LoadError
	switch {
	case err == nil:
		if canonical, err := flow.Marshal(doc); err == nil {
			f.Digest = Digest(canonical)
		}
	case errors.As(err, &wrong):
		f.Issues = append(f.Issues, problemIssues(wrong)...)
		doc = wrong.Draft
	default:
		f.Issues = append(f.Issues, engine.Issue{Code: "unreadable", Severity: engine.SeverityError, Message: err.Error()})
	}
	if doc == nil {
		f.makeDo(document, reg)
		return f
	}
	r := engine.Examine(doc, reg)
	f.Document, f.Exits, f.Assets = doc, r.Exits, r.Assets
	for _, i := range r.Issues {
		if !slices.ContainsFunc(f.Issues, func(j engine.Issue) bool { return j.Path == i.Path && j.Code == i.Code }) {
			f.Issues = append(f.Issues, i)
		}
	}
	return f
}

func problemIssues(e *flow.LoadError) []engine.Issue {
	out := make([]engine.Issue, 0, len(e.Problems))
	for _, p := range e.Problems {
		out = append(out, engine.Issue{Code: p.Code, Severity: engine.SeverityError, Path: p.Path, Message: p.Message})
	}
	return out
}

// makeDo finds the exits of the blocks of a document that cannot be loaded, so that its edges can be drawn all the same, and
// which blocks the issues are about.
func (f *Findings) makeDo(document []byte, reg *engine.Registry) {
	parts, err := draft.Parse(document)
	if err != nil {
		return // the issues say so
	}
	flows, blocks, err := parts.Blocks()
	if err != nil {
		return
	}
	doc := &flow.Document{SchemaVersion: flow.SchemaVersion, Language: "en"}
	for _, id := range flows {
		fl := flow.Flow{ID: id}
		for _, raw := range blocks[id] {
			var b flow.Block
			if err := json.Unmarshal(raw, &b); err != nil { // what could be read has been
				b = flow.Block{ID: b.ID, Type: b.Type, Version: b.Version}
			}
			fl.Blocks = append(fl.Blocks, b)
		}
		doc.Flows = append(doc.Flows, fl)
	}
	f.Exits = engine.Examine(doc, reg).Exits
	for i := range f.Issues {
		f.Issues[i].Flow, f.Issues[i].Block = placeOf(doc, f.Issues[i].Path)
	}
}

// placeOf gives the flow and the block that a JSON pointer leads into; empty for none.
func placeOf(doc *flow.Document, path string) (flowID, block string) {
	steps := strings.Split(path, "/")
	if len(steps) < 3 || steps[1] != "flows" {
		return "", ""
	}
	i, err := strconv.Atoi(steps[2])
	if err != nil || i >= len(doc.Flows) {
		return "", ""
	}
	f := &doc.Flows[i]
	if len(steps) < 5 || steps[3] != "blocks" {
		return f.ID, ""
	}
	j, err := strconv.Atoi(steps[4])
	if err != nil || j >= len(f.Blocks) {
		return f.ID, ""
	}
	return f.ID, f.Blocks[j].ID
}
