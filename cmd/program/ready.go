package program

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// addProbes adds what supervisors and balancers ask.
func (s *server) addProbes(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", s.ready)
}

// probeTimeout is how long a supervisor waits for an answer about readiness while the database does not work.
const probeTimeout = 2 * time.Second

// readiness is the answer to whether updates are taken in.
type readiness struct {
	Ready    bool     `json:"ready"`
	Problems []string `json:"problems"` // what is wrong, in plain words; they are on the public address, so they name nothing
}

// ready answers whether updates are taken in, with 503 if they are not, or will soon not be: a balancer sends them elsewhere.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	a := readiness{Problems: []string{}}
	switch {
	case s.stopping.Load():
		a.Problems = append(a.Problems, "the server is stopping: new updates belong elsewhere")
	case !s.receiving.Load():
		a.Problems = append(a.Problems, "the server is starting: updates are not taken in yet")
	}
	if !s.databaseWorks(r.Context()) {
		a.Problems = append(a.Problems, "the database does not work: updates are not acknowledged, Telegram keeps them")
	}
	a.Ready = len(a.Problems) == 0
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !a.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	if err := json.NewEncoder(w).Encode(a); err != nil {
		s.log.DebugContext(r.Context(), "who asked about readiness has gone", "error", err)
	}
}

// databaseWorks asks the database. The hosts know whether the last update could be stored; where that went wrong, the database is
// asked to store something, or else a supervisor that sends nothing to a server that is not ready would never see it get ready.
func (s *server) databaseWorks(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	if s.healthy() {
		return s.db.Ping(ctx) == nil
	}
	// A row that nobody reads: it takes the lock and the room on the disk that an update would take.
	return s.db.SaveFileID(ctx, s.bot.ID, "readiness", "readiness") == nil
}

func (s *server) healthy() bool {
	return (s.host == nil || s.host.Stats().Healthy) && (s.trials == nil || s.trials.trouble() == nil)
}

// drain has /readyz say no before anything stops, for as long as a balancer needs to notice it.
func (s *server) drain() error {
	s.stopping.Store(true)
	if s.s.drain > 0 {
		s.say("Stopping: taking updates for another %v, while /readyz sends them elsewhere.", s.s.drain)
		timer := time.NewTimer(s.s.drain)
		defer timer.Stop()
		select {
		case <-timer.C:
		case err := <-s.web.failed:
			return fmt.Errorf("the web server broke down: %w", err)
		}
	}
	s.say("Stopping: finishing what is under way.")
	return nil
}
