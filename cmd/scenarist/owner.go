package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// ownerRole is the staff role that gets a bot's notices.
const ownerRole = "owner"

// claimPrefix begins the start parameter of the link by which somebody becomes the owner.
const claimPrefix = "owner_"

// sink gives updates to the host, but for the one by which the owner claims the bot.
type sink struct {
	host   *host.Host
	caller telegram.Caller
	token  string
	log    *slog.Logger

	mu   sync.Mutex
	code string // open claim; empty for none
}

// newClaim makes a one-time code.
func newClaim() string { return strings.ToLower(rand.Text())[:20] }

// Receive returns when the update is committed.
func (s *sink) Receive(ctx context.Context, botID int64, u telegram.Update, raw []byte) error {
	if m := u.Event.Message; m != nil && m.Command == "start" && strings.HasPrefix(m.Args, claimPrefix) {
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
	s.mu.Lock()
	defer s.mu.Unlock()
	given := strings.TrimPrefix(u.Event.Message.Args, claimPrefix)
	if s.code == "" || !u.Event.Chat.Private() || subtle.ConstantTimeCompare([]byte(given), []byte(s.code)) != 1 {
		return false, nil
	}
	if err := s.host.AddStaff(ctx, botID, u.Event.User.ID, ownerRole); err != nil {
		return false, fmt.Errorf("make user the owner: %w", err)
	}
	s.code = ""
	s.log.InfoContext(ctx, "the bot has an owner now", "bot_id", botID)
	text := "You are this bot's owner now: its notices come to you. Send /start to see what your customers see."
	if strings.HasPrefix(u.Event.User.Language, "ru") {
		text = "Теперь вы владелец этого бота: уведомления приходят вам. Отправьте /start и увидите то, что видят клиенты."
	}
	params, err := json.Marshal(map[string]any{"chat_id": u.Event.Chat.ID, "text": text})
	if err != nil {
		return true, fmt.Errorf("answer the owner: %w", err)
	}
	if _, err := s.caller.Call(ctx, s.token, "sendMessage", params, nil); err != nil {
		s.log.WarnContext(ctx, "the new owner could not be answered", "bot_id", botID, "error", err)
	}
	return true, nil
}

// commands gathers the command menu of a revision.
func commands(rev *engine.Revision) []engine.Command {
	var out []engine.Command
	for _, t := range rev.Triggers() {
		if c, ok := t.Behaviour.(engine.Commander); ok {
			out = append(out, c.Commands()...)
		}
	}
	return out
}
