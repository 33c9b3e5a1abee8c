package simulator

import (
	"context"
	"encoding/json"
	"errors"
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

// Advance moves the clock on, stopping at every timer on the way; the world is at rest there and at the end.
func (w *World) Advance(ctx context.Context, d time.Duration) error {
	w.settling.Lock()
	defer w.settling.Unlock()
	err := w.rest(ctx)
	if err != nil {
		return err
	}
	w.settle = func() { err = errors.Join(err, w.rest(ctx)) }
	defer func() { w.settle = nil }()
	w.clock.Advance(d)
	return errors.Join(err, w.rest(ctx))
}

// Next is when the bot does something by itself, such as a timer or a canned answer that comes later; false for never.
func (w *World) Next() (time.Time, bool) { return w.clock.Next() }

// Working tells whether a call to a real service is under way.
func (w *World) Working() bool { return w.jobs.working() }

// rest delivers updates until there are none and nothing goes on. w.settling is held.
func (w *World) rest(ctx context.Context) error {
	for {
		before := w.progress()
		if err := w.deliver(ctx); err != nil {
			return err
		}
		if err := w.host.Idle(ctx); err != nil {
			return fmt.Errorf("wait for the bot to come to rest: %w", err)
		}
		w.collectPayments()
		if w.server.Pending(botToken) == 0 && w.progress() == before {
			return nil
		}
	}
}

// progress changes whenever something begins.
func (w *World) progress() uint64 { return w.jobs.count() + w.updates.Load() }

// deliver gives the waiting updates to the host, one after another.
func (w *World) deliver(ctx context.Context) error {
	for {
		raw, ok := w.server.Next(botToken)
		if !ok {
			return nil
		}
		w.updates.Add(1)
		if err := w.receive(ctx, raw); err != nil {
			return err
		}
	}
}

func (w *World) receive(ctx context.Context, raw json.RawMessage) error {
	u, err := telegram.Decode(botName, raw)
	if err != nil {
		return fmt.Errorf("read update: %w", err)
	}
	u.Key.BotID = botID
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
