package custom

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scenarist/scenarist/engine"
)

// Nester is a Kind whose packages are not called: they are made of flows, which the engine runs itself, and blocks of other packages
// may be in those. Open is never asked.
type Nester interface {
	Kind
	// Uses gives the versions of the packages that one pins inside.
	Uses(m *Manifest) map[string]string
	// CheckInside finds what is wrong with the flows, which Check cannot know without the packages that are used there.
	CheckInside(m *Manifest, in Nested) []Problem
	// Complete adds to the block type what its blocks do: all else is there.
	Complete(m *Manifest, t *engine.BlockType, inside *engine.Registry) error
}

// Nested is what a package has inside.
type Nested struct {
	Registry  *engine.Registry     // of all that its flows may be made of
	Manifests map[string]*Manifest // of the packages, by name
}

// nester gives the kind of a package that is made of flows.
func (l *Library) nester(m *Manifest) (Nester, bool) {
	n, ok := l.kinds[m.Kind].(Nester)
	return n, ok
}

// making builds block types out of a workspace's packages, each once.
type making struct {
	l    *Library
	all  []Installed
	done map[BlockID]*made
}

type made struct {
	typ  engine.BlockType
	jobs map[string]engine.JobType
}

func (l *Library) making(all []Installed) *making {
	return &making{l: l, all: all, done: map[BlockID]*made{}}
}

// of gives the block type of a package with what is inside of it; nil while it is being made, since nothing is inside of itself.
func (k *making) of(ctx context.Context, i *Installed) (*made, error) {
	if m, known := k.done[i.ID()]; known {
		return m, nil
	}
	k.done[i.ID()] = nil
	out := &made{jobs: map[string]engine.JobType{}}
	n, ok := k.l.nester(i.Manifest)
	if !ok {
		p, err := k.l.fetch(ctx, i)
		if err != nil {
			return nil, err
		}
		out.typ = p.typ
		for _, j := range p.jobs {
			out.jobs[j.Name] = j
		}
		k.done[i.ID()] = out
		return out, nil
	}
	settings, err := settingsSchema(i.Manifest)
	if err != nil {
		return nil, fmt.Errorf("settings of %s: %w", i.ID(), err)
	}
	reg, jobs, err := k.registry(ctx, n.Uses(i.Manifest))
	if err != nil {
		return nil, err
	}
	out.typ, out.jobs = typeOf(i.Manifest, settings), jobs
	if err := n.Complete(i.Manifest, &out.typ, reg); err != nil {
		return nil, fmt.Errorf("make the block type of %s: %w", i.ID(), err)
	}
	k.done[i.ID()] = out
	return out, nil
}

// registry gives what flows are made of that pin packages, and the jobs of those. What is not installed is missing.
func (k *making) registry(ctx context.Context, uses map[string]string) (*engine.Registry, map[string]engine.JobType, error) {
	o, jobs := engine.Overlay{}, map[string]engine.JobType{}
	for _, i := range pinned(k.all, uses) {
		m, err := k.of(ctx, &i)
		if err != nil {
			return nil, nil, err
		}
		if m != nil {
			o.Types = append(o.Types, m.typ)
			maps.Copy(jobs, m.jobs)
		}
	}
	o.Jobs = sortedJobs(jobs)
	reg, err := k.l.o.Base.With(o)
	if err != nil {
		return nil, nil, fmt.Errorf("make a registry: %w", err)
	}
	return reg, jobs, nil
}

func sortedJobs(jobs map[string]engine.JobType) (out []engine.JobType) {
	for _, name := range slices.Sorted(maps.Keys(jobs)) {
		out = append(out, jobs[name])
	}
	return out
}

// pinned gives the installed packages that are pinned, by name.
func pinned(all []Installed, uses map[string]string) (out []Installed) {
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		if at := slices.IndexFunc(all, func(i Installed) bool { return i.ID() == BlockID{name, uses[name]} }); at >= 0 {
			out = append(out, all[at])
		}
	}
	return out
}

// digests gives the digests of packages and of all that is inside of them.
func (l *Library) digests(all, want []Installed) []string {
	var out []string
	todo := slices.Clone(want)
	for len(todo) > 0 {
		i := todo[0]
		todo = todo[1:]
		if slices.Contains(out, i.Digest) {
			continue
		}
		out = append(out, i.Digest)
		if n, ok := l.nester(i.Manifest); ok {
			todo = append(todo, pinned(all, n.Uses(i.Manifest))...)
		}
	}
	return out
}

// CheckIn is Check for a workspace: whether what the package has inside is installed there, and fits.
func (l *Library) CheckIn(ctx context.Context, workspace string, p *Package) ([]Problem, error) {
	problems := l.Check(p)
	if _, ok := l.nester(p.Manifest); !ok || len(problems) > 0 {
		return problems, nil
	}
	all, err := l.Blocks(ctx, workspace)
	if err != nil {
		return nil, err
	}
	return l.checkInside(ctx, all, p)
}

// checkOwn is CheckIn for the packages that the program has by itself.
func (l *Library) checkOwn(ctx context.Context, lists ...[]*Package) error {
	all := l.withShipped(l.folder)
	for _, p := range slices.Concat(lists...) {
		if _, ok := l.nester(p.Manifest); !ok {
			continue
		}
		bad, err := l.checkInside(ctx, all, p)
		if err != nil {
			return err
		}
		if len(bad) > 0 {
			return fmt.Errorf("package %s: %s: %s", p.ID(), bad[0].Path, bad[0].Message)
		}
	}
	return nil
}

// insidePath is where a manifest says which packages are inside.
const insidePath = "/composite/document/uses/"

func (l *Library) checkInside(ctx context.Context, all []Installed, p *Package) ([]Problem, error) {
	m := p.Manifest
	n, _ := l.nester(m)
	var problems []Problem
	uses := n.Uses(m)
	in := Nested{Manifests: map[string]*Manifest{}}
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		path := insidePath + strings.ReplaceAll(name, "/", "~1")
		found := pinned(all, map[string]string{name: uses[name]})
		switch {
		case name == m.Name:
			problems = append(problems, Problem{path, "a block cannot be inside of itself, in whatever version"})
			continue
		case len(found) == 0:
			problems = append(problems, Problem{path, fmt.Sprintf("%s %s is not installed here", name, uses[name])})
			continue
		}
		in.Manifests[name] = found[0].Manifest
		way, why := l.unfit(all, &found[0], []string{m.Name}, map[string]bool{})
		if why != "" {
			problems = append(problems, Problem{path, fmt.Sprintf("inside of %s: %s", strings.Join(way, " › "), why)})
		}
	}
	if len(problems) > 0 {
		return problems, nil
	}
	reg, _, err := l.making(all).registry(ctx, uses)
	if err != nil {
		return nil, err
	}
	in.Registry = reg
	return n.CheckInside(m, in), nil
}

// unfit finds a way on which something is missing, comes back to where it began, or goes too deep. Seen are packages that were looked
// at in the same depth or a greater one.
func (l *Library) unfit(all []Installed, i *Installed, above []string, seen map[string]bool) (way []string, why string) {
	way = append(slices.Clone(above), i.Manifest.Name)
	n, ok := l.nester(i.Manifest)
	if !ok {
		return nil, ""
	}
	key := fmt.Sprint(i.ID(), len(way))
	switch {
	case slices.Contains(above, i.Manifest.Name):
		return way, "a block cannot be inside of itself, in whatever version"
	case len(way) > engine.MaxNesting:
		return way, fmt.Sprintf("at most %d blocks that are made of flows may be in one another", engine.MaxNesting)
	case seen[key]:
		return nil, ""
	}
	uses := n.Uses(i.Manifest)
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		found := pinned(all, map[string]string{name: uses[name]})
		if len(found) == 0 {
			return append(way, name), fmt.Sprintf("%s %s is not installed here", name, uses[name])
		}
		if w, why := l.unfit(all, &found[0], way, seen); why != "" {
			return w, why
		}
	}
	seen[key] = true
	return nil, ""
}

// Containers gives the installed packages that pin one inside.
func (l *Library) Containers(ctx context.Context, workspace, name string) ([]Installed, error) {
	all, err := l.Blocks(ctx, workspace)
	if err != nil {
		return nil, err
	}
	var out []Installed
	for i := range all {
		if n, ok := l.nester(all[i].Manifest); ok && n.Uses(all[i].Manifest)[name] != "" {
			out = append(out, all[i])
		}
	}
	return out, nil
}

// UsesOf gives the packages that a package pins inside; nil for one of a kind that has none.
func (l *Library) UsesOf(m *Manifest) map[string]string {
	if n, ok := l.nester(m); ok {
		return n.Uses(m)
	}
	return nil
}
