package program

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/scenarist/scenarist/cmd/internal/built"
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

// blockKinds are the kinds of packages that the program carries out, with what it keeps of them.
func (e *runEnv) blockKinds(store custom.Store) ([]custom.Kind, error) {
	client, err := e.serviceClient()
	if err != nil {
		return nil, err
	}
	modules, err := wasm.New(wasm.Options{CacheDir: e.Modules})
	if err != nil {
		return nil, err
	}
	o := remote.Options{Clock: host.SystemClock{}, HTTP: client, Secret: e.blockSecret}
	if kept, ok := store.(blockMemory); ok {
		o.Secret = e.keptSecret(kept)
		o.Noticed = e.noticed(kept)
	}
	return []custom.Kind{declarative.Kind{}, modules, remote.New(o), composite.Kind{}}, nil
}

// serviceClient is what manifests of services are read with.
func (e *runEnv) serviceClient() (*http.Client, error) {
	if e.Machine.HTTP != nil {
		return e.Machine.HTTP, nil
	}
	return outbound.New(outbound.Options{Allow: e.Allow})
}

// blockMemory keeps what services of blocks say and what is shared with them.
type blockMemory interface {
	BlockSecret(ctx context.Context, workspace, name string) (string, error)
	NoteBlock(ctx context.Context, digest string, n *custom.Notice) error
}

var _ blockMemory = (*storage.Studio)(nil)

// keptSecret gives the secret that a workspace has set for a block, else that of the server.
func (e *runEnv) keptSecret(kept blockMemory) func(ctx context.Context, block string) (string, error) {
	return func(ctx context.Context, block string) (string, error) {
		workspace := cmp.Or(custom.WorkspaceOf(ctx), custom.MainWorkspace)
		v, err := kept.BlockSecret(ctx, workspace, block)
		if errors.Is(err, engine.ErrNotFound) {
			return e.blockSecret(ctx, block)
		}
		return v, err
	}
}

// noteTime bounds the noting of what a service offers.
const noteTime = 30 * time.Second

// noticed remembers what the service of an installed block offers by now, for a person to look at.
func (e *runEnv) noticed(kept blockMemory) func(p *custom.Package, err error) {
	return func(p *custom.Package, err error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(e.Context), noteTime)
		defer cancel()
		var n *custom.Notice
		if changed, ok := errors.AsType[*remote.ChangedError](err); ok {
			n, err = &custom.Notice{Manifest: changed.Manifest, Digest: changed.Offered, At: time.Now()}, nil
		}
		if err == nil {
			err = kept.NoteBlock(ctx, p.Digest, n)
		}
		if err != nil && e.Log != nil {
			e.Log.WarnContext(ctx, "it is not known whether the service of a block still is what was installed", "block", p.ID().String(), "error", err)
		}
	}
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
	client, err := s.env.serviceClient()
	if err != nil {
		return nil, err
	}
	m, err := remote.Fetch(ctx, client, base)
	if err != nil {
		return nil, err
	}
	return custom.NewPackage(m, nil)
}

// openBlocks makes the library of a folder of packages, and of those that workspaces have installed; either may be missing.
func (e *runEnv) openBlocks(folder string, store custom.Store) error {
	o := custom.LibraryOptions{Base: e.Registry, Kinds: e.Kinds, Store: store, Now: time.Now, Log: e.Log}
	if o.Kinds == nil {
		var err error
		if o.Kinds, err = e.blockKinds(store); err != nil {
			return fmt.Errorf("make the kinds of packages: %w", err)
		}
	}
	if folder != "" {
		var err error
		if o.Folder, err = custom.LoadFolder(os.DirFS(folder)); err != nil {
			return wrong("SCENARIST_BLOCKS", "%v", err)
		}
	}
	var err error
	if o.Shipped, err = shippedBlocks(o.Kinds); err != nil {
		return err
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

// shippedBlocks gives the packages that come with the program, as far as it carries their kind out.
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

// program names what documents are seen by, for what is kept of them: this very program, and the packages that it was given. Those that
// a workspace has installed are not taken away while something that is published needs them.
func (e *runEnv) program() string {
	id := built.ID()
	if id != "" && e.Library != nil {
		id += e.Library.FolderDigest()
	}
	return id
}

// modulesFolder is where compiled modules are kept; empty for a server without a directory to write to, which keeps them in
// memory.
func (s *server) modulesFolder() string {
	folder := filepath.Join(s.s.Data, "modules")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return ""
	}
	return folder
}

// blocksIdle is how long the executor of a package stays open that nobody uses.
const blocksIdle = 10 * time.Minute

// openLibrary makes the library of the server, and closes what nobody uses any more.
func (s *server) openLibrary(ctx context.Context) error {
	s.env.Modules, s.env.Log, s.env.Allow = s.modulesFolder(), s.log, s.s.AllowHosts
	if err := s.env.openBlocks(s.s.Blocks, s.db.Studio()); err != nil { //nolint:contextcheck // what services say comes at any time
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
		if err := sweepModules(s.env.Modules, time.Now().Add(-modulesKept)); err != nil {
			s.log.WarnContext(ctx, "what modules were compiled to is not swept", "error", err)
		}
		tick := time.NewTicker(blocksIdle / 2)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case now := <-tick.C:
				s.env.Library.CloseUnused(ctx, now.Add(-blocksIdle))
				s.lookAtServices(ctx, now)
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
