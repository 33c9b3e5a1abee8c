package simulator

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
)

// Bounds of a world that lives long.
const (
	keptMessages = 300     // of a chat
	maxKept      = 2 << 20 // bytes of state: every message writes it anew
	maxUnlooked  = 500     // observations that nobody has taken
	maxHomeFiles = 8 << 20 // bytes of the files that the bot of a Home keeps
)

// ErrTooLong is returned by acts in a world that has come to hold too much to go on.
var ErrTooLong = errors.New("this conversation has become too long; start a new one")

// kept is what of the simulated Telegram is stored. Everything that changes the simulated Telegram is done under mu, so
// that what is written down is of one moment.
type kept struct {
	mu    sync.Mutex
	state []byte          // as stored
	files map[string]bool // those that are stored
	lost  error           // why the last change is not stored; nil if it is
}

// keptWorld is the shape of what a Keeper keeps.
type keptWorld struct {
	People   []string        `json:"people"` // names, by rising id
	Webhooks int             `json:"webhooks,omitempty"`
	Telegram json.RawMessage `json:"telegram"`
}

// atHome gives the world what outlasts it.
func (w *World) atHome(ctx context.Context) error {
	h := w.opts.Home
	base := h.Clock
	if base == nil {
		base = host.SystemClock{}
	}
	clock := newLiveClock(base, h.Ahead)
	queue := newLiveQueue(h.Queue, clock)
	store := &aheadStore{Store: h.Store, bot: h.BotID, clock: clock}
	w.botID, w.newID = h.BotID, h.NewID
	w.clock, w.store, w.jobs = &liveTime{liveClock: clock, queue: queue, store: store}, store, queue
	w.kept.files = map[string]bool{}
	if h.State == nil {
		w.server = botapi.New(w.telegram())
		w.server.AddBot(botToken, w.account())
		return nil
	}
	return w.restore(ctx)
}

// restore goes on with what was kept.
func (w *World) restore(ctx context.Context) error {
	var in keptWorld
	if err := json.Unmarshal(w.opts.Home.State, &in); err != nil {
		return fmt.Errorf("read the kept world: %w", err)
	}
	var err error
	w.server, err = botapi.Restore(w.telegram(), in.Telegram, func(name string) ([]byte, error) {
		w.kept.files[name] = true
		return w.opts.Home.Keep.File(ctx, name)
	})
	if err != nil {
		return err
	}
	w.kept.state, w.webhooks = w.opts.Home.State, in.Webhooks
	for i, name := range in.People {
		p := w.server.PersonByID(firstPersonID + int64(i))
		if p == nil {
			return fmt.Errorf("restore the world: there is no %s in its Telegram", name)
		}
		w.people[name] = &Person{world: w, name: name, person: p, known: map[int64]*botapi.Message{}}
		w.names[p.User().ID] = name
	}
	return nil
}

// Keep stores what there is to be kept, if it has changed; nothing happens in a world without a Home. Settle does it before
// the bot hears of anything and again at the end.
func (w *World) Keep(ctx context.Context) error {
	w.kept.mu.Lock()
	defer w.kept.mu.Unlock()
	return w.keepLocked(ctx)
}

func (w *World) keepLocked(ctx context.Context) error {
	if w.opts.Home == nil {
		return nil
	}
	err := w.storeState(ctx)
	switch before := w.kept.lost; {
	case err != nil && before == nil && ctx.Err() == nil:
		w.opts.Log.ErrorContext(ctx, "a simulated conversation cannot be stored: its bot hears of nothing new", "bot_id", w.botID, "error", err)
	case err == nil && before != nil:
		w.opts.Log.InfoContext(ctx, "the simulated conversation can be stored again", "bot_id", w.botID)
	}
	if w.kept.lost = err; err != nil {
		return fmt.Errorf("keep the conversation: %w", err)
	}
	return nil
}

func (w *World) storeState(ctx context.Context) error {
	shot, err := w.server.Snapshot()
	if err != nil {
		return err
	}
	state, err := keptState(w.peopleByID(), w.webhookCount(), shot.State)
	if err != nil {
		return err
	}
	if bytes.Equal(state, w.kept.state) {
		return nil
	}
	fresh := shot.Files
	maps.DeleteFunc(fresh, func(name string, _ []byte) bool { return w.kept.files[name] })
	if err := w.opts.Home.Keep.Keep(ctx, state, fresh); err != nil {
		return err
	}
	w.kept.state = state
	for name := range fresh {
		w.kept.files[name] = true
	}
	return nil
}

// keptState writes a keptWorld. The long part is put in as it is: to encode it would be to read it through once more.
func keptState(people []string, webhooks int, telegram []byte) ([]byte, error) {
	head, err := json.Marshal(keptWorld{People: people, Webhooks: webhooks})
	if err != nil {
		return nil, err
	}
	head = bytes.TrimSuffix(head, []byte("null}"))
	return slices.Concat(head, telegram, []byte("}")), nil
}

func (w *World) peopleByID() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids := slices.SortedFunc(maps.Keys(w.names), cmp.Compare[int64])
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = w.names[id]
	}
	return out
}

func (w *World) webhookCount() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.webhooks
}

// act lets a person do something, while nothing else changes the simulated Telegram. What was done is kept by the next
// Settle, before the bot hears of it.
func (w *World) act(do func() error) error {
	w.kept.mu.Lock()
	defer w.kept.mu.Unlock()
	if len(w.kept.state) > maxKept {
		return ErrTooLong
	}
	return do()
}

// exclusiveCaller makes the bot's calls, one at a time. What a call did is kept before the bot hears that it is done. If
// that is not possible it is done all the same, and kept with the next change: to call it undone would have the bot do
// it twice.
type exclusiveCaller struct {
	world  *World
	caller telegram.Caller
}

var _ telegram.Caller = (*exclusiveCaller)(nil)

// Call performs a method.
func (c *exclusiveCaller) Call(ctx context.Context, token, method string, params []byte, files []telegram.Upload) (json.RawMessage, error) {
	w := c.world
	w.kept.mu.Lock()
	defer w.kept.mu.Unlock()
	result, err := c.caller.Call(ctx, token, method, params, files)
	_ = w.keepLocked(ctx) // it is noted, and said in the log
	return result, err
}

// Trouble is why the world takes nothing in at the moment: the store does not work. It is nil if all is well.
func (w *World) Trouble() error {
	w.kept.mu.Lock()
	defer w.kept.mu.Unlock()
	if w.kept.lost != nil {
		return w.kept.lost
	}
	if w.program == nil && !w.host.Stats().Healthy {
		return errors.New("the database does not work")
	}
	return nil
}
