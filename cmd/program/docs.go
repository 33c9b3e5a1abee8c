package program

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/scenarist/scenarist/engine/reference"
)

// docsCmd is `scenarist docs`.
type docsCmd struct {
	blocksFlag

	Page string `arg:"" optional:"" help:"A block type, such as ask.text or acme/weather, or settings, functions, variables or words; without it the list of all blocks."`
	Lang string `enum:"en,ru" default:"en" help:"Language of the reference: en or ru."`
	Out  string `placeholder:"DIR" help:"Write all pages into this directory, as Markdown."`
}

// Help gives examples.
func (c *docsCmd) Help() string {
	return `The reference is made from the block types themselves: exits, settings, values, an example. Those of your own program are in it,
the packages that come with Scenarist, and with --blocks those of a folder.

Examples:
  scenarist docs
  scenarist docs ask.text
  scenarist docs --lang ru functions
  scenarist docs openai/chat
  scenarist docs --lang ru --out reference
  scenarist docs --blocks my-blocks --out reference`
}

// Run prints a page or writes them all.
func (c *docsCmd) Run(env *runEnv) error {
	if err := env.openBlocks(c.Blocks, nil); err != nil {
		return err
	}
	defer env.Library.Close(env.Context)
	reg, _, err := env.Library.Palette(env.Context, "", nil)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if c.Page != "" {
			return &usageError{"--out writes all pages; leave out either it or " + c.Page}
		}
		n, err := reference.Write(reg, c.Lang, c.Out)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "wrote %d pages to %s\n", n, c.Out)
		return nil
	}
	name := c.Page
	if name == "" {
		name = reference.IndexPage
	}
	page, err := reference.Find(reg, c.Lang, name)
	if errors.Is(err, reference.ErrNoPage) {
		return &usageError{fmt.Sprintf("there is no page %q; scenarist docs lists the block types", c.Page)}
	}
	if err != nil {
		return err
	}
	fmt.Fprint(env.Stdout, page.Text(pageWidth(env.Getenv)))
	return nil
}

// pageWidth is how wide the terminal is, as far as that can be known.
func pageWidth(getenv func(string) string) int {
	const usual, narrow, wide = 100, 40, 160
	n, err := strconv.Atoi(getenv("COLUMNS"))
	if err != nil {
		return usual
	}
	return min(max(n, narrow), wide)
}
