package remote

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// Callbacks takes what a service under trial posts to the addresses that its calls have. It is served by whoever makes the trial.
type Callbacks struct {
	base string
	mu   sync.Mutex
	open map[string]chan json.RawMessage
}

// NewCallbacks makes one that is reached at the address, which ends without a slash.
func NewCallbacks(base string) *Callbacks {
	return &Callbacks{base: base, open: map[string]chan json.RawMessage{}}
}

// Address makes an address for one call, and gives what comes there first.
func (c *Callbacks) Address() (string, <-chan json.RawMessage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	name := strconv.Itoa(len(c.open) + 1)
	c.open[name] = make(chan json.RawMessage, 1)
	return c.base + "/" + name, c.open[name]
}

// ServeHTTP takes a body in, which must be JSON.
func (c *Callbacks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostAnswer))
	c.mu.Lock()
	came, known := c.open[r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]]
	c.mu.Unlock()
	switch {
	case !known:
		w.WriteHeader(http.StatusNotFound)
	case err != nil || !json.Valid(body):
		w.WriteHeader(http.StatusBadRequest)
	default:
		select {
		case came <- body:
		default: // it came before
		}
	}
}
