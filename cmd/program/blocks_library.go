package program

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/composite"
	"github.com/scenarist/scenarist/engine/custom/declarative"
	"github.com/scenarist/scenarist/engine/custom/remote"
	"github.com/scenarist/scenarist/engine/custom/wasm"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/outbound"
	"github.com/scenarist/scenarist/examples"
	"github.com/scenarist/scenarist/storage"
)

var (
	_ custom.Store = (*storage.Studio)(nil)
	_ host.Blocks  = (*custom.Library)(nil)
)

// blocksFlag is where packages of block types stand that every workspace has.
type blocksFlag struct {
	Blocks string `env:"SCENARIST_BLOCKS" placeholder:"DIR" help:"Folder of packages of block types that every workspace has: a folder or a zip archive each."`
}

// blockKinds are the kinds of packages that the program carries out.
func (e *runEnv) blockKinds() ([]custom.Kind, error) {
	client := e.Machine.HTTP
	if client == nil {
		var err error
		if client, err = outbound.New(outbound.Options{}); err != nil {
			return nil, err
		}
	}
	modules, err := wasm.New(wasm.Options{})
	if err != nil {
		return nil, err
	}
	services := remote.New(remote.Options{Clock: host.SystemClock{}, HTTP: client, Secret: e.blockSecret})
	return []custom.Kind{declarative.Kind{}, modules, services, composite.Kind{}}, nil
}

// blockSecret gives the secret that is shared with the service of a block: acme/weather has SCENARIST_BLOCK_SECRET_ACME_WEATHER.
func (e *runEnv) blockSecret(_ context.Context, block string) (string, error) {
	name := "SCENARIST_BLOCK_SECRET_" + strings.ToUpper(strings.NewReplacer("/", "_", "-", "_", ".", "_").Replace(block))
	if v := e.Getenv(name); v != "" {
		return v, nil
	}
	return "", fmt.Errorf("the secret of the block %s is not set (%s): %w", block, name, engine.ErrNotFound)
}

// fetchBlock gives the package behind the address of a service.
func (s *server) fetchBlock(ctx context.Context, address string) (*custom.Package, error) {
	base, err := remote.Address(address)
	if err != nil {
		return nil, err
	}
	client := s.env.Machine.HTTP
	if client == nil {
		if client, err = outbound.New(outbound.Options{Allow: s.s.AllowHosts}); err != nil {
			return nil, err
		}
	}
	m, err := remote.Fetch(ctx, client, base)
	if err != nil {
		return nil, err
	}
	return custom.NewPackage(m, nil)
}

// openBlocks makes the library of a folder of packages, and of those that workspaces have installed; either may be missing.
func (e *runEnv) openBlocks(folder string, store custom.Store) error {
	o := custom.LibraryOptions{Base: e.Registry, Kinds: e.Kinds, Store: store, Now: time.Now}
	if o.Kinds == nil {
		var err error
		if o.Kinds, err = e.blockKinds(); err != nil {
			return fmt.Errorf("make the kinds of packages: %w", err)
		}
	}
	if folder != "" {
		var err error
		if o.Folder, err = custom.LoadFolder(os.DirFS(folder)); err != nil {
			return wrong("SCENARIST_BLOCKS", "%v", err)
		}
	}
	ours, err := shippedBlocks(o.Kinds)
	if err != nil {
		return err
	}
	for _, p := range ours { // a folder may have its own copy
		if !slices.ContainsFunc(o.Folder, func(q *custom.Package) bool { return p.ID() == q.ID() }) {
			o.Folder = append(o.Folder, p)
		}
	}
	lib, err := custom.NewLibrary(e.Context, o)
	if err != nil {
		return wrong("SCENARIST_BLOCKS", "%v", err)
	}
	e.Library = lib
	return nil
}

// shippedPackages are read once.
var shippedPackages = sync.OnceValues(func() ([]*custom.Package, error) { return custom.LoadFolder(examples.Blocks()) })

// shippedBlocks gives the packages that come with the program, as far as it carries their kind out. Every workspace has them.
func shippedBlocks(kinds []custom.Kind) ([]*custom.Package, error) {
	all, err := shippedPackages()
	if err != nil {
		return nil, fmt.Errorf("read the packages that come with the program: %w", err)
	}
	return slices.DeleteFunc(slices.Clone(all), func(p *custom.Package) bool {
		return !slices.ContainsFunc(kinds, func(k custom.Kind) bool { return k.Name() == p.Manifest.Kind })
	}), nil
}

// types gives what a document is compiled with.
func (e *runEnv) types(doc *flow.Document) (*engine.Registry, error) {
	if e.Library == nil {
		return e.Registry, nil
	}
	return e.Library.Registry(e.Context, custom.MainWorkspace, doc)
}

// blocks gives the library to what knows it as an interface; nil if there is none.
func (e *runEnv) blocks() host.Blocks {
	if e.Library == nil {
		return nil
	}
	return e.Library
}

// blocksIdle is how long the executor of a package stays open that nobody uses.
const blocksIdle = 10 * time.Minute

// openLibrary makes the library of the server, and closes what nobody uses any more.
func (s *server) openLibrary(ctx context.Context) error {
	if err := s.env.openBlocks(s.s.Blocks, s.db.Studio()); err != nil {
		return err
	}
	if s.s.Blocks != "" {
		list, err := s.env.Library.Blocks(ctx, "")
		if err != nil {
			return fmt.Errorf("list the packages of %s: %w", s.s.Blocks, err)
		}
		s.say("Blocks    %s, those of %s among them", counted(len(list), "package", "packages"), s.s.Blocks)
	}
	ctx, cancel := context.WithCancel(ctx)
	var looking sync.WaitGroup
	looking.Go(func() {
		tick := time.NewTicker(blocksIdle / 2)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case now := <-tick.C:
				s.env.Library.CloseUnused(ctx, now.Add(-blocksIdle))
			}
		}
	})
	s.closeLibrary = func(ctx context.Context) {
		cancel()
		looking.Wait()
		s.env.Library.Close(ctx)
	}
	return nil
}
