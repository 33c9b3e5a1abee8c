package studio

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// RunningStore reads what live bots have done.
type RunningStore interface {
	// Films gives films of what was done with a user, the newest first.
	Films(ctx context.Context, telegram, user int64, q FilmQuery) ([]FilmRow, error)
	// Sends gives what the journal has of effects, by their chats and keys; what it does not have is left out.
	Sends(ctx context.Context, telegram int64, refs []SendRef) ([]JournalRow, error)
	// Journal gives what came from a chat and went there, the newest first, from a place on; the zero place is the newest.
	Journal(ctx context.Context, telegram, chat int64, from JournalPlace, limit int) ([]JournalRow, error)
	// Troubles gives notes of troubles since a time, the newest first, at most limit.
	Troubles(ctx context.Context, telegram int64, since time.Time, limit int) ([]TroubleRow, error)
	// Figures gives figures of a bot from a day on, and those of no day, with all that was counted before it is asked.
	Figures(ctx context.Context, telegram, from int64) ([]FigureRow, error)
	// ReachedQuotas gives the limits that bots have reached, by id: those of the day and of what is stored as they are, rates if
	// they were reached today.
	ReachedQuotas(ctx context.Context, bots []host.BotRecord) (map[int64][]host.ReachedQuota, error)
	// Inside gives sessions that are in the middle of something, as host.StandingStore does.
	Inside(ctx context.Context, telegram int64, after engine.SessionKey, limit int) ([]host.StandingSession, error)
	// Log writes a line of the audit log that belongs to no change of the store's own.
	Log(ctx context.Context, e *Entry) error
}

// FilmQuery selects films.
type FilmQuery struct {
	From     FilmPlace // what is older than this one; zero for all
	Troubles bool      // only those in which something went wrong
	Limit    int
}

// FilmPlace is a place among the films of a user.
type FilmPlace struct {
	At, Turn int64 // microseconds, and the number of the turn
}

// FilmRow is the film of a turn as it is stored.
type FilmRow struct {
	Chat    int64
	Turn    int64
	At      time.Time
	Trouble bool
	Data    []byte // see film.Read
}

// SendRef names an effect in the journal.
type SendRef struct {
	Chat int64
	Key  string
}

// JournalPlace is a place in the journal of a chat.
type JournalPlace struct{ At, Seq int64 }

// JournalRow is a line of the journal of messages.
type JournalRow struct {
	Seq   int64
	Chat  int64
	User  int64
	At    time.Time
	Key   string // of the effect; empty for what came in
	Kind  string // of the event; empty for what goes out
	State host.SendState
	Code  string // of a failure
	Data  []byte // the effect, or the update as it came
}

// TroubleRow is a note of a trouble.
type TroubleRow struct {
	At          time.Time
	User        int64
	Flow, Block string
	Error       engine.RunError
}

// FigureRow is a number of what a bot did.
type FigureRow struct {
	Day  int64 // 0 for what is of no day: all people so far (host.CountNew), and the bot's clock (ClockFigure)
	Kind host.CountKind
	Name string // with the part behind "/"
	N    int64
}

// ClockFigure is by how many seconds the bot's clock is ahead of UTC.
const ClockFigure host.CountKind = "zone"
