package account

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/scenarist/scenarist/engine"
)

// Known is somebody whom a server that is trusted knows.
type Known struct {
	Email, Name string
	Invitation  string // secret of one that is to be accepted where there is no account yet; empty for none
}

// CodeNoAccount is the code of the refusal of somebody who is known and has no account.
const CodeNoAccount = "no_account"

var errNoAccount = &Refusal{Code: CodeNoAccount, Title: "Nobody here has this e-mail. Ask for an invitation, and log in with its link."}

// LogInKnown begins a log-in of somebody whom another server has let in, by the e-mail; it is trusted with the second step, too.
// Without an account there must be an invitation, which makes one. It gives the secret of the cookie.
func (a *Accounts) LogInKnown(ctx context.Context, k Known, f From) (string, error) {
	if err := a.limited(f.Address, ""); err != nil {
		return "", err
	}
	u, err := a.store.AccountOf(ctx, normal(k.Email))
	switch {
	case errors.Is(err, engine.ErrNotFound) && k.Invitation != "":
		name := k.Name
		if checkName(name) != nil {
			name = k.Email
		}
		// Nobody knows this password: a link of whoever runs the server sets another.
		return a.AcceptNew(ctx, k.Invitation, Profile{Name: name, Email: k.Email, Password: rand.Text()}, f)
	case errors.Is(err, engine.ErrNotFound):
		return "", errNoAccount
	case err != nil:
		return "", err
	case !u.Disabled.IsZero():
		return "", errWrongLogin
	}
	by := Actor{UserID: u.ID, Name: u.Name, Address: f.Address}
	if k.Invitation != "" {
		if err := a.Accept(ctx, by, k.Invitation); err != nil {
			return "", err
		}
	}
	cookie, l := a.newLogin(u.ID, f)
	return cookie, a.store.AddLogin(ctx, l, by.Entry("", "", "login.known", u.Email, nil, nil))
}
