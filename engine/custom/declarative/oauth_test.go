package declarative_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scenarist/scenarist/engine/custom"
)

const oauth = `
base_url: https://api.example.com
auth: {kind: oauth2, grant: %s, token_url: 'https://api.example.com/token', client_id: me, client_secret: '{{ config.key }}', refresh_token: r1, scope: write, extra: {aud: x}, issuer: bot@example.com, private_key: '{{ config.text }}'%s}
requests: [{path: /do, method: POST}]
`

func TestOAuth_FetchesATokenOnceAndAnewWhenItIsRefused(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	valid, issued := "t1", 0
	serve := func(req *http.Request, _ string) (int, map[string]string, string) {
		mu.Lock()
		defer mu.Unlock()
		if req.URL.Path == "/token" {
			issued++
			valid = fmt.Sprintf("token-%d", issued)
			return 200, nil, fmt.Sprintf(`{"access_token": %q, "expires_in": 3600, "refresh_token": "r%d"}`, valid, issued+1)
		}
		if req.Header.Get("Authorization") != "Bearer "+valid {
			return 401, nil, `{}`
		}
		return 200, nil, `{}`
	}
	w := open(t, manifest(t, fmt.Sprintf(oauth, "refresh_token", "")), serve)
	config := map[string]any{"key": "k"}
	w.run(config)
	w.run(config)
	if issued != 1 {
		t.Errorf("%d tokens were fetched for two runs", issued)
	}
	valid = "revoked"
	w.run(config)
	w.now = w.now.Add(time.Hour)
	w.run(config)
	want := []string{
		"POST https://api.example.com/token grant_type=refresh_token&refresh_token=r1&client_id=me&client_secret=topsecret&scope=write&aud=x",
		"POST https://api.example.com/do", "POST https://api.example.com/do", "POST https://api.example.com/do",
		"POST https://api.example.com/token grant_type=refresh_token&refresh_token=r2&client_id=me&client_secret=topsecret&scope=write&aud=x",
		"POST https://api.example.com/do",
		"POST https://api.example.com/token grant_type=refresh_token&refresh_token=r3&client_id=me&client_secret=topsecret&scope=write&aud=x",
		"POST https://api.example.com/do",
	}
	if !reflect.DeepEqual(w.sent, want) {
		t.Errorf("sent\n%q\nwant\n%q", w.sent, want)
	}
}

func TestOAuth_ManyRunsShareOneFetch(t *testing.T) {
	t.Parallel()
	tokens := make(chan struct{}, 100)
	m := manifest(t, fmt.Sprintf(oauth, "client_credentials", ", client_auth: basic"))
	w := open(t, m, nil)
	env := w.env()
	env.HTTP = &http.Client{Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
		one := &world{serve: always(200, `{}`)}
		if req.URL.Path == "/token" {
			tokens <- struct{}{}
			if user, password, _ := req.BasicAuth(); user != "me" || password != "topsecret" {
				t.Errorf("the token was asked for by %s %s", user, password)
			}
			one.serve = always(200, `{"access_token": "shared"}`)
		}
		return one.RoundTrip(req)
	})}
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			if _, err := w.exec.Execute(t.Context(), env, custom.Call{Key: fmt.Sprint(i), Now: w.now, Config: map[string]any{"key": "k"}}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(tokens) != 1 {
		t.Errorf("%d tokens were fetched", len(tokens))
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestOAuth_SaysWhyThereIsNoAccess(t *testing.T) {
	t.Parallel()
	w := open(t, manifest(t, fmt.Sprintf(oauth, "client_credentials", "")), always(400, `{"error": "invalid_client", "error_description": "topsecret is no secret of me"}`))
	_, err := w.call(custom.Call{Config: map[string]any{"key": "k"}})
	wantTrouble(t, err, "oauth_refused", "••• is no secret of me")
	w.serve = answers("503")
	_, err = w.call(custom.Call{Config: map[string]any{"key": "k"}})
	if !wantTrouble(t, err, "http_status") || len(w.pauses) == 0 {
		t.Errorf("a token service that is down does not make it wait: paused %v", w.pauses)
	}
}

func TestOAuth_SignsForAServiceAccount(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	w := open(t, manifest(t, fmt.Sprintf(oauth, "jwt_bearer", "")), always(200, `{"access_token": "shared"}`))
	w.run(map[string]any{"key": "k", "text": text})
	form, err := url.ParseQuery(strings.Fields(w.sent[0])[2])
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(form.Get("assertion"), ".")
	if len(parts) != 3 {
		t.Fatalf("sent %q", w.sent[0])
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, sum[:], signature); err != nil {
		t.Error(err)
	}
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"aud":"https://api.example.com/token","exp":1767229200,"iat":1767225600,"iss":"bot@example.com","scope":"write"}`; string(claims) != want {
		t.Errorf("the claims are %s, want %s", claims, want)
	}
	_, err = w.call(custom.Call{Config: map[string]any{"key": "k", "text": "no key"}})
	wantTrouble(t, err, "secret_missing", "-----BEGIN PRIVATE KEY-----")
}
