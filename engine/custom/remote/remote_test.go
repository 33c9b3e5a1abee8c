package remote_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/custom"
	"github.com/scenarist/scenarist/engine/custom/remote"
	"github.com/scenarist/scenarist/engine/host"
)

const secret = "s3cret"

// service answers requests without a network, so that time can be virtual.
type service func(w http.ResponseWriter, r *http.Request)

// RoundTrip hands a request to the service and ends it with its context, as the network does.
func (s service) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	broken := false
	func() {
		defer func() { broken = recover() != nil }() // as the server of net/http takes http.ErrAbortHandler
		s(w, r)
	}()
	switch {
	case r.Context().Err() != nil:
		return nil, r.Context().Err()
	case broken:
		return nil, io.ErrUnexpectedEOF
	}
	return w.Result(), nil
}

func manifest(change ...func(m *custom.Manifest)) *custom.Package {
	m := &custom.Manifest{
		Manifest: 1, Name: "acme/test", Version: "1.0.0", Kind: "remote",
		Title: engine.Text{"en": "Test"}, Help: engine.Text{"en": "A test."},
		Exits:       []custom.Exit{{Name: "next", Title: engine.Text{"en": "Next"}}},
		Permissions: custom.Permissions{Hosts: []string{"blocks.example.com"}},
		Examples:    []custom.Example{{Config: json.RawMessage(`{}`), Exit: "next"}},
		Remote:      json.RawMessage(`{"url": "https://blocks.example.com/test/"}`),
	}
	for _, c := range change {
		c(m)
	}
	return &custom.Package{Manifest: m}
}

func kind(o remote.Options) *remote.Kind {
	o.Clock = host.SystemClock{}
	if o.Secret == nil {
		o.Secret = func(context.Context, string) (string, error) { return secret, nil }
	}
	return remote.New(o)
}

func open(t *testing.T, k *remote.Kind, p *custom.Package) custom.Executor {
	t.Helper()
	if problems := k.Check(p); len(problems) > 0 {
		t.Fatalf("problems %v", problems)
	}
	e, err := k.Open(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return e
}

func env(s http.RoundTripper) custom.Env {
	return custom.Env{HTTP: &http.Client{Transport: s}, Now: time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)}
}

// pass lets virtual time pass, and what happens at its end happen.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func trouble(t *testing.T, err error) *engine.RunError {
	t.Helper()
	var own *engine.RunError
	if !errors.As(err, &own) {
		t.Errorf("error %v, want a trouble", err)
		return &engine.RunError{}
	}
	return own
}

func TestExecute_SendsASignedCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := env(service(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			if err := remote.Verify(r.Header.Get("Scenarist-Signature"), body, time.Now(), "old", secret); err != nil {
				t.Error(err)
			}
			var c custom.Call
			if err := json.Unmarshal(body, &c); err != nil || c.Key != "key-1" || c.Language != "de" {
				t.Errorf("call %+v, %v", c, err)
			}
			got := []string{r.Method, r.URL.String(), r.Header.Get("Idempotency-Key"), r.Header.Get("Content-Type"), r.Header.Get("Scenarist-Deadline")}
			// By the real clock: that of the turn is another one.
			want := []string{"POST", "https://blocks.example.com/test/execute", "key-1", "application/json", time.Now().Add(3 * time.Second).UTC().Format("2006-01-02T15:04:05.000Z")}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("request %q, want %q", got, want)
			}
			_, _ = io.WriteString(w, `{"exit": "next", "outputs": {"n": 1}}`)
		}))
		e := open(t, kind(remote.Options{}), manifest())
		a, err := e.Execute(t.Context(), v, custom.Call{Key: "key-1", Language: "de", Deadline: v.Now.Add(3 * time.Second)})
		if want := (custom.Answer{Exit: "next", Outputs: map[string]any{"n": 1.0}}); err != nil || !reflect.DeepEqual(a, want) {
			t.Errorf("answer %+v, %v", a, err)
		}
		if e.Pure() {
			t.Error("a remote block is pure")
		}
	})
}

// TestExecute_JudgesAnswers also counts the tries and the time that they took.
func TestExecute_JudgesAnswers(t *testing.T) {
	t.Parallel()
	status := func(code int, headers ...string) service {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(headers); i += 2 {
				w.Header().Set(headers[i], headers[i+1])
			}
			w.WriteHeader(code)
		}
	}
	says := func(text string) service {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
	}
	const repeated = 200*time.Millisecond + 400*time.Millisecond + 800*time.Millisecond
	for name, x := range map[string]struct {
		service
		code  string
		tries int
		took  time.Duration
	}{
		"no JSON":         {says("<html>"), "remote_answer", 1, 0},
		"unknown field":   {says(`{"exit": "next", "exits": 1}`), "remote_answer", 1, 0},
		"two answers":     {says(`{"exit": "next"}{}`), "remote_answer", 1, 0},
		"too large":       {says(`{"exit": "` + strings.Repeat("x", 64<<10)), "remote_answer_size", 1, 0},
		"wrong secret":    {status(401), "remote_unauthorized", 1, 0},
		"forbidden":       {status(403), "remote_unauthorized", 1, 0},
		"not there":       {status(404), "remote_refused", 1, 0},
		"accepted":        {status(202), "remote_refused", 1, 0},
		"redirect":        {status(307, "Location", "https://blocks.example.com/other"), "remote_redirect", 1, 0},
		"not made":        {status(501), "remote_refused", 1, 0},
		"broken":          {status(500), "remote_failed", 4, repeated},
		"busy":            {status(429), "remote_busy", 4, repeated},
		"busy for a bit":  {status(429, "Retry-After", "2"), "remote_busy", 4, 6 * time.Second},
		"network is gone": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "remote_unreachable", 4, repeated},
		"no answer":       {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "remote_timeout", 1, 10 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			tries := 0
			keys := map[string]bool{}
			v := env(service(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				keys[r.Header.Get("Idempotency-Key")+string(body)] = true
				tries++
				x.service(w, r)
			}))
			e := open(t, kind(remote.Options{}), manifest())
			began := time.Now()
			_, err := e.Execute(t.Context(), v, custom.Call{Key: "k"})
			own := trouble(t, err)
			if own.Code != x.code || tries != x.tries || time.Since(began) != x.took || len(keys) != 1 {
				t.Errorf("%s: %v after %d tries with %d keys in %v", name, err, tries, len(keys), time.Since(began))
			}
			if repeats := x.tries > 1 || x.code == "remote_timeout"; own.Retryable != repeats || !strings.Contains(own.Message, "acme/test") {
				t.Errorf("%s: trouble %+v", name, own)
			}
		})
	}
}

func TestExecute_GoesOnWhenTheServiceIsBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		v := env(service(func(w http.ResponseWriter, _ *http.Request) {
			if tries++; tries < 3 {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			_, _ = io.WriteString(w, `{"exit": "next"}`)
		}))
		a, err := open(t, kind(remote.Options{}), manifest()).Execute(t.Context(), v, custom.Call{})
		if err != nil || a.Exit != "next" || tries != 3 {
			t.Errorf("answer %+v, %v after %d tries", a, err, tries)
		}
	})
}

func TestExecute_IsPutOffWhereTheServiceAsksForLonger(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, after := range []string{"90", time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)} {
			v := env(service(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", after)
				w.WriteHeader(http.StatusServiceUnavailable)
			}))
			_, err := open(t, kind(remote.Options{}), manifest()).Execute(t.Context(), v, custom.Call{})
			var again *engine.AgainError
			if !errors.As(err, &again) || again.After != 90*time.Second || trouble(t, err).Code != "remote_failed" {
				t.Errorf("error %v, want to be called again in 90 s", err)
			}
		}
	})
}

func TestExecute_LeavesAFailingServiceAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries, down := 0, true
		v := env(service(func(w http.ResponseWriter, _ *http.Request) {
			if tries++; down {
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
			_, _ = io.WriteString(w, `{"exit": "next"}`)
		}))
		k := kind(remote.Options{})
		// Two versions of a block share the service, and what is known of it.
		first, second := open(t, k, manifest()), open(t, k, manifest(func(m *custom.Manifest) { m.Version = "2.0.0" }))
		call := func(e custom.Executor, code string, want int) {
			t.Helper()
			tries = 0
			_, err := e.Execute(t.Context(), v, custom.Call{})
			got := ""
			if err != nil {
				got = trouble(t, err).Code
			}
			if got != code || tries != want {
				t.Errorf("trouble %q after %d tries, want %q after %d", got, tries, code, want)
			}
		}
		call(first, "remote_failed", 4)
		call(second, "remote_failed", 1) // the fifth failure
		call(first, "remote_down", 0)
		pass(2 * time.Second)
		call(second, "remote_failed", 1) // tried, and failed: twice as long
		pass(3 * time.Second)
		call(first, "remote_down", 0)
		pass(time.Second)
		down = false
		call(second, "", 1)
		call(first, "", 1)
	})
}

func TestExecute_EndsWithItsCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := env(service(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
		e := open(t, kind(remote.Options{}), manifest())
		for range 6 { // none of them counts against the service
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			if _, err := e.Execute(ctx, v, custom.Call{}); !errors.Is(err, context.Canceled) {
				t.Errorf("error %v, want that of the caller", err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := e.Execute(ctx, v, custom.Call{}); trouble(t, err).Code != "remote_timeout" {
			t.Errorf("error %v of a call whose caller has little time", err)
		}
		_, err := e.Execute(t.Context(), v, custom.Call{Deadline: v.Now.Add(-time.Second)})
		if own := trouble(t, err); own.Code != "remote_timeout" {
			t.Errorf("error %v of a call whose time was over", err)
		}
	})
}

func TestExecute_NeedsASecretAndAPermission(t *testing.T) {
	t.Parallel()
	none := kind(remote.Options{Secret: func(_ context.Context, block string) (string, error) {
		return "", fmt.Errorf("secret of %s: %w", block, engine.ErrNotFound)
	}})
	v := env(service(func(http.ResponseWriter, *http.Request) { t.Error("the service was called") }))
	_, err := open(t, none, manifest()).Execute(t.Context(), v, custom.Call{})
	if own := trouble(t, err); own.Code != "remote_secret" {
		t.Errorf("error %v without a secret", err)
	}
	for code, refusal := range map[string]error{"permission_denied": engine.Trouble("permission_denied", "no"), "remote_address": refusedError{}} {
		_, err := open(t, kind(remote.Options{}), manifest()).Execute(t.Context(), env(failing{refusal}), custom.Call{})
		if own := trouble(t, err); own.Code != code || own.Retryable {
			t.Errorf("error %v, want %s", err, code)
		}
	}
}

type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

// refusedError is that of the guarded client.
type refusedError struct{}

func (refusedError) Error() string { return "refused" }
func (refusedError) Refused() bool { return true }

func TestExecute_RunsManyAtOnce(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, `{"exit": %q}`, r.Header.Get("Idempotency-Key"))
	}))
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	e := open(t, kind(remote.Options{}), manifest(func(m *custom.Manifest) {
		m.Remote, m.Permissions.Hosts = fmt.Appendf(nil, `{"url": %q}`, s.URL), []string{u.Hostname()}
	}))
	v := env(s.Client().Transport)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			key := fmt.Sprintf("key-%d", i)
			for range 10 {
				if a, err := e.Execute(t.Context(), v, custom.Call{Key: key}); err != nil || a.Exit != key {
					t.Errorf("answer %+v, %v", a, err)
				}
			}
		})
	}
	all.Wait()
}

func TestWatch_NoticesAChangedManifest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		offered := manifest(func(m *custom.Manifest) { m.Remote, m.Permissions.Hosts = nil, nil }).Manifest
		broken := false
		client := &http.Client{Transport: service(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/test/manifest" || r.Header.Get("Scenarist-Signature") != "" {
				t.Errorf("asked for %s", r.URL)
			}
			if broken {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			text, err := json.MarshalIndent(offered, "", "\t")
			if err != nil {
				t.Error(err)
			}
			_, _ = w.Write(text)
		})}
		var noticed []error
		k := kind(remote.Options{HTTP: client, Look: time.Hour, Noticed: func(_ *custom.Package, err error) { noticed = append(noticed, err) }})
		e, err := k.Open(t.Context(), manifest())
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		offered.Version = "1.1.0"
		pass(time.Hour)
		broken = true
		pass(time.Hour)
		if err := e.Close(t.Context()); err != nil {
			t.Error(err)
		}
		pass(2 * time.Hour)
		if len(noticed) != 3 || noticed[0] != nil || noticed[2] == nil {
			t.Fatalf("noticed %v", noticed)
		}
		var changed *remote.ChangedError
		if !errors.As(noticed[1], &changed) || changed.Manifest.Version != "1.1.0" || changed.Installed == changed.Offered ||
			changed.Error() != "the service of acme/test offers the version 1.1.0; installed is 1.0.0" {
			t.Errorf("noticed %v", noticed[1])
		}
		if want := "read the manifest of https://blocks.example.com/test: the service answers with the status 502"; noticed[2].Error() != want {
			t.Errorf("noticed %v, want %s", noticed[2], want)
		}
	})
}

func TestFetch_PutsTheAddressIn(t *testing.T) {
	t.Parallel()
	base, err := remote.Address(" https://blocks.example.com/test/ ")
	if err != nil {
		t.Fatal(err)
	}
	const offered = `{"manifest": 1, "name": "acme/test", "version": "1.0.0", "kind": %q, "title": {"en": "Test"}, "help": {"en": "A test."},
		"exits": [{"name": "next", "title": {"en": "Next"}}], "examples": [{"config": {}, "exit": "next"}]}`
	for name, x := range map[string]struct{ text, want string }{
		"good":         {fmt.Sprintf(offered, "remote"), ""},
		"another kind": {fmt.Sprintf(offered, "wasm"), `its kind is "wasm" and not remote`},
		"no manifest":  {`<html>`, "read the manifest of https://blocks.example.com/test: "},
		"too large":    {strings.Repeat(" ", 1<<20), "it is too large"},
	} {
		m, err := remote.Fetch(t.Context(), &http.Client{Transport: service(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, x.text) })}, base)
		switch {
		case x.want == "" && err == nil:
			if string(m.Remote) != `{"url":"https://blocks.example.com/test"}` || !slices.Equal(m.Permissions.Hosts, []string{"blocks.example.com"}) {
				t.Errorf("%s: manifest %+v", name, m)
			}
		case err == nil || !strings.Contains(err.Error(), x.want):
			t.Errorf("%s: error %v, want %q", name, err, x.want)
		}
	}
}

func TestCheck_JudgesTheAddress(t *testing.T) {
	t.Parallel()
	k := kind(remote.Options{})
	for part, want := range map[string]string{
		``: "/remote: the manifest of a remote block needs",
		`{"address": "https://blocks.example.com"}`:    "/remote: only the field url",
		`{"url": "blocks.example.com"}`:                "/remote/url: the address of a service is such as https",
		`{"url": "ftp://blocks.example.com"}`:          "/remote/url: the address of a service is such as https",
		`{"url": "https://me:pw@blocks.example.com"}`:  "/remote/url: the address of a service has no name",
		`{"url": "https://blocks.example.com?a=b"}`:    "/remote/url: the address of a service has no name",
		`{"url": "http://blocks.example.com"}`:         "/remote/url: calls of blocks.example.com would go through the internet unencrypted",
		`{"url": "http://8.8.8.8"}`:                    "/remote/url: calls of 8.8.8.8 would go through the internet unencrypted",
		`{"url": "https://other.example.com"}`:         "/permissions/hosts: the service itself must be among them: other.example.com",
		`{"url": "http://localhost:8090"}`:             "/permissions/hosts: the service itself must be among them: localhost",
		`{"url": "http://10.1.2.3:8090/a"}`:            "/permissions/hosts: the service itself must be among them: 10.1.2.3",
		`{"url": "https://blocks.example.com:8443/a"}`: "",
	} {
		got := ""
		for _, p := range k.Check(manifest(func(m *custom.Manifest) { m.Remote = json.RawMessage(part) })) {
			got += p.Path + ": " + p.Message
		}
		if !strings.HasPrefix(got, want) || (got == "") != (want == "") {
			t.Errorf("%s: problem %q, want %q", part, got, want)
		}
	}
}
