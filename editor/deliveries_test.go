package editor_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

// What Telegram says of deliveries that fail, and how many updates wait there, is part of a bot's health.
func TestTelegram_HealthTellsOfFailedDeliveries(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	b := w.liveBot()
	path := "/bots/" + b.ID
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	t.Cleanup(front.Close)
	_, err := w.telegram.Call(t.Context(), shopToken, "setWebhook", map[string]json.RawMessage{"url": json.RawMessage(`"` + front.URL + `"`)}, nil)
	w.check(err)
	if h := get[editor.Health](w, "viewer", "GET", path+"/health", nil); h.Webhook != front.URL || h.Pending != 0 || h.LastError != "" || h.LastErrorAt != nil {
		t.Errorf("before anything is delivered: %+v", h)
	}
	ann := w.telegram.NewUser(botapi.User{FirstName: "Ann"})
	for range 3 {
		_, err := ann.Say(shopToken, "Anybody?")
		w.check(err)
	}
	var h editor.Health
	for begun := time.Now(); h.LastError == ""; h = get[editor.Health](w, "viewer", "GET", path+"/health", nil) {
		if time.Since(begun) > 30*time.Second {
			t.Fatalf("no delivery fails: %+v", h)
		}
	}
	if h.LastError != "Wrong response from the webhook: 502 Bad Gateway" || h.LastErrorAt == nil || time.Since(*h.LastErrorAt).Abs() > time.Minute || h.Pending != 3 {
		t.Errorf("health %+v", h)
	}
}
