package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
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
func blockKinds() []custom.Kind { return []custom.Kind{} }

// openBlocks makes the library of a folder of packages, and of those that workspaces have installed; either may be missing.
func (e *runEnv) openBlocks(folder string, store custom.Store) error {
	o := custom.LibraryOptions{Base: e.Registry, Kinds: e.Kinds, Store: store, Now: time.Now}
	if o.Kinds == nil {
		o.Kinds = blockKinds()
	}
	if folder != "" {
		var err error
		if o.Folder, err = custom.LoadFolder(os.DirFS(folder)); err != nil {
			return wrong("SCENARIST_BLOCKS", "%v", err)
		}
	}
	lib, err := custom.NewLibrary(e.Context, o)
	if err != nil {
		return wrong("SCENARIST_BLOCKS", "%v", err)
	}
	e.Library = lib
	return nil
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
		s.say("Blocks    %s of %s", counted(len(list), "package", "packages"), s.s.Blocks)
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
