package account

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"strings"

	"github.com/scenarist/scenarist/editor/access"
	"github.com/scenarist/scenarist/engine"
)

var errWrongLogin = &Refusal{Code: CodeWrongLogin, Title: "The e-mail or the password is not right."}

// Credentials are what somebody logs in with.
type Credentials struct {
	Email, Password string
	Code            string // of the second step, or a recovery code; empty for none
}

// LogIn begins a log-in and gives the secret of its cookie.
func (a *Accounts) LogIn(ctx context.Context, c Credentials, f From) (string, error) {
	c.Email = normal(c.Email)
	if err := a.limited(f.Address, c.Email); err != nil {
		return "", err
	}
	u, err := a.store.AccountOf(ctx, c.Email)
	if err != nil && !errors.Is(err, engine.ErrNotFound) {
		return "", err
	}
	stored := nobodys
	if err == nil {
		stored = u.Password
	}
	right, hashErr := a.hasher.same(ctx, stored, c.Password)
	if hashErr != nil {
		return "", hashErr
	}
	if err != nil || !right || !u.Disabled.IsZero() {
		return "", errWrongLogin
	}
	if u.TOTP != "" {
		if err := a.secondStep(ctx, u, c.Code, f); err != nil {
			return "", err
		}
	}
	cookie, l := a.newLogin(u.ID, f)
	by := Actor{UserID: u.ID, Name: u.Name, Address: f.Address}
	if err := a.store.AddLogin(ctx, l, by.Entry("", "", "login", u.Email, nil, nil)); err != nil {
		return "", err
	}
	a.byEmail.forgive(string(hashOf(c.Email)))
	return cookie, nil
}

// LogOut ends a log-in.
func (a *Accounts) LogOut(ctx context.Context, userID, loginID string) error {
	err := a.store.EndLogin(ctx, userID, loginID, nil)
	if errors.Is(err, engine.ErrNotFound) {
		return nil // it was ended elsewhere
	}
	return err
}

// BySession gives who is logged in with the secret of the cookie; engine.ErrNotFound if nobody is.
func (a *Accounts) BySession(ctx context.Context, secret string) (*access.Caller, error) {
	hash := hashOf(secret)
	l, u, grants, err := a.store.Login(ctx, hash)
	if err != nil {
		return nil, err
	}
	now := a.clock()
	if !u.Disabled.IsZero() || now.Sub(l.MadeAt) > LoginLife || now.Sub(l.UsedAt) > loginIdle {
		return nil, engine.ErrNotFound
	}
	if now.Sub(l.UsedAt) > touchEvery {
		if err := a.store.TouchLogin(ctx, hash, now); err != nil {
			return nil, err
		}
	}
	return &access.Caller{UserID: u.ID, Name: u.Name, Email: u.Email, Session: l.ID, Grants: grants}, nil
}

// Account gives somebody's account.
func (a *Accounts) Account(ctx context.Context, userID string) (*User, error) {
	return a.store.Account(ctx, userID)
}

// Logins gives the log-ins of an account that are not over, the newest first.
func (a *Accounts) Logins(ctx context.Context, userID string) ([]Login, error) {
	all, err := a.store.ListLogins(ctx, userID)
	if err != nil {
		return nil, err
	}
	now := a.clock()
	live := []Login{}
	for _, l := range all {
		if now.Sub(l.MadeAt) <= LoginLife && now.Sub(l.UsedAt) <= loginIdle {
			live = append(live, l)
		}
	}
	return live, nil
}

// EndLogin ends one of somebody's log-ins.
func (a *Accounts) EndLogin(ctx context.Context, by Actor, id string) error {
	return a.store.EndLogin(ctx, by.UserID, id, by.Entry("", "", "login.end", id, nil, nil))
}

// SetProfile changes what is not nil.
func (a *Accounts) SetProfile(ctx context.Context, by Actor, name, language *string) error {
	return a.store.ChangeAccount(ctx, by.UserID, func(u *User) (Change, error) {
		type shown struct {
			Name     string `json:"name"`
			Language string `json:"language"`
		}
		before := shown{u.Name, u.Language}
		if name != nil {
			u.Name = strings.TrimSpace(*name)
		}
		if language != nil {
			u.Language = *language
		}
		if err := cmp.Or(checkName(u.Name), checkLanguage(u.Language)); err != nil {
			return Change{}, err
		}
		after := shown{u.Name, u.Language}
		if before == after {
			return Change{}, nil
		}
		return Change{Entry: by.Entry("", "", "account.change", u.Email, before, after)}, nil
	})
}

// SetPassword changes the password and ends all log-ins but the one of the caller.
func (a *Accounts) SetPassword(ctx context.Context, by Actor, loginID, old, password string) error {
	u, err := a.confirmed(ctx, by, "old", old)
	if err != nil {
		return err
	}
	if err := checkPassword("new", password, u.Email, u.Name); err != nil {
		return err
	}
	stored, err := a.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	before := u.Password
	return a.store.ChangeAccount(ctx, u.ID, func(u *User) (Change, error) {
		if u.Password != before {
			return Change{}, engine.ErrConflict
		}
		u.Password = stored
		return Change{EndLogins: true, Except: loginID, Entry: by.Entry("", "", "password.change", u.Email, nil, nil)}, nil
	})
}

// confirmed gives the account of somebody who shows the password once more.
func (a *Accounts) confirmed(ctx context.Context, by Actor, field, password string) (*User, error) {
	u, err := a.store.Account(ctx, by.UserID)
	if err != nil {
		return nil, err
	}
	if err := a.limited(by.Address, u.Email); err != nil {
		return nil, err
	}
	right, err := a.hasher.same(ctx, u.Password, password)
	if err != nil {
		return nil, err
	}
	if !right {
		return nil, invalid(field, "This is not your password.")
	}
	a.byEmail.forgive(string(hashOf(u.Email)))
	return u, nil
}

// sameHash compares in constant time.
func sameHash(a, b []byte) bool {
	return len(a) == sha256.Size && subtle.ConstantTimeCompare(a, b) == 1
}

// Caller gives somebody with the roles that they have now.
func (a *Accounts) Caller(ctx context.Context, c *access.Caller) (*access.Caller, error) {
	grants, err := a.store.Grants(ctx, c.UserID)
	fresh := *c
	fresh.Grants = grants
	return &fresh, err
}
