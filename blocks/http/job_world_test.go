package http_test

import (
	"context"
	"fmt"
	"io"
	nethttp "net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/flow"
	"github.com/scenarist/scenarist/engine/outbound"
	"github.com/scenarist/scenarist/engine/simulator"
)

// studio is a service that makes films: two questions after the submission one is done. A prompt "never" never is, "bad"
// fails.
type studio struct {
	url string

	mu       sync.Mutex
	films    map[string]*film
	stopped  []string
	troubles int // questions that are answered with 500 first
}

type film struct {
	prompt string
	asked  int
}

func newStudio(t *testing.T) *studio {
	t.Helper()
	s := &studio{films: map[string]*film{}}
	mux := nethttp.NewServeMux()
	mux.HandleFunc("POST /films", s.submit)
	mux.HandleFunc("GET /films/{id}", s.ask)
	mux.HandleFunc("DELETE /films/{id}", s.stop)
	mux.HandleFunc("GET /files/{id}", func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if r.Header.Get("Authorization") != "Bearer s3cr3t" {
			w.WriteHeader(nethttp.StatusForbidden)
			return
		}
		nethttp.ServeContent(w, r, "film.mp4", time.Time{}, strings.NewReader("FILM "+r.PathValue("id")))
	})
	s.url = serve(t, mux.ServeHTTP)
	return s
}

func (s *studio) submit(w nethttp.ResponseWriter, r *nethttp.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	prompt, _ := io.ReadAll(r.Body)
	id := fmt.Sprint("f", len(s.films)+1)
	s.films[id] = &film{prompt: string(prompt)}
	writeJSON(w, fmt.Sprintf(`{"id": %q}`, id))
}

func (s *studio) ask(w nethttp.ResponseWriter, r *nethttp.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.films[r.PathValue("id")]
	if s.troubles > 0 {
		s.troubles--
		w.WriteHeader(nethttp.StatusInternalServerError)
		return
	}
	f.asked++
	switch {
	case f.prompt == "bad":
		writeJSON(w, `{"status": "failed", "error": "that is not allowed"}`)
	case f.asked > 2 && f.prompt != "never":
		writeJSON(w, fmt.Sprintf(`{"status": "done", "url": "%s/files/%s"}`, s.url, r.PathValue("id")))
	default:
		writeJSON(w, fmt.Sprintf(`{"status": "working", "percent": %d}`, min(40*f.asked, 80)))
	}
}

func (s *studio) stop(_ nethttp.ResponseWriter, r *nethttp.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = append(s.stopped, r.PathValue("id"))
}

func writeJSON(w nethttp.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, body)
}

// set is a bot over the studio in a simulated Telegram.
type set struct {
	*simulator.World
	studio *studio
	you    *simulator.Person
	bob    *simulator.Person
}

const studioBot = `{"schema_version": 1, "name": "Studio", "language": "en", "settings": {"secrets": ["key"]},
	"flows": [{"id": "main", "name": "Main",
		"blocks": [
			{"id": "start", "type": "trigger.command", "config": {"command": "start"}},
			{"id": "give", "type": "ledger.grant", "config": {"unit": "films", "amount": 2}, "exits": {"next": "end", "error": "end"}},
			{"id": "want", "type": "trigger.command", "config": {"command": "film"}},
			{"id": "job", "type": "job.run", "config": {
				"submit": {"method": "POST", "url": "STUDIO/films", "body": {"kind": "text", "text": "{{ event.args }}"}}, "id": "id",
				"poll": {"url": "STUDIO/films/{{ local.job.id }}", "every": "10s", "slowest": "10s"},
				"status": "status", "reason": "error", "percent": "percent",
				"file": {"from": "url", "auth": {"kind": "bearer", "token": "{{ secret.key }}"}, "caption": "Your film"},
				"progress": {"steps": [{"after": "0s", "text": "Rolling"}, {"after": "1m", "text": "Still rolling"}], "bar": true, "action": "upload_video"},
				"cancel": {"call": {"method": "DELETE", "url": "STUDIO/films/{{ local.job.id }}"}},
				"deadline": "2m", "limits": {"per_user": 1, "per_bot": 1, "queue": 1}, "credits": {"unit": "films"}}},
			{"id": "left", "type": "message.text", "config": {"text": "{{ local.job.state }}: {{ local.balance }} left. {{ local.job.reason }}"}, "exits": {"next": "end"}},
			{"id": "any", "type": "trigger.fallback"},
			{"id": "eh", "type": "message.text", "config": {"text": "Eh?"}, "exits": {"next": "end"}}],
		"edges": [{"from": "start", "exit": "next", "to": "give"}, {"from": "want", "exit": "next", "to": "job"}, {"from": "any", "exit": "next", "to": "eh"},
			{"from": "job", "exit": "done", "to": "left"}, {"from": "job", "exit": "failed", "to": "left"}, {"from": "job", "exit": "timeout", "to": "left"},
			{"from": "job", "exit": "cancelled", "to": "left"}, {"from": "job", "exit": "busy", "to": "left"}, {"from": "job", "exit": "insufficient", "to": "left"}]}]}`

func newSet(t *testing.T) *set {
	t.Helper()
	studio := newStudio(t)
	s := newWorld(t, strings.ReplaceAll(studioBot, "STUDIO", studio.url))
	s.studio = studio
	for _, p := range []*simulator.Person{s.you, s.bob} {
		s.sees(t, p.Start(""))
	}
	return s
}

// newWorld is a bot in a simulated Telegram that can reach this machine.
func newWorld(t *testing.T, document string) *set {
	t.Helper()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Load([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	client, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	s := new(set)
	s.World, err = simulator.New(t.Context(), simulator.Options{Document: doc, Registry: reg, HTTP: client, Secrets: map[string]string{"key": "s3cr3t"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		for _, f := range s.Findings() {
			t.Errorf("%s: parameter %s: %s", f.Method, f.Param, f.Text)
		}
	})
	s.you, s.bob = s.Person("you", simulator.Profile{FirstName: "Ann"}), s.Person("bob", simulator.Profile{})
	return s
}

// sees settles after an act and compares what was seen, by Ann unless it says otherwise.
func (s *set) sees(t *testing.T, err error, want ...simulator.Seen) {
	t.Helper()
	if err == nil {
		err = s.Settle(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	if d := simulator.DiffSeen(want, s.See(s.Take(), "you")); d != "" {
		t.Errorf("seen is not what was expected:\n%s", d)
	}
}

func (s *set) later(t *testing.T, d time.Duration, want ...simulator.Seen) {
	t.Helper()
	s.sees(t, s.Advance(t.Context(), d), want...)
}

const bar40, bar80 = "▓▓▓▓░░░░░░ 40 %", "▓▓▓▓▓▓▓▓░░ 80 %"

func rolling(text string, edited bool) []simulator.Seen {
	return []simulator.Seen{{Text: text, Buttons: [][]string{{"Cancel"}}, Edited: edited}, {Action: "upload_video"}}
}

func busy() simulator.Seen { return simulator.Seen{Action: "upload_video"} }

func TestJobWorld_FilmComesIntoTheChat(t *testing.T) {
	t.Parallel()
	s := newSet(t)
	s.studio.troubles = 1
	s.sees(t, s.you.Say("/film cat"), append(rolling("Rolling", false), busy())...)
	s.later(t, 10*time.Second, busy()) // a bad moment of the studio
	s.later(t, 10*time.Second, rolling("Rolling\n"+bar40, true)...)
	s.later(t, 10*time.Second, rolling("Rolling\n"+bar80, true)...)
	s.later(t, 10*time.Second, busy(), simulator.Seen{Media: []string{"video f1"}, Text: "Your film"}, simulator.Seen{Deleted: true, Text: "Rolling\n" + bar80}, simulator.Seen{Text: "done: 1 left."})
	if got := s.studio.films["f1"].prompt; got != "cat" {
		t.Errorf("the studio was asked for %q", got)
	}
}

func TestJobWorld_TroublesCostNothing(t *testing.T) {
	t.Parallel()
	s := newSet(t)
	s.sees(t, s.you.Say("/film bad"), append(rolling("Rolling", false), busy())...)
	s.later(t, 10*time.Second, simulator.Seen{Deleted: true, Text: "Rolling"}, simulator.Seen{Text: "failed: 2 left. that is not allowed"})
	s.sees(t, s.you.Say("/film never"), append(rolling("Rolling", false), busy())...)
	s.later(t, 10*time.Second, rolling("Rolling\n"+bar40, true)...)
	s.sees(t, s.you.Press("Cancel", 0), simulator.Seen{Toast: "Cancelled."}, simulator.Seen{Deleted: true, Text: "Rolling\n" + bar40}, simulator.Seen{Text: "cancelled: 2 left."})
	s.sees(t, s.you.Say("/film never"), append(rolling("Rolling", false), busy())...)
	if err := s.Advance(t.Context(), 119*time.Second); err != nil {
		t.Fatal(err)
	}
	s.Take()
	s.later(t, time.Second, simulator.Seen{Deleted: true, Text: "Still rolling\n" + bar80}, simulator.Seen{Text: "timeout: 2 left."})
	same(t, "stopped", s.studio.stopped, []string{"f2", "f3"})
}

func TestJobWorld_PlacesAreHandedOn(t *testing.T) {
	t.Parallel()
	s := newSet(t)
	const waits = "Many want this at the moment. You are number 1 in the queue."
	bob := func(seen ...simulator.Seen) []simulator.Seen {
		for i := range seen {
			seen[i].To = "bob"
		}
		return seen
	}
	s.sees(t, s.you.Say("/film never"), append(rolling("Rolling", false), busy())...)
	s.sees(t, s.bob.Say("/film dog"), bob(rolling(waits, false)...)...)
	carol := s.Person("carol", simulator.Profile{})
	if err := carol.Start(""); err != nil {
		t.Fatal(err)
	}
	s.sees(t, carol.Say("/film fox"), simulator.Seen{To: "carol", Text: "busy:  left."})
	if err := s.Advance(t.Context(), 8*time.Second); err != nil { // Bob looks every two seconds
		t.Fatal(err)
	}
	s.Take()
	s.sees(t, s.you.Say("/start"), simulator.Seen{Deleted: true, Text: "Rolling"}) // Ann goes elsewhere
	s.later(t, 2*time.Second, bob(append(rolling("Rolling", true), busy())...)...)
	if err := s.Advance(t.Context(), 30*time.Second); err != nil {
		t.Fatal(err)
	}
	s.Take()
	same(t, "stopped", s.studio.stopped, []string{"f1"})
	s.sees(t, s.bob.Say("/film again"), bob(append(rolling("Rolling", false), busy())...)...)
	vars, err := s.bob.Variables(t.Context())
	if err != nil || vars["local"]["balance"] != 0.0 {
		t.Errorf("Bob has %v, %v", vars["local"]["balance"], err)
	}
}
