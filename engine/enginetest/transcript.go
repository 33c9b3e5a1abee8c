package enginetest

import (
	"path/filepath"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/simulator"
)

// RunTranscripts plays every transcript that the pattern finds, each as a test of its own, and fails if it finds none.
// With the flag -update what is seen is written into the transcripts instead.
func RunTranscripts(t *testing.T, reg *engine.Registry, pattern string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no transcript is at %s", pattern)
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			r, err := simulator.Play(t.Context(), file, simulator.PlayOptions{Registry: reg, Update: *update})
			if err != nil {
				t.Fatal(err)
			}
			if !r.OK() {
				t.Error("\n" + r.Text())
			}
		})
	}
}
