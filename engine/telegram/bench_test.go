package telegram_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/host"
	"github.com/scenarist/scenarist/engine/telegram"
)

const sentMessage = `{"message_id":5,"from":{"id":42,"is_bot":true,"first_name":"Shop","username":"shop_bot"},"chat":{"id":7,"first_name":"Ann","type":"private"},"date":1767225600,"text":"Hi, Ann! What will it be?","reply_markup":{"inline_keyboard":[[{"text":"Buy","callback_data":"b.abcdefgh"},{"text":"Site","url":"https://example.com"}]]}}`

func benchEffect() *engine.Effect {
	return &engine.Effect{Kind: engine.SendMessage, ChatID: 7, Content: &engine.Content{
		Text:   "Hi, <b>Ann</b>! What will it be?",
		Inline: [][]engine.Button{{{Label: "Buy", Token: "b.abcdefgh"}, {Label: "Site", URL: "https://example.com"}}},
	}}
}

func benchPerform(b *testing.B, caller telegram.Caller) {
	b.Helper()
	m := telegram.NewMessenger(caller, telegram.MessengerOptions{})
	bot, e, refs := &host.BotRecord{ID: 42, Token: token}, benchEffect(), &references{}
	b.ReportAllocs()
	for b.Loop() {
		r, err := m.Perform(context.Background(), bot, e, refs)
		if err != nil || len(r.MessageIDs) != 1 {
			b.Fatal(r, err)
		}
	}
}

// BenchmarkPerformText is one message with two buttons, from the effect to the receipt, without a network.
func BenchmarkPerformText(b *testing.B) {
	benchPerform(b, callerFunc(func(context.Context, string, []byte) (json.RawMessage, error) {
		return json.RawMessage(sentMessage), nil
	}))
}

// BenchmarkPerformTextOverHTTP is the same over loopback, with the smallest server there can be in the same process.
func BenchmarkPerformTextOverHTTP(b *testing.B) {
	answer := []byte(`{"ok":true,"result":` + sentMessage + `}`)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = w.Write(answer)
	}))
	defer server.Close()
	client, err := telegram.NewClient(telegram.ClientOptions{BaseURL: server.URL})
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	benchPerform(b, client)
}

func benchDecode(b *testing.B, name string) {
	b.Helper()
	raw := updateOf(b, filepath.Join("testdata", "updates", name))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := telegram.Decode("shop_bot", raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeMessage(b *testing.B) { benchDecode(b, "command.json") }

func BenchmarkDecodeCallback(b *testing.B) { benchDecode(b, "callback.json") }
