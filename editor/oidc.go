package editor

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/editor/signon"
)

// oidcPath is where browsers begin to log in by way of another server, and below it where they come back. These are addresses for
// browsers, not operations: they answer with redirects, and what an issuer adds to the address is its own choice.
const oidcPath = apiBase + "/login/oidc"

// oidcCookie remembers a flow in the browser that began it. It is sent when the issuer's page leads back, so it is not strict.
const oidcCookie = "scenarist_oidc"

// LoginOptions are the ways to log in besides the password.
type LoginOptions struct {
	OIDC *LoginIssuer `json:"oidc" doc:"Null: there is none. Else send the browser to api/v1/login/oidc, with ?invitation= for somebody who is invited"`
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
	to, flow, err := a.o.OIDC.Begin(c.Request.Context(), v.base+oidcPath+"/callback", c.Query("invitation"))
	if err != nil {
		a.o.Log.ErrorContext(c.Request.Context(), "log-in by the issuer cannot begin", "error", err)
		leadBack(c, v, "issuer_unreachable")
		return
	}
	data, err := json.Marshal(flow)
	if err != nil {
		leadBack(c, v, "internal")
		return
	}
	http.SetCookie(c.Writer, v.flowCookie(base64.RawURLEncoding.EncodeToString(data)))
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, to)
}

// finishOIDC takes the browser back and logs it in, or says on the page why not.
func (a *api) finishOIDC(c *gin.Context) {
	ctx, v := c.Request.Context(), a.visitOfBrowser(c)
	http.SetCookie(c.Writer, v.flowCookie("")) // it works once
	c.Header("Cache-Control", "no-store")
	flow := flowOf(c)
	who, err := a.o.OIDC.Finish(ctx, v.base+oidcPath+"/callback", flow, c.Request.URL.Query())
	var secret string
	if err == nil {
		secret, err = a.o.Accounts.LogInKnown(ctx, account.Known{Email: who.Email, Name: who.Name, Invitation: flow.Invitation}, v.From)
	}
	if err != nil {
		leadBack(c, v, a.whyNot(ctx, err))
		return
	}
	cookie := v.cookie(secret)
	http.SetCookie(c.Writer, &cookie)
	c.Redirect(http.StatusSeeOther, v.base+"/")
}

// whyNot is the code of what keeps somebody out. What is ours, or the issuer's, is logged.
func (a *api) whyNot(ctx context.Context, err error) string {
	if r, ok := errors.AsType[*account.Refusal](err); ok {
		return r.Code
	}
	for code, known := range map[string]error{
		"issuer_refused": signon.ErrRefused, "flow_strange": signon.ErrStrange, "email_unverified": signon.ErrUnverified, "domain_refused": signon.ErrDomain,
	} {
		if errors.Is(err, known) {
			a.o.Log.WarnContext(ctx, "somebody was not logged in by the issuer", "error", err)
			return code
		}
	}
	a.o.Log.ErrorContext(ctx, "log-in by the issuer failed", "error", err)
	return "issuer_unreachable"
}

// leadBack opens the page, which says in its own words what the code means.
func leadBack(c *gin.Context, v visit, code string) {
	c.Redirect(http.StatusSeeOther, v.base+"/#/login?problem="+url.QueryEscape(code))
}

func flowOf(c *gin.Context) (f signon.Flow) {
	text, err := c.Cookie(oidcCookie)
	if err != nil {
		return signon.Flow{}
	}
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(data, &f) != nil {
		return signon.Flow{}
	}
	return f
}

// flowCookie keeps a flow in the browser; an empty one takes it away.
func (v visit) flowCookie(text string) *http.Cookie {
	c := &http.Cookie{
		Name: oidcCookie, Value: text, Path: oidcPath, HttpOnly: true, Secure: v.secure, SameSite: http.SameSiteLaxMode,
		MaxAge: int(signon.FlowLife.Seconds()),
	}
	if text == "" {
		c.MaxAge = -1
	}
	return c
}
