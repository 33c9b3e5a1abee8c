package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// OwnerNotifier tells a bot's owners by another bot of theirs: one whose token is refused cannot write itself. Only a bot of
// which the same person is the owner writes, so that nobody hears of a bot that is not theirs. Where there is none, the log
// and the list of bots are all that tells.
type OwnerNotifier struct {
	Store  Store
	Caller telegram.Caller
	Log    *slog.Logger
}

// Notify writes to each owner once. It fails if nobody was reached and a try later may reach somebody.
func (n *OwnerNotifier) Notify(ctx context.Context, i host.Incident) error {
	b, err := n.Store.Bot(ctx, i.BotID)
	if errors.Is(err, engine.ErrNotFound) {
		return nil // it was removed
	}
	if err != nil {
		return err
	}
	owners, err := n.Store.Staff(ctx, b.ID, []string{OwnerRole})
	if err != nil {
		return err
	}
	bots, err := n.Store.Bots(ctx)
	if err != nil {
		return err
	}
	text := n.words(ctx, &b, !i.EndedAt.IsZero())
	told := 0
	var later error
	for _, owner := range owners {
		ok, err := n.tell(ctx, bots, b.ID, owner, text)
		if ok {
			told++
		}
		later = errors.Join(later, err)
	}
	switch {
	case told > 0:
		n.Log.InfoContext(ctx, "the owner was told by another bot", "bot_id", b.ID, "owners", told)
		return nil
	case later != nil:
		return fmt.Errorf("tell the owner of bot %d: %w", b.ID, later)
	default:
		n.Log.WarnContext(ctx, "the owner could not be told: no other bot of theirs can write to them", "bot_id", b.ID)
		return nil
	}
}

// tell writes to an owner by the first bot of theirs that can. An error means that it may work later.
func (n *OwnerNotifier) tell(ctx context.Context, bots []host.BotRecord, sick, owner int64, text string) (bool, error) {
	params, err := json.Marshal(map[string]any{"chat_id": owner, "text": text})
	if err != nil {
		return false, err
	}
	var later error
	for _, b := range bots {
		if b.ID == sick || b.ID < 0 || b.Paused || b.Leaving || b.Trouble != "" || b.Revision == 0 || b.Token == "" {
			continue
		}
		owners, err := n.Store.Staff(ctx, b.ID, []string{OwnerRole})
		if err != nil {
			return false, err
		}
		if !slices.Contains(owners, owner) {
			continue
		}
		_, err = n.Caller.Call(ctx, b.Token, "sendMessage", params, nil)
		var refused *telegram.RefusalError
		switch {
		case err == nil:
			return true, nil
		case errors.As(err, &refused) && refused.Code >= 400 && refused.Code < 500 && refused.Code != 429:
			continue // the owner has not started this one, or has blocked it
		}
		later = errors.Join(later, err)
	}
	return false, later
}

// words are in the language of the bot that it is about.
func (n *OwnerNotifier) words(ctx context.Context, b *host.BotRecord, over bool) string {
	russian := false
	if document, err := n.Store.Revision(ctx, b.ID, b.Revision); err == nil {
		doc, err := flow.Load(document)
		russian = err == nil && doc.Language == "ru"
	}
	switch {
	case over && russian:
		return fmt.Sprintf("Ваш бот @%s снова работает: Telegram принимает его токен.", b.Username)
	case over:
		return fmt.Sprintf("Your bot @%s works again: Telegram takes its token.", b.Username)
	case russian:
		return fmt.Sprintf("Ваш бот @%s остановлен: Telegram не принимает его токен. Возьмите новый у @BotFather (/token) и подключите бота с ним; то, что ему пишут, Telegram хранит сутки.", b.Username)
	default:
		return fmt.Sprintf("Your bot @%s has stopped: Telegram refuses its token. Get a new one from @BotFather (/token) and give it to the bot; Telegram keeps what is written to it for a day.", b.Username)
	}
}
