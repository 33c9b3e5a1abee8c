package storage

import (
	"context"
	"math"

	"github.com/scenarist/scenarist/engine/host"
)

// Revisions gives those with a smaller number than below, the newest first; 0 for all.
func (s *Studio) Revisions(ctx context.Context, telegram int64, below, limit int) ([]host.RevisionInfo, error) {
	if below == 0 {
		below = math.MaxInt32
	}
	return s.d.revisionsBelow(ctx, telegram, below, limit)
}

// ReachedQuotas gives the limits that bots have reached.
func (s *Studio) ReachedQuotas(ctx context.Context, bots []host.BotRecord) (map[int64][]host.ReachedQuota, error) {
	return s.d.ReachedQuotas(ctx, bots)
}

// DeadLetters gives the newest, the newest first.
func (s *Studio) DeadLetters(ctx context.Context, telegram int64, limit int) ([]host.DeadLetter, error) {
	return s.d.DeadLetters(ctx, telegram, limit)
}
