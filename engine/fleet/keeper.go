package fleet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// keeper brings one bot to what its row says.
type keeper struct {
	f   *Fleet
	id  int64
	log *slog.Logger

	// Under the fleet's lock.
	row       host.BotRecord // read last
	wanted    bool           // nobody has begun to bring the bot there
	busy      bool
	settled   chan struct{} // closed when it is not busy any more
	err       error         // of the last try
	tries     int           // that failed, one after the other
	stopRetry func() bool
	gone      bool   // everything of the bot is deleted
	unfit     bool   // what is served cannot be: it begins anew
	cease     func() // ends the polling at once; nil if there is none

	// Of the goroutine that works.
	served    bool
	is        host.BotRecord // what is served
	menu      string         // for what the menu was set last
	receiver  string         // kind and token of the receiver that runs; empty for none
	poller    *telegram.Poller
	token     string    // that the next three are about
	complaint string    // the trouble that was stored, and is to be taken back
	passing   int       // refusals of the token that were passing ones
	believe   time.Time // until when the next refusal is believed without asking
}

// webhookConnections are as many deliveries at once as Telegram makes (Bot API, setWebhook.max_connections): each waits for a
// commit, and those that wait together share it.
const webhookConnections = 100

// telegramPatience is how long Telegram is waited for in one call.
const telegramPatience = 15 * time.Second

// lastTurns is the time that turns which run when a bot leaves have to be stored, so that they are deleted with it.
const lastTurns = 2 * time.Second

// work brings the bot to its newest row, until there is no newer one.
func (k *keeper) work() {
	f := k.f
	f.slots <- struct{}{}
	defer func() { <-f.slots }()
	for {
		f.mu.Lock()
		if !k.wanted || f.stopped {
			k.busy = false
			close(k.settled)
			if k.gone {
				delete(f.keepers, k.id)
			}
			f.mu.Unlock()
			return
		}
		row, receiving := k.row, f.receiving && f.owns(k.id)
		unfit := k.unfit
		k.wanted, k.gone, k.unfit = false, false, false
		f.mu.Unlock()
		if unfit {
			k.rest()
		}
		err := k.reach(f.ctx, &row, receiving)
		if f.ctx.Err() == nil {
			k.report(f.ctx, &row, err)
		}
		f.mu.Lock()
		k.err = err
		if err == nil {
			k.tries, k.gone = 0, row.Leaving
		} else if !k.wanted && !f.stopped {
			k.stopRetry = f.o.Clock.AfterFunc(retryPause(k.tries), k.again)
			k.tries++
		}
		f.mu.Unlock()
	}
}

// retryPause is how long to wait after that many failed tries before the last one.
func retryPause(tries int) time.Duration {
	if tries > 10 {
		return LastRetry
	}
	return min(FirstRetry<<tries, LastRetry)
}

func (k *keeper) again() {
	k.f.mu.Lock()
	defer k.f.mu.Unlock()
	k.stopRetry = nil
	if !k.busy && k.f.keepers[k.id] == k {
		k.f.bring(k, k.row)
	}
}

// report stores the trouble of a bot, and takes it back.
func (k *keeper) report(ctx context.Context, row *host.BotRecord, err error) {
	if row.Leaving && err == nil {
		return
	}
	complaint := ""
	switch {
	case errors.Is(err, ErrMenu): // it works all the same, and the row has room for one trouble
		k.log.WarnContext(ctx, "the command menu could not be set; trying again", "error", err)
	case err != nil:
		complaint = wordsOf(err)
		k.log.WarnContext(ctx, "the bot is in trouble; trying again", "error", err)
	}
	if complaint == k.complaint {
		return
	}
	before := k.complaint
	k.complaint = complaint
	// One that somebody else has found stays.
	k.setTrouble(ctx, row.Token, func(b *host.BotRecord) {
		if b.Trouble == before || complaint != "" {
			b.Trouble = complaint
		}
	})
}

// setTrouble changes the trouble of the bot with a token. What was found out with another one says nothing of it.
func (k *keeper) setTrouble(ctx context.Context, token string, change func(*host.BotRecord)) {
	err := k.f.o.Store.ChangeBot(ctx, k.id, func(b *host.BotRecord) error {
		if b.Token == token {
			change(b)
		}
		return nil
	})
	if err != nil && !errors.Is(err, engine.ErrNotFound) && ctx.Err() == nil {
		k.log.WarnContext(ctx, "the bot's trouble could not be stored", "error", err)
	}
}

// reach brings the bot to what its row says. It may be called again after an error.
func (k *keeper) reach(ctx context.Context, row *host.BotRecord, receiving bool) error {
	if row.Leaving {
		return k.leave(ctx, row)
	}
	if k.served && !bytes.Equal(k.is.Key, row.Key) { // it was removed and added again between two looks: nothing is left of the one before
		k.rest()
		k.menu = ""
	}
	if k.token != row.Token { // whoever stored it took the trouble of the old one back
		k.token, k.complaint, k.passing, k.believe = row.Token, "", 0, time.Time{}
	}
	if err := k.watch(ctx, row); err != nil {
		return err
	}
	if row.Paused || row.Revision == 0 {
		k.rest()
		return nil
	}
	if !k.served || k.is.Revision != row.Revision || k.is.Token != row.Token || k.is.Secret != row.Secret {
		if err := k.f.o.Host.Serve(ctx, *row, nil); err != nil {
			return err
		}
		if k.served && k.is.Revision != row.Revision {
			k.log.InfoContext(ctx, "published", "revision", row.Revision)
		}
		k.served, k.is = true, *row
	}
	if err := k.f.o.Host.SetQuota(ctx, row); err != nil {
		return err
	}
	if !tokenDoubted(row) {
		k.f.o.Host.Resume(k.id) // whoever took the trouble back has heard from Telegram that the token works
	}
	if !receiving {
		k.stopReceiving() // another process does it
		return nil
	}
	if err := k.receive(ctx, row); err != nil {
		return err
	}
	if err := k.tryToken(ctx, row); err != nil {
		return err
	}
	if err := k.retryLetters(ctx, row); err != nil {
		return err
	}
	return k.setMenu(ctx, row)
}

// tokenDoubted reports whether the token was refused the last time it was used.
func tokenDoubted(row *host.BotRecord) bool { return strings.HasPrefix(row.Trouble, host.TokenRefused) }

// tryToken asks Telegram whether a token that was refused works: a refusal may have been a passing one, and a bot that gets its updates
// all the same would never hear of it. The more of these there were of this token, the longer the next one is believed.
func (k *keeper) tryToken(ctx context.Context, row *host.BotRecord) error {
	switch {
	case !tokenDoubted(row):
		return nil
	case k.f.o.Clock.Now().Before(k.believe):
		return errToken
	}
	ctx, cancel := context.WithTimeout(ctx, telegramPatience)
	defer cancel()
	if _, err := telegram.GetMe(ctx, k.f.o.Caller, row.Token); err != nil {
		return errToken // still, or as far as is known
	}
	k.log.InfoContext(ctx, "the token works again")
	k.believe = k.f.o.Clock.Now().Add(retryPause(k.passing))
	k.passing++
	k.complaint = ""
	return k.f.o.Store.ChangeBot(ctx, k.id, func(b *host.BotRecord) error {
		if b.Token == row.Token && tokenDoubted(b) {
			b.Trouble = ""
		}
		return nil
	})
}

// rest stops serving.
func (k *keeper) rest() {
	k.stopReceiving()
	if k.served {
		k.f.o.Host.Remove(k.id)
		k.served = false
	}
}

// stopReceiving ends the polling and returns when what was taken is handled. A webhook stays: its calls are answered so that
// they come again.
func (k *keeper) stopReceiving() {
	if k.poller != nil {
		k.poller.Stop()
		k.poller = nil
		k.setCease(nil)
	}
	k.receiver = ""
}

// receive has the bot's updates brought as the row says.
func (k *keeper) receive(ctx context.Context, row *host.BotRecord) error {
	kind := k.f.receiver(row)
	receiver := fmt.Sprint(kind, " ", row.Token, " ", row.Repairs)
	if k.receiver == receiver {
		return nil
	}
	k.stopReceiving()
	ctx, cancel := context.WithTimeout(ctx, telegramPatience)
	defer cancel()
	switch kind {
	case host.ReceiverWebhook:
		if k.f.o.PublicURL == "" {
			return errNoAddress
		}
		address := WebhookAddress(k.f.o.PublicURL, row.ID)
		err := telegram.SetWebhook(ctx, k.f.o.Caller, row.Token, telegram.WebhookSettings{
			URL: address, Secret: row.Secret, MaxConnections: webhookConnections,
		})
		if err != nil {
			if tokenRefused(err) {
				return errToken
			}
			return &webhookError{address, err}
		}
		if err := k.forget(ctx, row); err != nil {
			return err
		}
	default:
		if err := telegram.DeleteWebhook(ctx, k.f.o.Caller, row.Token); tokenRefused(err) {
			return errToken
		} else if err != nil {
			k.log.WarnContext(ctx, "a webhook that may be set could not be removed", "error", err)
		}
		if err := k.forget(ctx, row); err != nil {
			return err
		}
		token := row.Token
		poller := telegram.NewPoller(telegram.PollerOptions{
			BotID: row.ID, Username: row.Username, Token: token, Caller: k.f.o.Caller, Sink: k.f.sink, Offsets: k.f.o.Store,
			Log: k.f.o.Log, Now: k.f.o.Clock.Now, Chance: k.f.o.Chance,
			Health: func(_ int64, code, message string) { k.health(token, code, message) },
		})
		polling, cease := context.WithCancel(context.WithoutCancel(ctx)) // Stop ends it, in order
		if err := poller.Start(polling); err != nil {
			cease()
			return err
		}
		k.poller = poller
		if !k.setCease(cease) {
			k.stopReceiving() // it became another's meanwhile
			return nil
		}
	}
	k.receiver = receiver
	return nil
}

// forget takes back a trouble of before: what is still wrong is found out by the receiver that begins. One that cannot begin
// leaves it, since every change of the row has the bot tried again at once.
func (k *keeper) forget(ctx context.Context, row *host.BotRecord) error {
	if row.Trouble == "" {
		return nil
	}
	k.complaint = ""
	return k.f.o.Store.ChangeBot(ctx, k.id, func(b *host.BotRecord) error {
		b.Trouble = ""
		return nil
	})
}

// setCease notes how polling is ended at once; false if this process may not poll any more.
func (k *keeper) setCease(cease func()) bool {
	k.f.mu.Lock()
	defer k.f.mu.Unlock()
	if k.cease != nil {
		k.cease() // frees what it holds
	}
	k.cease = cease
	return k.f.owns(k.id)
}

// WebhookAddress is where Telegram delivers the updates of a bot.
func WebhookAddress(publicURL string, botID int64) string {
	return strings.TrimRight(publicURL, "/") + telegram.WebhookPath + strconv.FormatInt(botID, 10)
}

// health tells the log and the row why no updates come. It is called by the poller, which asks with the token.
func (k *keeper) health(token, code, message string) {
	ctx := k.f.ctx
	trouble := message
	switch code {
	case "":
		k.log.InfoContext(ctx, "updates come again")
		trouble = ""
	case telegram.CodeConflict:
		trouble = troubleConflict
		k.log.ErrorContext(ctx, "another program asks Telegram for this bot's updates, or has set a webhook: stop it, or give it a token of its own")
	case telegram.CodeUnauthorized:
		trouble = errToken.Error()
		k.log.ErrorContext(ctx, "the token is not known any more: give the bot a new one")
	default:
		trouble = "No messages come at the moment, and the server keeps trying. " + message + "."
		k.log.WarnContext(ctx, "no updates come at the moment; trying again", "code", code, "error", message)
	}
	k.setTrouble(ctx, token, func(b *host.BotRecord) { b.Trouble = trouble })
}

// setMenu sets the commands of a revision; the bot works without.
func (k *keeper) setMenu(ctx context.Context, row *host.BotRecord) error {
	menu := strconv.Itoa(row.Revision) + " " + row.Token
	if k.menu == menu {
		return nil
	}
	commands, err := k.f.o.Host.Commands(ctx, row.ID)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, telegramPatience)
	defer cancel()
	if err := telegram.SetCommands(ctx, k.f.o.Caller, row.Token, commands); err != nil {
		return fmt.Errorf("%w: %w", ErrMenu, err)
	}
	k.menu = menu
	return nil
}

// leave deletes everything of the bot.
func (k *keeper) leave(ctx context.Context, row *host.BotRecord) error {
	served := k.served
	k.rest()
	if served {
		k.f.pause(ctx, lastTurns, nil)
	}
	asking, cancel := context.WithTimeout(ctx, telegramPatience)
	defer cancel()
	if err := telegram.DeleteWebhook(asking, k.f.o.Caller, row.Token); err != nil {
		k.log.InfoContext(ctx, "the webhook of a bot that leaves could not be removed", "error", err)
	}
	if err := k.f.o.Store.DropBot(ctx, row.ID); err != nil {
		return err
	}
	k.log.InfoContext(ctx, "the bot was removed")
	return nil
}
