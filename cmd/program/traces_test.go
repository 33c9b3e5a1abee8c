package program

import (
	"compress/gzip"
	"encoding/hex"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// collectorStandIn takes spans over OTLP/HTTP.
type collectorStandIn struct {
	web *httptest.Server

	mu    sync.Mutex
	paths []string
	raw   []byte
	spans []*trace.Span
	about string // the resource
}

func newCollector(t *testing.T) *collectorStandIn {
	t.Helper()
	c := &collectorStandIn{}
	c.web = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := io.Reader(r.Body)
		if r.Header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(r.Body)
			if err != nil {
				t.Error(err)
				return
			}
			body = z
		}
		data, err := io.ReadAll(body)
		if err != nil {
			t.Error(err)
		}
		var in collector.ExportTraceServiceRequest
		if err := proto.Unmarshal(data, &in); err != nil {
			t.Error(err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.paths, c.raw = append(c.paths, r.URL.Path), append(c.raw, data...)
		for _, rs := range in.GetResourceSpans() {
			c.about = rs.GetResource().String()
			for _, ss := range rs.GetScopeSpans() {
				c.spans = append(c.spans, ss.GetSpans()...)
			}
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(c.web.Close)
	return c
}

func TestServe_ExportsTheTraceOfATurn(t *testing.T) {
	t.Parallel()
	tg, c := newStandIn(t), newCollector(t)
	env := maps.Clone(withSecret)
	env["OTEL_EXPORTER_OTLP_ENDPOINT"] = c.web.URL + "/"
	p := start(t, env, talkArgs(dataDir(t), tg)...)
	p.out.await(t, "Stop with Ctrl", p.over)
	talkThrough(t, tg)
	if code := p.stop(t); code != exitOK { // which sends what is not sent yet
		t.Fatalf("ended with %d:\n%s", code, p.errs)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, path := range c.paths {
		if path != "/v1/traces" {
			t.Errorf("spans came to %s", path)
		}
	}
	if !strings.Contains(c.about, "scenarist") {
		t.Errorf("the resource is %s", c.about)
	}
	roots := map[string]string{}   // kind of the first span, by trace
	names := map[string][]string{} // of the spans below it, by trace
	parents := map[string]string{} // id of the first span, by trace
	for _, s := range c.spans {
		id := hex.EncodeToString(s.GetTraceId())
		if len(s.GetParentSpanId()) == 0 {
			roots[id], parents[id] = s.GetName(), hex.EncodeToString(s.GetSpanId())
		}
	}
	for _, s := range c.spans {
		id := hex.EncodeToString(s.GetTraceId())
		if hex.EncodeToString(s.GetParentSpanId()) == parents[id] {
			names[id] = append(names[id], s.GetName())
		}
		if s.GetEndTimeUnixNano() < s.GetStartTimeUnixNano() {
			t.Errorf("%s ends before it begins", s.GetName())
		}
	}
	kinds := map[string]int{}
	for id, root := range roots {
		kinds[root]++
		for _, want := range []string{"wait", "turn", "commit", "send message", "mark"} {
			if !slices.Contains(names[id], want) {
				t.Errorf("%s has no %s, but %v", root, want, names[id])
			}
		}
	}
	if want := map[string]int{"receive message": 3, "receive button": 1, "receive timer": 1}; !maps.Equal(kinds, want) {
		t.Errorf("the traces are %v, want %v", kinds, want)
	}
	for _, secret := range []string{testToken, "standin", "Ann", "likes", "open sesame", testKey} {
		if strings.Contains(string(c.raw), secret) {
			t.Errorf("%q was exported", secret)
		}
	}
}

func TestServe_CollectorThatIsGoneIsNoTroubleForUsers(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it would take too long under the race detector")
	}
	tg := newStandIn(t)
	env := maps.Clone(withSecret)
	env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = "http://" + freeAddress(t) + "/v1/traces"
	p := start(t, env, talkArgs(dataDir(t), tg)...)
	p.out.await(t, "Stop with Ctrl", p.over)
	talkThrough(t, tg)
	if code := p.stop(t); code != exitOK {
		t.Errorf("ended with %d:\n%s", code, p.errs)
	}
	if !strings.Contains(p.errs.String(), "traces cannot be exported and are lost") {
		t.Errorf("nobody is told:\n%s", p.errs)
	}
}
