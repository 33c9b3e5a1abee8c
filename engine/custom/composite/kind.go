package composite

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// Kind makes block types of packages of the kind composite.
type Kind struct{}

var _ custom.Nester = Kind{}

// Name is composite.
func (Kind) Name() string { return custom.Composite }

// Pure is true: nothing is called.
func (Kind) Pure(*custom.Package) bool { return true }

// Open is an error, since the engine runs the flows itself.
func (Kind) Open(_ context.Context, p *custom.Package) (custom.Executor, error) {
	return nil, fmt.Errorf("open package %s: it is made of flows, which nothing carries out but the engine", p.ID())
}

// Uses gives the versions that the document inside pins.
func (Kind) Uses(m *custom.Manifest) map[string]string {
	var part struct {
		Document struct {
			Uses map[string]string `json:"uses"`
		} `json:"document"`
	}
	if json.Unmarshal(m.Composite, &part) != nil {
		return nil
	}
	return part.Document.Uses
}

// Complete gives the block type its flows, the exits of those that end badly, and blocks that call the flow.
func (Kind) Complete(m *custom.Manifest, t *engine.BlockType, inside *engine.Registry) error {
	doc, entry, problems := Read(m)
	if len(problems) > 0 {
		return fmt.Errorf("%s: %s", problems[0].Path, problems[0].Message)
	}
	s := &spec{m: m, first: t.Exits[0].Name, shared: shared(m, doc), types: map[engine.Var]string{}}
	for _, v := range doc.Variables {
		s.types[engine.Var(v.Scope+"."+v.Name)] = v.Type
	}
	t.Exits = append(t.Exits,
		engine.Exit{Name: cancelledExit, Title: engine.Text{"en": "Cancelled", "ru": "Отменён"}, Inherit: true}, engine.ErrorExit())
	t.Inside = &engine.Inside{Document: doc, Flow: entry.ID, Version: m.Version, Registry: inside, Shared: s.shared}
	settings := t.Config
	t.New = func() engine.Block { return &block{Settings: settings.New(), spec: s} }
	return nil
}
