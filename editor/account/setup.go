package account

import (
	"context"
	"time"
)

// SetupLink makes the secret of a link by which the first account is made; empty if there is an account. Those of before work, too,
// until one of them is used: several processes over one database print one each.
func (a *Accounts) SetupLink(ctx context.Context) (string, error) {
	secret, hash := newSecret("")
	needed, err := a.store.PutSetupLink(ctx, Link{Hash: hash, ExpiresAt: a.clock().Add(setupLinkLife)})
	if err != nil || !needed {
		return "", err
	}
	return secret, nil
}

// SetupNeeded reports whether there is no account yet.
func (a *Accounts) SetupNeeded(ctx context.Context) (bool, error) {
	n, err := a.store.Accounts(ctx)
	return n == 0, err
}

// newUser makes an account out of a profile.
func (a *Accounts) newUser(ctx context.Context, p Profile) (*User, error) {
	p, err := p.checked()
	if err != nil {
		return nil, err
	}
	hash, err := a.hasher.hash(ctx, p.Password)
	if err != nil {
		return nil, err
	}
	return &User{ID: newID("u"), Email: p.Email, Name: p.Name, Language: p.Language, Password: hash, MadeAt: a.clock()}, nil
}

// FirstWorkspace is the id of the workspace that the first account owns. Bots that were added on the command line are in it.
const FirstWorkspace = "main"

// SetUp makes the first account, and the first workspace, and logs in. It gives the secret of the cookie.
func (a *Accounts) SetUp(ctx context.Context, secret string, p Profile, f From) (string, error) {
	if err := a.limited(f.Address, ""); err != nil {
		return "", err
	}
	u, err := a.newUser(ctx, p)
	if err != nil {
		return "", err
	}
	cookie, l := a.newLogin(u.ID, f)
	by := Actor{UserID: u.ID, Name: u.Name, Address: f.Address}
	title := "My bots"
	if u.Language == "ru" {
		title = "Мои боты"
	}
	e := by.Entry(FirstWorkspace, "", "setup", u.Email, nil, nil)
	return cookie, orOver(a.store.SetUp(ctx, hashOf(secret), a.clock(), u, title, l, e))
}

// ResetLink makes the secret of a link by which somebody sets a new password.
func (a *Accounts) ResetLink(ctx context.Context, email string, by Actor) (secret string, until time.Time, err error) {
	u, err := a.store.AccountOf(ctx, normal(email))
	if err != nil {
		return "", time.Time{}, err
	}
	secret, hash := newSecret("")
	until = a.clock().Add(resetLinkLife)
	return secret, until, a.store.PutResetLink(ctx, Link{Hash: hash, UserID: u.ID, ExpiresAt: until}, by.Entry("", "", "password.link", u.Email, nil, nil))
}

// Reset sets a new password with a link, ends all log-ins, and logs in. It gives the secret of the cookie.
func (a *Accounts) Reset(ctx context.Context, secret, password string, f From) (string, error) {
	if err := a.limited(f.Address, ""); err != nil {
		return "", err
	}
	hash := hashOf(secret)
	u, err := a.store.ResetLink(ctx, hash, a.clock())
	if err != nil {
		return "", orOver(err)
	}
	if err := checkPassword("password", password, u.Email, u.Name); err != nil {
		return "", err
	}
	stored, err := a.hasher.hash(ctx, password)
	if err != nil {
		return "", err
	}
	cookie, l := a.newLogin(u.ID, f)
	err = a.store.Reset(ctx, hash, a.clock(), func(u *User) (*Entry, error) {
		if !u.Disabled.IsZero() {
			return nil, errLinkOver
		}
		u.Password = stored
		return Actor{UserID: u.ID, Name: u.Name, Address: f.Address}.Entry("", "", "password.reset", u.Email, nil, nil), nil
	}, l)
	if err != nil {
		return "", orOver(err)
	}
	a.byEmail.forgive(string(hashOf(u.Email)))
	return cookie, nil
}

// DropSecondStep turns the second step of a log-in off, for who has lost it.
func (a *Accounts) DropSecondStep(ctx context.Context, email string, by Actor) error {
	return a.changeOf(ctx, email, func(u *User) (Change, error) {
		u.TOTP, u.TOTPNew, u.Recovery = "", "", nil
		return Change{EndLogins: true, Entry: by.Entry("", "", "totp.off", u.Email, nil, nil)}, nil
	})
}

// Disable turns an account off, which ends its log-ins and tokens, or on again.
func (a *Accounts) Disable(ctx context.Context, email string, off bool, by Actor) error {
	return a.changeOf(ctx, email, func(u *User) (Change, error) {
		if off == !u.Disabled.IsZero() {
			return Change{}, nil
		}
		if !off {
			u.Disabled = time.Time{}
			return Change{Entry: by.Entry("", "", "account.enable", u.Email, nil, nil)}, nil
		}
		u.Disabled = a.clock()
		return Change{EndLogins: true, Entry: by.Entry("", "", "account.disable", u.Email, nil, nil)}, nil
	})
}

func (a *Accounts) changeOf(ctx context.Context, email string, change func(*User) (Change, error)) error {
	u, err := a.store.AccountOf(ctx, normal(email))
	if err != nil {
		return err
	}
	return a.store.ChangeAccount(ctx, u.ID, change)
}

// List gives all accounts, by e-mail.
func (a *Accounts) List(ctx context.Context) ([]User, error) { return a.store.ListAccounts(ctx) }
