package editor

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/expr"
	"github.com/scenarist/scenarist/engine/reference"
)

// Catalogue is everything that a bot may be made of.
type Catalogue struct {
	Types     []BlockType `json:"types" doc:"Sorted by name"`
	Families  []Family    `json:"families" doc:"In the order of the palette"`
	Functions []Function  `json:"functions" doc:"Functions of expressions, by category"`
}

// BlockType is a kind of blocks.
type BlockType struct {
	Name    string          `json:"name" example:"message.text"`
	Family  string          `json:"family"`
	Version int             `json:"version" doc:"Of the settings"`
	Title   engine.Text     `json:"title"`
	Help    engine.Text     `json:"help"`
	Icon    string          `json:"icon" doc:"Name in the Tabler set"`
	Trigger bool            `json:"trigger" doc:"It starts flows and has no way in"`
	Waits   bool            `json:"waits" doc:"It may stop and wait for an event"`
	Exits   []Exit          `json:"exits" doc:"Those that do not depend on the settings"`
	Outputs []Output        `json:"outputs" doc:"Values that it leaves behind"`
	Example json.RawMessage `json:"example" doc:"Settings to begin with"`
	Schema  json.RawMessage `json:"schema" doc:"JSON Schema of the settings"`
	Package *BlockPackage   `json:"package,omitempty" doc:"The package that it is, if it is one of the workspace's own"`
}

// BlockPackage is what is known of a block type that is a package.
type BlockPackage struct {
	Version  string `json:"version" example:"1.4.0" doc:"The draft pins this one, or it is the newest"`
	Kind     string `json:"kind" enum:"http,remote,wasm,composite,go"`
	Disabled bool   `json:"disabled" doc:"What uses it goes on, and nothing new should"`
}

// Exit is a way out of a block.
type Exit struct {
	Name     string      `json:"name"`
	Title    engine.Text `json:"title"`
	Inherit  bool        `json:"inherit,omitempty" doc:"Without an edge the handlers of troubles take over"`
	Optional bool        `json:"optional,omitempty" doc:"Without an edge nothing happens, and that is fine"`
}

// Output is a value that a block leaves behind.
type Output struct {
	Name  string      `json:"name" example:"event.text"`
	Type  string      `json:"type"`
	Title engine.Text `json:"title"`
}

// Family is a group of block types.
type Family struct {
	Name  string      `json:"name"`
	Title engine.Text `json:"title"`
}

// Function is a function of expressions.
type Function struct {
	Name      string      `json:"name"`
	Category  string      `json:"category"`
	Signature string      `json:"signature" example:"round(x, places?)"`
	Help      engine.Text `json:"help"`
	Example   string      `json:"example"`
	Output    string      `json:"output" doc:"What the example gives, as JSON"`
}

func exitsOf(list []engine.Exit) []Exit {
	out := make([]Exit, len(list))
	for i, e := range list {
		out[i] = Exit{Name: e.Name, Title: e.Title, Inherit: e.Inherit, Optional: e.Optional}
	}
	return out
}

// makeCatalogue writes down what a registry has.
func makeCatalogue(reg *engine.Registry) (*Catalogue, error) {
	c := &Catalogue{Types: []BlockType{}, Families: []Family{}, Functions: []Function{}}
	for _, t := range reg.Types() {
		schema, err := reg.Schema(t.Name)
		if err != nil {
			return nil, fmt.Errorf("catalogue: schema of %s: %w", t.Name, err)
		}
		b := BlockType{
			Name: t.Name, Family: t.Name[:strings.IndexAny(t.Name, "./")], Version: t.Version, Title: t.Title, Help: t.Help,
			Icon: t.Icon, Trigger: t.Trigger, Waits: t.Waits(), Exits: exitsOf(t.Exits), Outputs: []Output{},
			Example: json.RawMessage(t.Example), Schema: schema,
		}
		for _, o := range t.Outputs {
			b.Outputs = append(b.Outputs, Output{Name: o.Name, Type: o.Type, Title: o.Title})
		}
		c.Types = append(c.Types, b)
	}
	for _, f := range reference.Families(reg) {
		c.Families = append(c.Families, Family{Name: f.Name, Title: f.Title})
	}
	for _, f := range expr.Functions() {
		c.Functions = append(c.Functions, Function{
			Name: f.Name, Category: f.Category, Signature: f.Signature, Help: engine.Text{"en": f.HelpEN, "ru": f.HelpRU},
			Example: f.Example, Output: f.Output,
		})
	}
	return c, nil
}

// catalogueAnswer is the catalogue as it goes to the page, which keeps it until it changes.
type catalogueAnswer struct {
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Body         *Catalogue
}

// catalogueRequest asks for the catalogue unless it is known.
type catalogueRequest struct {
	IfNoneMatch string `header:"If-None-Match"`
}

func (a *api) addCatalogue() {
	made := sync.OnceValues(func() (*catalogueAnswer, error) {
		c, err := makeCatalogue(a.o.Registry)
		if err != nil {
			return nil, err
		}
		tag, err := tagOf(c)
		return &catalogueAnswer{ETag: tag, CacheControl: "private, no-cache", Body: c}, err
	})
	add(a, operation{
		id: "catalogue", method: http.MethodGet, path: "/catalogue", tag: "Catalogue", rule: loggedIn(),
		summary: "Everything that a bot may be made of",
	}, func(_ context.Context, in *catalogueRequest) (*catalogueAnswer, error) {
		c, err := made()
		if err == nil && in.IfNoneMatch == c.ETag {
			return nil, notModified(c.ETag)
		}
		return c, err
	})
	a.addExits()
	known := &catalogues{made: map[*engine.Registry]*catalogueAnswer{}}
	add(a, operation{
		id: "bot-catalogue", method: http.MethodGet, path: "/bots/{bot}/catalogue", tag: "Catalogue", rule: onBot(access.BotRead),
		summary: "Everything that this bot may be made of, the packages of its workspace too",
	}, func(ctx context.Context, in *botCatalogueRequest) (*catalogueAnswer, error) {
		reg, packages, err := a.o.Studio.Palette(ctx, in.Bot)
		if err != nil {
			return nil, err
		}
		c, err := known.of(reg, packages)
		if err == nil && in.IfNoneMatch == c.ETag {
			return nil, notModified(c.ETag)
		}
		return c, err
	})
}

type botCatalogueRequest struct {
	BotPath

	IfNoneMatch string `header:"If-None-Match"`
}

// keptCatalogues is how many catalogues are remembered.
const keptCatalogues = 50

// catalogues are those of registries, which are the same for as long as nothing has changed.
type catalogues struct {
	mu    sync.Mutex
	made  map[*engine.Registry]*catalogueAnswer
	order []*engine.Registry
}

func (k *catalogues) of(reg *engine.Registry, packages []custom.Installed) (*catalogueAnswer, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.made[reg]; c != nil {
		return c, nil
	}
	c, err := makeCatalogue(reg)
	if err != nil {
		return nil, err
	}
	for i := range packages {
		p := &packages[i]
		for j := range c.Types {
			if c.Types[j].Name == p.Manifest.Name {
				c.Types[j].Package = &BlockPackage{Version: p.Manifest.Version, Kind: p.Manifest.Kind, Disabled: p.Disabled}
			}
		}
	}
	tag, err := tagOf(c)
	if err != nil {
		return nil, err
	}
	out := &catalogueAnswer{ETag: tag, CacheControl: "private, no-cache", Body: c}
	k.made[reg] = out
	if k.order = append(k.order, reg); len(k.order) > keptCatalogues {
		delete(k.made, k.order[0])
		k.order = k.order[1:]
	}
	return out, nil
}
