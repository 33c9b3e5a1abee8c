package telegram

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// knownWindow is how far below the saved offset an update counts as handled: one batch is what a stop can leave
// unconfirmed at Telegram.
const knownWindow = pollLimit

// received is one update of a batch.
type received struct {
	Update
	raw  []byte
	done bool // needs no further delivery
}

// handle brings a batch to the sink: sessions in parallel, the updates of each in order. Then the offset moves past the
// updates that are done, up to the first one that is not.
func (p *Poller) handle(ctx, polling context.Context, batch []json.RawMessage) {
	updates := make([]received, 0, len(batch))
	for _, raw := range batch {
		u, err := Decode(p.o.Username, raw)
		if err != nil {
			p.log.ErrorContext(ctx, "what telegram sent is not an update", "error", err)
			continue
		}
		complete(&u, p.o.BotID, p.o.Now)
		updates = append(updates, received{Update: u, raw: raw, done: u.ID < p.known && u.ID >= p.known-knownWindow})
	}
	p.known = 0 // it is about the first batch
	if len(updates) == 0 {
		if len(batch) > 0 {
			wait(polling, time.Second) // they come again
		}
		return
	}
	var lanes sync.WaitGroup
	for _, lane := range inLanes(updates) {
		lanes.Go(func() {
			for _, u := range lane {
				if !p.receive(ctx, polling, u) {
					return
				}
			}
		})
	}
	lanes.Wait()
	for i := range updates {
		if !updates[i].done {
			break
		}
		p.offset = updates[i].ID + 1
	}
}

// complete fills in what the update itself does not tell.
func complete(u *Update, botID int64, now func() time.Time) {
	u.Key.BotID = botID
	if u.Event.Time.IsZero() {
		u.Event.Time = now().UTC()
	}
}

// inLanes groups updates by session, in order. Queries about payments have seconds to be answered and wait for nothing.
func inLanes(updates []received) [][]*received {
	var lanes [][]*received
	index := make(map[engine.SessionKey]int, len(updates))
	for i := range updates {
		u := &updates[i]
		if u.done {
			continue
		}
		if u.Event.Kind == engine.PreCheckout || u.Event.Kind == engine.Shipping {
			lanes = append(lanes, []*received{u})
			continue
		}
		n, ok := index[u.Key]
		if !ok {
			n = len(lanes)
			index[u.Key] = n
			lanes = append(lanes, nil)
		}
		lanes[n] = append(lanes[n], u)
	}
	return lanes
}

// receive delivers one update, again and again until the sink takes it. It is false where polling ended before.
func (p *Poller) receive(ctx, polling context.Context, u *received) bool {
	pause := backoff{first: 50 * time.Millisecond, most: 5 * time.Second, chance: p.o.Chance}
	for polling.Err() == nil {
		err := p.o.Sink.Receive(ctx, p.o.BotID, u.Update, u.raw)
		if err == nil {
			u.done = true
			return true
		}
		if pause.tries == 0 {
			p.log.WarnContext(ctx, "an update was not taken in; it is delivered again", "update_id", u.ID, "error", err)
		}
		wait(polling, pause.next())
	}
	return false
}
