package editor_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine/enginetest"
)

//go:generate go test -run TestDescription_IsFresh . -update

var breaking = flag.Bool("breaking", false, "with -update: also write a description that breaks programs which use the published one")

const published = "../schemas/openapi.json"

// TestDescription_IsFresh holds the published description to the API. "go generate ./editor" rewrites it, unless programs that
// keep to the published one would break: then somebody has to want that, by
//
//	go test ./editor -run TestDescription_IsFresh -update -breaking
func TestDescription_IsFresh(t *testing.T) {
	t.Parallel()
	now, err := editor.Description()
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(published)
	if err != nil && !(os.IsNotExist(err) && enginetest.Updating()) {
		t.Fatal(err)
	}
	if bytes.Equal(before, now) {
		return
	}
	var breaks []string
	if len(before) > 0 {
		breaks = compareDescriptions(t, before, now)
	}
	switch {
	case len(breaks) > 0 && !*breaking:
		t.Errorf("programs that use the API would break:\n\t%s\nIf that is wanted: go test ./editor -run TestDescription_IsFresh -update -breaking",
			strings.Join(breaks, "\n\t"))
	case enginetest.Updating():
		if err := os.WriteFile(published, now, 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is out of date: run go generate ./editor and review the difference", published)
	}
}

func compareDescriptions(t *testing.T, before, now []byte) []string {
	t.Helper()
	var x, y object
	for _, d := range []struct {
		data []byte
		dst  *object
	}{{before, &x}, {now, &y}} {
		if err := json.Unmarshal(d.data, d.dst); err != nil {
			t.Fatal(err)
		}
	}
	return compatibility(x, y)
}

// sample is a small description in which something is replaced.
func sample(t *testing.T, replace ...string) object {
	t.Helper()
	const text = `{"paths": {"/bots": {
		"get": {"operationId": "list", "parameters": [{"name": "q", "in": "query"}],
			"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Bot"}}}}}},
		"post": {"operationId": "make", "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}},
			"responses": {"201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Bot"}}}}}}}},
		"components": {"schemas": {
			"New": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "kind": {"type": "string", "enum": ["a", "b"]}}},
			"Bot": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "note": {"type": "string"},
				"inside": {"type": "array", "items": {"$ref": "#/components/schemas/Bot"}}}}}}}`
	changed := strings.NewReplacer(replace...).Replace(text)
	if len(replace) > 0 && changed == text {
		t.Fatalf("nothing was replaced: %v", replace)
	}
	var out object
	if err := json.Unmarshal([]byte(changed), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCompatibility_FindsWhatBreaksProgramsAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name, from, to string
		want           []string
	}{
		{"nothing", "", "", nil},
		{"operation removed", `"get": {`, `"x-get": {`, []string{"GET /bots: it is gone"}},
		{"operation renamed", `"list"`, `"index"`, []string{"GET /bots: it is called index instead of list"}},
		{"parameter removed", `"name": "q"`, `"name": "query"`, []string{"GET /bots: the parameter query.q is gone"}},
		{"parameter required", `"in": "query"}`, `"in": "query", "required": true}`, []string{"GET /bots: the parameter query.q is required"}},
		{"field of a request required", `["name"]`, `["name", "kind"]`, []string{"POST /bots: request /kind is required"}},
		{"field of a request optional", `"required": ["name"]`, `"required": []`, nil},
		{"new field of a request", `"kind": {`, `"more": {"type": "string"}, "kind": {`, nil},
		{"new required field of a request", `"required": ["name"], "properties": {`, `"required": ["name", "more"], "properties": {"more": {"type": "string"},`,
			[]string{"POST /bots: request /more is required"}},
		{"field of a request removed", `"kind": {"type": "string", "enum": ["a", "b"]}`, `"sort": {"type": "string"}`, []string{"POST /bots: request /kind is gone"}},
		{"value of a request removed", `["a", "b"]`, `["a"]`, []string{"POST /bots: request /kind may not be b any more"}},
		{"value of a request added", `["a", "b"]`, `["a", "b", "c"]`, nil},
		{"field of an answer removed", `"note": {"type": "string"},`, ``, []string{"GET /bots: answer /note is gone", "POST /bots: answer /note is gone"}},
		{"field of an answer may be missing", `"required": ["id"]`, `"required": []`, []string{"GET /bots: answer /id may be missing", "POST /bots: answer /id may be missing"}},
		{"type of a field", `"note": {"type": "string"}`, `"note": {"type": "integer"}`,
			[]string{"GET /bots: answer /note is integer instead of string", "POST /bots: answer /note is integer instead of string"}},
		{"status", `"201"`, `"200"`, []string{"POST /bots: it does not answer 201 any more"}},
	} {
		var replace []string
		if x.from != x.to {
			replace = []string{x.from, x.to}
		}
		got := compatibility(sample(t), sample(t, replace...))
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: got %q, want %q", x.name, got, x.want)
		}
	}
}
