package openapi_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/conform"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/declarative"
	"github.com/scenarist/scenarist/engine/custom/declarative/openapi"
)

var update = flag.Bool("update", false, "write what comes out into testdata")

// usable plays the manifest's example, reads the file back, and holds the form to the rules of block types.
func usable(t *testing.T, r *openapi.Result) {
	t.Helper()
	m, err := custom.Load(r.YAML)
	if err != nil {
		t.Fatalf("%v\n%s", err, r.YAML)
	}
	p := &custom.Package{Manifest: m}
	for _, problem := range custom.Check(p, declarative.Kind{}) {
		t.Errorf("%s: %s: %s", m.Name, problem.Path, problem.Message)
	}
	form := conform.CheckPackage(t.Context(), p, conform.PackageOptions{Base: engine.NewRegistry(), Kind: declarative.Kind{}, Static: true})
	for _, f := range conform.Problems(form) {
		t.Errorf("%s: %s: %s", m.Name, f.Where, f.Problem)
	}
	for _, problem := range declarative.RunExample(t.Context(), p, 0) {
		t.Errorf("%s: %s: %s", m.Name, problem.Path, problem.Message)
	}
}

func TestImport_BringsOverWhatItCanAndSaysTheRest(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for file, operation := range map[string]string{
		"add_item": "addItem", "list": "GET /orders/{orderId}/items", "login": "login",
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			r, err := openapi.Import(t.Context(), data, openapi.Options{Operation: operation})
			if err != nil {
				t.Fatal(err)
			}
			usable(t, r)
			got := "# " + strings.Join(r.Notes, "\n# ") + "\n" + string(r.YAML)
			name := filepath.Join("testdata", file+".manifest.yaml")
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s is not what comes out:\n%s", name, got)
			}
		})
	}
}

// TestImport_TakesOperationsOfARealDocument takes those of our own API, which is OpenAPI 3.1: every fourth, to save time.
func TestImport_TakesOperationsOfARealDocument(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../../../schemas/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var unknown *openapi.UnknownError
	if _, err := openapi.Import(t.Context(), data, openapi.Options{}); !errors.As(err, &unknown) || len(unknown.Known) < 50 {
		t.Fatalf("got %v", err)
	}
	for n, id := range unknown.Known {
		if n%4 != 0 {
			continue
		}
		r, err := openapi.Import(t.Context(), data, openapi.Options{Operation: id, Server: "https://bots.example/api/"})
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		for _, n := range r.Notes {
			if strings.Contains(n, "not usable") || strings.Contains(n, "does not work") {
				t.Errorf("%s: %s", id, n)
			}
		}
		usable(t, r)
	}
}

func TestImport_SaysWhatItCannotRead(t *testing.T) {
	t.Parallel()
	for doc, want := range map[string]string{
		`{`:                           "read JSON",
		"a: [":                        "read YAML",
		"- a":                         "an object is expected",
		`{"swagger": "2.0"}`:          "Swagger 2",
		`{"a": 1}`:                    "no OpenAPI document",
		`{"openapi": "3.1.0"}`:        "has no operations",
		strings.Repeat(`{"a":`, 1000): "nested more than",
		`{"openapi": "3.0.0", "paths": {"/a": {"get": {"operationId": "a"}}}}`:                                `there is no operation "x"; there are a`,
		`{"openapi": "3.0.0", "servers": [{"url": "/v1"}], "paths": {"/a": {"get": {"operationId": "x"}}}}`:   "does not say where the API is",
		`{"openapi": "3.0.0", "paths": {"/a": {"$ref": "#/paths/~1a"}, "/b": {"get": {"operationId": "b"}}}}`: "there are b",
	} {
		_, err := openapi.Import(t.Context(), []byte(doc), openapi.Options{Operation: "x"})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80s: got %v, want %q", doc, err, want)
		}
	}
}

func FuzzImport(f *testing.F) {
	data, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data, "addItem")
	f.Add([]byte(`{"openapi": "3.1.0", "servers": [{"url": "https://a.example"}], "paths": {"/{a}": {"get": {"operationId": "x", "parameters": [{"name": "a", "in": "path", "schema": {"$ref": "#/paths"}}], "responses": {"2": {}}}}}}`), "x")
	f.Fuzz(func(t *testing.T, data []byte, operation string) {
		r, err := openapi.Import(t.Context(), data, openapi.Options{Operation: operation})
		if err == nil && (r.Manifest == nil || len(r.YAML) == 0) {
			t.Error("nothing came out")
		}
	})
}
