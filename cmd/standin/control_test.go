package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/simulator/botapi"
)

func TestControl_MovesPeopleAndShowsWhatTheySee(t *testing.T) {
	t.Parallel()
	telegram := botapi.New(botapi.Options{})
	t.Cleanup(telegram.Close)
	h := newControl(telegram)
	post := func(path, body string) (int, string) {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		return rec.Code, rec.Body.String()
	}
	screen := func() []seen {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/control/screen?token=42:x&person=Anna", http.NoBody))
		var out []seen
		if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	must := func(code int, text string) {
		t.Helper()
		if code >= 300 {
			t.Fatalf("%d %s", code, text)
		}
	}
	must(post("/control/bots", `{"token": "42:x", "username": "talk_bot", "name": "Talk"}`))
	must(post("/control/say", `{"token": "42:x", "person": "Anna", "text": "/start"}`))
	anna := newControlPerson(t, h, "Anna")
	must(post("/bot42:x/sendMessage", `{"chat_id": `+anna+`, "text": "Tea?", "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}}`))

	want := []seen{
		{ID: 1, Own: true, Text: "/start", Buttons: [][]string{}},
		{ID: 2, Text: "Tea?", Buttons: [][]string{{"Yes"}}},
	}
	if got := screen(); !reflect.DeepEqual(got, want) {
		t.Errorf("Anna sees %+v, want %+v", got, want)
	}
	must(post("/control/press", `{"token": "42:x", "person": "Anna", "text": "Yes"}`))
	if code, text := post("/control/press", `{"token": "42:x", "person": "Anna", "text": "No"}`); code != http.StatusConflict || !strings.Contains(text, `no button "No"`) {
		t.Errorf("a button that is not there: %d %s", code, text)
	}
	if code, text := post("/control/pay", `{"token": "42:x", "person": "Anna"}`); code != http.StatusConflict || !strings.Contains(text, "no invoice") {
		t.Errorf("an invoice that is not there: %d %s", code, text)
	}
	if code, _ := post("/control/say", `{"who": 1}`); code != http.StatusBadRequest {
		t.Errorf("a wrong request: %d", code)
	}
}

// newControlPerson gives the chat id of a person, as the bot learns it from its updates.
func newControlPerson(t *testing.T, h http.Handler, name string) string {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/bot42:x/getUpdates", strings.NewReader(`{}`)))
	body, err := io.ReadAll(rec.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	var updates struct {
		Result []struct {
			Message struct {
				Chat struct {
					ID   json.Number `json:"id"`
					Name string      `json:"first_name"`
				} `json:"chat"`
			} `json:"message"`
		} `json:"result"`
	}
	if err := json.Unmarshal(body, &updates); err != nil || len(updates.Result) != 1 || updates.Result[0].Message.Chat.Name != name {
		t.Fatalf("updates: %s, %v", body, err)
	}
	return string(updates.Result[0].Message.Chat.ID)
}
