package host

import (
	"context"
	"fmt"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/publish"
)

// honour sees to it that a payment finds a block that takes it, also where the one that offered it was removed by a publish:
// the block that it was mapped to stands for it, else the last revision that had it runs the turn. Money comes before what
// the user is doing: if that cannot go on in such a revision, it ends.
func (h *Host) honour(ctx context.Context, b *bot, at publish.Footing, ev engine.Event) (publish.Footing, engine.Event, error) {
	o := ev.Payment.Order
	if o == nil || waitedFor(at, o.ID) {
		return at, ev, nil
	}
	if p, ok := at.Revision.Place(o.Block); ok && p.TakesLate {
		return at, ev, nil
	}
	if to := b.published.road.Renamed(o.Block); to != o.Block {
		if p, ok := at.Revision.Place(to); ok && p.TakesLate {
			named, paid := *o, *ev.Payment
			named.Block, named.Flow, paid.Order = to, p.Flow, &named
			ev.Payment = &paid
			return at, ev, nil
		}
	}
	rev, err := h.lastWith(ctx, b, o.Block)
	if err != nil || rev == nil {
		return at, ev, err
	}
	b.log.InfoContext(ctx, "a payment is honoured by an earlier revision, which has its block",
		"revision", rev.Number, "flow_id", o.Flow, "block_id", o.Block)
	s := at.Session
	there := publish.Footing{Revision: rev, Session: publish.Pinned(s, rev.Number)}
	if len(s.Frames) == 0 {
		return there, ev, nil
	}
	there.Migration = &engine.Migration{From: at.Revision, Moves: publish.Carried(s.Frames), Quiet: true}
	if at.Migration != nil {
		there.Migration.From = at.Migration.From
	}
	if !rev.Takes(s.Frames, there.Migration) {
		for i := range there.Migration.Moves {
			there.Migration.Moves[i].Do = engine.MoveEnd
		}
	}
	return there, ev, nil
}

// waitedFor reports whether a frame of the session will be waiting for the order when the event comes to it.
func waitedFor(at publish.Footing, order string) bool {
	return slices.ContainsFunc(waits(at), func(w *engine.Wait) bool {
		return w.Match == order && w.Accepts(engine.PaymentPaid)
	})
}

// waits are those of the frames that keep them on the way to the revision.
func waits(at publish.Footing) []*engine.Wait {
	var out []*engine.Wait
	frames := at.Session.Frames
	lives := make([]bool, len(frames))
	if at.Migration != nil {
		lives = engine.Outlive(frames, at.Migration.Moves)
	}
	for i := range frames {
		stays := at.Migration == nil || lives[i] && at.Migration.Moves[i].Do == engine.MoveCarry
		if w := frames[i].Wait; w != nil && stays {
			out = append(out, w)
		}
	}
	return out
}

// lastWith finds the last revision before the published one that has the block and can let it take a payment; nil if there
// is none.
func (h *Host) lastWith(ctx context.Context, b *bot, block string) (*engine.Revision, error) {
	for n := b.published.number - 1; n > 0; n-- {
		data, err := h.cfg.Store.Revision(ctx, b.record.ID, n)
		if err != nil {
			return nil, fmt.Errorf("look for block %q of an order: %w", block, err)
		}
		doc, err := flow.Load(data)
		if err != nil {
			continue // what cannot be read cannot run
		}
		if _, _, ok := doc.Block(block); !ok {
			continue
		}
		rev, err := h.earlier(ctx, b, n)
		if err != nil {
			return nil, err
		}
		if rev != nil {
			if p, ok := rev.Place(block); ok && p.TakesLate {
				return rev, nil
			}
		}
	}
	return nil, nil
}
