package editor

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/editor/signon"
)

// oidcPath is where browsers begin to log in by way of another server, and below it where they come back. These are addresses for
// browsers, not operations: they answer with redirects, and what an issuer adds to the address is its own choice.
const oidcPath = apiBase + "/login/oidc"

// oidcCookie and the beginning of its state is the cookie that remembers a flow in the browser that began it, beside those of
// other tabs. It is sent when the issuer's page leads back, so it is not strict.
const oidcCookie = "scenarist_oidc_"

// LoginOptions are the ways to log in besides the password.
type LoginOptions struct {
	OIDC *LoginIssuer `json:"oidc" doc:"Null: there is none. Else send the browser to api/v1/login/oidc, with ?invitation= for somebody who is invited, or ?back= for where on the page they were going"`
}

// LoginIssuer is a server that knows people.
type LoginIssuer struct {
	Name string `json:"name" example:"accounts.example.com"`
}

type loginOptionsAnswer struct{ Body LoginOptions }

func (a *api) addOIDC(r *gin.Engine) {
	add(a, operation{
		id: "login-options", method: http.MethodGet, path: "/login/options", tag: "Session", rule: open(), summary: "The ways to log in",
	}, func(context.Context, *struct{}) (*loginOptionsAnswer, error) {
		out := &loginOptionsAnswer{}
		if a.o.OIDC != nil {
			out.Body.OIDC = &LoginIssuer{Name: a.o.OIDC.Name()}
		}
		return out, nil
	})
	if a.o.OIDC != nil {
		r.GET(oidcPath, a.beginOIDC)
		r.GET(oidcPath+"/callback", a.finishOIDC)
	}
}

// beginOIDC sends the browser to the issuer.
func (a *api) beginOIDC(c *gin.Context) {
	v := a.visitOfBrowser(c)
	to, begun, err := a.o.OIDC.Begin(c.Request.Context(), v.base+oidcPath+"/callback", c.Query("invitation"))
	flow := roundTrip{begun}
	flow.Invitation = c.Query("invitation") // also where it could not begin
	if back := c.Query("back"); len(back) <= longestBack {
		flow.Back = back
	}
	if err != nil {
		flow.leadBack(c, v, a.whyNot(c.Request.Context(), err))
		return
	}
	data, err := json.Marshal(flow.Flow)
	if err != nil {
		flow.leadBack(c, v, "internal")
		return
	}
	http.SetCookie(c.Writer, v.flowCookie(flow.State, base64.RawURLEncoding.EncodeToString(data)))
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, to)
}

// finishOIDC takes the browser back and logs it in, or says on the page why not.
func (a *api) finishOIDC(c *gin.Context) {
	ctx, v := c.Request.Context(), a.visitOfBrowser(c)
	state := c.Query("state")
	http.SetCookie(c.Writer, v.flowCookie(state, "")) // it works once
	c.Header("Cache-Control", "no-store")
	flow := flowOf(c, state)
	who, err := a.o.OIDC.Finish(ctx, v.base+oidcPath+"/callback", flow.Flow, c.Request.URL.Query())
	if err != nil {
		flow.leadBack(c, v, a.whyNot(ctx, err))
		return
	}
	secret, err := a.o.Accounts.LogInKnown(ctx, account.Known{Email: who.Email, Name: who.Name, Invitation: flow.Invitation}, v.From)
	if err != nil {
		flow.leadBack(c, v, a.notHere(ctx, err))
		return
	}
	cookie := v.cookie(secret)
	http.SetCookie(c.Writer, &cookie)
	if flow.Back == "" {
		c.Redirect(http.StatusSeeOther, v.base+"/")
		return
	}
	c.Redirect(http.StatusSeeOther, v.base+"/#/login?"+url.Values{"back": {flow.Back}}.Encode()) // the page judges it and goes there
}

// reasons are the codes of what keeps somebody out.
var reasons = []struct {
	err  error
	code string
	ours bool // whoever runs the server has to do something
}{
	{signon.ErrRefused, "issuer_refused", false},
	{signon.ErrStrange, "flow_strange", false},
	{signon.ErrUnverified, "email_unverified", false},
	{signon.ErrDomain, "domain_refused", false},
	{signon.ErrNoEmail, "email_missing", true},
	{signon.ErrSettings, "issuer_settings", true},
}

// whyNot is the code of what keeps somebody out. What is no person's choice is logged.
func (a *api) whyNot(ctx context.Context, err error) string {
	for _, r := range reasons {
		if errors.Is(err, r.err) {
			level := slog.LevelWarn
			if r.ours {
				level = slog.LevelError
			}
			a.o.Log.Log(ctx, level, "somebody was not logged in by the issuer", "error", err)
			return r.code
		}
	}
	a.o.Log.ErrorContext(ctx, "log-in by the issuer failed", "error", err)
	return "issuer_unreachable"
}

// notHere is the code of why somebody whom the issuer knows is not let in here.
func (a *api) notHere(ctx context.Context, err error) string {
	if r, ok := errors.AsType[*account.Refusal](err); ok {
		return r.Code
	}
	a.o.Log.ErrorContext(ctx, "log-in of somebody whom the issuer knows failed", "error", err)
	return "internal"
}

// longestBack bounds what a cookie has to keep, in bytes. The page's own addresses are far shorter.
const longestBack = 1000

// roundTrip is the way of a browser to the issuer and back.
type roundTrip struct{ signon.Flow }

// leadBack opens the page where the way began, which says in its own words what the code means.
func (f roundTrip) leadBack(c *gin.Context, v visit, code string) {
	to, say := "/login", url.Values{"problem": {code}}
	if f.Invitation != "" {
		to = "/invitation/" + url.PathEscape(f.Invitation)
	} else if f.Back != "" {
		say.Set("back", f.Back)
	}
	c.Redirect(http.StatusSeeOther, v.base+"/#"+to+"?"+say.Encode())
}

func flowOf(c *gin.Context, state string) (f roundTrip) {
	text, err := c.Cookie(flowName(state))
	if err != nil {
		return roundTrip{}
	}
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(data, &f.Flow) != nil {
		return roundTrip{}
	}
	return f
}

// flowName is the name of the cookie of a flow. The state is whatever the browser says.
func flowName(state string) string { return oidcCookie + state[:min(len(state), 8)] }

// flowCookie keeps a flow in the browser; an empty one takes it away.
func (v visit) flowCookie(state, text string) *http.Cookie {
	c := &http.Cookie{
		Name: flowName(state), Value: text, Path: oidcPath, HttpOnly: true, Secure: v.secure, SameSite: http.SameSiteLaxMode,
		MaxAge: int(signon.FlowLife.Seconds()),
	}
	if text == "" {
		c.MaxAge = -1
	}
	return c
}
