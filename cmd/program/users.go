package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/scenarist/scenarist/editor/account"
	"github.com/scenarist/scenarist/engine"
)

// usersCmd is `scenarist users`: the people who use the editor.
type usersCmd struct {
	List          usersListCmd    `cmd:"" help:"List the accounts."`
	ResetPassword usersResetCmd   `cmd:"" help:"Print a link by which somebody sets a new password."`
	Disable       usersDisableCmd `cmd:"" help:"Turn an account off: its log-ins and tokens end at once."`
	Enable        usersEnableCmd  `cmd:"" help:"Turn an account on again."`
}

// Help gives examples.
func (c *usersCmd) Help() string {
	return `The accounts are in the database; a running Scenarist over the same database follows at once.

Examples:
  scenarist users list
  scenarist users reset-password ann@example.com
  scenarist users reset-password ann@example.com --second-step      who has lost the telephone, too
  scenarist users disable bob@example.com`
}

// usersPlace says where the accounts are, and how the page is reached.
type usersPlace struct {
	keysPlace

	Listen    string `env:"SCENARIST_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address of the web server, as with serve."`
	PublicURL string `env:"SCENARIST_PUBLIC_URL" placeholder:"URL" help:"Address under which the world reaches it, as with serve."`
}

// users is an open place.
type users struct {
	env      *runEnv
	accounts *account.Accounts
}

func (p *usersPlace) open(env *runEnv, f func(ctx context.Context, u *users) error) error {
	return p.keysPlace.open(env, func(ctx context.Context, k *keys) error {
		return f(ctx, &users{env, account.New(account.Options{Store: k.db, Log: newLog(env.Stderr, k.s), Now: time.Now})})
	})
}

// address is where the page is.
func (p *usersPlace) address() (*settings, string, error) {
	s, err := config{
		Data: p.Data, Database: p.Database, PublicURL: p.PublicURL, APIURL: "http://127.0.0.1", Listen: p.Listen, SendRate: "0",
		LogLevel: "warn", LogFormat: "text",
	}.settle()
	if err != nil {
		return nil, "", err
	}
	return s, fromHere(s.Listen), nil
}

// change makes a change of one account and says in plain words that there is none.
func (u *users) change(email string, err error) error {
	if errors.Is(err, engine.ErrNotFound) {
		fmt.Fprintf(u.env.Stderr, "scenarist: nobody has an account with the e-mail %s; see: scenarist users list\n", email)
		return errProblem
	}
	return err
}

func (u *users) say(format string, args ...any) { fmt.Fprintf(u.env.Stdout, format+"\n", args...) }

// userJSON is an account as scripts see it.
type userJSON struct {
	ID         string     `json:"id"`
	Email      string     `json:"email"`
	Name       string     `json:"name"`
	SecondStep bool       `json:"second_step"`
	MadeAt     time.Time  `json:"made_at"`
	DisabledAt *time.Time `json:"disabled_at"` // null for an account that is on
}

type usersListCmd struct {
	usersPlace

	JSON bool `name:"json" help:"Print the list as JSON, for scripts."`
}

// Run lists the accounts.
func (c *usersListCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, u *users) error {
		all, err := u.accounts.List(ctx)
		if err != nil {
			return err
		}
		list := make([]userJSON, len(all))
		for i, a := range all {
			list[i] = userJSON{ID: a.ID, Email: a.Email, Name: a.Name, SecondStep: a.TOTP != "", MadeAt: a.MadeAt}
			if !a.Disabled.IsZero() {
				list[i].DisabledAt = &a.Disabled
			}
		}
		if c.JSON {
			enc := json.NewEncoder(env.Stdout)
			enc.SetIndent("", "  ")
			return enc.Encode(list)
		}
		if len(list) == 0 {
			u.say("There is no account yet. The server prints a link that makes the first one when it starts.")
			return nil
		}
		w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "E-MAIL\tNAME\tSINCE\tSECOND STEP\tSTATE")
		for _, a := range list {
			step, state := "no", "on"
			if a.SecondStep {
				step = "yes"
			}
			if a.DisabledAt != nil {
				state = "off since " + a.DisabledAt.Local().Format(time.DateOnly)
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", a.Email, a.Name, a.MadeAt.Local().Format(time.DateOnly), step, state)
		}
		return w.Flush()
	})
}

type usersResetCmd struct {
	usersPlace

	Email      string `arg:"" help:"Whose password."`
	SecondStep bool   `help:"Also turn the second step of logging in off, for who has lost the app and the recovery codes."`
}

// Run prints the link.
func (c *usersResetCmd) Run(env *runEnv) error {
	s, listens, err := c.address()
	if err != nil {
		return err
	}
	return c.open(env, func(ctx context.Context, u *users) error {
		secret, until, err := u.accounts.ResetLink(ctx, c.Email, account.Actor{})
		if err == nil && c.SecondStep {
			err = u.accounts.DropSecondStep(ctx, c.Email, account.Actor{})
		}
		if err != nil {
			return u.change(c.Email, err)
		}
		u.say("With this link %s sets a new password; it works once, until %s:\n  %s", c.Email, until.Local().Format(time.DateTime), linkTo(s, listens, "reset", secret))
		return nil
	})
}

type usersDisableCmd struct {
	usersPlace

	Email string `arg:"" help:"Whose account."`
}

// Run turns the account off.
func (c *usersDisableCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, u *users) error {
		if err := u.accounts.Disable(ctx, c.Email, true, account.Actor{}); err != nil {
			return u.change(c.Email, err)
		}
		u.say("%s is off: nobody is logged in with it any more, and its tokens do not work.", c.Email)
		return nil
	})
}

type usersEnableCmd struct {
	usersPlace

	Email string `arg:"" help:"Whose account."`
}

// Run turns the account on again.
func (c *usersEnableCmd) Run(env *runEnv) error {
	return c.open(env, func(ctx context.Context, u *users) error {
		if err := u.accounts.Disable(ctx, c.Email, false, account.Actor{}); err != nil {
			return u.change(c.Email, err)
		}
		u.say("%s is on again.", c.Email)
		return nil
	})
}
