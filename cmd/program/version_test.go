package program

import (
	"encoding/json"
	"runtime"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/flow"
)

func TestVersion_SaysWhatThisIs(t *testing.T) {
	t.Parallel()
	code, out, errs := called(t, "version", "--json")
	var got versionInfo
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitOK || errs != "" {
		t.Fatalf("ended with %d, %v: %s%s", code, err, out, errs)
	}
	want := versionInfo{
		Version: got.Version, Commit: got.Commit, Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH,
		SchemaVersion: flow.SchemaVersion, BlockTypes: got.BlockTypes,
	}
	if got != want || got.Version == "" || got.BlockTypes == 0 {
		t.Errorf("got %+v", got)
	}
	code, out, errs = called(t, "version")
	if code != exitOK || !strings.HasPrefix(out, "scenarist "+got.Version+" ("+runtime.Version()) || errs != "" {
		t.Errorf("ended with %d: %s%s", code, out, errs)
	}
}
