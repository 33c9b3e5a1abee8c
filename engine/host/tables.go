package host

import (
	"context"
	"errors"
	"fmt"

	"github.com/scenarist/scenarist/engine"
)

const (
	seedGroups = 100 // of changes in one transaction
	seedRounds = 20  // tries, each of which finds what others changed meanwhile, or what the one before made possible
)

// seedTables brings the rows of the bot's document into its tables, and keeps the digest of the revision when all are there. It is
// harmless to do it again: what is in is left alone, and each row goes in whole.
func (h *Host) seedTables(ctx context.Context, b *bot, rev *engine.Revision) error {
	seeds := rev.Seeds(h.now())
	if len(seeds) == 0 {
		return nil
	}
	// Where another process has brought in the rows of a newer revision, these would undo it, and its digest says that they are in.
	switch newest, err := h.cfg.Store.Bot(ctx, b.record.ID); {
	case errors.Is(err, engine.ErrNotFound):
	case err != nil:
		return fmt.Errorf("look for newer rows: %w", err)
	case newest.Revision > rev.Number:
		return nil
	}
	whole := true
	for i := range seeds {
		in, err := h.seedTable(ctx, b, &seeds[i])
		if err != nil {
			return fmt.Errorf("bring rows into table %s: %w", seeds[i].Table.Name, err)
		}
		whole = whole && in
	}
	if whole {
		h.keepDigest(ctx, b, rev)
	}
	return nil
}

// seedTable tells whether all rows are in.
func (h *Host) seedTable(ctx context.Context, b *bot, s *engine.TableSeed) (bool, error) {
	for range seedRounds {
		groups, err := h.seedChanges(ctx, b.record.ID, s)
		if err != nil || len(groups) == 0 {
			return !s.LeftOut, err
		}
		for len(groups) > 0 {
			n := min(seedGroups, len(groups))
			members := make([]Member, n)
			for i, g := range groups[:n] {
				members[i] = Member{Key: engine.SessionKey{BotID: b.record.ID}, Records: g}
			}
			groups = groups[n:]
			verdicts, err := h.commitInTime(ctx, members)
			if err != nil {
				return false, err
			}
			for _, v := range verdicts { // a conflict is tried again in the next round
				if v.State == VerdictRejected {
					return false, reason(v.Err)
				}
			}
		}
	}
	b.log.WarnContext(ctx, "rows of the document could not all be brought in, since they change all the time", "table", s.Table.Name)
	return false, nil
}

// seedChanges gives what is to be done by what is stored now.
func (h *Host) seedChanges(ctx context.Context, botID int64, s *engine.TableSeed) ([][]engine.RecordChange, error) {
	known := map[string]engine.RecordAnswer{}
	for {
		groups, need := s.Changes(known)
		if len(need) == 0 {
			return groups, nil
		}
		answers, err := h.cfg.Store.Records(ctx, botID, need)
		if err != nil {
			return nil, err
		}
		for i, r := range need {
			known[r.ID()] = answers[i]
		}
	}
}
