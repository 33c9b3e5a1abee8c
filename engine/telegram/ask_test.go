package telegram_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/telegram"
)

// answering is a platform that always says the same.
type answering struct {
	result string
	err    error
	params string
}

func (a *answering) Call(_ context.Context, _, _ string, params []byte, _ []telegram.Upload) (json.RawMessage, error) {
	a.params = string(params)
	return json.RawMessage(a.result), a.err
}

func TestAsk_GivesTheResult(t *testing.T) {
	t.Parallel()
	a := &answering{result: `{"status":"member"}`}
	got, err := telegram.Ask(t.Context(), a, "1:x", "getChatMember", map[string]any{"chat_id": "@news", "user_id": int64(7_000_000_001)})
	if err != nil || string(got) != a.result {
		t.Fatalf("got %s, %v", got, err)
	}
	if want := `{"chat_id":"@news","user_id":7000000001}`; a.params != want {
		t.Fatalf("asked %s, want %s", a.params, want)
	}
}

func TestAsk_TroublesSayWhetherToTryAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method string
		err    error
		code   string
		again  bool
	}{
		"no such chat":      {"getChatMember", &telegram.RefusalError{Code: 400, Description: "Bad Request: chat not found"}, "telegram_chat_not_found", false},
		"no right":          {"banChatMember", &telegram.RefusalError{Code: 400, Description: "Bad Request: not enough rights to restrict/unrestrict chat member"}, "telegram_rights", false},
		"flood":             {"getChatMember", &telegram.RefusalError{Code: 429, Description: "Too Many Requests: retry after 3"}, "telegram_flood", true},
		"revoked token":     {"getMe", &telegram.RefusalError{Code: 401, Description: "Unauthorized"}, "telegram_unauthorized", false},
		"network":           {"getChatMember", &telegram.NetworkError{Sent: true, Err: errors.New("reset")}, "telegram_network", true},
		"may be done":       {"createChatInviteLink", &telegram.NetworkError{Sent: true, Err: errors.New("reset")}, "telegram_network", false},
		"certainly not yet": {"createChatInviteLink", &telegram.NetworkError{Err: errors.New("refused")}, "telegram_network", true},
		"no method":         {"get../me", nil, "telegram_method", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := telegram.Ask(t.Context(), &answering{err: c.err}, "1:x", c.method, nil)
			re, ok := errors.AsType[*engine.RunError](err)
			if !ok || re.Code != c.code || re.Retryable != c.again {
				t.Fatalf("the trouble is %+v", err)
			}
		})
	}
}
