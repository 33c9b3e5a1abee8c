package program

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
)

// Exit codes of the process.
const (
	exitOK      = 0
	exitProblem = 1
	exitUsage   = 2
)

// runEnv is what every command gets from its surroundings.
type runEnv struct {
	Context  context.Context
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Getenv   func(string) string
	Name     string         // of the program; empty for scenarist
	More     engine.Overlay // block types and jobs beside those that are shipped
	Examples fs.FS          // bots beside those that are shipped; nil for none
	Registry *engine.Registry
	Kinds    []custom.Kind    // of packages of block types; nil for those that the program brings along
	Library  *custom.Library  // made by openBlocks; nil for commands that need none
	Allow    []string         // private hosts that services of blocks may have
	Modules  string           // folder for what WebAssembly modules are compiled to; empty for none
	Log      *slog.Logger     // of packages; nil for nobody
	Started  func(apart bool) // called when a server has started, with whether its database is a program of its own; nil for nothing
	Machine  machine
}

// name is what the program calls itself.
func (e *runEnv) name() string { return cmp.Or(e.Name, "scenarist") }

// machine is what the server takes from the machine that it runs on; what is nil is the machine's own.
type machine struct {
	Listen   func(ctx context.Context, address string) (net.Listener, error)
	Telegram http.RoundTripper // carries calls of the Bot API
	HTTP     *http.Client      // calls the addresses that bots name
	JobsNow  func() time.Time  // the clock of the job queue; the rest goes by time.Now
	NewID    func() string     // makes ids that nobody can guess
}

// errProblem is the end of a command that has already said what is wrong: nothing more is printed, the exit code is 1.
var errProblem = errors.New("problems were found")

// usageError is a wrong value of a flag or variable; the exit code is 2.
type usageError struct{ message string }

// Error gives the words.
func (e *usageError) Error() string { return e.message }
