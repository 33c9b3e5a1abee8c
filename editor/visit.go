package editor

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/scenarist/scenarist/editor/account"
)

// visit is where a request comes from, and by which address it came here.
type visit struct {
	account.From

	base   string // such as https://bots.example.com, as the person's browser has it
	secure bool   // by https
}

type visitKey struct{}

// visitOf gives what is known of the request.
func visitOf(ctx context.Context) visit {
	v, _ := ctx.Value(visitKey{}).(visit)
	return v
}

// visit looks at a request. Behind a proxy that is trusted, the proxy says who asks and whether by https.
func (a *api) visit(hc huma.Context) visit { return a.visitOfBrowser(humagin.Unwrap(hc)) }

func (a *api) visitOfBrowser(c *gin.Context) visit {
	v := visit{From: account.From{Address: c.ClientIP(), Agent: c.Request.UserAgent()}}
	public, err := url.Parse(a.o.PublicURL)
	known := err == nil && public.Host != "" && public.Host == c.Request.Host
	v.secure = c.Request.TLS != nil || c.GetHeader("X-Forwarded-Proto") == "https" || known && public.Scheme == "https"
	switch {
	case a.o.PublicURL != "":
		v.base = strings.TrimSuffix(a.o.PublicURL, "/")
	case v.secure:
		v.base = "https://" + c.Request.Host
	default:
		v.base = "http://" + c.Request.Host
	}
	return v
}

// invitation gives the page's address for an invitation.
func (v visit) invitation(secret string) string { return v.base + "/#/invitation/" + secret }

// cookie gives the cookie of a log-in; an empty secret takes it away.
func (v visit) cookie(secret string) http.Cookie {
	c := http.Cookie{
		Name: cookieName, Value: secret, Path: "/", HttpOnly: true, Secure: v.secure, SameSite: http.SameSiteStrictMode,
		MaxAge: int(account.LoginLife.Seconds()),
	}
	if secret == "" {
		c.MaxAge = -1
	}
	return c
}

// actorOf is the caller as the audit log has it.
func actorOf(ctx context.Context) account.Actor {
	by := account.Actor{Address: visitOf(ctx).Address}
	if c := callerOf(ctx); c != nil {
		by.UserID, by.Name, by.Token = c.UserID, c.Name, c.Token
	}
	return by
}
