package declarative

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/scenarist/scenarist/engine/custom"
)

// standIn is a pretended service: it expects the requests of an example, in their order, and gives the answers.
type standIn struct {
	mu       sync.Mutex
	path     string // of the example in the manifest
	expected []custom.Exchange
	next     int
	problems []custom.Problem
}

func (s *standIn) add(path, format string, args ...any) {
	s.problems = append(s.problems, custom.Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// ServeHTTP compares a request with the one that is expected now, and answers.
func (s *standIn) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := io.ReadAll(req.Body)
	if err != nil {
		s.add(s.path, "read the request: %v", err)
	}
	address := req.URL.String()
	if !req.URL.IsAbs() {
		address = "https://" + req.Host + req.URL.RequestURI()
	}
	if s.next >= len(s.expected) {
		s.add(s.path+"/stand_in", "there is one more request than the example has: %s %s", req.Method, address)
		http.Error(w, "nothing is expected", http.StatusTeapot)
		return
	}
	x, at := s.expected[s.next], fmt.Sprintf("%s/stand_in/%d", s.path, s.next)
	s.next++
	if x.Method != req.Method || x.URL != address {
		s.add(at+"/url", "wanted %s %s, got %s %s", x.Method, x.URL, req.Method, address)
	}
	for _, name := range slices.Sorted(maps.Keys(x.Headers)) {
		if got := strings.Join(req.Header.Values(name), ", "); got != x.Headers[name] {
			s.add(pointer(at+"/headers", name), "wanted %q, got %q", x.Headers[name], got)
		}
	}
	s.compareBody(at+"/body", x.Body, body)
	give(w, &x)
}

// give answers as a stand-in says; a text is sent as a text.
func give(w http.ResponseWriter, x *custom.Exchange) {
	contentType, data := "application/json", []byte(x.Answer)
	var text string
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte(`"`)) && json.Unmarshal(data, &text) == nil {
		contentType, data = "text/plain; charset=utf-8", []byte(text)
	}
	if len(data) > 0 {
		w.Header().Set("Content-Type", contentType)
	}
	w.WriteHeader(x.Status)
	_, _ = w.Write(data) // whoever does not read it will say so
}

// compareBody compares JSON as such, and a text as a text.
func (s *standIn) compareBody(path string, want json.RawMessage, got []byte) {
	if len(want) == 0 {
		if len(got) > 0 {
			s.add(path, "wanted no body, got %s", got)
		}
		return
	}
	var w, g any
	if err := json.Unmarshal(want, &w); err != nil {
		s.add(path, "the wanted body cannot be read: %v", err)
		return
	}
	if text, ok := w.(string); ok {
		if text != string(got) {
			s.add(path, "wanted %s, got %s", text, got)
		}
		return
	}
	if json.Unmarshal(got, &g) != nil || !reflect.DeepEqual(w, g) {
		s.add(path, "wanted %s, got %s", compact(want), got)
	}
}

func compact(data []byte) string {
	var b bytes.Buffer
	if json.Compact(&b, data) != nil {
		return string(data)
	}
	return b.String()
}

// direct carries requests to a handler without a network.
type direct struct{ handler http.Handler }

// RoundTrip hands the request over and gives what the handler writes.
func (d direct) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body == nil {
		req = req.Clone(req.Context())
		req.Body = http.NoBody
	}
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	d.handler.ServeHTTP(w, req)
	return &http.Response{
		StatusCode: w.status, Status: http.StatusText(w.status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: req,
	}, nil
}

type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }
