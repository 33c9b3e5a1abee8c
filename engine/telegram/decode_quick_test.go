package telegram_test

import (
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/telegram"
)

// TestDecode_ReadsTheUsualQuicklyAndAllAlike gives one update in many ways of writing.
func TestDecode_ReadsTheUsualQuicklyAndAllAlike(t *testing.T) {
	t.Parallel()
	const (
		text  = `{"update_id":1,"message":{"message_id":2,"from":{"id":7,"is_bot":false,"first_name":"Ann","username":"ann","language_code":"en","is_premium":true},"chat":{"id":7,"first_name":"Ann","type":"private"},"date":1700000000,"text":"/start x","entities":[{"offset":0,"length":6,"type":"bot_command"}]}}`
		press = `{"update_id":1,"callback_query":{"id":"55","from":{"id":7,"is_bot":false,"first_name":"Ann"},"message":{"message_id":2,"from":{"id":42,"is_bot":true,"first_name":"Shop"},"chat":{"id":7,"type":"private"},"date":0,"text":"\u0414\u0430? \"yes\"","reply_markup":{"inline_keyboard":[[{"text":"A B","callback_data":"b"}],[]]}},"chat_instance":"-1","data":"b.x"}}`
	)
	change := func(in, old, by string) string {
		out := strings.Replace(in, old, by, 1)
		if out == in {
			t.Fatalf("%s is not in %s", old, in)
		}
		return out
	}
	for _, c := range []struct {
		name, update string
		quick        bool
	}{
		{"text", text, true},
		{"press", press, true},
		{"spaces", " " + strings.NewReplacer(",", " ,\n", ":{", ": {\t", "[", "[ ").Replace(text) + "\r\n", true},
		{"other buttons", change(press, `"callback_data":"b"`, `"url":"https://example.com","copy_text":{"text":"a"}`), true},
		{"no buttons", change(press, `[{"text":"A B","callback_data":"b"}],[]`, ``), true},
		{"a label twice", change(press, `"text":"A B"`, `"text":"A","text":"A B"`), false},
		{"letters beyond ASCII", change(text, "/start x", "Да 👋"), true},
		{"escaped", change(text, "/start x", `\u0414\u0430 \ud83d\ude00\n\t\"\\\/`), true},
		{"half a surrogate", change(text, "/start x", `\ud83d`), true},
		{"no UTF-8", change(text, "/start x", "a\xffb"), true},
		{"negative chat", change(text, `"chat":{"id":7`, `"chat":{"id":-1001234567890`), true},
		{"no entities", change(text, `{"offset":0,"length":6,"type":"bot_command"}`, ``), true},
		{"unknown member of a user", change(text, `"id":7,`, `"id":7,"new":[1,-2,{"a":null,"B":true},"\u00e9",false],`), true},
		{"an unknown one twice", change(press, `"id":7,`, `"id":7,"new":1,"new":2,`), true},
		{"name in another case", change(text, `"text"`, `"Text"`), false},
		{"name with the long s", change(text, `"first_name"`, `"fir\u017ft_name"`), false},
		{"escaped name", change(text, `"text"`, `"te\u0078t"`), false},
		{"twice", change(text, `"text":`, `"text":"a","text":`), false},
		{"a message twice", change(text, `"message":`, `"message":{"caption":"a"},"message":`), false},
		{"null", change(text, `"Ann"`, `null`), false},
		{"unknown member of a message", change(text, `"date"`, `"via":1,"date"`), false},
		{"a fraction", change(text, `"id":7`, `"id":7.0`), false},
		{"an exponent", change(text, `"id":7`, `"id":7e1`), false},
		{"leading zero", change(text, `"id":7`, `"id":07`), false},
		{"large number", change(text, `"id":7`, `"id":9223372036854775807`), false},
		{"text for a number", change(text, `"id":7`, `"id":"7"`), false},
		{"wrong escape", change(press, `\u0414`, `\u04x4`), false},
		{"control character", change(text, "/start x", "a\nb"), false},
		{"more behind it", text + "x", false},
		{"cut off", press[:len(press)-1], false},
		{"comma at the end", change(text, `"bot_command"}`, `"bot_command"},`), false},
		{"deep", change(press, `"chat_instance":"-1"`, `"x":`+strings.Repeat("[", 100)+strings.Repeat("]", 100)), false},
		{"another kind", change(text, `"message":`, `"edited_message":`), false},
		{"nothing", "", false},
	} {
		if got := telegram.ReadsQuickly([]byte(c.update)); got != c.quick {
			t.Errorf("%s: quick %v, want %v", c.name, got, c.quick)
		}
		if trouble := telegram.CompareQuick([]byte(c.update)); trouble != "" {
			t.Errorf("%s: %s", c.name, trouble)
		}
	}
	for _, raw := range shapes(t) {
		if trouble := telegram.CompareQuick(raw); trouble != "" {
			t.Error(trouble)
		}
	}
}
