package composite

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
)

// Part is the part composite of a manifest.
type Part struct {
	Flow     string          `json:"flow"`     // of the document: it is the block
	Document json.RawMessage `json:"document"` // as that of a bot
}

// documentPath is where the document stands in a manifest.
const documentPath = "/composite/document"

// Read gives the flow that a block is, and its document. Problems say what is wrong with the part.
func Read(m *custom.Manifest) (doc *flow.Document, entry *flow.Flow, problems []custom.Problem) {
	var part Part
	d := json.NewDecoder(bytes.NewReader(m.Composite))
	d.DisallowUnknownFields()
	if err := d.Decode(&part); err != nil {
		return nil, nil, []custom.Problem{{Path: "/composite", Message: fmt.Sprintf("the flow and its document belong here: %v", err)}}
	}
	doc, err := flow.Load(part.Document)
	if wrong, ok := errors.AsType[*flow.LoadError](err); ok {
		for _, p := range wrong.Problems {
			problems = append(problems, custom.Problem{Path: documentPath + p.Path, Message: p.Message})
		}
		return nil, nil, problems
	}
	at := slices.IndexFunc(doc.Flows, func(f flow.Flow) bool { return f.ID == part.Flow })
	if at < 0 {
		return nil, nil, []custom.Problem{{Path: "/composite/flow", Message: fmt.Sprintf("the document has no flow %q", part.Flow)}}
	}
	return doc, &doc.Flows[at], nil
}

// shared gives the declared variables that are the bot's.
func shared(m *custom.Manifest, doc *flow.Document) (out []engine.Var) {
	for _, v := range doc.Variables {
		full := v.Scope + "." + v.Name
		if slices.Contains(m.Permissions.Read, full) || slices.Contains(m.Permissions.Write, full) {
			out = append(out, engine.Var(full))
		}
	}
	return out
}

// returned is a block that ends its flow with a result.
type returned struct {
	Status string                     `json:"status"`
	Exit   string                     `json:"exit"`
	Result map[string]json.RawMessage `json:"result"`
}

// returnType is the block type by which a flow gives a result.
const returnType = "logic.return"

// returns reads the settings of a logic.return.
func returns(b *flow.Block) (r returned, ok bool) {
	return r, b.Type == returnType && json.Unmarshal(orObject(b.Config), &r) == nil
}

func orObject(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("{}")
	}
	return raw
}
