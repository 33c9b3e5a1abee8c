package account

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/scenarist/scenarist/engine"
)

// LoginLife is how long a log-in lasts at most.
const LoginLife = 90 * 24 * time.Hour

// How long other things last, and how many there may be.
const (
	loginIdle       = 14 * 24 * time.Hour // of a log-in, unused
	touchEvery      = 5 * time.Minute     // how fine it is noted when something was used
	setupLinkLife   = 7 * 24 * time.Hour
	resetLinkLife   = 24 * time.Hour
	invitationLife  = 7 * 24 * time.Hour
	mostInvitations = 200 // open ones of a workspace
	mostTokens      = 100 // of an account
)

// Tries of getting in. An address may be that of a whole office.
const (
	addressTries = 30
	addressEvery = 10 * time.Second
	emailTries   = 10
	emailEvery   = time.Minute
	mostKeys     = 20_000 // that are remembered, twice; some megabytes
)

// Options configure New.
type Options struct {
	Store Store
	Log   *slog.Logger
	Now   func() time.Time
}

// Accounts does everything with accounts. All methods are safe for concurrent use.
type Accounts struct {
	store  Store
	log    *slog.Logger
	now    func() time.Time
	hasher *hasher

	byAddress, byEmail *limiter
}

// New makes it.
func New(o Options) *Accounts {
	return &Accounts{
		store: o.Store, log: o.Log, now: o.Now, hasher: newHasher(),
		byAddress: newLimiter(addressTries, addressEvery, mostKeys), byEmail: newLimiter(emailTries, emailEvery, mostKeys),
	}
}

// clock is the time as it is stored.
func (a *Accounts) clock() time.Time { return a.now().UTC().Truncate(time.Microsecond) }

// From is where a request comes from.
type From struct {
	Address string
	Agent   string // the browser's words for itself
}

const maxAgent = 300 // bytes

// newLogin makes a log-in with the secret of its cookie.
func (a *Accounts) newLogin(userID string, f From) (secret string, l *Login) {
	secret, hash := newSecret("")
	now := a.clock()
	return secret, &Login{
		Hash: hash, ID: newID("s"), UserID: userID, Agent: f.Agent[:min(len(f.Agent), maxAgent)], Address: f.Address, MadeAt: now, UsedAt: now,
	}
}

// limited takes a try of an address and, where there is one, of an e-mail.
func (a *Accounts) limited(address, email string) error {
	now := a.now()
	wait := a.byAddress.try(addressKey(address), now)
	if wait == 0 && email != "" {
		wait = a.byEmail.try(string(hashOf(email)), now) // hashed: as long as any other
	}
	if wait > 0 {
		return &Refusal{Code: CodeTooMany, Title: "Too many tries. Wait a little before the next one.", After: wait}
	}
	return nil
}

// orOver makes a refusal of a link that is not there.
func orOver(err error) error {
	if errors.Is(err, engine.ErrNotFound) {
		return errLinkOver
	}
	return err
}

// taken makes a refusal of an e-mail that somebody has.
func taken(err error) error {
	if errors.Is(err, engine.ErrConflict) {
		return &Refusal{Code: CodeConflict, Field: "email", Title: "There is an account with this e-mail already. Log in with it first."}
	}
	return err
}

// full makes a refusal where there are as many of something as there may be.
func full(err error, title string) error {
	if errors.Is(err, engine.ErrConflict) {
		return conflict(title)
	}
	return err
}

// Purge deletes log-ins and links that are over.
func (a *Accounts) Purge(ctx context.Context) error {
	now := a.clock()
	return a.store.PurgeLogins(ctx, now.Add(-LoginLife), now.Add(-loginIdle), now)
}
