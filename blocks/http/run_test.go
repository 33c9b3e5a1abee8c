package http_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	nethttp "net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/blocks/http"
	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/outbound"
)

func TestRun_SendsTheWholeRequest(t *testing.T) {
	t.Parallel()
	var got object
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		data, _ := io.ReadAll(r.Body)
		got = object{"method": r.Method, "path": r.URL.EscapedPath(), "query": r.URL.RawQuery, "body": string(data), "header": r.Header}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Many", "a")
		w.Header().Add("X-Many", "b")
		w.Header()["Date"] = nil
		w.WriteHeader(nethttp.StatusCreated)
		_, _ = io.WriteString(w, ` {"id": 7} `)
	})
	a := perform(t, deps(t), payload(address+"/a%2Fb?x=1", object{
		"try": 2, "method": "POST", "answer": "json", "idempotency_key": "key-1",
		"query":   []object{{"name": "q", "value": "tea & cake"}, {"name": "q", "value": "ä"}},
		"headers": []object{{"name": "x-one", "value": "1"}, {"name": "X-One", "value": "2"}},
		"auth":    object{"kind": "bearer", "token": secretMark("key")},
		"body":    object{"kind": "json", "json": object{"who": secretMark("user"), "n": []any{1, true, nil, "<&>"}}},
	}))
	same(t, "request", got, object{
		"method": "POST", "path": "/a%2Fb", "query": "x=1&q=tea+%26+cake&q=%C3%A4", "body": `{"n":[1,true,null,"<&>"],"who":"ann"}`,
		"header": object{
			"Accept": []string{"application/json"}, "Accept-Encoding": []string{"gzip"}, "Authorization": []string{`Bearer s3cr3t/"key"`},
			"Content-Length": []string{"37"}, "Content-Type": []string{"application/json"}, "Idempotency-Key": []string{"key-1"},
			"User-Agent": []string{"Scenarist"}, "X-One": []string{"1", "2"},
		},
	})
	same(t, "answer", a, object{
		"try": 2, "host": strings.TrimPrefix(address, "http://"), "status": 201, "form": "json", "body": object{"id": 7}, "duration_ms": 10,
		"headers": object{"content-type": "application/json", "x-many": "a, b", "content-length": "11"},
	})
}

func TestRun_SignsIn(t *testing.T) {
	t.Parallel()
	var header, query string
	address := serve(t, func(_ nethttp.ResponseWriter, r *nethttp.Request) {
		header, query = r.Header.Get("Authorization")+r.Header.Get("X-Api-Key"), r.URL.RawQuery
	})
	for _, c := range []struct {
		auth          object
		header, query string
	}{
		{object{"kind": "basic", "user": "ann", "password": "pw"}, "Basic YW5uOnB3", ""},
		{object{"kind": "header", "name": "X-Api-Key", "token": "t"}, "t", ""},
		{object{"kind": "query", "name": "key", "token": "a b"}, "", "key=a+b"},
	} {
		header, query = "", ""
		perform(t, deps(t), payload(address, object{"auth": c.auth}))
		if header != c.header || query != c.query {
			t.Errorf("%v: header %q, query %q", c.auth, header, query)
		}
	}
}

func TestRun_BodiesOfEveryKind(t *testing.T) {
	t.Parallel()
	var typ, body string
	address := serve(t, func(_ nethttp.ResponseWriter, r *nethttp.Request) {
		data, _ := io.ReadAll(r.Body)
		typ, body = r.Header.Get("Content-Type"), string(data)
	})
	for _, c := range []struct {
		body      object
		typ, want string
	}{
		{object{"kind": "form", "fields": []object{{"name": "a", "value": "1 & 2"}, {"name": "b", "value": ""}}}, "application/x-www-form-urlencoded", "a=1+%26+2&b="},
		{object{"kind": "text", "text": "héllo"}, "text/plain; charset=utf-8", "héllo"},
		{object{"kind": "text", "text": "<a/>", "content_type": "application/xml"}, "application/xml", "<a/>"},
		{object{"kind": "json", "json": "x"}, "application/json", `"x"`},
	} {
		perform(t, deps(t), payload(address, object{"method": "POST", "body": c.body}))
		if typ != c.typ || body != c.want {
			t.Errorf("%v: %q, %q", c.body, typ, body)
		}
	}
}

func TestRun_SendsFilesOfTheChat(t *testing.T) {
	t.Parallel()
	var parts []string
	address := serve(t, func(_ nethttp.ResponseWriter, r *nethttp.Request) {
		_, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		m := multipart.NewReader(r.Body, params["boundary"])
		for {
			p, err := m.NextPart()
			if err != nil {
				return
			}
			data, _ := io.ReadAll(p)
			parts = append(parts, fmt.Sprintf("%s|%s|%s|%s", p.FormName(), p.FileName(), p.Header.Get("Content-Type"), data))
		}
	})
	send := func(files ...object) object {
		return perform(t, deps(t), payload(address, object{"method": "POST", "body": object{
			"kind": "multipart", "fields": []object{{"name": "note", "value": secretMark("user")}}, "files": files,
		}}))
	}
	send(object{"name": "one", "file_id": "f1"}, object{"name": "two", "file_id": "f1", "file_name": "my \"cat\".png", "mime": "image/png"})
	same(t, "parts", parts, []string{"note|||ann", "one|cat.txt|text/plain|cat", `two|my "cat".png|image/png|cat`})
	wantTrouble(t, send(object{"name": "one", "file_id": "gone"}), "file_missing", false)
	wantTrouble(t, send(object{"name": "one", "file_id": "huge"}), "http_request", false)
}

func TestRun_ReadsWhatServersAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, how, typ, body string
		form                 any
		want                 any
	}{
		{"json", "auto", "application/json; charset=utf-8", `{"a":[1,null]}`, "json", object{"a": []any{1, nil}}},
		{"json with a mark of byte order", "auto", "application/json", "\ufeff{}", "json", object{}},
		{"json said to be text", "auto", "text/plain", `[1]`, "json", []any{1}},
		{"json of a suffix", "auto", "application/problem+json", `"x"`, "json", "x"},
		{"a bare word is a text", "auto", "text/plain", `true`, "text", "true"},
		{"a bare word as json", "json", "text/plain", `true`, "json", true},
		{"text on demand", "text", "application/json", `{"a":1}`, "text", `{"a":1}`},
		{"html", "auto", "text/html", "<html>", "text", "<html>"},
		{"broken json", "auto", "application/json", `{"a":`, "text", `{"a":`},
		{"json with something behind", "auto", "application/json", `{} x`, "text", `{} x`},
		{"long ids stay whole", "auto", "application/json", `[12345678901234567890, 9007199254740993, 1e400, 0.5]`, "json", []any{"12345678901234567890", "9007199254740993", "1e400", 0.5}},
		{"a picture", "auto", "image/png", "\x89PNG\x00", "binary", nil},
		{"text of another alphabet", "auto", "text/plain", "caf\xe9", "text", "caf\uFFFD"},
		{"nothing", "auto", "application/json", "", nil, nil},
		{"unread", "none", "application/json", `{}`, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			address := serve(t, func(w nethttp.ResponseWriter, _ *nethttp.Request) {
				w.Header().Set("Content-Type", c.typ)
				_, _ = io.WriteString(w, c.body)
			})
			a := perform(t, deps(t), payload(address, object{"answer": c.how}))
			same(t, "answer", []any{a["form"], a["body"]}, []any{c.form, c.want})
		})
	}
}

func TestRun_UnpacksAndJoinsPieces(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if r.URL.Path == "/gzip" {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, `{"a":1}`)
			_ = z.Close()
			return
		}
		for _, s := range []string{`{"a"`, `:1`, `}`} {
			_, _ = io.WriteString(w, s)
			w.(nethttp.Flusher).Flush()
		}
	})
	for _, path := range []string{"/gzip", "/chunked"} {
		same(t, path, perform(t, deps(t), payload(address+path, nil))["body"], object{"a": 1})
	}
}

func TestRun_StopsAtTheLargestAnswer(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if r.URL.Path == "/bomb" {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = z.Write(make([]byte, 4<<20))
			_ = z.Close()
			return
		}
		_, _ = io.WriteString(w, strings.Repeat("x", 11))
	})
	a := perform(t, deps(t), payload(address, object{"max_bytes": 10}))
	wantTrouble(t, a, "http_too_large", false)
	if a["status"] != 200.0 || a["body"] != nil {
		t.Errorf("answer %v", a)
	}
	same(t, "just fits", perform(t, deps(t), payload(address, object{"max_bytes": 11}))["body"], strings.Repeat("x", 11))
	wantTrouble(t, perform(t, deps(t), payload(address+"/bomb", nil)), "http_too_large", false)
}

func TestRun_SlowServersTimeOut(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if r.URL.Path == "/half" {
			_, _ = io.WriteString(w, `{"a":`)
			w.(nethttp.Flusher).Flush()
		}
		<-release
	})
	t.Cleanup(func() { close(release) })
	for _, path := range []string{"/silent", "/half"} {
		wantTrouble(t, perform(t, deps(t), payload(address+path, object{"timeout": 30 * time.Millisecond})), "http_timeout", true)
	}
}

func TestRun_BrokenConnections(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if r.URL.Path == "/half" {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"a":`)
			w.(nethttp.Flusher).Flush()
		}
		panic(nethttp.ErrAbortHandler)
	})
	for _, path := range []string{"/reset", "/half"} {
		wantTrouble(t, perform(t, deps(t), payload(address+path, nil)), "http_unreachable", true)
	}
	s := httptest.NewServer(nethttp.NotFoundHandler())
	gone := s.URL
	s.Close()
	wantTrouble(t, perform(t, deps(t), payload(gone, nil)), "http_unreachable", true)
}

func TestRun_RefusesInnerAddressesAndWrongOnes(t *testing.T) {
	t.Parallel()
	d := deps(t)
	guarded, err := outbound.New(outbound.Options{})
	if err != nil {
		t.Fatal(err)
	}
	address := serve(t, func(nethttp.ResponseWriter, *nethttp.Request) { t.Error("the server was reached") })
	d.HTTP = guarded
	wantTrouble(t, perform(t, d, payload(address, nil)), "http_refused", false)
	wantTrouble(t, perform(t, d, payload("http://169.254.169.254/latest", nil)), "http_refused", false)
	for _, wrong := range []string{"", "example.com", "ftp://example.com", "https://", "https://a b/", "/path", "http://%zz/"} {
		wantTrouble(t, perform(t, d, payload(wrong, nil)), "http_url", false)
	}
}

func TestRun_RefusesAnUnknownCertificate(t *testing.T) {
	t.Parallel()
	s := httptest.NewUnstartedServer(nethttp.NotFoundHandler())
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	wantTrouble(t, perform(t, deps(t), payload(s.URL, nil)), "http_tls", false)
}

func TestRun_FollowsRedirects(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		switch r.URL.Path {
		case "/inner":
			nethttp.Redirect(w, r, "http://10.0.0.1/", nethttp.StatusFound)
		case "/moved":
			nethttp.Redirect(w, r, "/here", nethttp.StatusFound)
		default:
			_, _ = io.WriteString(w, "here")
		}
	})
	same(t, "moved", perform(t, deps(t), payload(address+"/moved", nil))["body"], "here")
	wantTrouble(t, perform(t, deps(t), payload(address+"/inner", nil)), "http_refused", false)
}

func TestRun_StatusesAndRetryAfter(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		w.Header().Set("Retry-After", r.URL.Query().Get("after"))
		w.WriteHeader(nethttp.StatusServiceUnavailable)
	})
	for after, want := range map[string]any{
		"7": 7e9, "Sun, 01 Mar 2026 12:01:00 GMT": 59_990_000_000.0, "-5": nil, "soon": nil, "": nil, "Sun, 01 Mar 2020 12:00:00 GMT": nil,
	} {
		a := perform(t, deps(t), payload(address, object{"query": []object{{"name": "after", "value": after}}}))
		if a["status"] != 503.0 || a["retry_after"] != want || a["trouble"] != nil {
			t.Errorf("%q: %v", after, a)
		}
	}
}

func TestRun_SecretsAreBlottedOut(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w nethttp.ResponseWriter, r *nethttp.Request) {
		w.Header().Set("X-Echo", r.Header.Get("X-Key"))
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(object{
			"plain": r.Header.Get("X-Key"), "query": r.URL.RawQuery, "basic": []any{r.Header.Get("Authorization")},
			r.Header.Get("X-Key"): "as a name", "quoted": `{"k":"s3cr3t/\"key\""}`,
		})
	})
	a := perform(t, deps(t), payload(address, object{
		"query":   []object{{"name": "k", "value": secretMark("key")}},
		"headers": []object{{"name": "X-Key", "value": secretMark("key")}},
		"auth":    object{"kind": "basic", "user": "ann", "password": secretMark("key")},
	}))
	same(t, "body", a["body"], object{
		"plain": "•••", "query": "k=•••", "basic": []any{"Basic •••"}, "•••": "as a name", "quoted": `{"k":"•••"}`,
	})
	same(t, "header", a["headers"].(object)["x-echo"], "•••")
	for _, p := range []object{
		payload("http://127.0.0.1:1/"+secretMark("key"), nil),
		payload("http://"+secretMark("key")+".invalid:x/", nil),
		payload(address, object{"headers": []object{{"name": "X-Key", "value": secretMark("key") + "\n"}}}),
	} {
		if s := asJSON(t, perform(t, deps(t), p)); strings.Contains(s, "s3cr3t") {
			t.Errorf("a secret is seen in %s", s)
		}
	}
}

func TestRun_MissingSecretIsATrouble(t *testing.T) {
	t.Parallel()
	for _, p := range []object{
		{"url": "https://" + secretMark("missing")},
		{"headers": []object{{"name": "X", "value": secretMark("missing")}}},
		{"query": []object{{"name": "x", "value": secretMark("missing")}}},
		{"auth": object{"kind": "bearer", "token": secretMark("missing")}},
		{"method": "POST", "body": object{"kind": "json", "json": []any{object{"a": secretMark("missing")}}}},
	} {
		wantTrouble(t, perform(t, deps(t), payload("http://127.0.0.1:1", p)), "secret_missing", false)
	}
}

func TestRun_OurTroubleIsAnError(t *testing.T) {
	t.Parallel()
	_, err := performing(t.Context(), t, deps(t), payload("http://127.0.0.1:1/"+secretMark("broken"), nil))
	if err == nil || !strings.Contains(err.Error(), "the vault is closed") {
		t.Errorf("error %v", err)
	}
	if _, err := http.Jobs()[0].Run(t.Context(), deps(t), engine.Job{Key: "k", Payload: []byte("{")}); err == nil {
		t.Error("a broken payload was taken")
	}
}

func TestRun_ShutdownRepeatsOnlyWhatIsSafe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		more  object
		again bool
	}{
		{object{"method": "GET"}, true},
		{object{"method": "POST", "idempotency_key": "k", "idempotent": true}, true},
		{object{"method": "POST", "idempotency_key": "k"}, false},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		release := make(chan struct{})
		address := serve(t, func(nethttp.ResponseWriter, *nethttp.Request) {
			cancel()
			<-release
		})
		a, err := performing(ctx, t, deps(t), payload(address, c.more))
		close(release)
		if c.again {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%v: error %v", c.more, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		wantTrouble(t, a, "http_interrupted", false)
	}
}
