package fleet

import (
	"context"
	"errors"
	"fmt"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// Health is how a bot fares.
type Health struct {
	Bot     host.BotRecord
	Webhook telegram.WebhookInfo // as Telegram has it
	// Stranger is set if another program takes the updates: Telegram delivers them to an address that is not this server's, or to none
	// where it should, or StrangerPolls. Repair takes the bot back, but from one that polls.
	Stranger bool
	// StrangerPolls is set if the other program asks for the updates as this server does, with the same token. Repair has them asked for
	// again and cannot keep the other from it: only its end does, another token, or a webhook, under which Telegram answers nobody who asks.
	StrangerPolls bool
	// Letters are the newest updates that could not be handled, the newest first.
	Letters  []host.DeadLetter
	Sessions map[string]int64 // by status
	Updates  host.Tally
}

// Health asks Telegram and the store how a bot fares. publicURL is the address of the server, as far as that is known; with
// none only bots that are to be polled can have a stranger. Errors are telegram.ErrToken, which is noted as the bot's trouble, or that
// Telegram could not be asked.
func (m *Manager) Health(ctx context.Context, botID int64, publicURL string) (Health, error) {
	b, err := m.o.Store.Bot(ctx, botID)
	if err != nil {
		return Health{}, err
	}
	h := Health{Bot: b}
	if h.Letters, err = m.o.Store.DeadLetters(ctx, botID, lettersShown); err != nil {
		return h, err
	}
	if h.Sessions, err = m.o.Store.Counts(ctx, botID); err != nil {
		return h, err
	}
	if h.Updates, err = m.o.Store.Tally(ctx, botID); err != nil {
		return h, err
	}
	h.Webhook, err = telegram.GetWebhookInfo(ctx, m.o.Caller, b.Token)
	switch {
	case tokenRefused(err):
		if err := m.doubt(ctx, &b); err != nil {
			return h, err
		}
		return h, fmt.Errorf("%w: Telegram does not know it, or it was revoked", telegram.ErrToken)
	case err != nil:
		return h, err
	}
	h.StrangerPolls = PolledByOther(&b) && h.Webhook.URL == ""
	h.Stranger = h.StrangerPolls || strange(receiverOf(&b, publicURL), h.Webhook.URL, publicURL, botID)
	return h, nil
}

// doubt notes that Telegram has refused the token of a bot that is to run. Its keeper would hear so by itself when a call is over that
// waits for updates, or at the next patrol.
func (m *Manager) doubt(ctx context.Context, b *host.BotRecord) error {
	if b.Paused || b.Revision == 0 || tokenDoubted(b) {
		return nil
	}
	err := m.change(ctx, "note the refused token of", b.ID, func(stored *host.BotRecord) {
		if stored.Token == b.Token {
			stored.Trouble = errToken.Error()
		}
	})
	if errors.Is(err, ErrLeaving) || errors.Is(err, engine.ErrNotFound) {
		return nil
	}
	return err
}

// lettersShown is how many dead letters a look at a bot's health shows.
const lettersShown = 20

// receiverOf is how a bot's updates come, for a server with a public address or without.
func receiverOf(b *host.BotRecord, publicURL string) string {
	switch {
	case b.Receiver != "":
		return b.Receiver
	case publicURL != "":
		return host.ReceiverWebhook
	default:
		return host.ReceiverPolling
	}
}

// strange reports whether the address that Telegram delivers to is not the one it should be.
func strange(receiver, url, publicURL string, botID int64) bool {
	if receiver == host.ReceiverPolling {
		return url != ""
	}
	return publicURL != "" && url != WebhookAddress(publicURL, botID)
}

// PolledByOther reports whether the last that was heard of a bot is that Telegram gives its updates to another program that asks for
// them, or has set a webhook.
func PolledByOther(b *host.BotRecord) bool {
	return !b.Paused && b.Receiver != host.ReceiverWebhook && b.Trouble == troubleConflict
}

// inspect notes a stranger's webhook as the bot's trouble.
func (k *keeper) inspect(ctx context.Context) {
	k.f.mu.Lock()
	row, busy := k.row, k.busy
	k.f.mu.Unlock()
	if busy {
		return // its receiver may be the very thing that is being changed
	}
	ctx, cancel := context.WithTimeout(ctx, telegramPatience)
	defer cancel()
	info, err := telegram.GetWebhookInfo(ctx, k.f.o.Caller, row.Token)
	if tokenRefused(err) {
		k.log.ErrorContext(ctx, "the token is not known any more: give the bot a new one")
		k.setTrouble(ctx, row.Token, func(b *host.BotRecord) { b.Trouble = errToken.Error() })
		return
	}
	if err != nil || !strange(host.ReceiverWebhook, info.URL, k.f.o.PublicURL, k.id) {
		return // that Telegram cannot be asked now says nothing of the deliveries
	}
	k.log.ErrorContext(ctx, "another program has set a webhook of its own: take the bot back by a repair, or give it a token of its own")
	k.setTrouble(ctx, row.Token, func(b *host.BotRecord) {
		if b.Repairs != row.Repairs || b.Receiver != row.Receiver {
			return // what Telegram said is from before a change
		}
		b.Trouble = "Another program has this bot's messages sent to it (by a webhook): take the bot back by a repair, or give that program a token of its own."
	})
}

// Repair has the fleet set up the receiver of a bot anew: it takes the bot back from another program that has set a webhook of
// its own. That program does not learn of it and may do the same. One that polls with the bot's token goes on, see Health.StrangerPolls.
func (m *Manager) Repair(ctx context.Context, botID int64) error {
	return m.change(ctx, "repair", botID, func(b *host.BotRecord) {
		b.Repairs++
		if !tokenDoubted(b) { // that takes a token
			b.Trouble = ""
		}
	})
}

// RetryLetters has the fleet receive dead letters of a bot again, all for no ids. It gives how many there are.
func (m *Manager) RetryLetters(ctx context.Context, botID int64, ids ...int64) (int, error) {
	return m.o.Store.RetryLetters(ctx, botID, ids...)
}

// DropLetters deletes dead letters of a bot, all for no ids. It gives how many there were.
func (m *Manager) DropLetters(ctx context.Context, botID int64, ids ...int64) (int, error) {
	return m.o.Store.DropLetters(ctx, botID, ids...)
}
