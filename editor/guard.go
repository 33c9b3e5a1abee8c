package editor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/engine"
)

// cookieName is the cookie of a log-in. Its value is a secret of which the store knows the hash.
const cookieName = "scenarist_session"

// ruleKey is where an operation's rule is in its metadata.
const ruleKey = "rule"

// inputKey is where the type of an operation's requests is in its metadata.
const inputKey = "input"

// Rule says who may use an operation.
type Rule struct {
	open bool
	// self: only a person who is logged in, no program with a token. It is about the person's own account.
	self bool
	// anywhere: the permission in any workspace will do.
	anywhere bool
	perm     access.Permission
	// param names the part of the path that it is about: "workspace", "bot", or "chat"; empty for whoever is logged in.
	param string
}

// Open lets everybody in.
func open() Rule { return Rule{open: true} }

// loggedIn lets in whoever is logged in, or has a token.
func loggedIn() Rule { return Rule{} }

// byPerson lets in whoever is logged in, and no token: what it does would let a token do more than it is for.
func byPerson() Rule { return Rule{self: true} }

// anywhere wants a permission in any workspace as a whole.
func anywhere(p access.Permission) Rule { return Rule{perm: p, anywhere: true} }

// inWorkspace wants a permission in the workspace {workspace} of the path.
func inWorkspace(p access.Permission) Rule { return Rule{perm: p, param: "workspace"} }

// onBot wants a permission for the bot {bot} of the path.
func onBot(p access.Permission) Rule { return Rule{perm: p, param: "bot"} }

// inChat wants a permission for the bot of the test chat {chat} of the path, which is the caller's own.
func inChat(p access.Permission) Rule { return Rule{perm: p, param: "chat"} }

// Owners knows whose the test chats are.
type Owners interface {
	// Owner gives the user and the bot of a chat; engine.ErrNotFound if there is none of that id.
	Owner(ctx context.Context, chat string) (user, bot string, err error)
}

// Callers knows who makes requests. Errors are engine.ErrNotFound for a secret that is none, or not any more.
type Callers interface {
	// BySession gives who is logged in with the secret of the cookie.
	BySession(ctx context.Context, secret string) (*access.Caller, error)
	// ByToken gives who has made the token.
	ByToken(ctx context.Context, secret string) (*access.Caller, error)
}

// Places knows where bots are.
type Places interface {
	// Place gives the workspace of a bot, in the bin too; engine.ErrNotFound if there is none of that id.
	Place(ctx context.Context, bot string) (workspace string, err error)
}

type callerKey struct{}

// callerOf gives who makes the request; nil only in operations that are open.
func callerOf(ctx context.Context) *access.Caller {
	c, _ := ctx.Value(callerKey{}).(*access.Caller)
	return c
}

// guard asks the rule before the handler.
func (a *api) guard(rule Rule) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		hc = huma.WithValue(hc, visitKey{}, a.visit(hc))
		caller, err := a.caller(hc)
		if err == nil && !rule.open {
			err = a.judge(hc, caller, rule)
		}
		if err == nil || rule.open && caller == nil && errors.Is(err, errLogin) {
			next(huma.WithValue(hc, callerKey{}, caller))
			return
		}
		a.refuse(hc, a.explain(hc.Context(), hc.Operation().OperationID, err))
	}
}

var (
	errLogin     = problem(http.StatusUnauthorized, "login_required", "Please log in.").with("WWW-Authenticate", "Bearer")
	errForbidden = problem(http.StatusForbidden, "forbidden", "Your role does not permit this.")
	errNoToken   = problem(http.StatusForbidden, "forbidden", "This is for a person who is logged in; a token may not do it.")
	errOtherSite = problem(http.StatusForbidden, "other_site", "This may only be used from the editor's own page.")
)

// caller finds out who makes the request; errLogin if nobody that is known.
func (a *api) caller(hc huma.Context) (*access.Caller, error) {
	if kind, token, ok := strings.Cut(hc.Header("Authorization"), " "); ok && strings.EqualFold(kind, "Bearer") {
		c, err := a.o.Callers.ByToken(hc.Context(), token)
		if errors.Is(err, engine.ErrNotFound) {
			return nil, problem(http.StatusUnauthorized, "wrong_token", "This token is not valid, or not any more.").
				with("WWW-Authenticate", `Bearer error="invalid_token"`)
		}
		return c, err
	}
	// Before the cookie is looked for: nobody is to be logged in by another site either.
	if hc.Method() != http.MethodGet && foreign(hc.Header("Sec-Fetch-Site"), hc.Header("Origin"), hc.Host()) {
		return nil, errOtherSite
	}
	cookie, err := huma.ReadCookie(hc, cookieName)
	if err != nil {
		return nil, errLogin
	}
	c, err := a.o.Callers.BySession(hc.Context(), cookie.Value)
	if errors.Is(err, engine.ErrNotFound) {
		return nil, errLogin
	}
	return c, err
}

// foreign reports whether a browser says that another site's page asks. Browsers do not send Sec-Fetch-Site over plain
// HTTP in a network; then Origin tells. Programs send neither.
func foreign(site, origin, host string) bool {
	if site != "" {
		return site != "same-origin" && site != "none"
	}
	if origin == "" {
		return false
	}
	u, err := url.Parse(origin)
	return err != nil || u.Host != host
}

// judge asks whether the caller may do it. Where nothing may be seen there is nothing.
func (a *api) judge(hc huma.Context, c *access.Caller, rule Rule) error {
	workspace, bot := hc.Param("workspace"), ""
	switch rule.param {
	case "":
		switch {
		case rule.self && c.Session == "":
			return errNoToken
		case rule.anywhere && !c.MayAnywhere(rule.perm):
			return forbids(c, rule.perm)
		}
		return nil
	case "bot", "chat":
		var err error
		if bot, err = a.botOf(hc, c, rule.param); err != nil {
			return err
		}
		if workspace, err = a.o.Places.Place(hc.Context(), bot); err != nil {
			return err
		}
		if !c.SeesBot(workspace, bot) {
			return engine.ErrNotFound
		}
	default:
		if !c.Sees(workspace) {
			return engine.ErrNotFound
		}
	}
	if !c.May(rule.perm, workspace, bot) {
		return forbids(c, rule.perm)
	}
	return nil
}

// botOf is the bot that the path names. Somebody else's chat is as one that is not there.
func (a *api) botOf(hc huma.Context, c *access.Caller, param string) (string, error) {
	if param == "bot" {
		return hc.Param("bot"), nil
	}
	user, bot, err := a.owners.Owner(hc.Context(), hc.Param("chat"))
	if err == nil && user != c.UserID {
		err = engine.ErrNotFound
	}
	return bot, err
}

// also wants one more permission for the bot than the rule of the operation, for what only some requests ask for.
func (a *api) also(ctx context.Context, p access.Permission, bot string) error {
	workspace, err := a.o.Places.Place(ctx, bot)
	if err != nil {
		return err
	}
	if c := callerOf(ctx); !c.May(p, workspace, bot) {
		return forbids(c, p)
	}
	return nil
}

// forbids says that the caller may not do it, and to a program what it needs: its scopes are easily mended.
func forbids(c *access.Caller, p access.Permission) error {
	if c.Token == "" {
		return errForbidden
	}
	out := problem(http.StatusForbidden, "forbidden", "This token may not do this.")
	out.Detail = fmt.Sprintf("It takes the permission %s, among the scopes of the token and in the role of whoever has made it.", p)
	return out
}

// refuse answers with a problem before any handler.
func (a *api) refuse(hc huma.Context, err error) {
	p, ok := errors.AsType[*Problem](err)
	if !ok {
		p = problem(http.StatusInternalServerError, "internal", "Something broke on our side.")
	}
	for name, values := range p.headers {
		for _, v := range values {
			hc.SetHeader(name, v)
		}
	}
	hc.SetHeader("Content-Type", p.ContentType(""))
	hc.SetStatus(p.Status)
	if err := a.Marshal(hc.BodyWriter(), "application/json", worded(hc.Header(acceptLanguage), p)); err != nil {
		a.o.Log.DebugContext(hc.Context(), "answer not taken", "error", err)
	}
}
