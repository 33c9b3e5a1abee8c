package editor_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/signon"
)

// issuer is a server that knows people, as OpenID Connect Core 1.0 and RFC 7636 want it.
type issuer struct {
	*httptest.Server
	key   *rsa.PrivateKey
	clock *clock

	mu     sync.Mutex
	claims map[string]any // of whoever is let in next
	asked  url.Values     // by the browser, last
	refuse bool
}

func newIssuer(t *testing.T, c *clock) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key, clock: c}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answerJSON(w, map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		enc := base64.RawURLEncoding.EncodeToString
		answerJSON(w, map[string]any{"keys": []map[string]string{{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "k", "n": enc(key.N.Bytes()), "e": enc(big.NewInt(int64(key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("/token", i.token)
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func answerJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// token gives the code's owner away, to whoever has begun the flow and is who they say.
func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	if id == "" {
		id, secret = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if i.refuse || id != "us" || secret != "secret" || r.FormValue("code") != "code" || r.FormValue("redirect_uri") != i.asked.Get("redirect_uri") ||
		base64.RawURLEncoding.EncodeToString(sum[:]) != i.asked.Get("code_challenge") || i.asked.Get("code_challenge_method") != "S256" {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error": "invalid_grant"}`))
		return
	}
	claims := map[string]any{
		"iss": i.URL, "aud": "us", "sub": "1", "nonce": i.asked.Get("nonce"), "iat": i.clock.Now().Unix(), "exp": i.clock.Now().Add(time.Hour).Unix(),
	}
	maps.Copy(claims, i.claims)
	answerJSON(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": i.sign(claims)})
}

func (i *issuer) sign(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	enc := base64.RawURLEncoding.EncodeToString
	text := enc([]byte(`{"alg":"RS256","kid":"k"}`)) + "." + enc(body)
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(rand.Reader, i.key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + enc(sig)
}

// withIssuer is an office where people may log in by an issuer.
func withIssuer(t *testing.T) (*office, *browser, *issuer) {
	t.Helper()
	o, ann := settled(t)
	i := newIssuer(t, o.clock)
	known, err := signon.New(signon.Options{
		Issuer: i.URL, ClientID: "us", ClientSecret: "secret", Domains: []string{"Example.com"}, HTTP: i.Client(), Now: o.clock.Now,
	})
	if err == nil {
		o.http, err = editor.New(editor.Options{
			Log: slog.New(slog.DiscardHandler), Registry: registry(t), Accounts: o.accounts, Callers: o.accounts, Answers: o.db,
			Places: homes{}, Page: fstest.MapFS{"index.html": {Data: []byte("page")}}, OIDC: known,
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return o, ann, i
}

// visitor is a browser that follows redirects between us and the issuer.
type visitor struct {
	*browser

	flow string // cookie
}

// goes opens an address of ours, and gives to where it leads.
func (v *visitor) goes(t *testing.T, path string) string {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/login/oidc"+path, http.NoBody)
	if v.flow != "" {
		req.AddCookie(&http.Cookie{Name: "scenarist_oidc", Value: v.flow})
	}
	rec := httptest.NewRecorder()
	v.http.ServeHTTP(rec, req)
	if rec.Code != http.StatusSeeOther || rec.Header().Get("Cache-Control") != "no-store" && !strings.Contains(rec.Header().Get("Location"), "problem") {
		t.Fatalf("%s: %d %v", path, rec.Code, rec.Header())
	}
	for _, c := range rec.Result().Cookies() {
		switch c.Name {
		case "scenarist_oidc":
			v.flow = c.Value
			if c.SameSite != http.SameSiteLaxMode || !c.HttpOnly || c.Path != "/api/v1/login/oidc" {
				t.Errorf("the cookie of the flow is %+v", c)
			}
		case "scenarist_session":
			v.cookie = c.Value
		}
	}
	return rec.Header().Get("Location")
}

// asks begins to log in, and gives what the issuer is asked.
func (v *visitor) asks(t *testing.T, i *issuer, query string) url.Values {
	t.Helper()
	u, err := url.Parse(v.goes(t, query))
	if err != nil || !strings.HasPrefix(u.String(), i.URL+"/authorize?") {
		t.Fatalf("led to %s, %v", u, err)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asked = u.Query()
	return i.asked
}

// logsIn goes the whole way, and gives to where it leads.
func (v *visitor) logsIn(t *testing.T, i *issuer, query string, claims map[string]any) string {
	t.Helper()
	asked := v.asks(t, i, query)
	i.mu.Lock()
	i.claims = claims
	i.mu.Unlock()
	return v.goes(t, "/callback?code=code&iss=them&state="+asked.Get("state"))
}

const home0 = "http://example.com/"

func TestOIDC_LetsInWhoIsKnown(t *testing.T) {
	t.Parallel()
	o, ann, i := withIssuer(t)
	verified := func(email string) map[string]any {
		return map[string]any{"email": email, "email_verified": true, "name": "Somebody"}
	}
	plain := o.browser()
	host := strings.TrimPrefix(i.URL, "http://")
	plain.do(t, "GET", "/login/options", "", 200, `{"oidc": {"name": "`+host[:strings.LastIndex(host, ":")]+`"}}`)

	v := &visitor{browser: o.browser()}
	if at := v.logsIn(t, i, "", verified("ANN@example.com")); at != home0 || v.cookie == "" || v.flow != "" {
		t.Fatalf("led to %s, cookie %q, flow %q", at, v.cookie, v.flow)
	}
	s := read[editor.Session](t, v.browser, "GET", "/session", "")
	if s.User.Email != "ann@example.com" {
		t.Errorf("logged in as %+v", s.User)
	}
	log := read[struct{ Items []editor.Entry }](t, v.browser, "GET", "/account/audit?limit=1", "")
	if len(log.Items) != 1 || log.Items[0].What != "login.known" || log.Items[0].Target != "ann@example.com" {
		t.Errorf("the log says %+v", log.Items)
	}

	// Who has no account needs an invitation.
	stranger := &visitor{browser: o.browser()}
	if at := stranger.logsIn(t, i, "", verified("bob@example.com")); at != home0+"#/login?problem=no_account" || stranger.cookie != "" {
		t.Errorf("led to %s", at)
	}
	link := read[editor.Invitation](t, ann, "POST", "/workspaces/main/invitations", `{"role": "analyst"}`).Link
	_, secret, _ := strings.Cut(link, "/#/invitation/")
	if at := stranger.logsIn(t, i, "?invitation="+secret, verified("bob@example.com")); at != home0 {
		t.Errorf("led to %s", at)
	}
	s = read[editor.Session](t, stranger.browser, "GET", "/session", "")
	if s.User.Email != "bob@example.com" || s.User.Name != "Somebody" || len(s.Workspaces) != 1 || s.Workspaces[0].Role != "analyst" {
		t.Errorf("invited: %+v", s)
	}
	if at := (&visitor{browser: o.browser()}).logsIn(t, i, "?invitation="+secret, verified("carl@example.com")); at != home0+"#/login?problem=link_over" {
		t.Errorf("the invitation of before led to %s", at)
	}
}

func TestOIDC_KeepsOthersOut(t *testing.T) {
	t.Parallel()
	o, _, i := withIssuer(t)
	right := map[string]any{"email": "ann@example.com", "email_verified": true}
	for name, x := range map[string]struct {
		claims map[string]any
		do     func(v *visitor, state string) string // the query of the way back
		want   string
	}{
		"unverified":         {map[string]any{"email": "ann@example.com"}, nil, "email_unverified"},
		"another domain":     {map[string]any{"email": "ann@example.org", "email_verified": true}, nil, "domain_refused"},
		"another nonce":      {map[string]any{"email": "ann@example.com", "email_verified": true, "nonce": "n"}, nil, "flow_strange"},
		"another audience":   {map[string]any{"email": "ann@example.com", "email_verified": true, "aud": "them"}, nil, "issuer_refused"},
		"another issuer":     {map[string]any{"email": "ann@example.com", "email_verified": true, "iss": "https://them"}, nil, "issuer_refused"},
		"over":               {map[string]any{"email": "ann@example.com", "email_verified": true, "exp": 7}, nil, "issuer_refused"},
		"another state":      {right, func(*visitor, string) string { return "code=code&state=s" }, "flow_strange"},
		"another browser":    {right, func(v *visitor, state string) string { v.flow = ""; return "code=code&state=" + state }, "flow_strange"},
		"a broken cookie":    {right, func(v *visitor, state string) string { v.flow = "x"; return "code=code&state=" + state }, "flow_strange"},
		"another code":       {right, func(_ *visitor, state string) string { return "code=c&state=" + state }, "issuer_refused"},
		"refused by a click": {right, func(_ *visitor, state string) string { return "error=access_denied&state=" + state }, "issuer_refused"},
		"too late": {right, func(v *visitor, state string) string {
			v.clock.skip(11 * time.Minute)
			return "code=code&state=" + state
		}, "flow_strange"},
	} {
		v := &visitor{browser: o.browser()}
		asked := v.asks(t, i, "")
		i.mu.Lock()
		i.claims = x.claims
		i.mu.Unlock()
		query := "code=code&state=" + asked.Get("state")
		if x.do != nil {
			query = x.do(v, asked.Get("state"))
		}
		if at := v.goes(t, "/callback?"+query); at != home0+"#/login?problem="+x.want || v.cookie != "" {
			t.Errorf("%s: led to %s, cookie %q", name, at, v.cookie)
		}
	}
	o2, _, gone := withIssuer(t)
	gone.Close()
	if at := (&visitor{browser: o2.browser()}).goes(t, ""); at != home0+"#/login?problem=issuer_unreachable" {
		t.Errorf("without the issuer: led to %s", at)
	}
	newOffice(t).browser().do(t, "GET", "/login/options", "", 200, `{"oidc": null}`)
}
