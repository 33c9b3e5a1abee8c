package account

import (
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// User is somebody who has an account.
type User struct {
	ID       string
	Email    string // in small letters, unique
	Name     string
	Language string // such as "en", or empty: as the browser says
	Password string // its hash
	// TOTP is the secret of the second step, TOTPNew one that is not confirmed yet; empty for none. The store seals both.
	TOTP, TOTPNew string
	// Step is the time step of the last code that was used: none is taken twice.
	Step int64
	// Recovery are the hashes of the recovery codes that are left.
	Recovery [][]byte
	Disabled time.Time // zero: not
	MadeAt   time.Time
}

const (
	maxEmail      = 254 // RFC 5321: a path has 256, two of them are angle brackets
	maxName       = 100
	minPassword   = 10
	maxPassword   = 200
	minCharacters = 5 // that differ
)

// Profile is what somebody says when making an account.
type Profile struct {
	Name, Email, Password, Language string
}

// checked gives the profile as it is kept.
func (p Profile) checked() (Profile, error) {
	p.Email = normal(p.Email)
	p.Name = strings.TrimSpace(p.Name)
	a, err := mail.ParseAddress(p.Email)
	if err != nil || a.Address != p.Email || len(p.Email) > maxEmail {
		return p, invalid("email", "This is no e-mail address.")
	}
	if err := checkName(p.Name); err != nil {
		return p, err
	}
	if err := checkLanguage(p.Language); err != nil {
		return p, err
	}
	return p, checkPassword("password", p.Password, p.Email, p.Name)
}

// normal is how an e-mail is kept and looked for. No address has a NUL in it, and not every database can look for one.
func normal(email string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(email)), "\x00", "\uFFFD")
}

func checkName(name string) error {
	if name == "" || utf8.RuneCountInString(name) > maxName || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return invalid("name", "A name has 1 to 100 characters, on one line.")
	}
	return nil
}

// languageCode is any: which languages the page has is the page's to know.
var languageCode = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

func checkLanguage(language string) error {
	if language != "" && !languageCode.MatchString(language) {
		return invalid("language", "A language is a code such as en or pt-BR.")
	}
	return nil
}

func checkPassword(field, password, email, name string) error {
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return invalid(field, "A password has 10 characters at least. Three words that have nothing to do with each other make a good one.")
	case n > maxPassword:
		return invalid(field, "A password has 200 characters at most.")
	case len(different) < minCharacters, strings.EqualFold(password, email), strings.EqualFold(password, name):
		return invalid(field, "This password would be guessed at once. Three words that have nothing to do with each other make a good one.")
	}
	return nil
}
