package program

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/host"
)

// priceBot answers calls: at once, or when the user has said something.
const priceBot = `{"schema_version": 1, "name": "Prices", "language": "en",
	"flows": [{"id": "main", "name": "Main",
		"blocks": [
			{"id": "price", "type": "trigger.webhook", "config": {"name": "price", "dedupe": "call", "status": 202, "answer": "later"}},
			{"id": "say", "type": "http.reply", "exits": {"next": "end"}, "config": {"status": 201,
				"headers": [{"name": "X-Cup", "value": "{{ event.body.cup }}"}], "json": {"cup": "{{ event.body.cup }}", "stars": 50}}},
			{"id": "ask", "type": "trigger.webhook", "config": {"name": "ask", "status": 202, "answer": "later", "reply_within": "1s"}},
			{"id": "q", "type": "ask.text", "config": {"prompt": {"text": "Sugar?"}}},
			{"id": "told", "type": "http.reply", "exits": {"next": "end"}, "config": {"text": "{{ event.text }}"}},
			{"id": "any", "type": "trigger.fallback"},
			{"id": "eh", "type": "message.text", "config": {"text": "Eh?"}, "exits": {"next": "end"}}],
		"edges": [{"from": "price", "exit": "next", "to": "say"}, {"from": "ask", "exit": "next", "to": "q"},
			{"from": "q", "exit": "answered", "to": "told"}, {"from": "any", "exit": "next", "to": "eh"}]}]}`

func TestHooks_FlowAnswersTheCaller(t *testing.T) {
	t.Parallel()
	f := newHooksOf(t, host.Limits{}, []byte(priceBot))
	body := map[string]string{"Content-Type": "application/json"}
	for range 2 { // the second is the first come again
		w := f.try(t, call{"answered", "POST", "/hooks/4242/price", body, `{"telegram_id": 7, "call": "c1", "cup": "tea"}`, 201, `{"cup":"tea","stars":50}`, ""})
		if got := w.Header().Get("X-Cup") + " " + w.Header().Get("Content-Type"); got != "tea application/json" {
			t.Errorf("headers %q", got)
		}
	}
	f.try(t, call{"too late", "POST", "/hooks/4242/ask", body, `{"telegram_id": 7}`, 202, "later", "Sugar?"})
}

func TestHooks_CallerThatLeavesIsNotAnswered(t *testing.T) {
	t.Parallel()
	f := newHooksOf(t, host.Limits{}, []byte(strings.Replace(priceBot, `"reply_within": "1s"`, `"reply_within": "25s"`, 1)))
	ctx, leave := context.WithCancel(t.Context())
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(ctx, "POST", "/hooks/4242/ask", strings.NewReader(`{"telegram_id": 7}`))
	r.Header.Set("Content-Type", "application/json")
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.hooks.ServeHTTP(w, r)
	}()
	if sent := <-f.sent; sent != "Sugar?" {
		t.Errorf("sent %q", sent)
	}
	leave()
	<-done
	if w.Body.Len() > 0 {
		t.Errorf("answered %q", w.Body)
	}
}
