package program

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/composite"
	"github.com/scenarist/scenarist/engine/flow"
)

// blockFlowCmd is `scenarist block from-flow`.
type blockFlowCmd struct {
	blocksFlag

	File    string   `arg:"" help:"The bot's document."`
	Flow    string   `arg:"" help:"Id of the flow that becomes a block."`
	Name    string   `required:"" placeholder:"VENDOR/NAME" help:"The block type."`
	Version string   `default:"1.0.0" help:"Version of the package."`
	Title   string   `help:"What the block is called; the name of the flow if it is left out."`
	Private []string `placeholder:"VARIABLE" help:"A lasting variable, such as user.street, that the block has of its own and does not share with the bot."`
	Out     string   `placeholder:"DIR" help:"Write manifest.json into this directory; without it it is printed."`
}

// Help gives examples.
func (c *blockFlowCmd) Help() string {
	return `The flow's parameters become settings, the results of its Return blocks outputs, and the exits that those name exits. Flows
that it calls go along; triggers stay behind. Install the package with "scenarist block install".

Examples:
  scenarist block from-flow shop.json address --name studio/address --out studio-address
  scenarist block from-flow shop.json address --name studio/address --private user.street`
}

// Run prints or writes the manifest.
func (c *blockFlowCmd) Run(env *runEnv) error {
	data, err := readDocument(c.File)
	if err != nil {
		return err
	}
	doc, err := flow.Load(data)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if !flow.IsPackage(c.Name) {
		return &usageError{fmt.Sprintf("%q is no name of a block: write vendor/name in small letters", c.Name)}
	}
	if !flow.IsVersion(c.Version) {
		return &usageError{fmt.Sprintf("%q is no version such as 1.4.0", c.Version)}
	}
	if err := env.openBlocks(c.Blocks, nil); err != nil {
		return err
	}
	p, err := c.pack(env, doc)
	if err != nil {
		return err
	}
	bad, err := env.Library.CheckIn(env.Context, "", p)
	if err != nil {
		return err
	}
	for _, x := range bad {
		fmt.Fprintf(env.Stderr, "%s: %s\n", x.Path, x.Message)
	}
	text, err := json.MarshalIndent(p.Manifest, "", "  ")
	if err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	if c.Out == "" {
		fmt.Fprintln(env.Stdout, string(text))
	} else {
		to := filepath.Join(c.Out, "manifest.json")
		if err := writeNew(to, append(text, '\n')); err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "wrote %s as %s\n", to, p.ID())
	}
	if len(bad) > 0 {
		return errProblem
	}
	return nil
}

// pack makes the package.
func (c *blockFlowCmd) pack(env *runEnv, doc *flow.Document) (*custom.Package, error) {
	reg, err := env.types(doc)
	if err != nil {
		return nil, err
	}
	o := composite.Options{Name: c.Name, Version: c.Version, Private: c.Private, Manifests: map[string]*custom.Manifest{}}
	if c.Title != "" {
		o.Title = engine.Text{"en": c.Title, doc.Language: c.Title}
	}
	for name, version := range doc.Uses {
		p, err := env.Library.Package(env.Context, "", custom.BlockID{Type: name, Version: version})
		if err == nil {
			o.Manifests[name] = p.Manifest
		} else if !errors.Is(err, engine.ErrNotFound) { // that one is missing is said with the rest
			return nil, err
		}
	}
	m, err := composite.Make(doc, reg, c.Flow, o)
	if none, ok := errors.AsType[*composite.FlowError](err); ok {
		return nil, &usageError{fmt.Sprintf("%s has no flow %q", c.File, none.Flow)}
	}
	if err != nil {
		return nil, err
	}
	return custom.NewPackage(m, nil)
}
