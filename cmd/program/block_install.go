package program

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/scenarist/scenarist/editor/studio"
	"github.com/scenarist/scenarist/engine/custom"
)

// readPackageAt reads the package of a folder, a zip archive or a single manifest; or one that comes with the program, by its name.
func readPackageAt(path string) (*custom.Package, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if p, err := shippedPackage(path); p != nil || err != nil {
			return p, err
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read the package: %w", err)
	}
	if info.IsDir() {
		return custom.LoadDir(os.DirFS(path))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the package: %w", err)
	}
	if filepath.Ext(path) == ".zip" {
		return custom.LoadArchive(data)
	}
	m, err := custom.Load(data)
	if err != nil {
		return nil, err
	}
	return custom.NewPackage(m, nil)
}

// shippedPackage gives a package that comes with the program by its name; nil if there is none.
func shippedPackage(name string) (*custom.Package, error) {
	all, err := shippedPackages()
	for _, p := range all {
		if p.Manifest.Name == name {
			return p, nil
		}
	}
	return nil, err
}

// describe prints what a package is and may do.
func describe(env *runEnv, p *custom.Package) {
	m := p.Manifest
	fmt.Fprintf(env.Stdout, "%s  %s, kind %s\n%s\n", p.ID(), m.Title.In("en"), m.Kind, m.Help.In("en"))
	asks := []string{}
	for _, x := range []struct {
		words string
		list  []string
	}{
		{"calls", m.Permissions.Hosts}, {"reads", m.Permissions.Read}, {"writes", m.Permissions.Write}, {"reads the secrets", m.Permissions.Secrets},
	} {
		if len(x.list) > 0 {
			asks = append(asks, x.words+" "+strings.Join(x.list, ", "))
		}
	}
	for _, x := range []struct {
		words string
		yes   bool
	}{
		{"sees who the user is", m.Permissions.Contacts}, {"reads files of users", m.Permissions.Files}, {"charges and grants units", m.Permissions.Ledger},
	} {
		if x.yes {
			asks = append(asks, x.words)
		}
	}
	if len(asks) == 0 {
		asks = append(asks, "asks for no permissions")
	}
	fmt.Fprintf(env.Stdout, "It %s.\nDigest %s\n", strings.Join(asks, "; "), p.Digest)
}

type blockInspectCmd struct {
	Package string `arg:"" help:"Folder, zip archive or manifest of the package, or the name of one that comes with Scenarist."`
}

// Run says what the package is.
func (c *blockInspectCmd) Run(env *runEnv) error {
	p, err := readPackageAt(c.Package)
	if bad, ok := errors.AsType[*custom.LoadError](err); ok {
		fmt.Fprintln(env.Stderr, bad)
		return errProblem
	}
	if err != nil {
		return err
	}
	describe(env, p)
	if err := env.openBlocks("", nil); err != nil {
		return err
	}
	bad, err := env.Library.CheckIn(env.Context, "", p)
	if err != nil {
		return err
	}
	for _, x := range bad {
		fmt.Fprintf(env.Stderr, "%s: %s\n", x.Path, x.Message)
	}
	if len(bad) > 0 {
		return errProblem
	}
	return env.Library.TryOpen(env.Context, p)
}

// blockPlace is where the packages of a workspace are.
type blockPlace struct {
	botsPlace

	Workspace string `default:"main" help:"Id of the workspace."`
}

// open runs f with the packages.
func (p *blockPlace) open(env *runEnv, f func(ctx context.Context, s *studio.Studio) error) error {
	return p.botsPlace.open(env, func(ctx context.Context, b *bots) error {
		s := studio.New(studio.Options{
			Log: newLog(env.Stderr, b.settings), Store: b.db.Studio(), Registry: env.Registry, Library: env.Library, Manager: b.Manager,
			Now: time.Now, Random: rand.Reader,
		})
		defer s.Stop()
		return f(ctx, s)
	})
}

// byHand is who changes something on the command line.
func byHand() studio.Actor { return studio.Actor{Name: "command line"} }

type blockInstallCmd struct {
	blockPlace

	Package string `arg:"" help:"Folder, zip archive or manifest of the package, or the name of one that comes with Scenarist."`
	Yes     bool   `help:"Confirm what the package may do."`
}

// Run installs the package.
func (c *blockInstallCmd) Run(env *runEnv) error {
	p, err := readPackageAt(c.Package)
	if bad, ok := errors.AsType[*custom.LoadError](err); ok {
		fmt.Fprintln(env.Stderr, bad)
		return errProblem
	}
	if err != nil {
		return err
	}
	describe(env, p)
	if !c.Yes {
		return &usageError{"nothing was installed: repeat it with --yes if the package may do that"}
	}
	archive, err := p.Archive()
	if err != nil {
		return err
	}
	return c.open(env, func(ctx context.Context, s *studio.Studio) error {
		from := studio.BlockSource{Archive: archive}
		if ours := env.Library.ShippedPackage(p.Manifest.Name); ours != nil && ours.Digest == p.Digest {
			from = studio.BlockSource{Shipped: p.Manifest.Name}
		}
		i, err := s.InstallBlock(ctx, byHand(), c.Workspace, from, studio.Confirmation{
			Digest: p.Digest, Permissions: p.Manifest.Permissions,
		})
		if bad, ok := errors.AsType[*studio.BlockError](err); ok {
			for _, x := range bad.Problems {
				fmt.Fprintf(env.Stderr, "%s: %s\n", x.Path, x.Message)
			}
			return errProblem
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "Installed %s in the workspace %s.\n", i.ID(), c.Workspace)
		return nil
	})
}

type blockListCmd struct{ blockPlace }

// Run lists the packages.
func (c *blockListCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, s *studio.Studio) error {
		list, err := s.Blocks(ctx, c.Workspace)
		for i := range list {
			x := &list[i]
			off := ""
			if x.Disabled {
				off = ", switched off"
			}
			fmt.Fprintf(env.Stdout, "%-40s %s (%s%s)\n", x.ID(), x.Manifest.Title.In("en"), x.Source, off)
			if n := x.Notice; n != nil {
				fmt.Fprintf(env.Stdout, "    its service offers version %s now (%s): %s\n", n.Manifest.Version, n.At.UTC().Format(time.DateTime), saysNow(x))
			}
		}
		if err != nil {
			return err
		}
		ours, err := s.ShippedBlocks(ctx, c.Workspace)
		for i := range ours {
			if m := ours[i].Manifest; !ours[i].Installed {
				fmt.Fprintf(env.Stdout, "%-40s %s (comes with Scenarist, not installed)\n", m.Name+" "+m.Version, m.Title.In("en"))
			}
		}
		return err
	})
}

// saysNow says how the offer of a service is not what was installed.
func saysNow(i *custom.Installed) string {
	if changes := custom.Differences(i.Manifest, i.Notice.Manifest); len(changes) > 0 {
		return strings.Join(changes, "; ")
	}
	return "only words are different"
}

type blockRemoveCmd struct {
	blockPlace

	Name    string `arg:"" help:"The block type, such as acme/poll."`
	Version string `arg:"" help:"The version, such as 1.4.0."`
}

// Run removes the version.
func (c *blockRemoveCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, s *studio.Studio) error {
		id := custom.BlockID{Type: c.Name, Version: c.Version}
		err := s.RemoveBlock(ctx, byHand(), c.Workspace, id)
		if used, ok := errors.AsType[*studio.UsedError](err); ok {
			for i := range used.Uses {
				fmt.Fprintln(env.Stderr, used.Uses[i].Advice())
			}
			return errProblem
		}
		if err == nil {
			fmt.Fprintf(env.Stdout, "Removed %s from the workspace %s.\n", id, c.Workspace)
		}
		return err
	})
}
