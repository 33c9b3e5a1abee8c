package declarative

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"github.com/scenarist/scenarist/engine"
	"github.com/scenarist/scenarist/engine/expr"
)

// auth is a compiled Auth.
type auth struct {
	kind, name             string
	token, user, password  *value
	grant                  string
	tokenURL               *value
	basicClient            bool
	clientID, clientSecret *value
	refreshToken, scope    *value
	issuer, privateKey     *value
	extra                  []field
}

// The ways to say who calls.
const (
	authNone   = "none"
	authHeader = "header"
	authQuery  = "query"
	authBearer = "bearer"
	authBasic  = "basic"
	authOAuth  = "oauth2"
)

// The grants of oauth2: RFC 6749, sections 4.4 and 6, and RFC 7523.
const (
	grantClient  = "client_credentials"
	grantRefresh = "refresh_token"
	grantJWT     = "jwt_bearer"
)

// auth compiles how a request says who calls; nil for not at all.
func (c *compiler) auth(a *Auth, at string) *auth {
	if a == nil || a.Kind == authNone {
		return nil
	}
	c.oneOf(a.Kind, at+"/kind", authNone, authHeader, authQuery, authBearer, authBasic, authOAuth)
	x := &auth{kind: a.Kind, name: a.Name, grant: a.Grant, basicClient: a.ClientAuth == authBasic}
	parts := []struct {
		name, src string
		into      **value
		kinds     []string
	}{
		{"token", a.Token, &x.token, []string{authHeader, authQuery, authBearer}},
		{"user", a.User, &x.user, []string{authBasic}},
		{"password", a.Password, &x.password, []string{authBasic}},
		{"client_id", a.ClientID, &x.clientID, []string{grantClient}},
		{"client_secret", a.ClientSecret, &x.clientSecret, []string{grantClient}},
		{"refresh_token", a.RefreshToken, &x.refreshToken, []string{grantRefresh}},
		{"issuer", a.Issuer, &x.issuer, []string{grantJWT}},
		{"private_key", a.PrivateKey, &x.privateKey, []string{grantJWT}},
		{"scope", a.Scope, &x.scope, nil},
	}
	way := a.Kind
	if way == authOAuth {
		way = a.Grant
		c.oneOf(a.Grant, at+"/grant", grantClient, grantRefresh, grantJWT)
		if a.ClientAuth != "" {
			c.oneOf(a.ClientAuth, at+"/client_auth", "body", authBasic)
		}
		if x.tokenURL = c.address(a.TokenURL, at+"/token_url"); x.tokenURL == nil {
			c.add(at+"/token_url", "say where the token is fetched")
		}
		x.extra = c.fields(a.Extra, at+"/extra")
	}
	for _, p := range parts {
		*p.into = c.value(p.src, at+"/"+p.name)
		for _, k := range p.kinds {
			if k == way && p.src == "" {
				c.add(at+"/"+p.name, "%s needs this", way)
			}
		}
	}
	switch {
	case a.Kind == authHeader && !headerName.MatchString(a.Name):
		c.add(at+"/name", "name the header that takes the key, such as X-Api-Key")
	case a.Kind == authQuery && a.Name == "":
		c.add(at+"/name", "name the parameter that takes the key, such as api_key")
	}
	return x
}

// credentials are an auth with its values.
type credentials struct {
	*auth

	values map[string]string
	// id tells credentials apart without showing them.
	id string
}

// render fills in the values; their secrets are hidden already, the token of a settings' plain text is not one.
func (a *auth) render(r *run, env *expr.Env) (*credentials, error) {
	if a == nil {
		return &credentials{}, nil
	}
	c := &credentials{auth: a, values: map[string]string{}}
	digest := sha256.New()
	for _, p := range []struct {
		name  string
		value *value
	}{
		{"token", a.token},
		{"user", a.user},
		{"password", a.password},
		{"token_url", a.tokenURL},
		{"client_id", a.clientID},
		{"client_secret", a.clientSecret},
		{"refresh_token", a.refreshToken},
		{"scope", a.scope},
		{"issuer", a.issuer},
		{"private_key", a.privateKey},
	} {
		text, err := p.value.text(env)
		if err != nil {
			return nil, err
		}
		c.values[p.name] = strings.TrimSpace(text)
		digest.Write([]byte(p.name + "\x00" + c.values[p.name] + "\x00"))
	}
	for _, name := range []string{"token", "password", "client_secret", "refresh_token", "private_key"} {
		if v := c.values[name]; v != "" {
			r.secrets.hide(v)
		}
	}
	c.id = hex.EncodeToString(digest.Sum(nil))
	return c, nil
}

// apply says in a request who calls. token is that of oauth2.
func (c *credentials) apply(r *run, h http.Header, u *url.URL, token string) error {
	if c.auth == nil {
		return nil
	}
	name, value := "Authorization", ""
	switch c.kind {
	case authQuery:
		u.RawQuery = joinQuery(u.RawQuery, encodePairs([]pair{{c.name, c.values["token"]}}))
		return nil
	case authBasic:
		encoded := base64.StdEncoding.EncodeToString([]byte(c.values["user"] + ":" + c.values["password"]))
		r.secrets.hide(encoded)
		value = "Basic " + encoded
	case authHeader:
		name, value = c.name, c.values["token"]
	case authBearer:
		value = "Bearer " + c.values["token"]
	default:
		value = "Bearer " + token
	}
	if !validHeader(value) {
		return engine.Trouble(codeRequest, "the key has signs that no key has: was it copied whole, and without line breaks?")
	}
	h.Set(name, value)
	return nil
}

// validHeader reports whether a header can have the value: RFC 9110, section 5.5.
func validHeader(v string) bool {
	for i := range len(v) {
		if c := v[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// pair is a name with a value.
type pair struct{ name, value string }

// encodePairs writes pairs as a form does, in their order.
func encodePairs(pairs []pair) string {
	var b strings.Builder
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(p.name) + "=" + url.QueryEscape(p.value))
	}
	return b.String()
}

func joinQuery(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "&" + b
}
