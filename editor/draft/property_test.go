package draft_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/scenarist/scenarist/editor/draft"
)

// model is a small document by its elements: path, joined by "/", to JSON.
type model map[string]string

func elementPaths() []string {
	paths := []string{"name", "language", "settings/secrets", "uses/p", "settings/texts", "variables/user.a", "variables/chat.a", "tables/t", "tables/u"}
	for _, f := range []string{"f", "g"} {
		paths = append(paths, "flows/"+f)
		for _, b := range []string{"a", "b", "c"} {
			paths = append(paths, "flows/"+f+"/blocks/"+f+b, "flows/"+f+"/notes/"+b, "flows/"+f+"/edges/"+f+b+"/next", "layout/"+f+"/"+f+b)
		}
	}
	return paths
}

// drawValue gives what an element may be.
func drawValue(t *rapid.T, path string) any {
	n := rapid.IntRange(0, 3).Draw(t, path)
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]
	switch {
	case parts[0] == "variables":
		scope, name, _ := strings.Cut(last, ".")
		return map[string]any{"scope": scope, "name": name, "n": float64(n)}
	case parts[0] == "tables":
		return map[string]any{"name": last, "n": float64(n)}
	case parts[0] == "layout":
		return []any{float64(n), 0.0}
	case strings.Contains(path, "/edges/"):
		return map[string]any{"to": fmt.Sprint("b", n)}
	case parts[0] == "flows":
		return map[string]any{"id": last, "n": float64(n)}
	default:
		return fmt.Sprint("v", n)
	}
}

// drawDocument draws a document, as its changes from an empty one.
func drawDocument(t *rapid.T, label string) *draft.Document {
	d, err := draft.Parse([]byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range rapid.Permutation(elementPaths()).Draw(t, label) {
		if rapid.Bool().Draw(t, label+path) {
			if _, _, err := d.Apply([]draft.Change{{Path: strings.Split(path, "/"), After: drawValue(t, path)}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return d
}

func bytesOf(t *rapid.T, d *draft.Document) string {
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func copyOf(t *rapid.T, d *draft.Document) *draft.Document {
	c, err := draft.Parse([]byte(bytesOf(t, d)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// overTheWire is what changes are after they were sent.
func overTheWire(t *rapid.T, changes []draft.Change) []draft.Change {
	data, err := json.Marshal(changes)
	if err != nil {
		t.Fatal(err)
	}
	var out []draft.Change
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func apply(t *rapid.T, d *draft.Document, changes []draft.Change) []draft.Conflict {
	_, conflicts, err := d.Apply(changes)
	if err != nil {
		t.Fatalf("%v in %+v", err, changes)
	}
	return conflicts
}

func TestChanges_MakeOneDocumentOfAnother(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawDocument(t, "a"), drawDocument(t, "b")
		changes := overTheWire(t, draft.Changes(a, b))
		c := copyOf(t, a)
		if conflicts := apply(t, c, changes); len(conflicts) > 0 {
			t.Fatalf("conflicts %+v", conflicts)
		}
		if got, want := bytesOf(t, c), bytesOf(t, b); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
		if again := draft.Changes(c, b); len(again) > 0 {
			t.Fatalf("changes between equals: %+v", again)
		}
	})
}

// editors draws the changes of two people who both begin with the document.
func editors(t *rapid.T, base *draft.Document) (one, other []draft.Change) {
	pick := func(label string) []draft.Change {
		return slices.DeleteFunc(overTheWire(t, draft.Changes(base, drawDocument(t, label))), func(c draft.Change) bool {
			return c.Path[0] == "order" || !rapid.Bool().Draw(t, label+fmt.Sprint(c.Path))
		})
	}
	return pick("one"), pick("other")
}

// apart reports whether no element of the one is, or is in, one of the other.
func apart(one, other []draft.Change) bool {
	return !slices.ContainsFunc(one, func(a draft.Change) bool {
		return slices.ContainsFunc(other, func(b draft.Change) bool {
			n := min(len(a.Path), len(b.Path))
			return slices.Equal(a.Path[:n], b.Path[:n])
		})
	})
}

// elements gives a document as a set: what two people add at once has no order between them.
func elements(t *rapid.T, d *draft.Document) model {
	empty, err := draft.Parse([]byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	m := model{}
	for _, c := range draft.Changes(empty, d) {
		if c.Path[0] == "order" {
			continue
		}
		data, err := json.Marshal(c.After)
		if err != nil {
			t.Fatal(err)
		}
		m[strings.Join(c.Path, "/")] = string(data)
	}
	return m
}

func TestApply_EditorsOfDifferentElementsNeverMeet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base := drawDocument(t, "base")
		one, other := editors(t, base)
		other = slices.DeleteFunc(other, func(c draft.Change) bool { return !apart(one, []draft.Change{c}) })
		var results []model
		for _, order := range [][2][]draft.Change{{one, other}, {other, one}} {
			d := copyOf(t, base)
			alone := copyOf(t, base)
			first := apply(t, d, order[0])
			if by := apply(t, alone, order[1]); len(apply(t, d, order[1])) > len(by) || len(first) > len(apply(t, copyOf(t, base), order[0])) {
				t.Fatalf("conflicts that nobody has alone")
			}
			results = append(results, elements(t, d))
		}
		if !maps.Equal(results[0], results[1]) {
			t.Fatalf("got %v the one way, %v the other", results[0], results[1])
		}
	})
}

func TestApply_LosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base := drawDocument(t, "base")
		one, other := editors(t, base)
		d := copyOf(t, base)
		apply(t, d, one)
		before := elements(t, d)
		conflicts := apply(t, d, other)
		after := elements(t, d)
		for _, c := range other {
			key := strings.Join(c.Path, "/")
			if c.After == nil {
				continue
			}
			data, err := json.Marshal(c.After)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(conflicts, func(x draft.Conflict) bool { return slices.Equal(x.Path, c.Path) })
			switch {
			case i < 0 && after[key] != string(data) && !removedWith(other, c.Path):
				t.Fatalf("%s is neither there nor a conflict", key)
			case i >= 0 && before[key] != after[key] && !removedWith(other, c.Path):
				t.Fatalf("%s was a conflict and has changed", key)
			}
		}
	})
}

// removedWith reports whether what it is in was removed by the same author.
func removedWith(changes []draft.Change, path []string) bool {
	return slices.ContainsFunc(changes, func(c draft.Change) bool {
		return c.After == nil && len(c.Path) < len(path) && slices.Equal(c.Path, path[:len(c.Path)])
	})
}
