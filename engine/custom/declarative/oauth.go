package declarative

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// tokens keeps the access tokens of oauth2 in memory, by credentials: those of one bot are never another's, unless both have
// the same. One fetches, the others wait for it. Nothing is stored: after a start a token is fetched anew.
type tokens struct {
	mu   sync.Mutex
	kept map[string]*keptToken
}

type keptToken struct {
	lock    chan struct{} // holds one element: whoever has it may look and fetch
	value   string
	expires time.Time
	refresh string // the service's latest, where it gives a new one each time
}

const (
	maxTokens     = 1000
	tokenMargin   = time.Minute // a token is not used so shortly before its end
	defaultExpiry = 5 * time.Minute
	assertionLife = time.Hour // Google takes at most this
)

// of gives the place of the credentials' token, locked.
func (t *tokens) of(ctx context.Context, id string, now time.Time) (*keptToken, error) {
	t.mu.Lock()
	k := t.kept[id]
	if k == nil {
		if t.kept == nil {
			t.kept = map[string]*keptToken{}
		}
		if len(t.kept) >= maxTokens {
			for other, x := range t.kept { // the order does not matter: those that are over go
				if len(x.lock) == 1 && now.After(x.expires) && x.refresh == "" {
					delete(t.kept, other)
				}
			}
		}
		k = &keptToken{lock: make(chan struct{}, 1)}
		k.lock <- struct{}{}
		t.kept[id] = k
	}
	t.mu.Unlock()
	select {
	case <-k.lock:
		return k, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (k *keptToken) unlock() { k.lock <- struct{}{} }

// token gives an access token, fetched if there is none. One that the service has just refused is passed in stale; it is
// fetched anew then, unless somebody has done so meanwhile.
func (r *run) token(ctx context.Context, c *credentials, stale string) (token string, fresh bool, err error) {
	now := r.env.Now
	k, err := r.exec.tokens.of(ctx, c.id, now)
	if err != nil {
		return "", false, err
	}
	defer k.unlock()
	if k.value == "" || k.value == stale || !now.Before(k.expires) {
		if err := r.fetchToken(ctx, c, k); err != nil {
			return "", false, err
		}
		fresh = true
	}
	r.secrets.hide(k.value)
	return k.value, fresh, nil
}

// fetchToken asks for a token.
func (r *run) fetchToken(ctx context.Context, c *credentials, k *keptToken) error {
	u, err := r.targetURL(c.values["token_url"])
	if err != nil {
		return err
	}
	form, err := r.tokenForm(c, k)
	if err != nil {
		return err
	}
	h := http.Header{"Accept": {"application/json"}, "Content-Type": {"application/x-www-form-urlencoded"}}
	if c.basicClient {
		pairs := []string{c.values["client_id"], c.values["client_secret"]}
		encoded := base64.StdEncoding.EncodeToString([]byte(strings.Join(pairs, ":")))
		r.secrets.hide(encoded)
		h.Set("Authorization", "Basic "+encoded)
	}
	a, err := r.exchange(ctx, &outgoing{method: http.MethodPost, url: u, header: h, body: encodePairs(form), read: readJSON, maxBytes: 64 << 10})
	if err != nil {
		return err
	}
	body, _ := a.raw.(map[string]any)
	access, _ := body["access_token"].(string)
	switch refused := engine.StatusTrouble(a.host, a.status); {
	case !a.good() && refused.Retryable:
		return refused
	case access == "":
		why, _ := a.body.(map[string]any)
		said := wireText(why["error_description"])
		if said == "" {
			said = wireText(why["error"])
		}
		e := engine.Trouble(codeToken, "%s gives no access with these keys: %s", a.host, engine.Shorten(said, maxSaid))
		e.HTTPStatus = a.status
		return e
	}
	if fresh, _ := body["refresh_token"].(string); fresh != "" && fresh != c.values["refresh_token"] {
		r.secrets.hide(fresh)
		k.refresh = fresh
		r.env.Log.WarnContext(ctx, "service replaces its refresh token, which is kept in memory only", "block_type", r.call.Block.Type)
	}
	life := defaultExpiry
	if n, ok := body["expires_in"].(float64); ok && n > 0 && n < 1e9 {
		life = time.Duration(n) * time.Second
	}
	k.value, k.expires = access, r.env.Now.Add(max(life-tokenMargin, life/2))
	return nil
}

// tokenForm is what is sent for a token.
func (r *run) tokenForm(c *credentials, k *keptToken) ([]pair, error) {
	var form []pair
	switch c.grant {
	case grantJWT:
		assertion, err := r.assertion(c)
		if err != nil {
			return nil, err
		}
		form = []pair{{"grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"}, {"assertion", assertion}}
	case grantRefresh:
		refresh := c.values["refresh_token"]
		if k.refresh != "" {
			refresh = k.refresh
		}
		form = []pair{{"grant_type", c.grant}, {"refresh_token", refresh}}
	default:
		form = []pair{{"grant_type", c.grant}}
	}
	add := func(name, value string) {
		if value != "" {
			form = append(form, pair{name, value})
		}
	}
	if c.grant != grantJWT {
		if !c.basicClient {
			add("client_id", c.values["client_id"])
			add("client_secret", c.values["client_secret"])
		}
		add("scope", c.values["scope"])
	}
	for _, f := range c.extra {
		list, err := f.value.texts(r.scopes.env)
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			add(f.name, v)
		}
	}
	return form, nil
}

// assertion is a signed JSON Web Token that says who asks: RFC 7523, with RS256 of RFC 7518.
func (r *run) assertion(c *credentials) (string, error) {
	key, err := privateKey(c.values["private_key"])
	if err != nil {
		return "", err
	}
	now := r.env.Now.Unix()
	claims, err := encodeJSON(map[string]any{
		"iss": c.values["issuer"], "scope": c.values["scope"], "aud": c.values["token_url"],
		"iat": now, "exp": now + int64(assertionLife/time.Second),
	})
	if err != nil {
		return "", err
	}
	enc := base64.RawURLEncoding
	signed := enc.EncodeToString([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + enc.EncodeToString([]byte(claims))
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		return "", engine.Trouble(codeSecret, "the private key cannot sign: %v", err)
	}
	return signed + "." + enc.EncodeToString(signature), nil
}

// privateKey reads an RSA key from PEM.
func privateKey(text string) (*rsa.PrivateKey, error) {
	bad := engine.Trouble(codeSecret, "the private key cannot be read: it begins with -----BEGIN PRIVATE KEY-----, and all of it is needed")
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, bad
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, bad
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, bad
	}
	return key, nil
}
