package flow_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
)

// FuzzLoadFlow loads anything. Besides what Load promises of every text, its scanner must agree with encoding/json on
// what JSON is, but for what Load refuses on purpose.
func FuzzLoadFlow(f *testing.F) {
	for _, pattern := range []string{"testdata/documents/*.json", "testdata/documents/*.canonical", "testdata/problems/*.json"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("no seeds in %s: %v", pattern, err)
		}
		for _, file := range files {
			f.Add(readFile(f, file))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		requireSound(t, data)

		_, _, readable := flow.Locate(data, "")
		valid := json.Valid(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")))
		if readable && !valid {
			t.Error("the scanner accepts what encoding/json refuses")
		}
		if !readable && valid && !refusedOnPurpose(data) {
			t.Error("the scanner refuses what encoding/json accepts")
		}
	})
}

// refusedOnPurpose says whether a text is JSON that the scanner does not read to the end.
func refusedOnPurpose(data []byte) bool {
	_, err := flow.Load(data)
	broken, ok := err.(*flow.LoadError) //nolint:errorlint // Load promises this very type
	if !ok {
		return false
	}
	for _, p := range broken.Problems {
		if p.Code == flow.CodeTooDeep || p.Code == flow.CodeDocumentTooLarge {
			return true
		}
	}
	return false
}
