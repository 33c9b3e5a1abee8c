package main

import (
	_ "embed"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/remote"
)

//go:embed feedback.json
var feedbackManifest []byte

//go:embed picture.json
var pictureManifest []byte

// blocks serves both blocks.
type blocks struct {
	mux     http.ServeMux
	secrets []string
	work    sync.WaitGroup // of pictures
}

func newBlocks(secrets []string) *blocks {
	b := &blocks{secrets: secrets}
	b.add("/feedback", feedbackManifest, feedback)
	b.add("/picture", pictureManifest, b.picture)
	return b
}

// ServeHTTP answers calls.
func (b *blocks) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.mux.ServeHTTP(w, r) }

// wait returns when all pictures are painted.
func (b *blocks) wait() { b.work.Wait() }

// maxCall is how many bytes a call may have.
const maxCall = 1 << 20

// add serves one block below a path.
func (b *blocks) add(path string, manifest []byte, execute func(custom.Call) custom.Answer) {
	b.mux.HandleFunc("GET "+path+"/manifest", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(manifest)
	})
	done := &store{answers: map[string]*kept{}}
	b.mux.HandleFunc("POST "+path+"/execute", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxCall))
		if err != nil {
			http.Error(w, "the call is too large, or broke off", http.StatusBadRequest)
			return
		}
		if err := remote.Verify(r.Header.Get(remote.SignatureHeader), body, time.Now(), b.secrets...); err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		var c custom.Call
		if err := json.Unmarshal(body, &c); err != nil {
			http.Error(w, "the call is no JSON", http.StatusBadRequest)
			return
		}
		if c.Protocol != custom.Protocol {
			http.Error(w, "this protocol is not known here", http.StatusBadRequest)
			return
		}
		text, err := done.once(c.Key, time.Now(), func() ([]byte, error) { return json.Marshal(execute(c)) })
		if err != nil {
			http.Error(w, "the answer cannot be written", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(text)
	})
}

// store keeps answers by the keys of their calls, so that a call that comes again gets its answer and does no work. A real
// service keeps them in its database, in the transaction of the work itself.
type store struct {
	mu      sync.Mutex
	answers map[string]*kept
}

type kept struct {
	once sync.Once
	at   time.Time
	text []byte
	err  error
}

// keep is how long answers are kept: repeats come within minutes.
const keep = time.Hour

// once does the work of a key, or waits for whoever is at it, and gives the answer.
func (s *store) once(key string, now time.Time, work func() ([]byte, error)) ([]byte, error) {
	s.mu.Lock()
	k := s.answers[key]
	if k == nil {
		for old, x := range s.answers {
			if now.Sub(x.at) > keep {
				delete(s.answers, old)
			}
		}
		k = &kept{at: now}
		s.answers[key] = k
	}
	s.mu.Unlock()
	k.once.Do(func() { k.text, k.err = work() })
	return k.text, k.err
}
