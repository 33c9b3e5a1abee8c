package editor

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

type exitsRequest struct {
	Body struct {
		Blocks []json.RawMessage `json:"blocks" maxItems:"500" doc:"As the document has them"`
	}
}

type exitsAnswer struct {
	Body struct {
		Exits map[string][]Exit `json:"exits" doc:"By the id of the block; none for what is no block or of no known type"`
	}
}

// addExits tells the exits that settings decide, for blocks that are in no draft yet.
func (a *api) addExits() {
	add(a, operation{
		id: "exits", method: http.MethodPost, path: "/catalogue/exits", tag: "Catalogue", rule: loggedIn(), maxBody: maxDocument,
		summary: "The exits of blocks, those too that depend on the settings",
	}, func(_ context.Context, in *exitsRequest) (*exitsAnswer, error) {
		doc := flow.Document{SchemaVersion: flow.SchemaVersion, Language: "en", Flows: []flow.Flow{{ID: "exits"}}}
		f := &doc.Flows[0]
		known := map[string]bool{}
		for i, raw := range in.Body.Blocks {
			var b flow.Block
			if err := json.Unmarshal(raw, &b); err != nil || b.ID == "" {
				return nil, wrongBlock(i, "this is no block: it has an id, a type and settings")
			}
			if known[b.ID] {
				return nil, wrongBlock(i, "another block has this id")
			}
			known[b.ID] = true
			f.Blocks = append(f.Blocks, b)
		}
		out := &exitsAnswer{}
		out.Body.Exits = map[string][]Exit{}
		for id, exits := range engine.Examine(&doc, a.o.Registry).Exits {
			out.Body.Exits[id] = exitsOf(exits)
		}
		return out, nil
	})
}

func wrongBlock(index int, message string) error {
	p := problem(http.StatusUnprocessableEntity, "invalid", "One of the blocks cannot be read.")
	p.Issues = []engine.Issue{{Code: "invalid", Severity: engine.SeverityError, Path: "/blocks/" + strconv.Itoa(index), Message: message}}
	return p
}
