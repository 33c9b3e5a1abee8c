package storage

import (
	"context"
	"fmt"
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

// SecretNames gives the names of the secrets that are kept, sorted.
func (s *Studio) SecretNames(ctx context.Context, telegram int64) ([]string, error) {
	var names []string
	err := s.d.read.WithContext(ctx).Raw("SELECT name FROM secrets WHERE bot_id = ? ORDER BY name", telegram).Scan(&names).Error
	if err != nil {
		return nil, fmt.Errorf("read the names of secrets of bot %d: %w", telegram, err)
	}
	return names, nil
}

// SetSecret keeps a secret.
func (s *Studio) SetSecret(ctx context.Context, telegram int64, name, value string) error {
	return s.d.SetSecret(ctx, telegram, name, value)
}

// DeadLetters gives the newest, the newest first.
func (s *Studio) DeadLetters(ctx context.Context, telegram int64, limit int) ([]host.DeadLetter, error) {
	return s.d.DeadLetters(ctx, telegram, limit)
}

// DropSecret forgets one. What is not there is no error.
func (s *Studio) DropSecret(ctx context.Context, telegram int64, name string) error {
	err := s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		return t.gorm.Exec("DELETE FROM secrets WHERE bot_id = ? AND name = ?", telegram, name).Error
	})
	if err != nil {
		return fmt.Errorf("forget secret %q of bot %d: %w", name, telegram, err)
	}
	return nil
}
