package remote_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/remote"
)

// BenchmarkCall is a whole call over loopback of a service that does nothing but read it.
func BenchmarkCall(b *testing.B) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"exit":"next"}`)
	}))
	defer s.Close()
	u, err := url.Parse(s.URL)
	if err != nil {
		b.Fatal(err)
	}
	p := manifest(func(m *custom.Manifest) {
		m.Remote, m.Permissions.Hosts = fmt.Appendf(nil, `{"url": %q}`, s.URL), []string{u.Hostname()}
	})
	e, err := kind(remote.Options{}).Open(b.Context(), p)
	if err != nil {
		b.Fatal(err)
	}
	v := env(s.Client().Transport)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Execute(b.Context(), v, custom.Call{Key: "k", Config: map[string]any{"question": "How was it?"}}); err != nil {
			b.Fatal(err)
		}
	}
}
