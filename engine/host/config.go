package host

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
)

// Config is what a host is made of. Store, Messenger, Registry and NewID are needed.
type Config struct {
	Store     Store
	Queue     Queue // nil for a host without jobs, starts and waits that outlive the process
	Messenger Messenger
	Registry  *engine.Registry
	Blocks    Blocks        // of documents that pin packages; nil where there are none
	Clock     Clock         // nil for SystemClock
	NewID     func() string // ids of orders and the like: unique, not guessable
	HTTP      *http.Client  // guarded, for jobs
	Program   string        // names the very program that runs, and what else it compiles by, for what it keeps for its next start; empty to keep nothing
	PublicURL string        // where the internet reaches Callback; empty if it does not
	Log       *slog.Logger  // nil for none
	// File opens a file of the bot's chats by file_id; nil if there are none to be opened.
	File func(ctx context.Context, b *BotRecord, fileID string) (io.ReadCloser, engine.File, error)
	// Telegram calls a method of the Bot API for a bot; see engine.JobDeps. Nil if there is none to be called.
	Telegram func(ctx context.Context, b *BotRecord, method string, params map[string]any) (json.RawMessage, error)
	// Asset gives a file of a bot's media library, engine.ErrNotFound if there is none; nil for bots without a library.
	Asset func(ctx context.Context, botID int64, name string) (Asset, error)
	// Film gets every committed turn, before its effects are sent; it must not hold on to the turn for long. With it
	// set, results hold the film of their blocks.
	Film    func(engine.SessionKey, *engine.Result)
	Films   Films // of which turns the store keeps a film
	Figures bool  // what turns do is counted, see Counts
	// Say says a message for authors in a language; see engine.Deps. Nil for English.
	Say func(language, message string) string
	// OverQuota is told whenever a quota holds something back, that of the bot or that of its workspace; it must be quick. Nil for
	// nobody.
	OverQuota func(b *BotRecord, k QuotaKind, workspace bool)
	Watch     Observer // is told what happens, for metrics and traces; nil for nobody
	Cluster   Cluster  // nil for a process that has its store for itself
	Rates     Rates    // zero for no limits
	Limits    Limits
}

// Blocks gives the block types of packages, which workspaces have of their own.
type Blocks interface {
	// Registry gives what a document is compiled with; its pins say which versions.
	Registry(ctx context.Context, workspace string, doc *flow.Document) (*engine.Registry, error)
	// Job gives a job type that blocks of a package start; engine.ErrNotFound if there is none.
	Job(ctx context.Context, workspace, kind string) (engine.JobType, error)
}

// registry gives what a document of a workspace is compiled with.
func (c *Config) registry(ctx context.Context, workspace string, doc *flow.Document) (*engine.Registry, error) {
	if c.Blocks == nil {
		return c.Registry, nil
	}
	return c.Blocks.Registry(ctx, workspace, doc)
}

// job gives a job type.
func (c *Config) job(ctx context.Context, workspace, kind string) (engine.JobType, error) {
	t, ok := c.Registry.Job(kind)
	if ok {
		return t, nil
	}
	err := engine.ErrNotFound
	if c.Blocks != nil {
		t, err = c.Blocks.Job(ctx, workspace, kind)
	}
	if errors.Is(err, engine.ErrNotFound) {
		err = engine.Trouble("job_unknown", "no kind of work is called %q here", kind)
	}
	return t, err
}

// Limits bound what a host takes on. A zero field has its default.
type Limits struct {
	Waiting         int           // events taken on and not done; 10,000
	WaitingPerBot   int           // of one bot; 2,000
	Workers         int           // turns at the same time; 16
	Committers      int           // transactions at the same time; 1, which is all that SQLite can do
	Batch           int           // members of one transaction; 256
	Unsent          int           // effects in memory that wait, of which one bot alone has half; as many delayed ones; 20,000
	Senders         int           // sends at the same time, of which one bot alone has half; 128
	Jobs            int           // slow work at the same time, of which one bot alone has half; 100, as many as the queue's workers
	KeptBytes       int64         // of the files that one bot keeps; 1 GiB
	CacheBytes      int64         // of sessions and variables in memory, estimated; 64 MiB
	Revisions       int           // compiled revisions beside the published ones; 64
	KeepCompiled    time.Duration // compiled revisions that nobody uses stay so long in memory; 10 min
	Tries           int           // of an update that fails, before it is a dead letter; 5
	JobTries        int           // of a job that fails, before its block is told; 5
	TurnTimeout     time.Duration // 5 s
	SendTimeout     time.Duration // of one request; 60 s
	UploadTimeout   time.Duration // of one request with files; 15 min
	AnswerAfter     time.Duration // a pressed button is answered by then, whatever the turn does; 2 s
	CheckoutTimeout time.Duration // of the fast lane; 3 s (Telegram waits 10 s: Bot API, PreCheckoutQuery)
	JobTimeout      time.Duration // of jobs that name none; 60 s
	ShortTimer      time.Duration // waits up to this get a timer of the process beside that of the queue; 10 s
	NoticeEvery     time.Duration // the owner hears of one block's troubles at most this often; 10 min
	StoreRetry      time.Duration // pause before the host itself tries again what the store could not do; 1 s
}

// withDefaults fills what was left out.
func (l Limits) withDefaults() Limits {
	fill(&l.Waiting, 10_000)
	fill(&l.WaitingPerBot, 2_000)
	fill(&l.Workers, 16)
	fill(&l.Committers, 1)
	fill(&l.Batch, 256)
	fill(&l.Unsent, 20_000)
	fill(&l.Senders, 128)
	fill(&l.Jobs, 100)
	fill(&l.KeptBytes, 1<<30)
	fill(&l.CacheBytes, 64<<20)
	fill(&l.Revisions, 64)
	fill(&l.KeepCompiled, 10*time.Minute)
	fill(&l.Tries, 5)
	fill(&l.JobTries, 5)
	fill(&l.TurnTimeout, 5*time.Second)
	fill(&l.SendTimeout, time.Minute)
	fill(&l.UploadTimeout, 15*time.Minute)
	fill(&l.AnswerAfter, 2*time.Second)
	fill(&l.CheckoutTimeout, 3*time.Second)
	fill(&l.JobTimeout, time.Minute)
	fill(&l.ShortTimer, 10*time.Second)
	fill(&l.NoticeEvery, 10*time.Minute)
	fill(&l.StoreRetry, time.Second)
	return l
}

func fill[T int | int64 | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}

// ready checks the config and fills what may be left out.
func (c *Config) ready() error {
	switch {
	case c.Store == nil:
		return errors.New("make host: Store is missing")
	case c.Messenger == nil:
		return errors.New("make host: Messenger is missing")
	case c.Registry == nil:
		return errors.New("make host: Registry is missing")
	case c.NewID == nil:
		return errors.New("make host: NewID is missing")
	}
	if c.Clock == nil {
		c.Clock = SystemClock{}
	}
	if c.HTTP != nil && c.HTTP.Transport == nil {
		client := *c.HTTP
		client.Transport = &http.Transport{}
		c.HTTP = &client
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.Limits = c.Limits.withDefaults()
	return nil
}
