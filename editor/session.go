package editor

import (
	"context"
	"net/http"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/editor/account"
)

// Session is who makes requests, and where they may do something.
type Session struct {
	User       Person      `json:"user"`
	Workspaces []Workspace `json:"workspaces" doc:"By name"`
}

// Person is somebody with an account.
type Person struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Language string `json:"language" doc:"Empty: as the browser says"`
	TOTP     bool   `json:"totp" doc:"Logging in has a second step"`
}

// sessionAnswer is a session, with its cookie where it begins or ends one.
type sessionAnswer struct {
	SetCookie    []http.Cookie `header:"Set-Cookie"`
	CacheControl string        `header:"Cache-Control"`
	Body         *Session
}

// noBody is the answer of operations that have nothing to say.
type noBody struct{}

// session tells of an account.
func (a *api) session(ctx context.Context, c *access.Caller, cookies ...http.Cookie) (*sessionAnswer, error) {
	u, err := a.o.Accounts.Account(ctx, c.UserID)
	if err != nil {
		return nil, err
	}
	list, err := a.workspacesOf(ctx, c)
	if err != nil {
		return nil, err
	}
	return &sessionAnswer{SetCookie: cookies, CacheControl: "no-store", Body: &Session{
		User:       Person{ID: u.ID, Name: u.Name, Email: u.Email, Language: u.Language, TOTP: u.TOTP != ""},
		Workspaces: list,
	}}, nil
}

// begun tells of the log-in that has just begun.
func (a *api) begun(ctx context.Context, secret string, err error) (*sessionAnswer, error) {
	if err != nil {
		return nil, err
	}
	c, err := a.o.Accounts.BySession(ctx, secret)
	if err != nil {
		return nil, err
	}
	return a.session(ctx, c, visitOf(ctx).cookie(secret))
}

// Profile is what somebody says who makes an account.
type Profile struct {
	Name     string `json:"name" minLength:"1" maxLength:"100"`
	Email    string `json:"email" format:"email" maxLength:"254"`
	Password string `json:"password" maxLength:"200" doc:"10 characters at least"`
	Language string `json:"language,omitempty" pattern:"^([a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?$"`
}

func (p Profile) checked() account.Profile {
	return account.Profile{Name: p.Name, Email: p.Email, Password: p.Password, Language: p.Language}
}

// setupNeeded is the answer to whether there is no account yet.
type setupNeeded struct {
	Body struct {
		Needed bool `json:"needed" doc:"There is no account yet; the server has printed a link that makes the first one"`
	}
}

type setupRequest struct {
	Body struct {
		Profile

		Token string `json:"token" maxLength:"100" doc:"From the link that the server printed when it started"`
	}
}

type loginRequest struct {
	Body struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"200"`
		Code     string `json:"code,omitempty" maxLength:"40" doc:"What the app of the second step shows, or a recovery code"`
	}
}

type resetRequest struct {
	Body struct {
		Token    string `json:"token" maxLength:"100" doc:"From the link that whoever runs the server has made"`
		Password string `json:"password" maxLength:"200" doc:"10 characters at least"`
	}
}

func (a *api) addSession() {
	const tag = "Session"
	add(a, operation{
		id: "session", method: http.MethodGet, path: "/session", tag: tag, rule: loggedIn(), summary: "Who I am, and where I may do something",
	}, func(ctx context.Context, _ *struct{}) (*sessionAnswer, error) { return a.session(ctx, callerOf(ctx)) })
	add(a, operation{
		id: "setup-needed", method: http.MethodGet, path: "/setup", tag: tag, rule: open(), summary: "Whether there is no account yet",
	}, func(ctx context.Context, _ *struct{}) (*setupNeeded, error) {
		out := &setupNeeded{}
		var err error
		out.Body.Needed, err = a.o.Accounts.SetupNeeded(ctx)
		return out, err
	})
	add(a, operation{
		id: "setup", method: http.MethodPost, path: "/setup", tag: tag, rule: open(), summary: "Make the first account, and log in",
	}, func(ctx context.Context, in *setupRequest) (*sessionAnswer, error) {
		secret, err := a.o.Accounts.SetUp(ctx, in.Body.Token, in.Body.checked(), visitOf(ctx).From)
		return a.begun(ctx, secret, err)
	})
	add(a, operation{
		id: "login", method: http.MethodPost, path: "/login", tag: tag, rule: open(), summary: "Log in",
	}, func(ctx context.Context, in *loginRequest) (*sessionAnswer, error) {
		c := account.Credentials{Email: in.Body.Email, Password: in.Body.Password, Code: in.Body.Code}
		secret, err := a.o.Accounts.LogIn(ctx, c, visitOf(ctx).From)
		return a.begun(ctx, secret, err)
	})
	add(a, operation{
		id: "reset-password", method: http.MethodPost, path: "/reset", tag: tag, rule: open(), summary: "Set a new password with a link, and log in",
	}, func(ctx context.Context, in *resetRequest) (*sessionAnswer, error) {
		secret, err := a.o.Accounts.Reset(ctx, in.Body.Token, in.Body.Password, visitOf(ctx).From)
		return a.begun(ctx, secret, err)
	})
	add(a, operation{
		id: "logout", method: http.MethodPost, path: "/logout", tag: tag, rule: byPerson(), summary: "Log out", status: http.StatusNoContent,
	}, func(ctx context.Context, _ *struct{}) (*cookieAnswer, error) {
		c := callerOf(ctx)
		return &cookieAnswer{SetCookie: visitOf(ctx).cookie("")}, a.o.Accounts.LogOut(ctx, c.UserID, c.Session)
	})
}

// cookieAnswer says nothing but takes the cookie away.
type cookieAnswer struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}
