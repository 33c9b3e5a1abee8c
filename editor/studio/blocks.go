package studio

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
)

// BlockSource is where a package comes from; one of its fields is set.
type BlockSource struct {
	Archive  []byte // zip
	Manifest string // a package of nothing but a manifest, JSON or YAML
	Address  string // of a service
	Shipped  string // name of one that comes with the program
}

// Inspection is what is known of a package before it is installed.
type Inspection struct {
	Package  *custom.Package // nil if it could not be read
	Problems []custom.Located
	// Installed is the version that the workspace has, the same or the newest; nil if it has none.
	Installed *custom.Installed
	Same      bool     // it is installed already
	Changes   []string // against Installed, in words
	// Examples were played, unless there are problems; an example that fails is only told of.
	Examples []custom.PlayedExample
	source   string
}

var errNoLibrary = &Refusal{Code: CodeInvalid, Title: "This server takes no packages of blocks."}

// Blocks gives the packages that a workspace has: by name, the newest version first.
func (s *Studio) Blocks(ctx context.Context, workspace string) ([]custom.Installed, error) {
	if s.o.Library == nil {
		return nil, nil
	}
	return s.o.Library.Blocks(ctx, workspace)
}

// InspectBlock reads a package and says what is wrong with it and what it changes. It installs nothing.
func (s *Studio) InspectBlock(ctx context.Context, workspace string, from BlockSource) (*Inspection, error) {
	if s.o.Library == nil {
		return nil, errNoLibrary
	}
	out := &Inspection{source: "file"}
	p, err := s.readPackage(ctx, from)
	if bad, ok := errors.AsType[*custom.LoadError](err); ok {
		out.Problems = bad.Problems
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	switch {
	case from.Address != "":
		out.source = "url"
	case from.Shipped != "":
		out.source = "shipped"
	}
	out.Package = p
	problems, err := s.o.Library.CheckIn(ctx, workspace, p)
	if err != nil {
		return nil, err
	}
	for _, x := range problems {
		out.Problems = append(out.Problems, custom.Located{Problem: x})
	}
	if len(out.Problems) == 0 {
		if err := s.o.Library.TryOpen(ctx, p); err != nil {
			out.Problems = append(out.Problems, custom.Located{Problem: custom.Problem{Message: "the package cannot be made ready: " + err.Error()}})
		} else if out.Examples, err = s.playExamples(ctx, p); err != nil {
			return nil, err
		}
	}
	return out, s.compareBlock(ctx, workspace, out)
}

// exampleTime bounds all examples of a package together.
const exampleTime = 30 * time.Second

func (s *Studio) playExamples(ctx context.Context, p *custom.Package) ([]custom.PlayedExample, error) {
	ctx, cancel := context.WithTimeout(ctx, exampleTime)
	defer cancel()
	return s.o.Library.PlayExamples(ctx, p)
}

func (s *Studio) readPackage(ctx context.Context, from BlockSource) (*custom.Package, error) {
	switch {
	case from.Shipped != "":
		if p := s.o.Library.ShippedPackage(from.Shipped); p != nil {
			return p, nil
		}
		return nil, &Refusal{Code: CodeInvalid, Field: "/shipped", Title: "No block of this name comes with Scenarist."}
	case len(from.Archive) > 0:
		return custom.LoadArchive(from.Archive)
	case from.Manifest != "":
		m, err := custom.Load([]byte(from.Manifest))
		if err != nil {
			return nil, err
		}
		return custom.NewPackage(m, nil)
	case from.Address == "":
		return nil, &Refusal{Code: CodeInvalid, Title: "Give a package: an archive, a manifest or the address of a service."}
	case s.o.Fetch == nil:
		return nil, &Refusal{Code: CodeInvalid, Field: "/url", Title: "This server asks no services for packages."}
	}
	p, err := s.o.Fetch(ctx, from.Address)
	if _, ok := errors.AsType[*custom.LoadError](err); err != nil && !ok {
		return nil, &Refusal{Code: CodeInvalid, Field: "/url", Title: "The service could not be asked for its manifest: " + err.Error()}
	}
	return p, err
}

// compareBlock finds the version that the workspace has, and how they differ.
func (s *Studio) compareBlock(ctx context.Context, workspace string, in *Inspection) error {
	all, err := s.o.Library.Blocks(ctx, workspace)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Manifest.Name != in.Package.Manifest.Name {
			continue
		}
		if in.Installed == nil || all[i].ID() == in.Package.ID() {
			in.Installed = &all[i]
		}
	}
	if in.Installed == nil {
		return nil
	}
	in.Changes = custom.Differences(in.Installed.Manifest, in.Package.Manifest)
	if in.Installed.ID() != in.Package.ID() {
		return nil
	}
	if in.Same = in.Installed.Digest == in.Package.Digest; !in.Same {
		in.Problems = append(in.Problems, custom.Located{Problem: custom.Problem{
			Path: "/version", Message: "another package of this version is installed: give what has changed a version of its own",
		}})
	}
	return nil
}

// Confirmation is what somebody has seen of a package and agrees to.
type Confirmation struct {
	Digest      string
	Permissions custom.Permissions
}

// InstallBlock installs a package as it was inspected.
func (s *Studio) InstallBlock(ctx context.Context, who Actor, workspace string, from BlockSource, seen Confirmation) (*custom.Installed, error) {
	in, err := s.InspectBlock(ctx, workspace, from)
	switch {
	case err != nil:
		return nil, err
	case len(in.Problems) > 0:
		return nil, &BlockError{Problems: in.Problems}
	case in.Package.Digest != seen.Digest:
		return nil, &Refusal{Code: CodeConflict, Field: "/digest", Title: "This is not the package that was looked at. Look at it again."}
	case !in.Package.Manifest.Permissions.Equal(seen.Permissions):
		return nil, &Refusal{Code: CodeInvalid, Field: "/permissions", Title: "Confirm exactly the permissions that the package asks for."}
	case in.Same:
		return in.Installed, nil
	}
	archive, err := in.Package.Archive()
	if err != nil {
		return nil, err
	}
	i := &custom.Installed{
		Manifest: in.Package.Manifest, Digest: in.Package.Digest, At: s.o.Now().UTC(), By: custom.Installer{ID: who.UserID, Name: who.Name},
		Source: in.source, URL: from.Address,
	}
	e := who.Entry(workspace, "", "block.install", i.ID().String(), nil, map[string]any{
		"digest": i.Digest, "source": i.Source, "url": i.URL, "permissions": i.Manifest.Permissions,
	})
	if err := s.o.Store.AddBlock(ctx, workspace, i, archive, e); err != nil {
		return nil, err
	}
	return i, s.remarkUsing(ctx, workspace, i.Manifest.Name)
}

// BlockError is what is wrong with a package.
type BlockError struct{ Problems []custom.Located }

// Error gives the first problem.
func (e *BlockError) Error() string {
	return fmt.Sprintf("%s: %s", e.Problems[0].Path, e.Problems[0].Message)
}

// SwitchBlock switches a package off, so that nothing new uses it, or on again.
func (s *Studio) SwitchBlock(ctx context.Context, who Actor, workspace, name string, disabled bool) error {
	what := "block.enable"
	if disabled {
		what = "block.disable"
	}
	return s.o.Store.SetBlockDisabled(ctx, workspace, name, disabled, who.Entry(workspace, "", what, name, nil, nil))
}

// BlockUse is a place where a package is pinned.
type BlockUse struct {
	Bot, Name string
	Inside    string // the installed package, with its version, that has it inside; there is no bot then
	Version   string // of the package
	Draft     bool
	Revision  int // 0 for the draft
	Published bool
	People    int64 // who stand at a block of it now, in whichever revision; with the latest revision of each bot only
}

// usedBots is how many bots of a workspace are looked at, and as many in the bin.
const usedBots = 10_000

// usedRevisions is how many revisions of a bot are looked at: people may stand in the last ones.
const usedRevisions = 20

// BlockUses gives the drafts and the latest revisions of a workspace's bots that pin a package, by bot, and the packages that have
// it inside.
func (s *Studio) BlockUses(ctx context.Context, workspace, name string) ([]BlockUse, error) {
	bots, err := s.o.Store.Bots(ctx, BotQuery{Workspaces: []string{workspace}, Limit: usedBots})
	if err != nil {
		return nil, err
	}
	binned, err := s.o.Store.Bots(ctx, BotQuery{Workspaces: []string{workspace}, Limit: usedBots, Binned: true})
	if err != nil {
		return nil, err
	}
	bots = append(bots, binned...)
	out := []BlockUse{}
	for i := range bots {
		b := &bots[i]
		d, err := s.o.Store.Draft(ctx, b.ID)
		if err != nil && !errors.Is(err, engine.ErrNotFound) {
			return nil, err
		}
		if v := pinOf(d.Document, name); v != "" {
			out = append(out, BlockUse{Bot: b.ID, Name: b.Name, Version: v, Draft: true})
		}
		if b.Telegram == 0 {
			continue
		}
		list, err := s.o.Store.Revisions(ctx, b.Telegram, 0, usedRevisions)
		if err != nil {
			return nil, err
		}
		used, at, err := s.revisionUses(ctx, b, list, name)
		if err != nil {
			return nil, err
		}
		if len(used) > 0 && b.Live != nil {
			standing, err := s.standing.of(ctx, s.o.Store, b.Telegram, s.o.Now())
			if err != nil {
				return nil, err
			}
			for block := range at {
				used[0].People += standing[block]
			}
		}
		out = append(out, used...)
	}
	if s.o.Library == nil {
		return out, nil
	}
	around, err := s.o.Library.Containers(ctx, workspace, name)
	for i := range around {
		out = append(out, BlockUse{Inside: around[i].ID().String(), Version: s.o.Library.UsesOf(around[i].Manifest)[name]})
	}
	return out, err
}

// revisionUses gives the revisions that pin a package, in the order of the list, and the blocks of it in all of them.
func (s *Studio) revisionUses(ctx context.Context, b *Bot, list []host.RevisionInfo, name string) (out []BlockUse, blocks map[string]bool, err error) {
	blocks = map[string]bool{}
	for _, r := range list {
		document, err := s.o.Manager.Earlier(ctx, b.Telegram, r.Number)
		if err != nil {
			return nil, nil, explain(err)
		}
		doc := legible(document)
		if doc == nil || doc.Uses[name] == "" {
			continue
		}
		out = append(out, BlockUse{Bot: b.ID, Name: b.Name, Version: doc.Uses[name], Revision: r.Number, Published: b.Live != nil && b.Live.Revision == r.Number})
		for i := range doc.Flows {
			for _, x := range doc.Flows[i].Blocks {
				if x.Type == name {
					blocks[x.ID] = true
				}
			}
		}
	}
	return out, blocks, nil
}

// legible is what can be read of a document; nil for nothing.
func legible(document []byte) *flow.Document {
	doc, err := flow.Load(document)
	if wrong, ok := errors.AsType[*flow.LoadError](err); ok {
		return wrong.Draft
	}
	return doc
}

// pinOf gives the version of a package that a document pins; empty if none.
func pinOf(document []byte, name string) string {
	if doc := legible(document); doc != nil {
		return doc.Uses[name]
	}
	return ""
}

// UsedError is a package that cannot be removed, with what would have to be changed first.
type UsedError struct{ Uses []BlockUse }

// Error counts the uses.
func (e *UsedError) Error() string { return fmt.Sprintf("used in %d places", len(e.Uses)) }

// RemoveBlock takes a version of a package away. A *UsedError says what still uses it; revisions that are not published any more do
// not keep it, since whoever stands there goes on in the published one.
func (s *Studio) RemoveBlock(ctx context.Context, who Actor, workspace string, id custom.BlockID) error {
	uses, err := s.BlockUses(ctx, workspace, id.Type)
	if err != nil {
		return err
	}
	uses = slices.DeleteFunc(uses, func(u BlockUse) bool { return u.Version != id.Version || !u.Draft && !u.Published && u.Inside == "" })
	if len(uses) > 0 {
		return &UsedError{Uses: uses}
	}
	return s.o.Store.DropBlock(ctx, workspace, id, who.Entry(workspace, "", "block.remove", id.String(), nil, nil))
}

// Advice says what is to be done before the package can go.
func (u *BlockUse) Advice() string {
	if u.Inside != "" {
		return fmt.Sprintf("%s has it inside: remove that first", u.Inside)
	}
	var what []string
	if u.Draft {
		what = append(what, "remove its blocks from the draft or pin another version")
	}
	if u.Published {
		what = append(what, fmt.Sprintf("publish the bot without it: revision %d has it", u.Revision))
	}
	return fmt.Sprintf("%s: %s", u.Name, strings.Join(what, "; "))
}

// Palette gives what blocks of a bot's draft may be made of: the newest packages, and those that the draft pins.
func (s *Studio) Palette(ctx context.Context, bot string) (*engine.Registry, []custom.Installed, error) {
	if s.o.Library == nil {
		return s.o.Registry, nil, nil
	}
	b, err := s.o.Store.Bot(ctx, bot)
	if err != nil {
		return nil, nil, err
	}
	doc, err := s.readable(ctx, bot)
	if err != nil {
		return nil, nil, err
	}
	return s.o.Library.Palette(ctx, b.Workspace, doc)
}
