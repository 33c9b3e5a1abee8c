package editor_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/scenarist/scenarist/blocks"
	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/engine"
)

// known lets in one session and one token.
type known struct{ caller access.Caller }

func (k *known) BySession(_ context.Context, secret string) (*access.Caller, error) {
	if secret != "right" {
		return nil, engine.ErrNotFound
	}
	return &k.caller, nil
}

func (k *known) ByToken(_ context.Context, secret string) (*access.Caller, error) {
	if secret != "scn_right" {
		return nil, engine.ErrNotFound
	}
	return &k.caller, nil
}

func (k *known) Place(context.Context, string) (string, error) { return "", engine.ErrNotFound }

func registry(t *testing.T) *engine.Registry {
	t.Helper()
	reg := engine.NewRegistry()
	if err := blocks.Register(reg); err != nil {
		t.Fatal(err)
	}
	return reg
}

func setup(t *testing.T) http.Handler {
	t.Helper()
	reg := registry(t)
	k := &known{caller: access.Caller{UserID: "u1"}}
	h, err := editor.New(editor.Options{
		Log: slog.New(slog.DiscardHandler), Registry: reg, Callers: k, Places: k,
		Page: fstest.MapFS{
			"index.html":       {Data: []byte(`<meta name="csp-nonce" content="" /><title>Scenarist</title>`)},
			"assets/index1.js": {Data: []byte(strings.Repeat("let x = 1;", 100))},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func ask(t *testing.T, h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, path, http.NoBody)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	return rec
}

func TestGuard_LetsInWhoIsKnown(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for _, x := range []struct {
		name   string
		header []string
		status int
		code   string
	}{
		{"nobody", nil, 401, "login_required"},
		{"cookie", []string{"Cookie", "scenarist_session=right"}, 200, ""},
		{"wrong cookie", []string{"Cookie", "scenarist_session=left"}, 401, "login_required"},
		{"token", []string{"Authorization", "Bearer scn_right"}, 200, ""},
		{"wrong token", []string{"Authorization", "Bearer scn_left", "Cookie", "scenarist_session=right"}, 401, "wrong_token"},
	} {
		rec := ask(t, h, "GET", "/api/v1/catalogue", x.header...)
		var p editor.Problem
		if rec.Code != x.status {
			t.Errorf("%s: got %d %s, want %d", x.name, rec.Code, rec.Body, x.status)
		}
		if x.code == "" {
			continue
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || p.Code != x.code || p.Title == "" {
			t.Errorf("%s: got %s, want code %s", x.name, rec.Body, x.code)
		}
		if got := rec.Header().Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%s: content type %q", x.name, got)
		}
	}
}

func TestCatalogue_HasEveryTypeAndIsKept(t *testing.T) {
	t.Parallel()
	h := setup(t)
	rec := ask(t, h, "GET", "/api/v1/catalogue", "Cookie", "scenarist_session=right")
	var c editor.Catalogue
	if err := json.Unmarshal(rec.Body.Bytes(), &c); err != nil {
		t.Fatal(err)
	}
	families := map[string]bool{}
	for _, f := range c.Families {
		families[f.Name] = f.Title["en"] != "" && f.Title["ru"] != ""
	}
	for _, typ := range c.Types {
		if !families[typ.Family] || typ.Title["ru"] == "" || !json.Valid(typ.Schema) || !json.Valid(typ.Example) {
			t.Errorf("%s is not complete: %+v", typ.Name, typ)
		}
	}
	if len(c.Types) < 80 || len(c.Functions) < 50 {
		t.Errorf("%d types, %d functions", len(c.Types), len(c.Functions))
	}
	again := ask(t, h, "GET", "/api/v1/catalogue", "Cookie", "scenarist_session=right", "If-None-Match", rec.Header().Get("ETag"))
	if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("known catalogue: %d, %d bytes", again.Code, again.Body.Len())
	}
}

func TestDescription_IsOpenAPIAndWithoutSecrets(t *testing.T) {
	t.Parallel()
	rec := ask(t, setup(t), "GET", "/api/v1/openapi.json")
	var d struct {
		OpenAPI string                    `json:"openapi"`
		Paths   map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &d); err != nil || !strings.HasPrefix(d.OpenAPI, "3.1") {
		t.Fatalf("openapi %q: %v", d.OpenAPI, err)
	}
	if d.Paths["/api/v1/catalogue"]["get"] == nil {
		t.Error("the catalogue is not described")
	}
	if strings.Contains(rec.Body.String(), "ErrorModel") {
		t.Error("errors are described in another shape than they have")
	}
}

func TestSite_ServesThePageUnderAStrictPolicy(t *testing.T) {
	t.Parallel()
	h := setup(t)
	first, second := ask(t, h, "GET", "/"), ask(t, h, "GET", "/")
	policy := first.Header().Get("Content-Security-Policy")
	_, rest, _ := strings.Cut(policy, "'nonce-")
	nonce, _, _ := strings.Cut(rest, "'")
	if nonce == "" || !strings.Contains(first.Body.String(), `content="`+nonce+`"`) {
		t.Errorf("nonce %q is not in %s", nonce, first.Body)
	}
	if strings.Contains(second.Body.String(), nonce) {
		t.Error("a nonce is used twice")
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("policy: %s", policy)
	}
	asset := ask(t, h, "GET", "/assets/index1.js", "Accept-Encoding", "gzip")
	if asset.Code != 200 || asset.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(asset.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("asset: %d %v", asset.Code, asset.Header())
	}
	if rec := ask(t, h, "GET", "/assets/other.js"); rec.Code != http.StatusNotFound {
		t.Errorf("a file that is not there: %d", rec.Code)
	}
}

func TestAPI_UnknownAddressesAreProblems(t *testing.T) {
	t.Parallel()
	h := setup(t)
	const want = `{"status":404,"code":"not_found","title":"There is nothing at this address."}`
	for _, x := range [][2]string{{"GET", "/api/v1/nothing"}, {"GET", "/api/"}, {"POST", "/"}} {
		rec := ask(t, h, x[0], x[1])
		if rec.Code != http.StatusNotFound || rec.Body.String() != want || rec.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%v: got %d %s, %s", x, rec.Code, rec.Body, rec.Header().Get("Content-Type"))
		}
	}
}

func TestAPI_SaysWhatOfARequestCannotBe(t *testing.T) {
	t.Parallel()
	h := setup(t)
	const noText = `{"status":400,"code":"bad_request","title":"The address holds what is no UTF-8 text."}`
	for _, x := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"DELETE", "/api/v1/catalogue", "", 405, `{"status":405,"code":"method_not_allowed","title":"This address is not there for this method."}`},
		{"GET", "/api/v1/bots/%00", "", 400, noText},
		{"GET", "/api/v1/bots/%ff", "", 400, noText},
		{"GET", "/api/v1/bots?q=%00", "", 400, noText},
		{"GET", "/api/v1/bots?q=%zz", "", 400, noText},
		{"GET", "/api/v1/catalogue?frm=x", "", 422, `{"status":422,"code":"invalid","title":"Something in the request is not as it has to be.",` +
			`"issues":[{"code":"invalid","severity":"error","path":"query.frm","message":"this is not known here"}]}`},
		{"POST", "/api/v1/login", `{"email": "é` + "\xc3" + `"}`, 400, `{"status":400,"code":"bad_request","title":"The request cannot be read.",` +
			`"issues":[{"code":"invalid","severity":"error","path":"","message":"the text is not UTF-8 at byte 13"}]}`},
	} {
		req := httptest.NewRequestWithContext(t.Context(), x.method, x.path, strings.NewReader(x.body))
		req.Header.Set("Content-Type", "application/json")
		req.AddCookie(&http.Cookie{Name: "scenarist_session", Value: "right"})
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		if rec.Code != x.status || strings.TrimSpace(rec.Body.String()) != x.want || rec.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: got %d %s", x.method, x.path, rec.Code, rec.Body)
		}
		if allowed := rec.Header().Get("Allow"); (x.status == http.StatusMethodNotAllowed) != (allowed == "GET") {
			t.Errorf("%s %s is allowed to %q", x.method, x.path, allowed)
		}
	}
}

// Programs write the scheme as they like, and are told how to say who they are.
func TestAPI_KnowsTokensByAnyName(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for given, want := range map[string]string{
		"Bearer scn_right": "", "bearer scn_right": "", "BEARER scn_right": "",
		"Bearer scn_wrong": `Bearer error="invalid_token"`, "Basic eDp5": "Bearer",
	} {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/catalogue", http.NoBody)
		req.Header.Set("Authorization", given)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		if got := rec.Header().Get("WWW-Authenticate"); got != want || (rec.Code == http.StatusUnauthorized) != (want != "") {
			t.Errorf("%s: got %d, %q", given, rec.Code, got)
		}
	}
}

func TestDocs_LoadNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	h := setup(t)
	for path, kind := range map[string]string{
		"/api/docs": "text/html; charset=utf-8", "/api/docs/docs.js": "text/javascript; charset=utf-8", "/api/docs/docs.css": "text/css; charset=utf-8",
	} {
		rec := ask(t, h, "GET", path)
		if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != kind {
			t.Errorf("%s: got %d %s", path, rec.Code, rec.Header().Get("Content-Type"))
		}
		if policy := rec.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'; script-src 'self'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %s", path, policy)
		}
		if strings.Contains(rec.Body.String(), "http://") || strings.Contains(rec.Body.String(), "https://") || strings.Contains(rec.Body.String(), "innerHTML") {
			t.Errorf("%s names another site, or makes HTML of texts", path)
		}
	}
}
