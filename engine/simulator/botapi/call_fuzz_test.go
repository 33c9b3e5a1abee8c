package botapi_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// FuzzCall: whatever a bot sends, the stand-in answers with JSON or refuses.
func FuzzCall(f *testing.F) {
	for _, seed := range [][2]string{
		{"sendMessage", `{"chat_id":77,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}}`},
		{"sendMessage", `{"chat_id":77,"text":"x","reply_markup":{"keyboard":[["a",{"text":"b","request_users":{"request_id":1}}]]}}`},
		{"sendMediaGroup", `{"chat_id":77,"media":[{"type":"photo","media":"https://x.com/a.jpg"},{"type":"video","media":"https://x.com/b"}]}`},
		{"sendInvoice", `{"chat_id":77,"title":"T","description":"D","payload":"p","currency":"XTR","prices":[{"label":"L","amount":5}]}`},
		{"sendPoll", `{"chat_id":77,"question":"q","options":["a",{"text":"b"}],"type":"quiz","correct_option_ids":[0]}`},
		{"editMessageMedia", `{"chat_id":77,"message_id":2,"media":{"type":"photo","media":"https://x.com/a.jpg"}}`},
		{"deleteMessages", `{"chat_id":77,"message_ids":[1,"2"]}`},
		{"setMyCommands", `{"commands":[{"command":"a","description":"b"}],"scope":{"type":"chat","chat_id":77}}`},
		{"setMessageReaction", `{"chat_id":77,"message_id":1,"reaction":[{"type":"emoji","emoji":"👍"}]}`},
		{"answerShippingQuery", `{"shipping_query_id":"1","ok":true,"shipping_options":[{"id":"1","title":"t","prices":[{"label":"L","amount":"5"}]}]}`},
		{"answerInlineQuery", `{"inline_query_id":"1","results":[{"type":"article","id":"1"}]}`},
		{"getUpdates", `{"offset":-1,"limit":5,"allowed_updates":["message"]}`},
		{"setChatMenuButton", `{"menu_button":{"type":"web_app","text":"t","web_app":{"url":"https://x.com"}}}`},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, method, params string) {
		var p map[string]json.RawMessage
		if json.Unmarshal([]byte(params), &p) != nil || method == "setWebhook" {
			return // a webhook would be delivered to
		}
		delete(p, "timeout")
		b := setup(t)
		b.must(t, "sendMessage", `{"chat_id":77,"text":"bot"}`)
		raw, err := b.Call(t.Context(), token, method, p, nil)
		if _, refused := errors.AsType[*botapi.Error](err); err != nil && !refused {
			t.Errorf("%s %s: %v", method, params, err)
		}
		if err == nil && !json.Valid(raw) {
			t.Errorf("%s %s: result %s", method, params, raw)
		}
		for _, m := range b.ann.Screen(token) {
			if _, err := json.Marshal(m); err != nil {
				t.Errorf("the screen cannot be encoded: %v", err)
			}
		}
	})
}
