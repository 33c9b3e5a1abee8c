package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

const (
	issuer        = "Scenarist"
	totpPeriod    = 30 // seconds: RFC 6238
	totpSkew      = 1  // steps that a clock may be wrong by, either way
	recoveryCodes = 10
)

// Enrolment is a second step that is not confirmed yet.
type Enrolment struct {
	Secret string // base32, for who types it
	URI    string // otpauth://…, for who scans it
}

var errTOTPOn = conflict("The second step is on already. Turn it off first to set it up anew.")

// BeginTOTP makes the secret of a second step, which ConfirmTOTP turns on.
func (a *Accounts) BeginTOTP(ctx context.Context, by Actor) (*Enrolment, error) {
	var out *Enrolment
	err := a.store.ChangeAccount(ctx, by.UserID, func(u *User) (Change, error) {
		if u.TOTP != "" {
			return Change{}, errTOTPOn
		}
		key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: u.Email})
		if err != nil {
			return Change{}, fmt.Errorf("make a secret of the second step: %w", err)
		}
		u.TOTPNew = key.Secret()
		out = &Enrolment{Secret: key.Secret(), URI: key.URL()}
		return Change{}, nil
	})
	return out, err
}

var errWrongCode = &Refusal{Code: CodeWrongCode, Field: "code", Title: "This code is not right, or was used already. Take the one that is shown now."}

// ConfirmTOTP turns the second step on and gives the recovery codes, which are shown this once.
func (a *Accounts) ConfirmTOTP(ctx context.Context, by Actor, code string) ([]string, error) {
	if err := a.limited(by.Address, by.UserID); err != nil {
		return nil, err
	}
	var codes []string
	err := a.store.ChangeAccount(ctx, by.UserID, func(u *User) (Change, error) {
		switch {
		case u.TOTP != "":
			return Change{}, errTOTPOn
		case u.TOTPNew == "":
			return Change{}, conflict("The second step was not begun. Begin it, then type the code that the app shows.")
		}
		step, ok := stepOf(u.TOTPNew, code, a.now(), 0)
		if !ok {
			return Change{}, errWrongCode
		}
		u.TOTP, u.TOTPNew, u.Step = u.TOTPNew, "", step
		codes, u.Recovery = newRecoveryCodes()
		return Change{Entry: by.Entry("", "", "totp.on", u.Email, nil, nil)}, nil
	})
	return codes, err
}

// DisableTOTP turns the second step off, for who shows the password.
func (a *Accounts) DisableTOTP(ctx context.Context, by Actor, password string) error {
	u, err := a.confirmed(ctx, by, "password", password)
	if err != nil {
		return err
	}
	return a.store.ChangeAccount(ctx, u.ID, func(u *User) (Change, error) {
		if u.TOTP == "" && u.TOTPNew == "" {
			return Change{}, nil
		}
		u.TOTP, u.TOTPNew, u.Recovery = "", "", nil
		return Change{Entry: by.Entry("", "", "totp.off", u.Email, nil, nil)}, nil
	})
}

// secondStep takes a code or a recovery code, each once.
func (a *Accounts) secondStep(ctx context.Context, u *User, code string, f From) error {
	if code == "" {
		return &Refusal{Code: CodeCodeRequired, Title: "Type the code that your app shows, or one of your recovery codes."}
	}
	return a.store.ChangeAccount(ctx, u.ID, func(u *User) (Change, error) {
		if step, ok := stepOf(u.TOTP, code, a.now(), u.Step); ok {
			u.Step = step
			return Change{}, nil
		}
		hash := hashOf(plainCode(code))
		i := slices.IndexFunc(u.Recovery, func(h []byte) bool { return sameHash(h, hash) })
		if i < 0 {
			return Change{}, errWrongCode
		}
		u.Recovery = slices.Delete(u.Recovery, i, i+1)
		by := Actor{UserID: u.ID, Name: u.Name, Address: f.Address}
		return Change{Entry: by.Entry("", "", "totp.recovery", u.Email, nil, map[string]int{"left": len(u.Recovery)})}, nil
	})
}

// stepOf gives the time step that a code is of, if it is about now and later than the last one that was used.
func stepOf(secret, code string, now time.Time, last int64) (int64, bool) {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	at := now.Unix() / totpPeriod
	for step := max(at-totpSkew, last+1); step <= at+totpSkew; step++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}) //nolint:gosec // not before 1970
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// newRecoveryCodes makes codes of 80 bits, as they are shown, and the hashes that are kept.
func newRecoveryCodes() (codes []string, hashes [][]byte) {
	for range recoveryCodes {
		var b [10]byte
		rand.Read(b[:]) // never fails: crypto/rand
		c := strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
		codes = append(codes, c[:4]+"-"+c[4:8]+"-"+c[8:12]+"-"+c[12:])
		hashes = append(hashes, hashOf(c))
	}
	return codes, hashes
}

// plainCode is a recovery code without what makes it readable.
func plainCode(code string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, code))
}
