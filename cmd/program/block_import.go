package program

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/scenarist/scenarist/engine/custom/declarative/openapi"
)

// blockImportCmd is `scenarist block import-openapi`.
type blockImportCmd struct {
	File      string `arg:"" help:"The OpenAPI document, 3.0 or 3.1, JSON or YAML."`
	Operation string `placeholder:"ID" help:"The operation: its operationId, or method and path. Without it they are listed."`
	Name      string `placeholder:"VENDOR/NAME" help:"Name of the block; made of the document's if it is left out."`
	Server    string `placeholder:"URL" help:"Address of the API, if the document does not have it or another is meant."`
	Out       string `placeholder:"DIR" help:"Write manifest.yaml into this directory; without it it is printed."`
}

// Help gives examples.
func (c *blockImportCmd) Help() string {
	return `What cannot be brought over is said at the end. Read the manifest, write the missing words, then test it.

Examples:
  scenarist block import-openapi api.yaml
  scenarist block import-openapi api.yaml --operation createOrder --out my-order
  scenarist block import-openapi api.json --operation "GET /rates/{code}" --name acme/rate`
}

// Run prints or writes a manifest.
func (c *blockImportCmd) Run(env *runEnv) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("read the OpenAPI document: %w", err)
	}
	r, err := openapi.Import(env.Context, data, openapi.Options{Operation: c.Operation, Name: c.Name, Server: c.Server})
	var unknown *openapi.UnknownError
	switch {
	case errors.As(err, &unknown) && c.Operation == "":
		for _, id := range unknown.Known {
			fmt.Fprintln(env.Stdout, id)
		}
		return nil
	case errors.As(err, &unknown):
		return &usageError{unknown.Error()}
	case err != nil:
		return fmt.Errorf("import %s: %w", c.File, err)
	}
	to := "the manifest above"
	if c.Out == "" {
		fmt.Fprint(env.Stdout, string(r.YAML))
	} else {
		to = filepath.Join(c.Out, "manifest.yaml")
		if err := writeNew(to, r.YAML); err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "wrote %s as %s\n", to, r.Manifest.Name)
	}
	if len(r.Notes) > 0 {
		fmt.Fprintf(env.Stderr, "What %s does not have, or what is left to do:\n", to)
	}
	for _, n := range r.Notes {
		fmt.Fprintln(env.Stderr, "  -", n)
	}
	return nil
}

// writeNew writes a file that is not there yet, with its directory.
func writeNew(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("make the directory: %w", err)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return &usageError{name + " is there already, and is left as it is"}
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
