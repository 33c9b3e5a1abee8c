package simulator

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// Program is a bot that runs as it does in earnest: it knows the world as Telegram and as the web, and the world knows
// only what it says and asks.
type Program interface {
	Start(ctx context.Context, s Surroundings) error
	// Rest lets the program do what there is to be done now, and returns when it waits for somebody to act or for a time.
	// The world asks again until nothing more is heard of it.
	Rest(ctx context.Context) error
	Stop(ctx context.Context) error
	// RoundTrip brings a request to the program's web server.
	http.RoundTripper
}

// Surroundings are the world as a program meets it. The people of the staff have started the bot long ago.
type Surroundings struct {
	Options
	Telegram http.Handler // the Bot API
	Bot      host.BotRecord
	Roles    map[string][]int64 // the ids of the staff by role
	Web      *http.Client       // answers as Options.Answers say
	NewID    func() string      // as a world's own host makes ids
}

// programTime is the system's time. It is moved by letting it go by.
type programTime struct{ host.SystemClock }

// Next is not known.
func (programTime) Next() (time.Time, bool) { return time.Time{}, false }

// advance stops every second: what comes due on the way may take a moment by the program's clock, and what follows from it
// is by so much later.
func (t programTime) advance(ctx context.Context, d time.Duration, rest func(context.Context) error) error {
	for d > 0 {
		step := min(d, time.Second)
		if err := t.sleep(ctx, step); err != nil {
			return err
		}
		if err := rest(ctx); err != nil {
			return err
		}
		d -= step
	}
	return nil
}

func (t programTime) sleep(ctx context.Context, d time.Duration) error {
	over := make(chan struct{})
	stop := t.AfterFunc(d, func() { close(over) })
	select {
	case <-over:
		return nil
	case <-ctx.Done():
		stop()
		return ctx.Err()
	}
}

// hearing is how much time goes by before a program is looked at again that has not taken an update yet.
const hearing = 100 * time.Millisecond

// workOutside has the program do what there is to be done.
func (w *World) workOutside(ctx context.Context) error {
	if err := w.program.Rest(ctx); err != nil {
		return err
	}
	if w.server.Pending(botToken) > 0 {
		return programTime{}.sleep(ctx, hearing)
	}
	return nil
}

// aroundProgram makes the world of a program.
func (w *World) aroundProgram(context.Context) error {
	w.clock = programTime{}
	w.server = botapi.New(w.telegram())
	w.server.AddBot(botToken, w.account())
	return nil
}

// beginProgram makes the staff known and starts the program.
func (w *World) beginProgram(ctx context.Context) error {
	roles := map[string][]int64{}
	for _, name := range slices.Sorted(maps.Keys(w.opts.Staff)) {
		if err := w.introduce(name); err != nil {
			return err
		}
		for _, role := range w.opts.Staff[name] {
			roles[role] = append(roles[role], w.Person(name, w.opts.People[name]).ID())
		}
	}
	if err := w.build(); err != nil {
		return err
	}
	rec := w.record()
	rec.Token = botToken
	w.program = w.opts.Program
	err := w.program.Start(ctx, Surroundings{
		Options: w.opts, Telegram: w.server, Bot: rec, Roles: roles, Web: w.client(programTime{}.sleep), NewID: countingIDs(),
	})
	if err != nil {
		return fmt.Errorf("start the program: %w", err)
	}
	w.server.Subscribe(w.observe)
	return nil
}
