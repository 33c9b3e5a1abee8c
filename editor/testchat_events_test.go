package editor_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTestChat_TellsWhenSomethingHappens(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	chat := d.open("coffee")
	server := httptest.NewServer(d.handler)
	t.Cleanup(server.Close)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/v1/chats/"+chat.ID+"/events", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer editor")
	res, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() }) // it was only read
	events := bufio.NewScanner(res.Body)
	next := func() string {
		t.Helper()
		name := ""
		for events.Scan() {
			if e, ok := strings.CutPrefix(events.Text(), "event: "); ok {
				name = e
			}
			if data, ok := strings.CutPrefix(events.Text(), "data: "); ok && name == "chat" {
				return data
			}
		}
		return "over"
	}
	first := next()
	d.act(chat, "you", `{"start": ""}`)
	if second := next(); second == first || second == "over" {
		t.Errorf("after a message %s, before it %s", second, first)
	}
	d.ask("editor", "DELETE", "/chats/"+chat.ID, "")
	for data := next(); data != "over"; data = next() { // until the chat has ended
		t.Log(data)
	}
}
