package simulator

import (
	"context"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
)

// Home is where a world lives that outlasts the process: its bot in a database that it may share with other bots, its
// Telegram with whoever keeps it. All fields are needed but those that say otherwise.
type Home struct {
	// BotID names the bot in the store: a negative number, since it has no token of Telegram's.
	BotID int64
	Store host.Store
	Queue Queue
	Keep  Keeper
	// Record is the bot as it is stored; the zero value for a new world.
	Record host.BotRecord
	// State is what Keep was given last; nil for a new world.
	State []byte
	// Ahead is how far the world's clock is ahead of Clock: the sum of what Queue.Skip was given.
	Ahead time.Duration
	Clock host.Clock // nil for host.SystemClock
	NewID func() string
}

// Queue is a bot's part of the job queue of its database. It is by the machine's clock; times that wait for the world's
// are translated on their way there and back.
type Queue interface {
	host.Queue
	// Agenda gives everything of the bot that waits for a time or for a worker: sessions that are to be woken, and jobs that
	// have not ended. The order does not matter.
	Agenda(ctx context.Context) ([]Appointment, error)
	// Skip brings all of it forward by d, as if so much time had gone by, and adds d to what Home.Ahead is at the next
	// start; both or nothing.
	Skip(ctx context.Context, d time.Duration) error
}

// Appointment is something that waits for a time.
type Appointment struct {
	At      time.Time
	Session engine.SessionKey // to be woken, or whose job it is
	Job     string            // its id; empty for a session that is to be woken
	Try     int               // how often the job was begun
	Running bool              // the job was begun, and its end is not stored yet
}

// Keeper keeps what the simulated Telegram holds.
type Keeper interface {
	// Keep replaces the state, and adds files by their names; all of it is stored when it returns, or nothing.
	Keep(ctx context.Context, state []byte, files map[string][]byte) error
	// File gives back a file.
	File(ctx context.Context, name string) ([]byte, error)
}
