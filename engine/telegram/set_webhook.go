package telegram

import (
	"context"
	"fmt"

	"github.com/PaulSonOfLars/gotgbot/v2"
)

// WebhookSettings say where Telegram delivers a bot's updates.
type WebhookSettings struct {
	URL string // https; ports 443, 80, 88 and 8443: Telegram Bot API, setWebhook
	// Secret comes back in the header of every delivery; 1-256 characters of A-Za-z0-9_-.
	Secret string `json:"-"`
	// MaxConnections is how many deliveries run at once, 1-100; 0 means Telegram's default of 40.
	MaxConnections int
}

// SetWebhook has the bot's updates delivered. What waits at Telegram is kept.
func SetWebhook(ctx context.Context, caller Caller, token string, s WebhookSettings) error {
	_, err := newBot(caller, token).SetWebhookWithContext(ctx, s.URL, &gotgbot.SetWebhookOpts{
		MaxConnections: int64(s.MaxConnections), SecretToken: s.Secret, AllowedUpdates: AllowedUpdates(),
	})
	if err != nil {
		return fmt.Errorf("set webhook: %w", err)
	}
	return nil
}

// DeleteWebhook ends deliveries, so that a Poller may ask. What waits at Telegram is kept.
func DeleteWebhook(ctx context.Context, caller Caller, token string) error {
	if _, err := newBot(caller, token).DeleteWebhookWithContext(ctx, nil); err != nil {
		return fmt.Errorf("delete webhook: %w", err)
	}
	return nil
}
