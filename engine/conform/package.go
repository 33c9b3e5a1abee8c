package conform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
)

// PackageOptions say how a package is tried.
type PackageOptions struct {
	Base *engine.Registry // what the package's type is put beside
	Kind custom.Kind      // that of the package
	// Beside are packages that may be inside of one that is made of flows, and BesideKinds theirs.
	Beside      []*custom.Package
	BesideKinds []custom.Kind
	// Plays are further rules that its kind has for an example, such as that the requests are exactly the ones that it lists; nil
	// for none. Problems have paths into the manifest.
	Plays func(ctx context.Context, p *custom.Package, example int) []custom.Problem
	// Static leaves the examples alone: somebody else plays them, as is so with a service.
	Static bool
	// Patience bounds the wait for work whose time is over; 0 is the usual minute.
	Patience time.Duration
}

// CheckPackage holds a package to all rules that can be tried without a network: requests are answered by the stand-ins of its
// examples. The findings stand in the order of the rules; where it cannot be made ready they end with that.
func CheckPackage(ctx context.Context, p *custom.Package, o PackageOptions) []Finding {
	k := &packaging{PackageOptions: o, pkg: p, opened: p, typeName: p.Manifest.Name, writes: p.Manifest.Permissions.Write}
	for _, x := range custom.Check(p, o.Kind) {
		k.add(broken(Readable, x.Path, "%s", x.Message))
	}
	if len(k.findings) > 0 {
		return k.findings
	}
	done, err := k.ready(ctx)
	switch {
	case err != nil && done == nil:
		return []Finding{broken(Readable, "", "it cannot be made ready: %v", err)}
	case err != nil:
		k.add(broken(Readable, "", "%v", err))
	default:
		k.add(Finding{Rule: Readable})
		k.settings()
		if !o.Static {
			k.play(ctx)
		}
	}
	if err := done(); err != nil {
		k.add(broken(Readable, "", "close: %v", err))
	}
	return k.findings
}

// packaging is a package that is tried.
type packaging struct {
	PackageOptions

	pkg      *custom.Package
	opened   *custom.Package // the same, with all of its permissions
	typeName string
	writes   []string // variables that the package itself lists
	reg      *engine.Registry
	typ      engine.BlockType
	findings []Finding
}

func (k *packaging) add(all ...Finding) { k.findings = append(k.findings, all...) }

// ready opens the package and makes the type, and the registry with it. Where done is there it is to be called, whatever the error.
func (k *packaging) ready(ctx context.Context) (done func() error, err error) {
	if k.nests() {
		return func() error { return nil }, k.nest(ctx)
	}
	exec, err := k.Kind.Open(ctx, k.opened)
	if err != nil {
		return nil, err
	}
	done = func() error { return exec.Close(ctx) }
	typ, jobs, err := custom.Type(k.pkg, exec)
	if err != nil {
		return done, err
	}
	k.typ = typ
	k.reg, err = k.Base.With(engine.Overlay{Types: []engine.BlockType{typ}, Jobs: jobs})
	return done, err
}

// nests reports whether the package is made of flows: there is nothing to open then, and the engine itself runs it.
func (k *packaging) nests() bool {
	_, ok := k.Kind.(custom.Nester)
	return ok
}

// nest is ready for a package that is made of flows.
func (k *packaging) nest(ctx context.Context) error {
	kinds := slices.Concat([]custom.Kind{k.Kind}, slices.DeleteFunc(slices.Clone(k.BesideKinds), func(o custom.Kind) bool { return o.Name() == k.Kind.Name() }))
	beside := slices.DeleteFunc(slices.Clone(k.Beside), func(p *custom.Package) bool { return p.ID() == k.pkg.ID() })
	lib, err := custom.NewLibrary(ctx, custom.LibraryOptions{
		Base: k.Base, Kinds: kinds, Folder: append(beside, k.pkg), Now: func() time.Time { return time.Time{} },
	})
	if err != nil {
		return err
	}
	k.reg, err = lib.Registry(ctx, custom.MainWorkspace, &flow.Document{Uses: map[string]string{k.typeName: k.pkg.Manifest.Version}})
	if err == nil {
		k.typ, _ = k.reg.Type(k.typeName)
	}
	return err
}

// anew opens the package again, as another process does: an executor may keep what it has fetched, such as the token of a service.
func (k *packaging) anew(ctx context.Context) (fresh *packaging, done func() error, err error) {
	other := *k
	done, err = other.ready(ctx)
	if err != nil && done != nil {
		err = errors.Join(err, done())
	}
	return &other, done, err
}

// settings tries the form, and settings that are wrong.
func (k *packaging) settings() {
	data, err := k.reg.Schema(k.typeName)
	if err != nil {
		k.add(broken(Schema, "/config", "%v", err))
		return
	}
	k.add(Finding{Rule: Schema})
	form := slices.DeleteFunc(Problems(CheckForm(data)), func(f Finding) bool { // save is none of the package's own
		return strings.HasPrefix(f.Where, "/"+custom.SaveSetting)
	})
	k.add(kept(Form, form)...)
	k.add(CheckWrong(data, json.RawMessage(k.typ.Example), k.typ.Config.Faults)...)
}

// play plays all examples, with their permissions and without any.
func (k *packaging) play(ctx context.Context) {
	left := map[string]bool{}
	played := make([]*playing, len(k.pkg.Manifest.Examples))
	for i := range k.pkg.Manifest.Examples {
		r := &playing{packaging: k, example: &k.pkg.Manifest.Examples[i], where: exampleName(k.pkg.Manifest, i)}
		k.add(r.whole(ctx)...)
		if k.Plays != nil {
			for _, p := range k.Plays(ctx, k.pkg, i) {
				k.add(broken(Plays, p.Path, "%s", p.Message))
			}
		}
		for _, exit := range r.exits {
			left[exit] = true
		}
		played[i] = r
	}
	k.add(k.reached(left)...)
	k.add(k.permissions(ctx, played)...)
}

// exampleName is how findings call an example.
func exampleName(m *custom.Manifest, i int) string {
	name := fmt.Sprintf("example %d", i+1)
	if title := m.Examples[i].Title.In("en"); title != "" {
		name += " (" + title + ")"
	}
	return name
}

// reached looks for exits that no example leaves by. What a block that waits is told no example can say, and so its exits may be
// left by what was tried, or not.
func (k *packaging) reached(left map[string]bool) []Finding {
	var problems []Finding
	if len(k.pkg.Manifest.Accepts) == 0 && !k.nests() {
		for i, e := range k.pkg.Manifest.Exits {
			if !left[e.Name] {
				problems = append(problems, broken(Exits, fmt.Sprintf("/exits/%d", i), "no example leaves by the exit %q", e.Name))
			}
		}
	}
	return kept(Exits, problems)
}

// permissions plays the examples that use something once more, for a manifest that permits nothing. Nothing may come of that. The
// stand-in is the same, so that a client that was kept from before is found out.
func (k *packaging) permissions(ctx context.Context, played []*playing) []Finding {
	m := *k.pkg.Manifest
	m.Permissions = custom.Permissions{}
	bare := *k
	bare.pkg = &custom.Package{Manifest: &m, Files: k.pkg.Files, Digest: k.pkg.Digest}
	var problems []Finding
	for i, before := range played {
		if !before.used() {
			continue
		}
		r := &playing{packaging: &bare, example: &m.Examples[i], where: before.where, stand: before.stand}
		*r.stand = *r.stand.from(0)
		if done, err := r.open(ctx); err == nil {
			_ = errors.Join(r.run(ctx), done()) // it is refused in one way or another
		}
		if n := r.stand.asked; n > 0 {
			problems = append(problems, broken(Permitted, r.where, "the block makes %d requests to hosts that nothing permits: it goes by what the call gives it", n))
		}
		for _, name := range r.wrote {
			problems = append(problems, broken(Permitted, r.where, "the block writes %s, which nothing permits", name))
		}
	}
	return kept(Permitted, problems)
}
