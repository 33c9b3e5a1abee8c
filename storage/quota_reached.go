package storage

import (
	"cmp"
	"context"

	"github.com/scenarist/scenarist/engine/host"
)

// ReachedQuotas gives the limits that the bots have reached, by id, in the order of host.Quota, the bot's own first: messages of the day and
// what is stored as they are at this moment, rates if they were reached today, with the time when that was first. It reads
// all records where what is stored is limited.
func (d *DB) ReachedQuotas(ctx context.Context, bots []host.BotRecord) (map[int64][]host.ReachedQuota, error) {
	l := overQuota{d: d, stored: map[string]int64{}}
	day := host.DayOf(d.now())
	var err error
	if l.noted, err = d.notedQuotas(ctx, day); err != nil {
		return nil, err
	}
	if l.used, err = d.UsageOn(ctx, day); err != nil {
		return nil, err
	}
	if l.sent, err = d.sentIn(ctx, day); err != nil {
		return nil, err
	}
	out := map[int64][]host.ReachedQuota{}
	for i := range bots {
		b := &bots[i]
		for _, k := range []host.QuotaKind{host.QuotaTurns, host.QuotaHTTP, host.QuotaSends, host.QuotaStored} {
			for _, workspace := range []bool{false, true} {
				r, over, err := l.reached(ctx, b, k, workspace)
				if err != nil {
					return nil, err
				}
				if over {
					out[b.ID] = append(out[b.ID], r)
				}
			}
		}
	}
	return out, nil
}

// overQuota is what limits are compared with.
type overQuota struct {
	d      *DB
	noted  map[int64][]host.ReachedQuota
	used   map[int64]host.Usage
	sent   map[string]int64 // by workspace
	stored map[string]int64 // the same, as far as it was measured
}

// reached reports whether a bot has reached a limit.
func (l *overQuota) reached(ctx context.Context, b *host.BotRecord, k host.QuotaKind, workspace bool) (r host.ReachedQuota, over bool, err error) {
	limit, sent := b.Quota.Of(k), l.used[b.ID].Sends
	if workspace {
		limit, sent = b.SpaceQuota.Of(k), l.sent[cmp.Or(b.Workspace, mainWorkspace)]
	}
	r = host.ReachedQuota{BotID: b.ID, Kind: k, Workspace: workspace}
	if limit == 0 {
		return r, false, nil
	}
	switch k {
	case host.QuotaSends:
		over = sent >= limit
	case host.QuotaStored:
		stored, room, err := l.room(ctx, b, workspace)
		return r, stored >= room, err
	case host.QuotaTurns, host.QuotaHTTP:
		for _, n := range l.noted[b.ID] {
			if n.Kind == k && n.Workspace == workspace {
				return n, true, nil
			}
		}
	}
	return r, over, err
}

// room gives how many bytes a bot, or its workspace, stores, and how many it may; without a limit zero of both.
func (l *overQuota) room(ctx context.Context, b *host.BotRecord, workspace bool) (stored, limit int64, err error) {
	if !workspace {
		if limit = b.Quota.StoredMB * 1e6; limit == 0 {
			return 0, 0, nil
		}
		s, err := l.d.Stored(ctx, b.ID)
		return s.Sum(), limit, err
	}
	if limit = b.SpaceQuota.StoredMB * 1e6; limit == 0 {
		return 0, 0, nil
	}
	space := cmp.Or(b.Workspace, mainWorkspace)
	stored, known := l.stored[space]
	if !known {
		s, err := l.d.StoredIn(ctx, space)
		if err != nil {
			return 0, 0, err
		}
		stored = s.Sum()
		l.stored[space] = stored
	}
	return stored, limit, nil
}
