package testchat

import (
	"cmp"
	"context"
	"crypto/rand"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/simulator"
)

// Drafts knows the bots as they are edited.
type Drafts interface {
	// Draft gives the document of a bot as it is now, and its version; engine.ErrNotFound if there is no such bot.
	Draft(ctx context.Context, bot string) (document []byte, version int64, err error)
}

// Media are the files of the bots' media libraries.
type Media interface {
	// OpenMedia gives a file; engine.ErrNotFound if there is none of the name.
	OpenMedia(ctx context.Context, bot, name string) (data []byte, fileName string, err error)
}

// Secrets are the real secrets of the bots.
type Secrets interface {
	// Secret gives the value; engine.ErrNotFound if it is not set.
	Secret(ctx context.Context, bot, name string) (string, error)
}

// Sample is what an example brings along so that it can be tried.
type Sample struct {
	Standin *simulator.Standin // nil if its services need none
	Files   fs.FS              // of its directory
}

// Options configure New. Registry, Drafts, Store and Log are needed.
type Options struct {
	Registry *engine.Registry
	// Registries gives what a document of a bot is compiled with, where it pins packages; nil for Registry always.
	Registries func(ctx context.Context, bot string, doc *flow.Document) (*engine.Registry, error)
	Drafts     Drafts
	Store      Store
	Log        *slog.Logger
	Media      Media   // nil for bots without files
	Secrets    Secrets // nil for none that are real
	// Sample gives the example that a document comes from, nil for none of them; nil for no examples.
	Sample func(*flow.Document) *Sample
	HTTP   *http.Client // guarded: calls services where the author says so; nil if nobody may
	Now    func() time.Time
	NewID  func() string // not to be guessed

	PerUser int           // chats of one user; 5
	InAll   int           // chats; 100
	Idle    time.Duration // a chat that nobody uses is closed then; 1 h
}

func (o *Options) fill() {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.NewID == nil {
		o.NewID = rand.Text
	}
	o.PerUser = cmp.Or(o.PerUser, 5)
	o.InAll = cmp.Or(o.InAll, 100)
	o.Idle = cmp.Or(o.Idle, time.Hour)
}
