package telegram

import (
	"context"
	"fmt"
	"time"
)

// WebhookInfo is what Telegram knows of the deliveries of a bot: Bot API, WebhookInfo.
type WebhookInfo struct {
	URL         string // empty if the bot is asked for its updates
	Pending     int64  // updates that wait at Telegram
	LastError   string // of the last delivery that failed; empty if none did
	LastErrorAt time.Time
}

// GetWebhookInfo asks Telegram where a bot's updates go and how many wait.
func GetWebhookInfo(ctx context.Context, caller Caller, token string) (WebhookInfo, error) {
	info, err := newBot(caller, token).GetWebhookInfoWithContext(ctx, nil)
	if err != nil {
		return WebhookInfo{}, fmt.Errorf("ask telegram about the webhook: %w", err)
	}
	out := WebhookInfo{URL: info.Url, Pending: info.PendingUpdateCount, LastError: info.LastErrorMessage}
	if info.LastErrorDate > 0 {
		out.LastErrorAt = time.Unix(info.LastErrorDate, 0).UTC()
	}
	return out, nil
}
