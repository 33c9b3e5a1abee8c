package custom

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Installed is one version of a package that a workspace has.
type Installed struct {
	Manifest *Manifest
	Digest   string
	At       time.Time // zero for one of a folder
	By       Installer // empty for one of a folder
	Source   string    // file, url, shipped or folder
	URL      string    // of a remote service, or where the file came from
	Disabled bool
	Notice   *Notice // what the service offers by now; nil if that is what was installed, or somebody keeps this one
}

// Installer is who installed a package.
type Installer struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Store keeps the packages of workspaces.
type Store interface {
	// Blocks gives all versions that a workspace has, in any order.
	Blocks(ctx context.Context, workspace string) ([]Installed, error)
	// BlockArchive gives the archive of a package by its digest; engine.ErrNotFound if there is none.
	BlockArchive(ctx context.Context, digest string) ([]byte, error)
}

// LibraryOptions configure NewLibrary. Base, Kinds and Now are needed.
type LibraryOptions struct {
	Base  *engine.Registry
	Kinds []Kind
	Store Store // nil for none but the folder's
	// Folder are packages that every workspace has, several versions perhaps.
	Folder []*Package
	// Shipped are packages that come with the program. A workspace has them when somebody has looked at them and installed them;
	// what pins them already goes on without. Where there is no Store there is nobody to ask, and they are like the folder's.
	Shipped []*Package
	Now     func() time.Time
	Log     *slog.Logger // nil for nothing
}

// MainWorkspace is the workspace of bots that name none.
const MainWorkspace = "main"

// keptRegistries is how many overlays are remembered.
const keptRegistries = 200

// Library knows which packages workspaces have, and makes registries of what documents pin. It is safe for concurrent use. An
// empty workspace is MainWorkspace.
type Library struct {
	o       LibraryOptions
	kinds   map[string]Kind
	folder  []Installed
	shipped []Installed

	mu         sync.Mutex
	packages   map[string]*opened // by digest
	registries map[string]*engine.Registry
	order      []string // of registries, the oldest first
}

// opened is a package with its block type.
type opened struct {
	pkg  *Package
	exec *shared
	typ  engine.BlockType
	jobs []engine.JobType
}

// NewLibrary makes a library. A package of the folder that Check finds something against is an error.
func NewLibrary(ctx context.Context, o LibraryOptions) (*Library, error) {
	l := &Library{o: o, kinds: map[string]Kind{}, packages: map[string]*opened{}, registries: map[string]*engine.Registry{}}
	for _, k := range o.Kinds {
		l.kinds[k.Name()] = k
	}
	if l.o.Log == nil {
		l.o.Log = slog.New(slog.DiscardHandler)
	}
	var err error
	if l.folder, err = l.own(ctx, o.Folder, "folder"); err != nil {
		return nil, err
	}
	shipped := slices.DeleteFunc(slices.Clone(o.Shipped), func(p *Package) bool { return find(l.folder, p.ID()) != nil }) // a folder may have its own copy
	if l.shipped, err = l.own(ctx, shipped, "shipped"); err != nil {
		return nil, err
	}
	// What is shipped fits in itself, as a test of it shows; to see that at every start takes memory for good, since all types in
	// it are made ready. A copy in the folder may fit no more.
	if len(o.Folder) > 0 {
		if err := l.checkOwn(ctx, o.Folder, shipped); err != nil {
			return nil, err
		}
	}
	if o.Store == nil {
		l.folder, l.shipped = append(l.folder, l.shipped...), nil
	}
	return l, nil
}

// own opens packages that the program has by itself.
func (l *Library) own(ctx context.Context, list []*Package, source string) ([]Installed, error) {
	var out []Installed
	for _, p := range list {
		if bad := l.Check(p); len(bad) > 0 {
			return nil, fmt.Errorf("package %s: %s: %s", p.ID(), bad[0].Path, bad[0].Message)
		}
		if _, err := l.open(ctx, p, nil); err != nil {
			return nil, err
		}
		if find(out, p.ID()) != nil {
			return nil, fmt.Errorf("package %s is there twice", p.ID())
		}
		out = append(out, Installed{Manifest: p.Manifest, Digest: p.Digest, Source: source})
	}
	return out, nil
}

// FolderDigest names the packages of the folder: others have another name. It is empty without any.
func (l *Library) FolderDigest() string {
	if len(l.o.Folder) == 0 {
		return ""
	}
	var digests []string
	for _, p := range l.o.Folder {
		digests = append(digests, p.Digest)
	}
	slices.Sort(digests) // the names of files and folders mean nothing
	sum := sha256.Sum256([]byte(strings.Join(digests, "\n")))
	return hex.EncodeToString(sum[:])
}

// find gives the version of a list; nil if it is not there.
func find(list []Installed, id BlockID) *Installed {
	at := slices.IndexFunc(list, func(i Installed) bool { return i.ID() == id })
	if at < 0 {
		return nil
	}
	return &list[at]
}

// ID names the block type and version.
func (i *Installed) ID() BlockID { return BlockID{Type: i.Manifest.Name, Version: i.Manifest.Version} }

// Check finds what is wrong with a package, as its kind judges it too. A kind that nothing here carries out is a problem.
func (l *Library) Check(p *Package) []Problem {
	kind, ok := l.kinds[p.Manifest.Kind]
	if !ok {
		return []Problem{{Path: "/kind", Message: fmt.Sprintf("packages of the kind %s cannot be carried out here; there are %s",
			p.Manifest.Kind, strings.Join(slices.Sorted(maps.Keys(l.kinds)), ", "))}}
	}
	problems := Check(p, kind)
	if _, taken := l.o.Base.Type(p.Manifest.Name); taken {
		problems = append(problems, Problem{Path: "/name", Message: "the program itself has a block type of this name"})
	}
	return problems
}

// TryOpen opens a package and closes it again: the last check before it is installed.
func (l *Library) TryOpen(ctx context.Context, p *Package) error {
	kind, ok := l.kinds[p.Manifest.Kind]
	if !ok {
		return fmt.Errorf("open %s: no kind %s", p.ID(), p.Manifest.Kind)
	}
	if _, ok := kind.(Nester); ok {
		return nil // there is nothing to open, and CheckIn has looked inside
	}
	exec, err := kind.Open(ctx, p)
	if err != nil {
		return err
	}
	_, _, err = Type(p, exec)
	return errors.Join(err, exec.Close(ctx))
}

// Blocks gives all versions that a workspace has: by name, the newest version first.
func (l *Library) Blocks(ctx context.Context, workspace string) ([]Installed, error) {
	out := slices.Clone(l.folder)
	if l.o.Store != nil {
		own, err := l.o.Store.Blocks(ctx, cmp.Or(workspace, MainWorkspace))
		if err != nil {
			return nil, fmt.Errorf("read the packages of workspace %s: %w", workspace, err)
		}
		for _, i := range own {
			if n := i.Notice; n != nil && n.Manifest.Version != i.Manifest.Version && find(own, n.id()) != nil {
				i.Notice = nil // somebody has installed that one
			}
			if find(l.folder, i.ID()) == nil {
				out = append(out, i)
			}
		}
	}
	slices.SortFunc(out, func(a, b Installed) int {
		if n := strings.Compare(a.Manifest.Name, b.Manifest.Name); n != 0 {
			return n
		}
		return CompareVersions(b.Manifest.Version, a.Manifest.Version)
	})
	return out, nil
}

// Registry gives what a document is compiled with: the base, and the packages in the versions that it pins. What it pins and the
// workspace does not have is missing, which Check then says. It is the same registry for as long as nothing has changed.
func (l *Library) Registry(ctx context.Context, workspace string, doc *flow.Document) (*engine.Registry, error) {
	names := l.names(doc)
	if len(names) == 0 {
		return l.o.Base, nil
	}
	all, err := l.Blocks(ctx, workspace)
	if err != nil {
		return nil, err
	}
	var want []Installed
	offers := map[string]engine.Offer{}
	for _, i := range all {
		name := i.Manifest.Name
		if !slices.Contains(names, name) {
			continue
		}
		if doc.Uses[name] == i.Manifest.Version {
			want = append(want, i)
		}
		offer(offers, &i)
	}
	want = append(want, l.pinnedShipped(doc, all)...)
	return l.overlay(ctx, workspace, l.withShipped(all), want, offers)
}

// Palette gives a registry with the newest version of every package that a workspace has and has not switched off, besides the
// versions that a document pins; the document may be nil. Installed are those versions, by name.
func (l *Library) Palette(ctx context.Context, workspace string, doc *flow.Document) (*engine.Registry, []Installed, error) {
	all, err := l.Blocks(ctx, workspace)
	if err != nil {
		return nil, nil, err
	}
	chosen := map[string]Installed{}
	offers := map[string]engine.Offer{}
	for _, i := range all {
		name := i.Manifest.Name
		offer(offers, &i)
		pinned := ""
		if doc != nil {
			pinned = doc.Uses[name]
		}
		_, has := chosen[name]
		if pinned == i.Manifest.Version || !has && pinned == "" && !i.Disabled {
			chosen[name] = i
		}
	}
	for _, i := range l.pinnedShipped(doc, all) {
		chosen[i.Manifest.Name] = i
	}
	list := make([]Installed, 0, len(chosen))
	for _, name := range slices.Sorted(maps.Keys(chosen)) {
		list = append(list, chosen[name])
	}
	reg, err := l.overlay(ctx, workspace, l.withShipped(all), list, offers)
	return reg, list, err
}

// offer notes the newest version, and prefers one that is not switched off.
func offer(offers map[string]engine.Offer, i *Installed) {
	old, ok := offers[i.Manifest.Name]
	if !ok || old.Disabled && !i.Disabled {
		offers[i.Manifest.Name] = engine.Offer{Version: i.Manifest.Version, Disabled: i.Disabled}
	}
}

// names gives the packages that a document pins or has blocks of.
func (l *Library) names(doc *flow.Document) []string {
	names := slices.Collect(maps.Keys(doc.Uses))
	for _, f := range doc.Flows {
		for i := range f.Blocks {
			typ := f.Blocks[i].Type
			if _, known := l.o.Base.Type(typ); !known && flow.IsPackage(typ) && !slices.Contains(names, typ) {
				names = append(names, typ)
			}
		}
	}
	return names
}

// overlay gives the registry of some packages.
func (l *Library) overlay(ctx context.Context, workspace string, all, want []Installed, offers map[string]engine.Offer) (*engine.Registry, error) {
	var key strings.Builder
	for _, digest := range l.digests(all, want) {
		key.WriteString(digest + "\n")
	}
	for _, name := range slices.Sorted(maps.Keys(offers)) {
		fmt.Fprintf(&key, "%s %s %t\n", name, offers[name].Version, offers[name].Disabled)
	}
	for i := range want { // so that whoever remembers what a registry has need look at nothing else
		fmt.Fprintf(&key, "%t\n", want[i].Disabled)
	}
	key.WriteString(cmp.Or(workspace, MainWorkspace)) // its jobs know it
	l.mu.Lock()
	reg := l.registries[key.String()]
	l.mu.Unlock()
	if reg != nil {
		return reg, nil
	}
	o, jobs, k := engine.Overlay{Offers: offers}, map[string]engine.JobType{}, l.making(all)
	for i := range want {
		m, err := k.of(ctx, &want[i])
		if err != nil {
			return nil, err
		}
		o.Types = append(o.Types, m.typ)
		maps.Copy(jobs, m.jobs)
	}
	for _, j := range sortedJobs(jobs) {
		o.Jobs = append(o.Jobs, inWorkspace(j, workspace))
	}
	reg, err := l.o.Base.With(o)
	if err != nil {
		return nil, fmt.Errorf("make a registry: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if known := l.registries[key.String()]; known != nil {
		return known, nil
	}
	l.registries[key.String()] = reg
	if l.order = append(l.order, key.String()); len(l.order) > keptRegistries {
		delete(l.registries, l.order[0])
		l.order = slices.Delete(l.order, 0, 1)
	}
	return reg, nil
}

// fetch gives an installed package with its block type.
func (l *Library) fetch(ctx context.Context, i *Installed) (*opened, error) {
	l.mu.Lock()
	p := l.packages[i.Digest]
	l.mu.Unlock()
	if p != nil {
		return p, nil
	}
	id, digest := i.ID(), i.Digest
	pkg, err := l.read(ctx, digest, id)
	if err != nil {
		return nil, err
	}
	return l.open(ctx, pkg, func(ctx context.Context) (*Package, error) { return l.read(ctx, digest, id) })
}

// read reads a package from its archive.
func (l *Library) read(ctx context.Context, digest string, id BlockID) (*Package, error) {
	data, err := l.o.Store.BlockArchive(ctx, digest)
	if err != nil {
		return nil, fmt.Errorf("read package %s: %w", id, err)
	}
	pkg, err := LoadArchive(data)
	if err != nil {
		return nil, fmt.Errorf("read package %s: %w", id, err)
	}
	if pkg.Digest != digest {
		return nil, fmt.Errorf("read package %s: its digest is %s, not %s", id, pkg.Digest, digest)
	}
	return pkg, nil
}

// open makes the block type of a package; its executor is opened when it is needed, unless only that tells what it is. With
// again, which reads it once more, its files are not kept: they are the largest part of it, and needed only to open it.
func (l *Library) open(ctx context.Context, p *Package, again func(context.Context) (*Package, error)) (*opened, error) {
	kind, ok := l.kinds[p.Manifest.Kind]
	if !ok {
		return nil, fmt.Errorf("make the block type of %s: no kind %s", p.ID(), p.Manifest.Kind)
	}
	kept := p
	if again == nil {
		again = func(context.Context) (*Package, error) { return p, nil }
	} else {
		kept = &Package{Manifest: p.Manifest, Digest: p.Digest}
	}
	exec := &shared{kind: kind, id: p.ID(), read: again, now: l.o.Now}
	if _, ok := kind.(Nester); ok {
		return l.keep(&opened{pkg: kept, exec: exec}), nil // its block type depends on what a workspace has
	}
	if k, ok := kind.(Purer); ok {
		exec.pure = k.Pure(p)
	} else {
		e, err := kind.Open(context.WithoutCancel(ctx), p) // it outlives who asks for it
		if err != nil {
			return nil, fmt.Errorf("open %s: %w", p.ID(), err)
		}
		exec.exec, exec.pure, exec.used = e, e.Pure(), l.o.Now()
	}
	typ, jobs, err := Type(kept, exec)
	if err != nil {
		return nil, err
	}
	return l.keep(&opened{pkg: kept, exec: exec, typ: typ, jobs: jobs}), nil
}

// keep remembers a package unless it is known.
func (l *Library) keep(o *opened) *opened {
	l.mu.Lock()
	defer l.mu.Unlock()
	if known := l.packages[o.pkg.Digest]; known != nil {
		return known
	}
	l.packages[o.pkg.Digest] = o
	return o
}

// Package gives the package of a version that a workspace has, without its files; engine.ErrNotFound if it has none.
func (l *Library) Package(ctx context.Context, workspace string, id BlockID) (*Package, error) {
	all, err := l.Blocks(ctx, workspace)
	if err != nil {
		return nil, err
	}
	i := cmp.Or(find(all, id), find(l.shipped, id))
	if i == nil {
		return nil, fmt.Errorf("package %s: %w", id, engine.ErrNotFound)
	}
	p, err := l.fetch(ctx, i)
	if err != nil {
		return nil, err
	}
	return p.pkg, nil
}

// Job gives a job type that blocks of a package have started; engine.ErrNotFound if the workspace does not have its version.
func (l *Library) Job(ctx context.Context, workspace, kind string) (engine.JobType, error) {
	id, ok := JobBlock(kind)
	if !ok {
		return engine.JobType{}, fmt.Errorf("job type %q: %w", kind, engine.ErrNotFound)
	}
	all, err := l.Blocks(ctx, workspace)
	if err != nil {
		return engine.JobType{}, err
	}
	if i := cmp.Or(find(all, id), find(l.shipped, id)); i != nil {
		p, err := l.fetch(ctx, i)
		if err != nil {
			return engine.JobType{}, err
		}
		for _, j := range p.jobs {
			if j.Name == kind {
				return inWorkspace(j, workspace), nil
			}
		}
	}
	return engine.JobType{}, fmt.Errorf("job type %q: %w", kind, engine.ErrNotFound)
}

// CloseUnused closes the executors that nothing has used since the time. They are opened again when they are needed.
func (l *Library) CloseUnused(ctx context.Context, since time.Time) {
	l.mu.Lock()
	all := slices.Collect(maps.Values(l.packages))
	l.mu.Unlock()
	for _, p := range all {
		if err := p.exec.closeUnused(ctx, since); err != nil {
			l.o.Log.WarnContext(ctx, "an unused block could not be closed", "error", err)
		}
	}
}

// Close closes all executors, and the kinds that have something to close. Nothing may run any more.
func (l *Library) Close(ctx context.Context) {
	l.CloseUnused(ctx, time.Time{})
	for _, k := range l.o.Kinds {
		if c, ok := k.(interface {
			Close(ctx context.Context) error
		}); ok {
			if err := c.Close(ctx); err != nil {
				l.o.Log.WarnContext(ctx, "a kind of blocks could not be closed", "kind", k.Name(), "error", err)
			}
		}
	}
}
