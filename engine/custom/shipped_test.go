package custom_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

func TestLibrary_WhatComesWithTheProgramHasToBeInstalled(t *testing.T) {
	t.Parallel()
	ctx, store, ours := t.Context(), &shelf{map[string][]custom.Installed{}, map[string][]byte{}}, load(t, manifest)
	open := func(s custom.Store) *custom.Library {
		return must[*custom.Library](t)(custom.NewLibrary(ctx, custom.LibraryOptions{
			Base: engine.NewRegistry(), Kinds: []custom.Kind{&funcKind{name: custom.Go, pure: true}}, Store: s, Shipped: []*custom.Package{ours}, Now: time.Now,
		}))
	}
	doc := pins(t, "1.2.0")
	look := func(lib *custom.Library) (offered, works int, unconfirmed []custom.BlockID) {
		_, list, err := lib.Palette(ctx, "main", nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := must[*engine.Registry](t)(lib.Registry(ctx, "main", doc)).Type("acme/poll"); ok {
			works = 1
		}
		return len(list), works, must[[]custom.BlockID](t)(lib.Unconfirmed(ctx, "main", doc))
	}
	lib := open(store)
	if offered, works, unconfirmed := look(lib); offered != 0 || works != 1 || len(unconfirmed) != 1 || unconfirmed[0] != ours.ID() {
		t.Errorf("before: offered %d, works %d, unconfirmed %v", offered, works, unconfirmed)
	}
	if lib.ShippedPackage("acme/poll") != ours || lib.ShippedPackage("acme/none") != nil || len(lib.Shipped()) != 1 {
		t.Error("it is not what comes with the program")
	}
	store.put(t, "main", ours)
	if offered, works, unconfirmed := look(lib); offered != 1 || works != 1 || len(unconfirmed) != 0 {
		t.Errorf("after: offered %d, works %d, unconfirmed %v", offered, works, unconfirmed)
	}
	if offered, works, unconfirmed := look(open(nil)); offered != 1 || works != 1 || len(unconfirmed) != 0 {
		t.Errorf("where there is nobody to ask: offered %d, works %d, unconfirmed %v", offered, works, unconfirmed)
	}
}

// lookedKind notes with which files and for whom it works.
type lookedKind struct {
	funcKind
	files      int
	workspaces []string
	closed     bool
}

func (k *lookedKind) Pure(*custom.Package) bool { return false }
func (k *lookedKind) Open(_ context.Context, p *custom.Package) (custom.Executor, error) {
	k.files = len(p.Files)
	return &lookedExecutor{k}, nil
}

func (k *lookedKind) Close(context.Context) error {
	k.closed = true
	return nil
}

type lookedExecutor struct{ k *lookedKind }

func (*lookedExecutor) Pure() bool                  { return false }
func (*lookedExecutor) Close(context.Context) error { return nil }
func (e *lookedExecutor) Execute(ctx context.Context, _ custom.Env, _ custom.Call) (custom.Answer, error) {
	e.k.workspaces = append(e.k.workspaces, custom.WorkspaceOf(ctx))
	return custom.Answer{Exit: "next"}, nil
}

func TestLibrary_FilesAreThereWhileTheyAreNeededAndWorkKnowsItsWorkspace(t *testing.T) {
	t.Parallel()
	ctx, store, kind := t.Context(), &shelf{map[string][]custom.Installed{}, map[string][]byte{}}, &lookedKind{funcKind: funcKind{name: custom.Go}}
	lib := must[*custom.Library](t)(custom.NewLibrary(ctx, custom.LibraryOptions{Base: engine.NewRegistry(), Kinds: []custom.Kind{kind}, Store: store, Now: time.Now}))
	m := load(t, manifest).Manifest
	p := must[*custom.Package](t)(custom.NewPackage(m, map[string][]byte{"block.wasm": {0, 1, 2, 255}}))
	for _, workspace := range []string{"main", "w"} {
		store.put(t, workspace, p)
		reg := must[*engine.Registry](t)(lib.Registry(ctx, workspace, pins(t, "1.2.0")))
		typ, _ := reg.Type("acme/poll")
		b := tryType(t, reg, typ)
		settled(t, b)
		leaves(t, b, "next")
		if kept := must[*custom.Package](t)(lib.Package(ctx, workspace, p.ID())); kind.files != 1 || len(kept.Files) != 0 {
			t.Errorf("%s: opened with %d files, kept are %d", workspace, kind.files, len(kept.Files))
		}
		kind.files = 0
		lib.CloseUnused(ctx, time.Now().Add(time.Hour))
	}
	if got := kind.workspaces; len(got) != 2 || got[0] != "main" || got[1] != "w" {
		t.Errorf("worked for %q", got)
	}
	if lib.Close(ctx); !kind.closed {
		t.Error("the kind is open")
	}
}

func TestLibrary_ARegistryIsOfWhatIsSwitchedOff(t *testing.T) {
	t.Parallel()
	ctx, store := t.Context(), &shelf{map[string][]custom.Installed{}, map[string][]byte{}}
	lib := must[*custom.Library](t)(custom.NewLibrary(ctx, custom.LibraryOptions{
		Base: engine.NewRegistry(), Kinds: []custom.Kind{&funcKind{name: custom.Go, pure: true}}, Store: store, Now: time.Now,
	}))
	store.put(t, "main", load(t, version("1.2.0")))
	store.put(t, "main", load(t, version("2.0.0"))) // installed after the first was switched off
	palette := func(off bool) (*engine.Registry, bool) {
		store.installed["main"][0].Disabled = off
		reg, list, err := lib.Palette(ctx, "main", pins(t, "1.2.0"))
		if err != nil || len(list) != 1 {
			t.Fatalf("%v, %v", list, err)
		}
		return reg, list[0].Disabled
	}
	on, _ := palette(false)
	off, disabled := palette(true)
	if again, _ := palette(false); on == off || !disabled || again != on {
		t.Error("whoever remembers what a registry has would not see what is switched off")
	}
}

func TestLibrary_AnOfferIsNoneWhenItIsInstalled(t *testing.T) {
	t.Parallel()
	ctx, store := t.Context(), &shelf{map[string][]custom.Installed{}, map[string][]byte{}}
	lib := must[*custom.Library](t)(custom.NewLibrary(ctx, custom.LibraryOptions{
		Base: engine.NewRegistry(), Kinds: []custom.Kind{&funcKind{name: custom.Go, pure: true}}, Store: store, Now: time.Now,
	}))
	store.put(t, "main", load(t, version("1.2.0")))
	store.installed["main"][0].Notice = &custom.Notice{Manifest: load(t, version("2.0.0")).Manifest, Digest: "d"}
	if list := must[[]custom.Installed](t)(lib.Blocks(ctx, "main")); list[0].Notice == nil {
		t.Error("nobody is told of the offer")
	}
	store.put(t, "main", load(t, version("2.0.0")))
	if list := must[[]custom.Installed](t)(lib.Blocks(ctx, "main")); len(list) != 2 || list[1].Notice != nil {
		t.Errorf("there are %+v", list)
	}
}

func TestLoad_TimesAreReadInMilliseconds(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"300ms": 300 * time.Millisecond, "2s": 2 * time.Second, "1500ms": 1500 * time.Millisecond, "2000ms": 2 * time.Second} {
		m := load(t, strings.Replace(manifest, `"exits"`, `"limits": {"timeout": "`+text+`"}, "exits"`, 1)).Manifest
		if m.Limits.Timeout.Std() != want {
			t.Errorf("%s is %v", text, m.Limits.Timeout.Std())
		}
		p := must[*custom.Package](t)(custom.NewPackage(m, nil))
		again := must[*custom.Package](t)(custom.LoadArchive(must[[]byte](t)(p.Archive())))
		if again.Digest != p.Digest || again.Manifest.Limits.Timeout != m.Limits.Timeout {
			t.Errorf("%s is not the same after it was written", text)
		}
	}
	for _, text := range []string{"1s300ms", "ms", "-5ms", "99999999999ms"} {
		if _, err := custom.Load([]byte(strings.Replace(manifest, `"exits"`, `"limits": {"timeout": "`+text+`"}, "exits"`, 1))); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}
