package telegram_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// golden compares the value, as JSON, with the file's member "want", which -update rewrites.
func golden(t *testing.T, path string, got any) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Want json.RawMessage `json:"want"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	have := indent(t, encode(t, got))
	if *update {
		head, _, found := bytes.Cut(raw, []byte(",\n  \"want\":"))
		if !found {
			head = bytes.TrimRight(bytes.TrimSuffix(bytes.TrimSpace(raw), []byte("}")), "\n")
		}
		out := append(head, []byte(",\n  \"want\": ")...)
		out = append(out, bytes.ReplaceAll(have, []byte("\n"), []byte("\n  "))...)
		out = append(out, []byte("\n}\n")...)
		if err := os.WriteFile(path, out, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if file.Want == nil {
		t.Fatalf("%s has no expectation: run with -update and review", path)
	}
	if want := indent(t, file.Want); !bytes.Equal(have, want) {
		t.Errorf("%s:\ngot  %s\nwant %s", path, have, want)
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func indent(t *testing.T, raw []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(raw), "", "  "); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// cases gives the files of a folder; none is a failure.
func cases(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases in testdata/%s: %v", pattern, err)
	}
	return paths
}
