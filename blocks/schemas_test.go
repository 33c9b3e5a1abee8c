package blocks_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/declarative"
	"github.com/scenarist/scenarist/engine/enginetest"
	"github.com/scenarist/scenarist/engine/publish"
)

//go:generate go test -run TestSchemas_AreFresh . -update

// TestSchemas_AreFresh holds the published schemas to the types: "go generate ./blocks" rewrites them.
func TestSchemas_AreFresh(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	const dir = "../schemas"
	plan, err := publish.Schema()
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := custom.Schema(declarative.Schema())
	if err != nil {
		t.Fatal(err)
	}
	if enginetest.Updating() {
		old, err := filepath.Glob(dir + "/*.schema.json")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range old {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
		if err := reg.WriteSchemas(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, publish.SchemaFile), plan, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, custom.SchemaFile), manifest, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := reg.SchemaFiles()
	if err != nil {
		t.Fatal(err)
	}
	want[publish.SchemaFile], want[custom.SchemaFile] = plan, manifest
	for name, data := range want {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, data) {
			t.Errorf("%s is out of date: run go generate ./blocks and review the difference", name)
		}
	}
	have, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range have {
		if _, ok := want[file.Name()]; !ok && strings.HasSuffix(file.Name(), ".schema.json") {
			t.Errorf("%s belongs to no block type", file.Name())
		}
	}
}
