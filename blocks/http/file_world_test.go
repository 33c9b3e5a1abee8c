package http_test

import (
	"fmt"
	"io"
	nethttp "net/http"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/simulator"
)

const receiptsBot = `{"schema_version": 1, "name": "Receipts", "language": "en", "settings": {"secrets": ["key"]},
	"variables": [{"scope": "user", "name": "kept", "type": "object"}],
	"flows": [{"id": "main", "name": "Main",
		"blocks": [
			{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
			{"id": "ask", "type": "ask.file", "config": {"prompt": {"text": "Your receipt?"}, "save_to": "local.sent"}, "exits": {"error": "end"}},
			{"id": "keep", "type": "data.file", "config": {"file": "{{ local.sent }}", "keep_for": "1h", "name": "receipt-{{ user.id }}", "save_to": "user.kept"}},
			{"id": "thanks", "type": "message.text", "config": {"text": "Thank you: {{ local.file.name }}"}, "exits": {"next": "end"}},
			{"id": "show", "type": "trigger.command", "config": {"command": "show"}},
			{"id": "send", "type": "message.media", "config": {"file": "{{ user.kept }}", "text": "Yours"}, "exits": {"next": "end"}},
			{"id": "pass", "type": "trigger.command", "config": {"command": "pass"}},
			{"id": "upload", "type": "data.file", "config": {"file": "{{ user.kept }}", "to": "upload", "upload": {"url": "SERVER/{{ user.kept.name }}", "auth": {"kind": "bearer", "token": "{{ secret.key }}"}}}},
			{"id": "passed", "type": "message.text", "config": {"text": "It is at {{ local.file.url }}"}, "exits": {"next": "end"}},
			{"id": "gone", "type": "message.text", "config": {"text": "It is gone."}, "exits": {"next": "end"}}],
		"edges": [{"from": "start", "exit": "next", "to": "ask"}, {"from": "ask", "exit": "answered", "to": "keep"}, {"from": "keep", "exit": "ok", "to": "thanks"},
			{"from": "show", "exit": "next", "to": "send"}, {"from": "pass", "exit": "next", "to": "upload"},
			{"from": "upload", "exit": "ok", "to": "passed"}, {"from": "upload", "exit": "not_found", "to": "gone"}]}]}`

// What a user sent is kept, sent back to her and handed on, until its time is over.
func TestFileWorld_AFileIsKeptSentBackAndPassedOn(t *testing.T) {
	t.Parallel()
	var got []string
	server := serve(t, func(_ nethttp.ResponseWriter, r *nethttp.Request) {
		body, err := io.ReadAll(r.Body)
		got = append(got, fmt.Sprint(r.Method, " ", r.URL, " ", r.Header.Get("Authorization"), " ", len(body) > 0, " ", err))
	})
	s := newWorld(t, strings.ReplaceAll(receiptsBot, "SERVER", server))
	s.sees(t, s.you.Start(""), simulator.Seen{Text: "Your receipt?"})
	name := fmt.Sprintf("receipt-%d.txt", s.you.ID())
	s.sees(t, s.you.Send("file", ""), simulator.Seen{Text: "Thank you: " + name})
	for range 2 { // as an upload, and by its file_id
		s.sees(t, s.you.Say("/show"), simulator.Seen{Media: []string{"file " + name}, Text: "Yours"})
	}
	screen := s.you.Screen()
	if a, b := screen[len(screen)-1].Document, screen[len(screen)-3].Document; a == nil || b == nil || a.FileID != b.FileID || a.FileSize == 0 {
		t.Errorf("sent %+v and %+v", b, a)
	}
	s.sees(t, s.you.Say("/pass"), simulator.Seen{Text: "It is at " + server + "/" + name})
	same(t, "uploaded", got, []string{"PUT /" + name + " Bearer s3cr3t true <nil>"})
	s.later(t, time.Hour)
	s.sees(t, s.you.Say("/pass"), simulator.Seen{Text: "It is gone."})
}
