package fleet

import (
	"context"
	"errors"
	"fmt"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// Connection is a bot that is to be served as soon as something is published.
type Connection struct {
	Token     string `json:"-"`
	Receiver  string // host.ReceiverPolling, host.ReceiverWebhook, or empty for what the server can do
	Workspace string // empty for main
	// Accept judges the bot that the token belongs to before anything is stored; known says whether it was here before.
	Accept func(b host.BotRecord, known bool) error
}

// Connect has the bot of a token served from now on, and publishes nothing: one that was here before goes on with what was
// published then, and with its people. Errors are telegram.ErrToken, ErrLeaving, those of Accept, and that Telegram could not be
// asked.
func (m *Manager) Connect(ctx context.Context, c Connection) (host.BotRecord, error) {
	b, known, err := m.Meet(ctx, c.Token)
	if err != nil {
		return host.BotRecord{}, fmt.Errorf("connect a bot: %w", err)
	}
	if known && b.Leaving {
		return b, fmt.Errorf("connect bot %d: %w", b.ID, ErrLeaving)
	}
	if err := c.Accept(b, known); err != nil {
		return b, fmt.Errorf("connect bot %d: %w", b.ID, err)
	}
	set := func(stored *host.BotRecord) {
		stored.Name, stored.Username, stored.Token, stored.Receiver, stored.Workspace = b.Name, b.Username, c.Token, c.Receiver, c.Workspace
		stored.Hosted, stored.Paused, stored.Trouble = true, false, ""
	}
	if known { // what else has changed of it since it was read stays
		err = m.o.Store.ChangeBot(ctx, b.ID, unlessLeaving(set))
	} else {
		set(&b)
		err = m.o.Store.SaveBot(ctx, b)
	}
	if err != nil {
		return b, fmt.Errorf("connect bot %d: %w", b.ID, err)
	}
	return m.o.Store.Bot(ctx, b.ID)
}

// Disconnect has a bot served no more, and forgets its token; its people stay. What Telegram has as the bot's webhook is
// taken away, as far as Telegram can be asked. A bot that is not there is no error.
func (m *Manager) Disconnect(ctx context.Context, botID int64) error {
	token := ""
	err := m.change(ctx, "disconnect", botID, func(b *host.BotRecord) {
		token = b.Token
		b.Hosted, b.Paused, b.Token, b.Trouble = false, true, "", ""
	})
	if errors.Is(err, engine.ErrNotFound) {
		return nil
	}
	if err != nil || token == "" {
		return err
	}
	asking, cancel := context.WithTimeout(ctx, telegramPatience)
	defer cancel()
	_ = telegram.DeleteWebhook(asking, m.o.Caller, token) // a token that was revoked has no webhook either
	return nil
}

// Identify asks Telegram whose a token is.
func (m *Manager) Identify(ctx context.Context, token string) (telegram.Identity, error) {
	return telegram.GetMe(ctx, m.o.Caller, token)
}
