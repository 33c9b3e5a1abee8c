package remote_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/remote"
	"github.com/scenarist/scenarist/engine/host"
)

// faulty is a service that keeps to the protocol but in one thing.
type faulty struct {
	offered []byte
	answer  string
	fault   string
	seen    map[string]string
	calls   int
}

func (f *faulty) serve(w http.ResponseWriter, r *http.Request) {
	f.calls++
	if strings.HasSuffix(r.URL.Path, "/manifest") {
		text := string(f.offered)
		if f.fault == "manifest" && f.calls > 1 {
			text = strings.Replace(text, "1.0.0", "1.0.1", 1)
		}
		_, _ = io.WriteString(w, text)
		return
	}
	body, _ := io.ReadAll(r.Body)
	now := time.Now()
	if f.fault == "window" {
		if at, _, _ := strings.Cut(r.Header.Get("Scenarist-Signature"), ","); at != "" {
			now = now.Add(-2 * remote.Window)
			if remote.Verify(r.Header.Get("Scenarist-Signature"), body, now, secret) != nil {
				now = time.Now()
			}
		}
	}
	if err := remote.Verify(r.Header.Get("Scenarist-Signature"), body, now, secret); err != nil && f.fault != "signature" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var c custom.Call
	if err := json.Unmarshal(body, &c); (err != nil || c.Protocol != custom.Protocol) && f.fault != "protocol" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if c.Event != nil && f.fault == "event" {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	text, known := f.seen[c.Key]
	if !known || f.fault == "key" {
		text = f.answer
		if f.fault == "key" {
			text = strings.Replace(text, "hi", fmt.Sprintf("hi %d", f.calls), 1)
		}
		f.seen[c.Key] = text
	}
	_, _ = io.WriteString(w, text)
}

// TestConform_FindsFaults has each check fail once, by the service that has just this fault.
func TestConform_FindsFaults(t *testing.T) {
	t.Parallel()
	base, err := remote.Address("https://blocks.example.com")
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct{ fault, answer, check string }{
		"none":            {"", `{"exit": "next"}`, ""},
		"manifest":        {"manifest", `{"exit": "next"}`, "the manifest is the same each time"},
		"signature":       {"signature", `{"exit": "next"}`, "a call without a signature is refused"},
		"window":          {"window", `{"exit": "next"}`, "an old signature is refused"},
		"protocol":        {"protocol", `{"exit": "next"}`, "a body that is no JSON is refused"},
		"answer":          {"", `{"exits": "next"}`, "example 1 (Plain): the answer is valid"},
		"unknown exit":    {"", `{"exit": "elsewhere"}`, "example 1 (Plain): the answer is valid"},
		"exit":            {"", `{"exit": "other"}`, "example 1 (Plain): the answer is the expected one"},
		"error":           {"", `{"error": {"code": "no", "message": "no"}}`, "example 1 (Plain): the answer is the expected one"},
		"key":             {"key", `{"exit": "next", "messages": [{"text": "hi"}]}`, "example 1 (Plain): the same key gives the same answer"},
		"pending":         {"", `{"pending": {"timeout": "1m"}}`, "example 1 (Plain): it comes to an end"},
		"event":           {"event", `{"wait": {"accept": ["text"]}}`, "example 1 (Plain): it comes to an end"},
		"waits for ever":  {"", `{"wait": {"accept": ["text"]}}`, "example 1 (Plain): the answer is the expected one"},
		"waits for other": {"", `{"wait": {"accept": []}}`, "example 1 (Plain): "},
	} {
		offered, err := json.Marshal(manifest(func(m *custom.Manifest) {
			m.Remote, m.Accepts = nil, []string{"text"}
			m.Examples[0].Title = engine.Text{"en": "Plain"}
			m.Exits = append(m.Exits, custom.Exit{Name: "other", Title: engine.Text{"en": "Other"}})
		}).Manifest)
		if err != nil {
			t.Fatal(err)
		}
		f := &faulty{offered: offered, answer: x.answer, fault: x.fault, seen: map[string]string{}}
		var found []string
		for _, finding := range remote.Conform(t.Context(), remote.Trial{
			Base: base, Secret: secret, HTTP: &http.Client{Transport: serially(f.serve)}, Clock: host.SystemClock{}, Run: name,
		}) {
			if finding.Problem != "" {
				found = append(found, finding.Check)
			}
		}
		if all := strings.Join(found, "\n"); !strings.Contains(all, x.check) || (all == "") != (x.check == "") {
			t.Errorf("%s: found\n%s\nwant %q", name, all, x.check)
		}
	}
}

// serially has one request served at a time.
func serially(serve service) service {
	turn := make(chan struct{}, 1)
	return func(w http.ResponseWriter, r *http.Request) {
		turn <- struct{}{}
		defer func() { <-turn }()
		serve(w, r)
	}
}
