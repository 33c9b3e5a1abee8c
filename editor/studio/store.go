package studio

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine/host"
)

// Store keeps what the editor has of bots. Errors about a bot that is not there are engine.ErrNotFound, those about what
// somebody else changed meanwhile engine.ErrConflict.
type Store interface {
	BotStore
	DraftStore
	PresenceStore
	LiveStore
	SecretStore
	ContactStore
	MediaStore
	RunningStore
	BlockStore
}

// LiveStore reads and keeps what belongs to a bot in Telegram, beside what fleet.Manager does.
type LiveStore interface {
	// Revisions gives those with a smaller number than below, the newest first; 0 for all.
	Revisions(ctx context.Context, telegram int64, below, limit int) ([]host.RevisionInfo, error)
	// DeadLetters gives the newest, the newest first.
	DeadLetters(ctx context.Context, telegram int64, limit int) ([]host.DeadLetter, error)
}

// SecretStore keeps the secrets of bots, whether or not they have a token.
type SecretStore interface {
	// SecretNames gives the names of what is kept, sorted.
	SecretNames(ctx context.Context, bot string) ([]string, error)
	// SetSecret keeps a secret.
	SetSecret(ctx context.Context, bot, name, value string) error
	// DropSecret forgets one. What is not there is no error.
	DropSecret(ctx context.Context, bot, name string) error
}

// BotStore keeps bots.
type BotStore interface {
	// AddBot stores a bot with its draft; engine.ErrConflict if its Telegram bot has one already.
	AddBot(ctx context.Context, b *Bot, d *Draft, e *Entry) error
	// Bot gives one, be it in the bin.
	Bot(ctx context.Context, id string) (Bot, error)
	// Bots gives those of a query, by name and id.
	Bots(ctx context.Context, q BotQuery) ([]Bot, error)
	// BotOf gives the bot that has a Telegram bot.
	BotOf(ctx context.Context, telegram int64) (Bot, error)
	// ChangeBot lets change alter a bot's name, workspace, bin and Telegram bot, unless it gives an error, which is given back.
	ChangeBot(ctx context.Context, id string, change func(*Bot) error, e *Entry) error
	// Strays gives bots that are served and that no bot here has.
	Strays(ctx context.Context) ([]Stray, error)
	// Binned gives the ids of bots that came into the bin before the time.
	Binned(ctx context.Context, before time.Time) ([]string, error)
	// DropBot deletes a bot with its drafts, tests, files, secrets, and the roles and tokens that are for it alone; not what
	// is Telegram's.
	DropBot(ctx context.Context, id string, e *Entry) error
}

// DraftStore keeps drafts.
type DraftStore interface {
	// Draft gives the newest version.
	Draft(ctx context.Context, bot string) (Draft, error)
	// SaveDraft stores the next version, its step and, with thin deciding which of the kept ones go, the history;
	// engine.ErrConflict if the newest version is not Base.
	SaveDraft(ctx context.Context, s *Save, thin func(newestFirst []Past) (drop []int64)) error
	// MarkDraft stores what is found in a version; engine.ErrConflict if it is not the newest.
	MarkDraft(ctx context.Context, bot string, m DraftMark) error
	// Steps gives those after a version, in their order, at most limit. Old ones are gone.
	Steps(ctx context.Context, bot string, after int64, limit int) ([]Step, error)
	// Pasts gives the versions that were kept, the newest first.
	Pasts(ctx context.Context, bot string) ([]Past, error)
	// Past gives the document of one.
	Past(ctx context.Context, bot string, version int64) ([]byte, error)
}

// PresenceStore keeps who looks at which bot, for a short while.
type PresenceStore interface {
	// Meet notes it.
	Meet(ctx context.Context, bot string, p Presence) error
	// Present gives who was noted since, by client, and forgets the others.
	Present(ctx context.Context, bot string, since time.Time) ([]Presence, error)
}

// Notices tells what other processes did. A process that has its store for itself has none.
type Notices interface {
	// Watch has f told, until stop is called. f must be quick.
	Watch(f func(host.Notice)) (stop func())
}
