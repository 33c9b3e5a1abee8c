package custom

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"
)

// Kind carries out the calls of one kind of packages: http, remote, wasm.
type Kind interface {
	// Name is the manifest's kind.
	Name() string
	// Check finds what is wrong with the kind's own part of the manifest and the files of the package, without any IO.
	Check(p *Package) []Problem
	// Open makes a package ready, such as by compiling its module; it is called once for each version that is in use. The
	// executor is used by any number of goroutines, and closed when nothing uses the version any more.
	Open(ctx context.Context, p *Package) (Executor, error)
}

// Purer is a Kind that knows without opening a package whether its executor is pure. The palette then opens nothing.
type Purer interface {
	Pure(p *Package) bool
}

// Player is a Kind that plays the examples of a package without anything outside, as is done before it is installed.
type Player interface {
	// PlayExamples gives what is not as each example says. Check has found nothing against the package.
	PlayExamples(ctx context.Context, p *Package) ([][]Problem, error)
}

// Executor carries out calls of one version of a package.
type Executor interface {
	// Pure reports whether calls need nothing from outside, so that they run inside of the turn: then the same call with the
	// same Env gives the same answer, in at most the manifest's time limit. Others run as jobs.
	Pure() bool
	// Execute carries out a call. A trouble of the block's own is an *engine.RunError; one that is to be tried again later
	// an *engine.AgainError; another error is ours.
	Execute(ctx context.Context, env Env, c Call) (Answer, error)
	Close(ctx context.Context) error
}

// Env is what a call may use. Of a pure executor's call only Now, Rand and Log are set.
type Env struct {
	// HTTP is the guarded client, narrowed to the hosts of the manifest's permissions.
	HTTP *http.Client
	// Secret reads a secret of the bot; engine.ErrNotFound if there is none.
	Secret func(ctx context.Context, name string) (string, error)
	// Reveal replaces the secret marks that an expression left in a text.
	Reveal func(ctx context.Context, text string) (string, error)
	Now    time.Time
	Rand   *rand.Rand
	Log    *slog.Logger
}
