package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/remote"
)

type lookers []*custom.Package

func (l lookers) BlocksToLookAt(context.Context, time.Time, time.Time, int) ([]*custom.Package, error) {
	return l, nil
}

// TestLookAt_TellsWhatServicesOfferByNow has one that offers what was installed, one that has a newer version, and one that is gone.
func TestLookAt_TellsWhatServicesOfferByNow(t *testing.T) {
	t.Parallel()
	offers := func(version string) string {
		return fmt.Sprintf(`{"manifest": 1, "name": "acme/test", "version": %q, "kind": "remote", "title": {"en": "Test"}, "help": {"en": "A test."},
			"exits": [{"name": "next", "title": {"en": "Next"}}], "examples": [{"config": {}, "exit": "next"}]}`, version)
	}
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/same/"):
			_, _ = io.WriteString(w, offers("1.0.0"))
		case strings.HasPrefix(r.URL.Path, "/newer/"):
			_, _ = io.WriteString(w, offers("1.1.0"))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(service.Close)
	installed := func(path string) *custom.Package {
		m, err := custom.Load([]byte(offers("1.0.0")))
		if err != nil {
			t.Fatal(err)
		}
		m.Remote = fmt.Appendf(nil, `{"url": %q}`, service.URL+path)
		return &custom.Package{Manifest: m, Digest: path}
	}
	var mu sync.Mutex
	got := map[string]error{}
	err := lookAt(t.Context(), lookers{installed("/same"), installed("/newer"), installed("/gone")},
		func() (*http.Client, error) { return service.Client(), nil }, time.Unix(0, 0), func(p *custom.Package, err error) {
			mu.Lock()
			defer mu.Unlock()
			got[p.Digest] = err
		})
	if err != nil || len(got) != 3 || got["/same"] != nil || got["/gone"] == nil {
		t.Errorf("noticed is %v, %v", got, err)
	}
	if c, ok := errors.AsType[*remote.ChangedError](got["/newer"]); !ok || c.Manifest.Version != "1.1.0" {
		t.Errorf("of the newer one is said %v", got["/newer"])
	}
}
