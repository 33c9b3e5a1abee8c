package program

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/declarative"
	"github.com/scenarist/scenarist/engine/publish"
)

// schemaCmd is `scenarist schema`.
type schemaCmd struct {
	Type string `arg:"" optional:"" help:"A block type, such as message.text; without it the schema of the whole document."`
	Out  string `placeholder:"DIR" help:"Write the schemas of the document and of every block type into this directory."`
	List bool   `help:"List the block types with their titles."`
	Plan bool   `help:"The schema of a publish plan."`
}

// Help gives examples.
func (c *schemaCmd) Help() string {
	return `An editor that knows JSON Schema then completes and checks documents while you type.

Examples:
  scenarist schema > bot.schema.json
  scenarist schema ask.text
  scenarist schema --list
  scenarist schema --plan
  scenarist schema --out schemas`
}

// Run prints or writes schemas.
func (c *schemaCmd) Run(env *runEnv) error {
	switch {
	case c.List:
		for _, t := range env.Registry.Types() {
			fmt.Fprintf(env.Stdout, "%-20s %s\n", t.Name, t.Title.In("en"))
		}
		return nil
	case c.Out != "":
		if err := env.Registry.WriteSchemas(c.Out); err != nil {
			return err
		}
		plan, err := publish.Schema()
		if err == nil {
			err = os.WriteFile(filepath.Join(c.Out, publish.SchemaFile), plan, 0o644)
		}
		if err != nil {
			return fmt.Errorf("write the schema of plans: %w", err)
		}
		manifest, err := custom.Schema(declarative.Schema())
		if err == nil {
			err = os.WriteFile(filepath.Join(c.Out, custom.SchemaFile), manifest, 0o644)
		}
		if err != nil {
			return fmt.Errorf("write the schema of block manifests: %w", err)
		}
		fmt.Fprintf(env.Stdout, "wrote %d schemas to %s\n", len(env.Registry.Types())+3, c.Out)
		return nil
	case c.Plan:
		plan, err := publish.Schema()
		if err == nil {
			_, err = env.Stdout.Write(plan)
		}
		return err
	}
	schema, err := env.Registry.DocumentSchema()
	if c.Type != "" {
		if _, ok := env.Registry.Type(c.Type); !ok {
			return &usageError{fmt.Sprintf("there is no block type %q; scenarist schema --list names them all", c.Type)}
		}
		schema, err = env.Registry.Schema(c.Type)
	}
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, schema, "", "  "); err != nil {
		return fmt.Errorf("indent the schema: %w", err)
	}
	fmt.Fprintln(env.Stdout, strings.TrimSpace(out.String()))
	return nil
}
