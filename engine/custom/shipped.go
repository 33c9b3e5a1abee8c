package custom

import (
	"context"
	"slices"

	"github.com/scenarist/scenarist/engine/flow"
)

// Shipped gives the packages that come with the program and that a workspace has to install before it uses them, by name.
func (l *Library) Shipped() []Installed { return slices.Clone(l.shipped) }

// ShippedPackage gives the newest one of a name; nil if none comes with the program.
func (l *Library) ShippedPackage(name string) *Package {
	var out *Package
	for _, p := range l.o.Shipped {
		if p.Manifest.Name == name && (out == nil || CompareVersions(out.Manifest.Version, p.Manifest.Version) < 0) {
			out = p
		}
	}
	return out
}

// Unconfirmed gives what a document pins that comes with the program and that nobody of the workspace has installed: it works, and
// nobody has agreed to what it may do.
func (l *Library) Unconfirmed(ctx context.Context, workspace string, doc *flow.Document) ([]BlockID, error) {
	if len(l.shipped) == 0 || len(doc.Uses) == 0 {
		return nil, nil
	}
	all, err := l.Blocks(ctx, workspace)
	if err != nil {
		return nil, err
	}
	var out []BlockID
	for _, i := range l.pinnedShipped(doc, all) {
		out = append(out, i.ID())
	}
	return out, nil
}

// pinnedShipped gives what a document, which may be nil, pins of the packages that come with the program, without those that are
// installed.
func (l *Library) pinnedShipped(doc *flow.Document, installed []Installed) (out []Installed) {
	if doc == nil {
		return nil
	}
	for _, i := range l.shipped {
		if doc.Uses[i.Manifest.Name] == i.Manifest.Version && find(installed, i.ID()) == nil {
			out = append(out, i)
		}
	}
	return out
}

// withShipped adds to what is installed the other packages that come with the program: what a package of those has inside is there
// wherever the package is.
func (l *Library) withShipped(installed []Installed) []Installed {
	all := slices.Clone(installed)
	for _, i := range l.shipped {
		if find(installed, i.ID()) == nil {
			all = append(all, i)
		}
	}
	return all
}
