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
	clock *clock

	mu     sync.Mutex
	key    *rsa.PrivateKey
	named  string         // of the key
	claims map[string]any // of whoever is let in next
	info   map[string]any // what it says of them when it is asked; nil where it cannot be asked
	asked  url.Values     // by the browser, last
	secret string         // that we have to show; empty for a public client
}

func newIssuer(t *testing.T, c *clock) *issuer {
	t.Helper()
	i := &issuer{clock: c, secret: "secret"}
	i.changeKey(t, "k")
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", i.describe)
	mux.HandleFunc("/keys", i.keys)
	mux.HandleFunc("/info", i.tell)
	mux.HandleFunc("/token", i.token)
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

// changeKey signs with a new key from now on.
func (i *issuer) changeKey(t *testing.T, named string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.key, i.named = key, named
}

func (i *issuer) describe(w http.ResponseWriter, _ *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	d := map[string]any{
		"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
		"id_token_signing_alg_values_supported": []string{"RS256"},
	}
	if i.info != nil {
		d["userinfo_endpoint"] = i.URL + "/info"
	}
	answerJSON(w, d)
}

func (i *issuer) keys(w http.ResponseWriter, _ *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	enc := base64.RawURLEncoding.EncodeToString
	answerJSON(w, map[string]any{"keys": []map[string]string{{
		"kty": "RSA", "alg": "RS256", "use": "sig", "kid": i.named, "n": enc(i.key.N.Bytes()), "e": enc(big.NewInt(int64(i.key.E)).Bytes()),
	}}})
}

// tell says who somebody is to whom has the access token.
func (i *issuer) tell(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer a" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	answerJSON(w, i.info)
}

func answerJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// token gives the code's owner away, to whoever has begun the flow and is who they say.
func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	id, secret, named := r.BasicAuth()
	if !named {
		id, secret = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	if id != "us" || secret != i.secret || named && secret == "" {
		refuse(w, "invalid_client")
		return
	}
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if r.FormValue("code") != "code" || r.FormValue("redirect_uri") != i.asked.Get("redirect_uri") ||
		base64.RawURLEncoding.EncodeToString(sum[:]) != i.asked.Get("code_challenge") || i.asked.Get("code_challenge_method") != "S256" {
		refuse(w, "invalid_grant")
		return
	}
	claims := map[string]any{
		"iss": i.URL, "aud": "us", "sub": "1", "nonce": i.asked.Get("nonce"), "iat": i.clock.Now().Unix(), "exp": i.clock.Now().Add(time.Hour).Unix(),
	}
	maps.Copy(claims, i.claims)
	answerJSON(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": i.sign(claims)})
}

func refuse(w http.ResponseWriter, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_, _ = w.Write([]byte(`{"error": "` + code + `"}`))
}

func (i *issuer) sign(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	enc := base64.RawURLEncoding.EncodeToString
	text := enc([]byte(`{"alg":"RS256","kid":"`+i.named+`"}`)) + "." + enc(body)
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(rand.Reader, i.key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + enc(sig)
}

// withIssuer is an office where people may log in by an issuer, with settings that a test may change.
func withIssuer(t *testing.T, change ...func(*signon.Options)) (*office, *browser, *issuer) {
	t.Helper()
	o, ann := settled(t)
	i := newIssuer(t, o.clock)
	settings := signon.Options{
		Issuer: i.URL, ClientID: "us", ClientSecret: "secret", Domains: []string{"Example.com"}, HTTP: i.Client(), Now: o.clock.Now,
	}
	for _, f := range change {
		f(&settings)
	}
	known, err := signon.New(settings)
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

	flows map[string]string // cookies of log-ins that were begun, one for each tab
}

func (o *office) visitor() *visitor {
	return &visitor{browser: o.browser(), flows: map[string]string{}}
}

// goes opens an address of ours, and gives to where it leads.
func (v *visitor) goes(t *testing.T, path string) string {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1/login/oidc"+path, http.NoBody)
	for name, value := range v.flows {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	rec := httptest.NewRecorder()
	v.http.ServeHTTP(rec, req)
	if rec.Code != http.StatusSeeOther || rec.Header().Get("Cache-Control") != "no-store" && !strings.Contains(rec.Header().Get("Location"), "problem") {
		t.Fatalf("%s: %d %v", path, rec.Code, rec.Header())
	}
	for _, c := range rec.Result().Cookies() {
		switch {
		case strings.HasPrefix(c.Name, "scenarist_oidc_"):
			if v.flows[c.Name] = c.Value; c.MaxAge < 0 {
				delete(v.flows, c.Name)
			}
			if c.SameSite != http.SameSiteLaxMode || !c.HttpOnly || c.Path != "/api/v1/login/oidc" {
				t.Errorf("the cookie of the flow is %+v", c)
			}
		case c.Name == "scenarist_session":
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
	return v.comesBack(t, asked)
}

// comesBack is what the issuer makes a browser do that it has let in.
func (v *visitor) comesBack(t *testing.T, asked url.Values) string {
	t.Helper()
	return v.goes(t, "/callback?code=code&iss=them&state="+asked.Get("state"))
}
