package blocks_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/enginetest"
	"github.com/scenarist/scenarist/engine/reference"
)

//go:generate go test -run TestReference_IsFresh . -update

// TestReference_IsFresh holds the published reference to the types: "go generate ./blocks" rewrites it.
func TestReference_IsFresh(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	for _, lang := range reference.Languages() {
		dir := filepath.Join("reference", lang)
		if enginetest.Updating() {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			if _, err := reference.Write(reg, lang, dir); err != nil {
				t.Fatal(err)
			}
		}
		want, err := reference.Files(reg, lang)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range want {
			got, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Error(err)
			} else if string(got) != text {
				t.Errorf("%s is out of date: run go generate ./blocks and review the difference", filepath.Join(dir, name))
			}
		}
		have, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range have {
			if _, ok := want[file.Name()]; !ok {
				t.Errorf("%s belongs to no page", filepath.Join(dir, file.Name()))
			}
		}
	}
}

// TestReference_LinksLeadSomewhere follows every link of every page, in both languages.
func TestReference_LinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`\]\(([^)#]*)(#[^)]*)?\)`)
	for _, lang := range reference.Languages() {
		files, err := reference.Files(reg, lang)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range files {
			for _, m := range link.FindAllStringSubmatch(text, -1) {
				page, place := m[1], strings.TrimPrefix(m[2], "#")
				if page == "" {
					page = name
				}
				switch target, ok := files[page]; {
				case !ok:
					t.Errorf("%s/%s links to %s, which is no page", lang, name, page)
				case place != "" && !places(target)[place]:
					t.Errorf("%s/%s links to %s#%s, where nothing is", lang, name, page, place)
				}
			}
		}
	}
}

// places are the anchors that GitHub makes of the headings of a page.
func places(page string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(page) {
		if words, ok := strings.CutPrefix(line, "##"); ok {
			words = strings.ToLower(strings.TrimLeft(strings.TrimSpace(words), "# "))
			words = regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(words, "")
			out[strings.ReplaceAll(words, " ", "-")] = true
		}
	}
	return out
}

// TestReference_FamiliesHaveTitles finds families that the index would show by the bare first part of their names.
func TestReference_FamiliesHaveTitles(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	for _, lang := range reference.Languages() {
		index, err := reference.Find(reg, lang, reference.IndexPage)
		if err != nil {
			t.Fatal(err)
		}
		for _, typ := range reg.Types() {
			family, _, _ := strings.Cut(typ.Name, ".")
			if strings.Contains(index.Markdown(), "\n## "+family+"\n") {
				t.Errorf("the family %s has no title in %q: name it in engine/reference/family.go", family, lang)
			}
		}
	}
}

func TestTypes_AreFitToBeShown(t *testing.T) {
	t.Parallel()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	enginetest.CheckTypes(t, reg)
}
