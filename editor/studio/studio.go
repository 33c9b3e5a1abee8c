package studio

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/fleet"
	"github.com/scenarist/scenarist/engine/flow"
)

// Options are what a Studio works with. All are needed but those that say what their absence means.
type Options struct {
	Log      *slog.Logger
	Store    Store
	Registry *engine.Registry
	// Library has the packages of block types of workspaces; nil where there are none.
	Library *custom.Library
	// Fetch gives the package behind the address of a service; nil if none can be asked.
	Fetch    func(ctx context.Context, address string) (*custom.Package, error)
	Manager  *fleet.Manager
	Now      func() time.Time
	Random   io.Reader // not to be guessed: crypto/rand.Reader
	Examples *Examples
	// PublicURL is the address of the server; empty if it has none, and bots are polled.
	PublicURL string
	// Changed has the fleet look at once at what has changed of bots; nil to have it noticed.
	Changed func()
	// Tests runs the saved tests before a publish; nil if there are none.
	Tests Tests
	// Media bounds the libraries.
	Media MediaLimits
	// Resetter begins anew with people of live bots; nil if no bot runs here.
	Resetter Resetter
	// Notices tells what other processes did; nil if there are none.
	Notices Notices
}

// Studio does what the editor does with bots. It is safe for concurrent use. Stop ends what it does by itself.
type Studio struct {
	o     Options
	found *examiner
	rooms *rooms
	// storing is held by whoever stores a file.
	storing sync.Mutex

	standing standings
}

// New makes a studio.
func New(o Options) *Studio {
	if o.Changed == nil {
		o.Changed = func() {}
	}
	o.Media.Fill()
	s := &Studio{o: o, found: newExaminer()}
	s.rooms = newRooms(s)
	return s
}

// Stop lets all watchers go, and waits until nothing is looked at any more.
func (s *Studio) Stop() { s.rooms.stop() }

// Registry gives what a document of a workspace is compiled with.
func (s *Studio) Registry(ctx context.Context, workspace string, doc *flow.Document) (*engine.Registry, error) {
	if s.o.Library == nil {
		return s.o.Registry, nil
	}
	return s.o.Library.Registry(ctx, workspace, doc)
}

// Examples gives the bots to begin with.
func (s *Studio) Examples() *Examples { return s.o.Examples }

// Place gives the workspace of a bot, in the bin too; engine.ErrNotFound if there is none of that id.
func (s *Studio) Place(ctx context.Context, bot string) (workspace string, err error) {
	b, err := s.o.Store.Bot(ctx, bot)
	return b.Workspace, err
}
