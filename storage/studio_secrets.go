package storage

import (
	"context"
	"fmt"
)

// SecretNames gives the names of the secrets that are kept for a bot, sorted.
func (s *Studio) SecretNames(ctx context.Context, bot string) ([]string, error) {
	g := s.d.read.WithContext(ctx)
	o, err := ownersOf(g, bot)
	if err != nil {
		return nil, err
	}
	var names []string
	if err := g.Model(&secretRow{}).Where("bot_id IN ?", o.all()).Distinct().Order("name").Pluck("name", &names).Error; err != nil {
		return nil, fmt.Errorf("read the names of secrets of bot %s: %w", bot, err)
	}
	return names, nil
}

// Secret reads one; engine.ErrNotFound if there is none.
func (s *Studio) Secret(ctx context.Context, bot, name string) (string, error) {
	g := s.d.read.WithContext(ctx)
	o, err := ownersOf(g, bot)
	if err != nil {
		return "", err
	}
	var row secretRow
	if err := g.Where("bot_id IN ? AND name = ?", o.all(), name).Order("bot_id").Take(&row).Error; err != nil {
		return "", fmt.Errorf("read secret %q of bot %s: %w", name, bot, found(err))
	}
	value, err := s.d.keys(ctx).unsealed(row.Value, "secrets", "value", row.BotID, name)
	if err != nil {
		return "", fmt.Errorf("read secret %q: %w", name, err)
	}
	return string(value), nil
}

// SetSecret keeps a secret of a bot, whether or not it has a token.
func (s *Studio) SetSecret(ctx context.Context, bot, name, value string) error {
	o, err := s.makeHome(ctx, bot)
	if err == nil {
		err = s.d.inTx(ctx, func(_ context.Context, t *tx) error { return s.d.setSecret(t, o.Home, name, value) })
	}
	if err != nil {
		return fmt.Errorf("keep secret %q of bot %s: %w", name, bot, err)
	}
	return nil
}

// DropSecret forgets one. What is not there is no error.
func (s *Studio) DropSecret(ctx context.Context, bot, name string) error {
	err := s.d.inTx(ctx, func(_ context.Context, t *tx) error {
		o, err := ownersOf(t.gorm, bot)
		if err != nil {
			return err
		}
		return t.gorm.Where("bot_id IN ? AND name = ?", o.all(), name).Delete(&secretRow{}).Error
	})
	if err != nil {
		return fmt.Errorf("forget secret %q of bot %s: %w", name, bot, err)
	}
	return nil
}
