package editor_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/scenarist/scenarist/editor"
	"github.com/scenarist/scenarist/editor/signon"
)

const home0 = "http://example.com/"

// verified are the claims of somebody whose e-mail the issuer has made sure of.
func verified(email string) map[string]any {
	return map[string]any{"email": email, "email_verified": true, "name": "Somebody"}
}

func TestOIDC_LetsInWhoIsKnown(t *testing.T) {
	t.Parallel()
	o, ann, i := withIssuer(t)
	plain := o.browser()
	host := strings.TrimPrefix(i.URL, "http://")
	plain.do(t, "GET", "/login/options", "", 200, `{"oidc": {"name": "`+host[:strings.LastIndex(host, ":")]+`"}}`)

	v := o.visitor()
	if at := v.logsIn(t, i, "", verified("ANN@example.com")); at != home0 || v.cookie == "" || len(v.flows) > 0 {
		t.Fatalf("led to %s, cookie %q, flows %q", at, v.cookie, v.flows)
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
	stranger := o.visitor()
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
	if at := o.visitor().logsIn(t, i, "?invitation="+secret, verified("carl@example.com")); at != home0+"#/invitation/"+secret+"?problem=link_over" {
		t.Errorf("the invitation of before led to %s", at)
	}
}

func TestOIDC_LeadsBackToWhereOneWasGoing(t *testing.T) {
	t.Parallel()
	o, _, i := withIssuer(t)
	const back = "?back=%2Fbots%2Fb1%2Fedit%3Fflow%3Dmain"
	if at := o.visitor().logsIn(t, i, back, verified("ann@example.com")); at != home0+"#/login"+back {
		t.Errorf("led to %s", at)
	}
	if at := o.visitor().logsIn(t, i, back, verified("bob@example.com")); at != home0+"#/login"+back+"&problem=no_account" {
		t.Errorf("whoever is not known is led to %s", at)
	}
	if at := o.visitor().logsIn(t, i, "?back=%2F"+strings.Repeat("a", 1000), verified("ann@example.com")); at != home0 {
		t.Errorf("with more than a cookie keeps, led to %s", at)
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
		"no e-mail":          {map[string]any{"email_verified": true}, nil, "email_missing"},
		"not verified":       {map[string]any{"email": "ann@example.com", "email_verified": "false"}, nil, "email_unverified"},
		"another domain":     {map[string]any{"email": "ann@example.org", "email_verified": true}, nil, "domain_refused"},
		"another nonce":      {map[string]any{"email": "ann@example.com", "email_verified": true, "nonce": "n"}, nil, "flow_strange"},
		"another audience":   {map[string]any{"email": "ann@example.com", "email_verified": true, "aud": "them"}, nil, "issuer_settings"},
		"another issuer":     {map[string]any{"email": "ann@example.com", "email_verified": true, "iss": "https://them"}, nil, "issuer_settings"},
		"over":               {map[string]any{"email": "ann@example.com", "email_verified": true, "exp": 7}, nil, "issuer_settings"},
		"another state":      {right, func(*visitor, string) string { return "code=code&state=s" }, "flow_strange"},
		"another browser":    {right, func(v *visitor, state string) string { clear(v.flows); return "code=code&state=" + state }, "flow_strange"},
		"a broken cookie":    {right, func(v *visitor, state string) string { breakAll(v.flows); return "code=code&state=" + state }, "flow_strange"},
		"another code":       {right, func(_ *visitor, state string) string { return "code=c&state=" + state }, "issuer_refused"},
		"refused by a click": {right, func(_ *visitor, state string) string { return "error=access_denied&state=" + state }, "issuer_refused"},
		"refused for us":     {right, func(_ *visitor, state string) string { return "error=unauthorized_client&state=" + state }, "issuer_settings"},
		"overburdened":       {right, func(_ *visitor, state string) string { return "error=temporarily_unavailable&state=" + state }, "issuer_unreachable"},
		"too late": {right, func(v *visitor, state string) string {
			v.clock.skip(11 * time.Minute)
			return "code=code&state=" + state
		}, "flow_strange"},
	} {
		v := o.visitor()
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
	if at := o2.visitor().goes(t, ""); at != home0+"#/login?problem=issuer_unreachable" {
		t.Errorf("without the issuer: led to %s", at)
	}
	newOffice(t).browser().do(t, "GET", "/login/options", "", 200, `{"oidc": null}`)
}

// Issuers differ in what they put into the token and what they tell only when asked, in how they write it, and in their names.
func TestOIDC_TakesIssuersAsTheyAre(t *testing.T) {
	t.Parallel()
	ann := map[string]any{"sub": "1", "email": "ann@example.com", "email_verified": true}
	for name, x := range map[string]struct {
		change       func(*signon.Options)
		claims, info map[string]any
		want         string
	}{
		"tells when asked":               {info: ann},
		"tells verified as a text":       {claims: map[string]any{"email": "ann@example.com", "email_verified": "true"}},
		"another name's slash":           {change: func(o *signon.Options) { o.Issuer += "/" }, claims: ann},
		"another name":                   {change: func(o *signon.Options) { o.Issuer += "/us" }, claims: ann, want: "issuer_unreachable"},
		"a client without a secret":      {change: func(o *signon.Options) { o.ClientSecret = "" }, claims: ann},
		"a wrong secret":                 {change: func(o *signon.Options) { o.ClientSecret = "s" }, claims: ann, want: "issuer_settings"},
		"tells of somebody else":         {info: map[string]any{"sub": "2", "email": "ann@example.com", "email_verified": true}, want: "issuer_settings"},
		"verified without an address":    {claims: map[string]any{"email_verified": true}, info: map[string]any{"sub": "1", "email": "ann@example.com"}, want: "email_unverified"},
		"tells nothing when it is asked": {info: map[string]any{"sub": "1"}, want: "email_missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			secret := "secret"
			o, _, i := withIssuer(t, func(o *signon.Options) {
				if x.change != nil {
					x.change(o)
				}
				if o.ClientSecret == "" {
					secret = ""
				}
			})
			i.mu.Lock()
			i.secret, i.info, i.claims = secret, x.info, x.claims
			i.mu.Unlock()
			v, want := o.visitor(), home0
			if x.want != "" {
				want = home0 + "#/login?problem=" + x.want
			}
			at := v.goes(t, "")
			if u, err := url.Parse(at); err == nil && strings.HasPrefix(at, i.URL) {
				i.mu.Lock()
				i.asked = u.Query()
				i.mu.Unlock()
				at = v.comesBack(t, u.Query())
			}
			if at != want || (v.cookie != "") != (x.want == "") {
				t.Errorf("led to %s, want %s; cookie %q", at, want, v.cookie)
			}
		})
	}
}

func TestOIDC_EachTabHasItsOwnFlow(t *testing.T) {
	t.Parallel()
	o, _, i := withIssuer(t)
	v := o.visitor()
	first := v.asks(t, i, "")
	i.mu.Lock()
	i.claims = map[string]any{"email": "ann@example.com", "email_verified": true}
	i.mu.Unlock()
	for n := range 2 { // the second tab begins before the first ends
		next := v.asks(t, i, "")
		i.mu.Lock()
		i.asked = first
		i.mu.Unlock()
		if at := v.comesBack(t, first); at != home0 {
			t.Errorf("tab %d was led to %s", n, at)
		}
		if at := v.comesBack(t, first); at != home0+"#/login?problem=flow_strange" {
			t.Errorf("tab %d, once more, was led to %s", n, at)
		}
		first = next
	}
}

func TestOIDC_FollowsNewKeys(t *testing.T) {
	t.Parallel()
	o, _, i := withIssuer(t)
	ann := map[string]any{"email": "ann@example.com", "email_verified": true}
	for _, named := range []string{"k", "k2", "k2"} { // the last under the name of the one before
		i.changeKey(t, named)
		if at := o.visitor().logsIn(t, i, "", ann); at != home0 {
			t.Errorf("key %s: led to %s", named, at)
		}
	}
}

func breakAll(cookies map[string]string) {
	for name := range cookies {
		cookies[name] = "x"
	}
}
