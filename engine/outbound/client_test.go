package outbound_test

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/scenarist/scenarist/engine/outbound"
)

// client gives a guarded client that allows the entries.
func client(t *testing.T, allow ...string) *http.Client {
	t.Helper()
	c, err := outbound.New(outbound.Options{Allow: allow})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// serve starts a server that answers with handler.
func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s
}

// get calls the address and gives what came back, or the error.
func get(t *testing.T, c *http.Client, address string) (string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, c, req)
}

func do(t *testing.T, c *http.Client, req *http.Request) (string, error) {
	t.Helper()
	res, err := c.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body), nil
}

func wantRefused(t *testing.T, err error) {
	t.Helper()
	var byType *outbound.RefusedError
	var byMethod interface{ Refused() bool }
	if !errors.As(err, &byType) || !errors.As(err, &byMethod) || !byMethod.Refused() {
		t.Errorf("error %v, want a refusal", err)
	}
}

func hello(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

func TestClient_RefusesLoopbackByDefault(t *testing.T) {
	t.Parallel()
	s := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the server was reached") })
	_, err := get(t, client(t), s.URL)
	wantRefused(t, err)
}

func TestClient_ReachesWhatIsAllowed(t *testing.T) {
	t.Parallel()
	s := serve(t, hello)
	for _, allow := range []string{"127.0.0.1", "127.0.0.0/8", " 127.0.0.1/32 ", "::ffff:127.0.0.1"} {
		if got, err := get(t, client(t, allow), s.URL); err != nil || got != "hello" {
			t.Errorf("allow %q: got %q, %v", allow, got, err)
		}
	}
}

func TestClient_AllowsAHostByNameOnly(t *testing.T) {
	t.Parallel()
	s := serve(t, hello)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := client(t, "LocalHost.")
	if got, err := get(t, c, "http://localhost:"+u.Port()); err != nil || got != "hello" {
		t.Errorf("got %q, %v", got, err)
	}
	_, err = get(t, c, s.URL)
	wantRefused(t, err)
}

func TestClient_RefusesInnerAddresses(t *testing.T) {
	t.Parallel()
	c := client(t)
	for _, address := range []string{
		"http://169.254.169.254/latest/meta-data/", // the metadata service of several clouds
		"http://[fd00:ec2::254]/",
		"http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/",
		"http://0.0.0.0/", "http://[::]/", "http://[::1]/", "http://[fe80::1]/", "http://[::ffff:127.0.0.1]/",
		"http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://224.0.0.1/", "http://255.255.255.255/",
		"http://localhost/", "https://127.0.0.1/",
	} {
		_, err := get(t, c, address)
		if err == nil {
			t.Errorf("%s was reached", address)
			continue
		}
		wantRefused(t, err)
	}
}

func TestClient_RefusesPortsOfOtherProtocols(t *testing.T) {
	t.Parallel()
	for _, port := range []string{"22", "25", "110", "143", "587"} {
		_, err := get(t, client(t), "http://192.0.2.1:"+port+"/")
		wantRefused(t, err)
		if err == nil || !strings.Contains(err.Error(), "ports below 1024") {
			t.Errorf("port %s: %v", port, err)
		}
	}
}

func TestClient_RefusesOtherSchemes(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"file:///etc/hosts", "ftp://127.0.0.1/", "gopher://127.0.0.1/"} {
		if got, err := get(t, client(t, "127.0.0.1"), address); err == nil {
			t.Errorf("%s gave %q", address, got)
		}
	}
}

func TestClient_IgnoresProxiesOfTheEnvironment(t *testing.T) {
	// Not parallel: it sets the environment.
	proxy := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") })
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	_, err := get(t, client(t), "http://10.0.0.1/")
	wantRefused(t, err)
}

func TestClient_RefusesARedirectToAnInnerAddress(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest/", http.StatusFound)
	})
	_, err := get(t, client(t, "127.0.0.1"), s.URL)
	wantRefused(t, err)
}

func TestClient_FollowsAFewRedirects(t *testing.T) {
	t.Parallel()
	hops := 0
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/end" {
			hello(w, r)
			return
		}
		hops++
		to := "/again"
		if hops == outbound.DefaultMaxRedirects && r.URL.Query().Has("ends") {
			to = "/end"
		}
		http.Redirect(w, r, to+"?"+r.URL.RawQuery, http.StatusFound)
	})
	c := client(t, "127.0.0.1")
	if got, err := get(t, c, s.URL+"?ends"); err != nil || got != "hello" {
		t.Errorf("got %q, %v", got, err)
	}
	hops = 0
	_, err := get(t, c, s.URL)
	wantRefused(t, err)
	if hops != outbound.DefaultMaxRedirects+1 {
		t.Errorf("%d requests", hops)
	}
}

func TestClient_GivesTheRedirectItselfWhereNoneIsFollowed(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/x", http.StatusSeeOther) })
	c, err := outbound.New(outbound.Options{Allow: []string{"127.0.0.1"}, MaxRedirects: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Errorf("status %d", res.StatusCode)
	}
}

// headers calls a server that redirects to another one, or to itself, and gives the headers that arrive at the end.
func headers(t *testing.T, elsewhere bool) []string {
	t.Helper()
	var got []string
	end := func(_ http.ResponseWriter, r *http.Request) {
		got = slices.Sorted(maps.Keys(r.Header))
	}
	other := serve(t, end)
	var s *httptest.Server
	s = serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/end":
			end(w, r)
		case elsewhere:
			http.Redirect(w, r, other.URL, http.StatusFound)
		default:
			http.Redirect(w, r, s.URL+"/end", http.StatusFound)
		}
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/?key=secret", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Authorization", "X-Api-Key", "Cookie", "Accept", "User-Agent"} {
		req.Header.Set(name, "v")
	}
	if _, err := do(t, client(t, "127.0.0.1"), req); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestClient_KeysStayWithTheServerTheyAreFor(t *testing.T) {
	t.Parallel()
	if got, want := headers(t, true), []string{"Accept", "Accept-Encoding", "User-Agent"}; !slices.Equal(got, want) {
		t.Errorf("another server got %q, want %q", got, want)
	}
	want := []string{"Accept", "Accept-Encoding", "Authorization", "Cookie", "User-Agent", "X-Api-Key"}
	if got := headers(t, false); !slices.Equal(got, want) {
		t.Errorf("the same server got %q, want %q", got, want)
	}
}

func TestClient_BodiesAreNotSentElsewhere(t *testing.T) {
	t.Parallel()
	other := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the other server was reached") })
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL, strings.NewReader("secret"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = do(t, client(t, "127.0.0.1"), req)
	wantRefused(t, err)
}

func TestNew_RefusesAWrongAllowList(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{"", "http://crm.local", "crm.local:80", "10.0.0.0/40", "a b", "300.1.1.1", "-x.local", "x..y"} {
		if _, err := outbound.New(outbound.Options{Allow: []string{entry}}); err == nil {
			t.Errorf("%q was taken", entry)
		}
	}
}
