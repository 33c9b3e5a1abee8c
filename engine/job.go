package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// Job is slow work that a turn asks for. It runs outside of turns, at least once; its end comes back as a JobDone
// event, fenced by Gen.
type Job struct {
	Key     string          `json:"key"`  // idempotency key: the same for every repeat of the same pass
	Kind    string          `json:"kind"` // a JobType's name
	Gen     int64           `json:"gen"`
	Flow    string          `json:"flow"`
	Block   string          `json:"block"`
	Payload json.RawMessage `json:"payload"`
	Timeout time.Duration   `json:"timeout,omitempty"` // nanoseconds; 0 means the type's own
	Delay   time.Duration   `json:"delay,omitempty"`   // nanoseconds before it starts
	// Detached means that no block waits for it: its result goes nowhere, and only its trouble is told, to the owner.
	Detached bool `json:"detached,omitempty"`
}

// JobType is a kind of slow work, registered beside the block types that use it.
type JobType struct {
	Name    string
	Timeout time.Duration // default limit of one run
	// Run does the work. A *RunError is the job's own trouble and goes to the block; an *AgainError has it run again; any
	// other error is ours, and the job is tried again some times.
	Run func(ctx context.Context, d JobDeps, j Job) (json.RawMessage, error)
}

// AgainError ends a run of a job that is to be run once more after a while, however often it says so. The job decides
// itself when it has had enough, by times in its payload: nothing else is remembered between its runs.
type AgainError struct {
	After time.Duration
	Err   error // why, for the log
}

// Error gives the reason.
func (e *AgainError) Error() string { return fmt.Sprintf("again in %v: %v", e.After, e.Err) }

// Unwrap gives the reason.
func (e *AgainError) Unwrap() error { return e.Err }

// JobDeps is what a running job may use.
type JobDeps struct {
	Key SessionKey
	// HTTP is the guarded client: private addresses are refused, redirects are checked again.
	HTTP *http.Client
	// Secret reads a secret of the bot; ErrNotFound if there is none.
	Secret func(ctx context.Context, name string) (string, error)
	// Reveal replaces the secret marks that an expression left in a text by the secrets' values; see the function Reveal.
	Reveal func(ctx context.Context, text string) (string, error)
	// File opens a file of the bot's chats by file_id, or one that the bot keeps itself by its id. The caller closes it.
	// Errors are ErrNotFound for one that is not there any more, ErrFileTooLarge, and those of the network.
	File func(ctx context.Context, fileID string) (io.ReadCloser, File, error)
	// Kept gives the file that an earlier run of this job has kept; ErrNotFound if none came to that.
	Kept func(ctx context.Context) (File, error)
	// Keep stores the content as a file of the bot's own until the time, and gives it with its id and size. It is stored
	// piece by piece and is there when Keep returns, or not at all; a job that is run again gets what its earlier run kept,
	// and the content is not read. Errors are ErrStorageFull, those of reading the content, and those of the store.
	Keep func(ctx context.Context, f File, until time.Time, content io.Reader) (File, error)
	// Telegram calls a method of the Bot API and gives its result. A refusal is a *RunError with the code telegram_<code>,
	// whose codes are those of SendFailure; one that may pass is retryable. An error of another kind means that nothing is
	// known, also not whether the call was carried out.
	Telegram func(ctx context.Context, method string, params map[string]any) (json.RawMessage, error)
	Now      func() time.Time
	Log      *slog.Logger
}
