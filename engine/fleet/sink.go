package fleet

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

const (
	// claimPrefix begins the start parameter of the link by which somebody becomes the owner.
	claimPrefix = "owner_"
	// claimSecret keeps its code. No document can name such a secret.
	claimSecret = "owner.claim"
)

// sink gives updates to the host, but for the one by which the owner claims the bot.
type sink struct {
	store  Store
	host   *host.Host
	caller telegram.Caller
	log    *slog.Logger

	claiming sync.Mutex
}

// Receive returns when the update is committed.
func (s *sink) Receive(ctx context.Context, botID int64, u telegram.Update, raw []byte) error {
	if m := u.Event.Message; m != nil && m.Command == "start" && strings.HasPrefix(m.Args, claimPrefix) && u.Event.Chat.Private() {
		if done, err := s.claim(ctx, botID, u); done || err != nil {
			return err
		}
	}
	if u.MigratedTo != 0 {
		s.host.MoveChat(botID, u.Event.Chat.ID, u.MigratedTo)
	}
	return s.host.Receive(ctx, host.Incoming{Key: u.Key, UpdateID: u.ID, Event: u.Event, Raw: raw})
}

// claim makes the sender the owner if the code is right; a code works once.
func (s *sink) claim(ctx context.Context, botID int64, u telegram.Update) (bool, error) {
	s.claiming.Lock()
	defer s.claiming.Unlock()
	code, err := s.store.Secret(ctx, botID, claimSecret)
	if err != nil && !errors.Is(err, engine.ErrNotFound) {
		return false, fmt.Errorf("read the code of the owner's link: %w", err)
	}
	given := strings.TrimPrefix(u.Event.Message.Args, claimPrefix)
	if code == "" || subtle.ConstantTimeCompare([]byte(given), []byte(code)) != 1 {
		return false, nil
	}
	if err := s.host.AddStaff(ctx, botID, u.Event.User.ID, OwnerRole); err != nil {
		return false, fmt.Errorf("make user the owner: %w", err)
	}
	if err := s.store.SetSecret(ctx, botID, claimSecret, ""); err != nil {
		return false, fmt.Errorf("end the owner's link: %w", err)
	}
	s.log.InfoContext(ctx, "the bot has an owner now", "bot_id", botID)
	text := "You are this bot's owner now: its notices come to you. Send /start to see what your customers see."
	if strings.HasPrefix(u.Event.User.Language, "ru") {
		text = "Теперь вы владелец этого бота: уведомления приходят вам. Отправьте /start и увидите то, что видят клиенты."
	}
	if err := s.answer(ctx, botID, u.Event.Chat.ID, text); err != nil {
		s.log.WarnContext(ctx, "the new owner could not be answered", "bot_id", botID, "error", err)
	}
	return true, nil
}

func (s *sink) answer(ctx context.Context, botID, chatID int64, text string) error {
	b, err := s.store.Bot(ctx, botID)
	if err != nil {
		return err
	}
	params, err := json.Marshal(map[string]any{"chat_id": chatID, "text": text})
	if err != nil {
		return err
	}
	_, err = s.caller.Call(ctx, b.Token, "sendMessage", params, nil)
	return err
}
