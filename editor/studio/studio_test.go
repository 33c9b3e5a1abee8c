package studio_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func registry(t *testing.T) *engine.Registry {
	t.Helper()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	return reg
}

func TestStarter_HasNoIssues(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"", "en", "ru"} {
		document, err := studio.Starter(language)
		if err != nil {
			t.Fatal(err)
		}
		if f := studio.Examine(document, registry(t)); len(f.Issues) > 0 || len(f.Exits) != 3 {
			t.Errorf("%q: %+v", language, f)
		}
	}
}

func TestExamine_TellsOfAnyText(t *testing.T) {
	t.Parallel()
	reg := registry(t)
	const head = `{"schema_version": 1, "name": "n", "language": "en", "flows": `
	for _, c := range []struct {
		document, code, block string
		exits                 bool
	}{
		{`no JSON`, "syntax", "", false},
		{`[]`, "wrong_type", "", false},
		{head + `[{"id": "a"}]}`, "missing_field", "", false},
		{head + `[{"id": "a", "name": "A", "edges": [], "blocks": [{"id": "x", "type": "message.text", "label": 5, "config": {"text": "?"}}]}]}`, "wrong_type", "x", true},
		{head + `[{"id": "a", "name": "A", "edges": [{"from": "x", "exit": "next", "to": "y"}], "blocks": [{"id": "x", "type": "message.text", "config": {"text": "?"}}]}]}`, "edge_target_missing", "", true},
	} {
		f := studio.Examine([]byte(c.document), reg)
		i := slices.IndexFunc(f.Issues, func(i engine.Issue) bool { return i.Code == c.code })
		if i < 0 || f.Issues[i].Block != c.block && c.block != "" || (len(f.Exits["x"]) > 0) != c.exits || f.Digest == "" {
			t.Errorf("%s: %+v", c.document, f)
		}
	}
}

func TestDigest_IsThatOfThePublishedForm(t *testing.T) {
	t.Parallel()
	reg := registry(t)
	a := studio.Examine([]byte(`{"schema_version":1,"name":"n","language":"en","flows":[]}`), reg)
	b := studio.Examine([]byte(`{"flows": [], "language": "en", "name": "n", "schema_version": 1}`), reg)
	if a.Digest != b.Digest {
		t.Error("two forms of a document have two digests")
	}
}

func TestThin_KeepsTheNewestAndLessOfWhatIsOld(t *testing.T) {
	t.Parallel()
	var pasts []studio.Past
	for i := range 3000 { // a version every minute
		pasts = append(pasts, studio.Past{Version: int64(3000 - i), At: noon.Add(-time.Duration(i) * time.Minute), Bytes: 1000})
	}
	left := func(pasts []studio.Past) []studio.Past {
		drop := studio.Thin(pasts, noon)
		return slices.DeleteFunc(slices.Clone(pasts), func(p studio.Past) bool { return slices.Contains(drop, p.Version) })
	}
	got := left(pasts)
	young := 0
	for _, p := range got {
		if noon.Sub(p.At) <= time.Hour {
			young++
		}
	}
	if got[0].Version != 3000 || young != 61 || len(got) > 200 || len(got) < 150 {
		t.Errorf("%d kept, %d of the last hour", len(got), young)
	}
	if again := left(got); len(again) != len(got) {
		t.Errorf("thinning twice leaves %d of %d", len(again), len(got))
	}
	for i := range pasts {
		pasts[i].Bytes = 8 << 20
	}
	if got := left(pasts[:10]); fmt.Sprint(got[0].Version, len(got)) != "3000 2" {
		t.Errorf("of large versions %d are kept", len(got))
	}
}
