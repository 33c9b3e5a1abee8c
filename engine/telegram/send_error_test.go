package telegram_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

// performWith performs an effect over a caller that always answers alike.
func performWith(t *testing.T, e engine.Effect, err error) *host.SendError {
	t.Helper()
	caller := callerFunc(func(context.Context, string, []byte) (json.RawMessage, error) { return nil, err })
	m := telegram.NewMessenger(caller, telegram.MessengerOptions{})
	_, got := m.Perform(t.Context(), &host.BotRecord{Token: token}, &e, &references{})
	if got == nil {
		return nil
	}
	var failed *host.SendError
	if !errors.As(got, &failed) {
		t.Fatalf("no *host.SendError: %v", got)
	}
	return failed
}

func textEffect() engine.Effect {
	return engine.Effect{Kind: engine.SendMessage, ChatID: 7, Content: &engine.Content{Text: "x", Plain: true}}
}

func TestPerform_TellsWhatEveryRefusalMeans(t *testing.T) {
	t.Parallel()
	fatal := func(code string) host.SendError { return host.SendError{Fatal: true, Code: code} }
	for _, c := range []struct {
		code int
		text string
		want host.SendError
	}{
		{403, "Forbidden: bot was blocked by the user", fatal("blocked")},
		{403, "Forbidden: user is deactivated", fatal("deactivated")},
		{403, "Forbidden: bot can't initiate conversation with a user", fatal("blocked")},
		{403, "Forbidden: bot can't send messages to bots", fatal("blocked")},
		{403, "Forbidden: bot was kicked from the supergroup chat", fatal("chat_not_found")},
		{403, "Forbidden: bot is not a member of the channel chat", fatal("chat_not_found")},
		{403, "Forbidden: CHAT_WRITE_FORBIDDEN", fatal("rights")},
		{400, "Bad Request: chat not found", fatal("chat_not_found")},
		{400, "Bad Request: PEER_ID_INVALID", fatal("chat_not_found")},
		{400, "Bad Request: message is too long", fatal("too_long")},
		{400, "Bad Request: message caption is too long", fatal("too_long")},
		{400, "Bad Request: text must be non-empty", fatal("empty")},
		{400, "Bad Request: message text is empty", fatal("empty")},
		{400, "Bad Request: can't parse entities: Can't find end tag corresponding to start tag b", fatal("parse")},
		{400, "Bad Request: wrong file identifier/HTTP URL specified", fatal("file")},
		{400, "Bad Request: failed to get HTTP URL content", fatal("file")},
		{400, "Bad Request: wrong type of the web page content", fatal("file")},
		{400, "Bad Request: BUTTON_DATA_INVALID", fatal("keyboard")},
		{400, "Bad Request: BUTTON_URL_INVALID", fatal("keyboard")},
		{400, "Bad Request: inline keyboard button URL 'x' is invalid: Wrong HTTP URL", fatal("keyboard")},
		{400, "Bad Request: reply markup is too long", fatal("too_long")},
		{400, "Bad Request: not enough rights to send text messages to the chat", fatal("rights")},
		{400, "Bad Request: need administrator rights in the channel chat", fatal("rights")},
		{400, "Bad Request: member list is inaccessible", fatal("rights")},
		{400, "Bad Request: something new", fatal("other")},
		{404, "Not Found: method not found", fatal("other")},
		{413, "Request Entity Too Large", fatal("file")},
		{401, "Unauthorized", host.SendError{Fatal: true, WholeBot: true, Code: "unauthorized"}},
		{404, "Not Found", host.SendError{Fatal: true, WholeBot: true, Code: "unauthorized"}},
		{409, "Conflict: terminated by other getUpdates request", host.SendError{Retry: true, After: 10 * time.Second, Code: "conflict"}},
		{429, "Too Many Requests: retry after 9", host.SendError{Retry: true, After: 3 * time.Second, Code: "flood"}},
		{500, "Internal Server Error", host.SendError{Unknown: true, After: 2 * time.Second, Code: "server"}},
		{502, "Bad Gateway", host.SendError{Unknown: true, After: 2 * time.Second, Code: "server"}},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			got := performWith(t, textEffect(), &telegram.RefusalError{Code: c.code, Description: c.text})
			if !strings.HasSuffix(c.text, got.Message) || got.Message == "" {
				t.Errorf("message %q is not the platform's", got.Message)
			}
			c.want.Message = got.Message
			if !reflect.DeepEqual(*got, c.want) {
				t.Errorf("got %+v, want %+v", *got, c.want)
			}
		})
	}
}

func TestPerform_TellsWhetherTheCallMayHaveBeenCarriedOut(t *testing.T) {
	t.Parallel()
	lost := syscall.ECONNRESET
	effects := map[string]engine.Effect{
		"send":    textEffect(),
		"invoice": {Kind: engine.SendInvoice, Invoice: &engine.Invoice{}},
		"edit":    {Kind: engine.EditMessage, Target: &engine.Target{MessageID: 1}, Content: &engine.Content{Text: "x"}},
		"buttons": {Kind: engine.EditMessage, Target: &engine.Target{MessageID: 1, Buttons: true}},
		"delete":  {Kind: engine.DeleteMessage, Target: &engine.Target{MessageID: 1}},
		"answer":  {Kind: engine.AnswerButton, Answer: &engine.ButtonAnswer{QueryID: "q"}},
		"query":   {Kind: engine.AnswerCheckout, Query: &engine.CheckoutAnswer{QueryID: "q", OK: true}},
		"action":  {Kind: engine.ShowAction, Action: "typing"},
		"get":     {Kind: engine.CallMethod, Call: &engine.MethodCall{Method: "getChat"}},
		"copy":    {Kind: engine.CallMethod, Call: &engine.MethodCall{Method: "copyMessage"}},
		"unknown": {Kind: engine.CallMethod, Call: &engine.MethodCall{Method: "teleport"}},
	}
	once := map[string]bool{"send": true, "invoice": true, "copy": true, "unknown": true}
	for name, e := range effects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := host.SendError{Retry: true, After: time.Second, Code: "network", Message: "Telegram cannot be reached: the connection broke before the answer came"}
			if got := performWith(t, e, &telegram.NetworkError{Err: lost}); !reflect.DeepEqual(*got, want) {
				t.Errorf("not sent: got %+v, want %+v", *got, want)
			}
			want.Retry, want.Unknown = !once[name], once[name]
			if got := performWith(t, e, &telegram.NetworkError{Sent: true, Err: lost}); !reflect.DeepEqual(*got, want) {
				t.Errorf("sent: got %+v, want %+v", *got, want)
			}
			want.After, want.Code = 2*time.Second, "server"
			want.Message = "Telegram's server did not answer as it should, with the status 504"
			got := performWith(t, e, &telegram.AnswerError{Status: 504, Reason: "the answer is not the bot api's"})
			if !reflect.DeepEqual(*got, want) {
				t.Errorf("gateway: got %+v, want %+v", *got, want)
			}
		})
	}
}

func TestPerform_EffectsWithoutTheirDataAreRefused(t *testing.T) {
	t.Parallel()
	for _, kind := range []engine.EffectKind{
		engine.SendMessage, engine.EditMessage, engine.DeleteMessage, engine.AnswerButton, engine.AnswerCheckout,
		engine.SendInvoice, engine.CallMethod, engine.NotifyStaff, "", "teleport",
	} {
		got := performWith(t, engine.Effect{Kind: kind}, errors.New("must not be called"))
		if got == nil || !got.Fatal || got.Code != "other" {
			t.Errorf("%q: got %+v", kind, got)
		}
	}
}
