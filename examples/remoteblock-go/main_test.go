package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/scenarist/scenarist/engine/custom/remote"
	"github.com/scenarist/scenarist/engine/host"
)

// TestBlocks_Conform tries both blocks as `scenarist block test` does.
func TestBlocks_Conform(t *testing.T) {
	t.Parallel()
	const secret = "new-secret"
	b := newBlocks([]string{secret, "old-secret"})
	service := httptest.NewServer(b)
	t.Cleanup(service.Close)
	hears := httptest.NewUnstartedServer(nil)
	callbacks := remote.NewCallbacks("http://" + hears.Listener.Addr().String() + "/callbacks")
	hears.Config.Handler = callbacks
	hears.Start()
	t.Cleanup(hears.Close)
	for _, path := range []string{"/feedback", "/picture"} {
		for _, s := range []string{secret, "old-secret"} {
			base, err := url.Parse(service.URL + path)
			if err != nil {
				t.Fatal(err)
			}
			findings := remote.Conform(t.Context(), remote.Trial{
				Base: base, Secret: s, HTTP: http.DefaultClient, Clock: host.SystemClock{}, Run: path + s, Callbacks: callbacks,
			})
			if len(findings) < 13 {
				t.Errorf("%s: only %d findings", path, len(findings))
			}
			for _, f := range findings {
				if f.Problem != "" {
					t.Errorf("%s: %s: %s", path, f.Check, f.Problem)
				}
			}
		}
	}
	b.wait()
}
