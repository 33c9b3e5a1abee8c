package custom_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
)

// shelf is a store of packages in memory.
type shelf struct {
	installed map[string][]custom.Installed
	archives  map[string][]byte
}

func (s *shelf) Blocks(_ context.Context, workspace string) ([]custom.Installed, error) {
	return s.installed[workspace], nil
}

func (s *shelf) BlockArchive(_ context.Context, digest string) ([]byte, error) {
	if data, ok := s.archives[digest]; ok {
		return data, nil
	}
	return nil, engine.ErrNotFound
}

func (s *shelf) put(tb testing.TB, workspace string, p *custom.Package) {
	tb.Helper()
	s.archives[p.Digest] = must[[]byte](tb)(p.Archive())
	s.installed[workspace] = append(s.installed[workspace], custom.Installed{Manifest: p.Manifest, Digest: p.Digest})
}

// countedKind counts what is open.
type countedKind struct {
	funcKind
	open atomic.Int32
}

func (k *countedKind) Pure(*custom.Package) bool { return true }
func (k *countedKind) Open(context.Context, *custom.Package) (custom.Executor, error) {
	k.open.Add(1)
	return &countedExecutor{funcExecutor{&k.funcKind}, k}, nil
}

type countedExecutor struct {
	funcExecutor
	k *countedKind
}

func (e *countedExecutor) Close(context.Context) error {
	e.k.open.Add(-1)
	return nil
}

func version(v string) string {
	return strings.Replace(manifest, `"version": "1.2.0"`, fmt.Sprintf(`"version": %q`, v), 1)
}

func pins(tb testing.TB, v string) *flow.Document {
	tb.Helper()
	doc, err := flow.Load(fmt.Appendf(nil, `{"schema_version": 1, "name": "n", "language": "en", "uses": {"acme/poll": %q}, "flows": [
		{"id": "main", "name": "Main", "edges": [], "blocks": [{"id": "it", "type": "acme/poll", "config": {"text": "x"}, "exits": {"next": "end"}}]}]}`, v))
	if err != nil {
		tb.Fatal(err)
	}
	return doc
}

func TestLibrary_ADocumentGetsTheVersionsThatItPins(t *testing.T) {
	t.Parallel()
	ctx, store := t.Context(), &shelf{map[string][]custom.Installed{}, map[string][]byte{}}
	kind := &countedKind{funcKind: funcKind{name: custom.Go, pure: true, do: func(_ context.Context, _ custom.Env, c custom.Call) (custom.Answer, error) {
		return custom.Answer{Exit: "next", Messages: []custom.Message{{Text: c.Block.Version}}}, nil
	}}}
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	lib := must[*custom.Library](t)(custom.NewLibrary(ctx, custom.LibraryOptions{
		Base: engine.NewRegistry(), Kinds: []custom.Kind{kind}, Store: store, Now: func() time.Time { return now },
	}))
	codes := func(workspace, v string) string {
		doc := pins(t, v)
		var out []string
		for _, i := range engine.Check(doc, must[*engine.Registry](t)(lib.Registry(ctx, workspace, doc))) {
			if i.Severity == engine.SeverityError && !strings.HasPrefix(i.Code, "variable_") && !strings.HasPrefix(i.Code, "secret_") {
				out = append(out, i.Code)
			}
		}
		return strings.Join(out, " ")
	}
	if got := codes("main", "1.2.0"); got != "block_version_missing" {
		t.Errorf("nothing is installed: %q", got)
	}
	store.put(t, "main", load(t, version("1.2.0")))
	store.put(t, "main", load(t, version("1.10.0")))
	if a, b, c := codes("main", "1.2.0"), codes("", "1.10.0"), codes("other", "1.2.0"); a != "" || b != "" || c != "block_version_missing" {
		t.Errorf("issues %q, %q and %q", a, b, c)
	}
	first := must[*engine.Registry](t)(lib.Registry(ctx, "main", pins(t, "1.2.0")))
	if again := must[*engine.Registry](t)(lib.Registry(ctx, "main", pins(t, "1.2.0"))); again != first {
		t.Error("the registry is another one, though nothing has changed")
	}
	if kind.open.Load() != 0 {
		t.Error("a package is open that nobody has run")
	}
	_, palette, err := lib.Palette(ctx, "main", nil)
	if err != nil || len(palette) != 1 || palette[0].Manifest.Version != "1.10.0" {
		t.Errorf("palette %v, %v", palette, err)
	}
	store.installed["main"][1].Disabled = true
	if _, palette, err = lib.Palette(ctx, "main", nil); err != nil || len(palette) != 1 || palette[0].Manifest.Version != "1.2.0" {
		t.Errorf("palette with the newest switched off %v, %v", palette, err)
	}
	lib.Close(ctx)
}

func TestLibrary_ExecutorsAreOpenWhileTheyAreUsed(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	kind := &countedKind{funcKind: funcKind{name: custom.Go, pure: true, do: func(context.Context, custom.Env, custom.Call) (custom.Answer, error) {
		return custom.Answer{Exit: "next"}, nil
	}}}
	now := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	lib := must[*custom.Library](t)(custom.NewLibrary(ctx, custom.LibraryOptions{
		Base: engine.NewRegistry(), Kinds: []custom.Kind{kind}, Folder: []*custom.Package{load(t, manifest)}, Now: func() time.Time { return now },
	}))
	reg := must[*engine.Registry](t)(lib.Registry(ctx, "", pins(t, "1.2.0")))
	typ, _ := reg.Type("acme/poll")
	for round := range 2 {
		b := tryType(t, reg, typ)
		settled(t, b)
		leaves(t, b, "next")
		if kind.open.Load() != 1 {
			t.Errorf("round %d: %d are open", round, kind.open.Load())
		}
		lib.CloseUnused(ctx, now.Add(-time.Minute))
		if kind.open.Load() != 1 {
			t.Error("one that was just used is closed")
		}
		now = now.Add(time.Hour)
		lib.CloseUnused(ctx, now.Add(-time.Minute))
		if kind.open.Load() != 0 {
			t.Error("one that was not used for an hour is open")
		}
	}
}

func TestLibrary_JobsAreThoseOfThePinnedVersion(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	kind := &funcKind{name: custom.Go}
	lib := must[*custom.Library](t)(custom.NewLibrary(ctx, custom.LibraryOptions{
		Base: engine.NewRegistry(), Kinds: []custom.Kind{kind}, Folder: []*custom.Package{load(t, version("1.0.0")), load(t, version("2.0.0"))}, Now: time.Now,
	}))
	for _, v := range []string{"1.0.0", "2.0.0"} {
		name := custom.JobName(custom.BlockID{Type: "acme/poll", Version: v})
		if j := must[engine.JobType](t)(lib.Job(ctx, "main", name)); j.Name != name {
			t.Errorf("%s is %s", name, j.Name)
		}
	}
	for _, name := range []string{"block:acme/poll@3.0.0", "http.request"} {
		if _, err := lib.Job(ctx, "main", name); !errors.Is(err, engine.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := custom.NewLibrary(ctx, custom.LibraryOptions{Base: engine.NewRegistry(), Folder: []*custom.Package{load(t, manifest)}, Now: time.Now}); err == nil ||
		!strings.Contains(err.Error(), "cannot be carried out here") {
		t.Errorf("a kind that nobody carries out: %v", err)
	}
}

func TestCompareVersions_OrdersAsSemanticVersioningDoes(t *testing.T) {
	t.Parallel()
	want := []string{"0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.2.0", "1.10.0", "10.0.0"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, custom.CompareVersions)
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestLoadFolder_TakesFoldersAndArchives(t *testing.T) {
	t.Parallel()
	packed := must[[]byte](t)(load(t, version("2.0.0")).Archive())
	dir := fstest.MapFS{
		"poll/manifest.json": {Data: []byte(manifest)}, "poll-2.zip": {Data: packed}, "notes/readme.txt": {Data: []byte("x")}, ".git/manifest.json": {Data: []byte("x")},
	}
	list := must[[]*custom.Package](t)(custom.LoadFolder(dir))
	if len(list) != 2 || list[0].Manifest.Version+list[1].Manifest.Version != "1.2.02.0.0" && list[1].Manifest.Version+list[0].Manifest.Version != "1.2.02.0.0" {
		t.Errorf("%d packages", len(list))
	}
	dir["bad/manifest.json"] = &fstest.MapFile{Data: []byte("{")}
	if _, err := custom.LoadFolder(dir); err == nil || !strings.Contains(err.Error(), "package bad: 1:1: this is no JSON") {
		t.Errorf("%v", err)
	}
}
