package simulator

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
	"github.com/scenarist/scenarist/engine/telegram"
)

// Settle brings what people did to the bot and waits until everything that follows is done. When ctx ends first, its
// error is returned and what is going on goes on.
func (w *World) Settle(ctx context.Context) error {
	w.settling.Lock()
	defer w.settling.Unlock()
	return w.rest(ctx)
}

// Advance moves the clock on, stopping at every timer on the way; the world is at rest there and at the end. In a world
// with a Home the time that really goes by counts as well, and after many stops the rest of the way is one leap.
func (w *World) Advance(ctx context.Context, d time.Duration) error {
	w.settling.Lock()
	defer w.settling.Unlock()
	if err := w.rest(ctx); err != nil {
		return err
	}
	return w.clock.advance(ctx, d, w.rest)
}

// Next is when the bot does something by itself, such as a timer or a canned answer that comes later; false for never.
func (w *World) Next() (time.Time, bool) { return w.clock.Next() }

// Working tells whether a call to a real service is under way.
func (w *World) Working() bool { return w.program == nil && w.jobs.working() }

// rest delivers updates until there are none and nothing goes on. What people did is kept first: no update reaches the
// bot that would be forgotten by the simulated Telegram, and its id given again. w.settling is held.
func (w *World) rest(ctx context.Context) error {
	for {
		if err := w.Keep(ctx); err != nil {
			return err
		}
		before := w.progress()
		if err := w.work(ctx); err != nil {
			return err
		}
		w.collectPayments()
		if w.server.Pending(botToken) == 0 && w.progress() == before {
			return w.Keep(ctx)
		}
	}
}

// work has the bot do what there is to be done.
func (w *World) work(ctx context.Context) error {
	if w.program != nil {
		return w.workOutside(ctx)
	}
	if err := w.deliver(ctx); err != nil {
		return err
	}
	if err := w.host.Idle(ctx); err != nil {
		return fmt.Errorf("wait for the bot to come to rest: %w", err)
	}
	return nil
}

// progress changes whenever something begins.
func (w *World) progress() uint64 {
	if w.program != nil {
		return w.updates.Load()
	}
	return w.jobs.count() + w.updates.Load()
}

// deliver gives the waiting updates to the host, one after another. An update is taken out when the host has stored it:
// a crash in between brings it again, and the host knows it by its id.
func (w *World) deliver(ctx context.Context) error {
	for {
		raw, id, ok := w.server.Peek(botToken)
		if !ok {
			return nil
		}
		w.updates.Add(1)
		if err := w.receive(ctx, raw); err != nil {
			return err
		}
		w.kept.mu.Lock()
		w.server.Confirm(botToken, id)
		w.kept.mu.Unlock()
	}
}

func (w *World) receive(ctx context.Context, raw json.RawMessage) error {
	u, err := telegram.Decode(botName, raw)
	if err != nil {
		return fmt.Errorf("read update: %w", err)
	}
	u.Key.BotID = w.botID
	if u.Event.Time.IsZero() {
		u.Event.Time = w.clock.Now()
	}
	err = w.host.Receive(ctx, host.Incoming{Key: u.Key, UpdateID: u.ID, Event: u.Event, Raw: raw})
	if err != nil {
		return fmt.Errorf("deliver update %d: %w", u.ID, err)
	}
	return nil
}

// collectPayments notes payments that have come to an end.
func (w *World) collectPayments() {
	w.mu.Lock()
	open := w.payments
	w.payments = nil
	w.mu.Unlock()
	for _, p := range open {
		out := p.payment.Outcome()
		if out.State == botapi.PaymentWaiting {
			w.mu.Lock()
			w.payments = append(w.payments, p)
			w.mu.Unlock()
			continue
		}
		text := string(out.State)
		if out.ErrorMessage != "" {
			text += ": " + out.ErrorMessage
		}
		w.add(Observation{Person: p.person, Kind: PaymentEnded, Text: text})
	}
}
