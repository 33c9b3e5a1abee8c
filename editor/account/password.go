package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
)

// Parameters of argon2id, as OWASP's Password Storage Cheat Sheet has them: 19 MiB, two passes, one lane. About 60 ms on one core.
const (
	argonMemory = 19 << 10 // KiB
	argonTime   = 2
	argonLanes  = 1
	argonSalt   = 16
	argonKey    = 32
)

const (
	hashersAtWork  = 2  // hashes made at the same time: each takes a core
	hashersWaiting = 16 // a second's work, about
)

// hasher makes and compares hashes of passwords, few at a time.
type hasher struct {
	room chan struct{} // whoever is at work or waits
	work chan struct{} // whoever is at work
}

func newHasher() *hasher {
	return &hasher{room: make(chan struct{}, hashersAtWork+hashersWaiting), work: make(chan struct{}, hashersAtWork)}
}

// do waits for its turn.
func (h *hasher) do(ctx context.Context, f func()) error {
	select {
	case h.room <- struct{}{}:
		defer func() { <-h.room }()
	default:
		return &Refusal{Code: CodeTooMany, Title: "Too many people are logging in at this moment. Try again in a few seconds.", After: 3 * time.Second}
	}
	select {
	case h.work <- struct{}{}:
		defer func() { <-h.work }()
	case <-ctx.Done():
		return ctx.Err()
	}
	f()
	return nil
}

// hash gives what is stored of a password, in the PHC string format.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, argonSalt)
	rand.Read(salt) // never fails: crypto/rand
	var out string
	err := h.do(ctx, func() {
		key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, argonKey)
		out = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes,
			base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
	})
	return out, err
}

// nobodys is compared with where there is no account, so that it takes as long.
var nobodys = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes,
	strings.Repeat("A", base64.RawStdEncoding.EncodedLen(argonSalt)), strings.Repeat("A", base64.RawStdEncoding.EncodedLen(argonKey)))

// same reports whether the hash is that of the password.
func (h *hasher) same(ctx context.Context, stored, password string) (bool, error) {
	p, err := parseHash(stored)
	if err != nil {
		return false, err
	}
	right := false
	err = h.do(ctx, func() {
		key := argon2.IDKey([]byte(password), p.salt, p.time, p.memory, p.lanes, uint32(len(p.key))) //nolint:gosec // 32
		right = subtle.ConstantTimeCompare(key, p.key) == 1
	})
	return right, err
}

type parsedHash struct {
	memory, time uint32
	lanes        uint8
	salt, key    []byte
}

// parseHash reads what is stored; it may have been made with other parameters.
func parseHash(stored string) (p parsedHash, err error) {
	part := strings.Split(stored, "$")
	if len(part) != 6 || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, errors.New("a stored password is in a form that is not known")
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.lanes); err != nil || p.time == 0 || p.lanes == 0 {
		return p, errors.New("a stored password has parameters that cannot be read")
	}
	if p.salt, err = base64.RawStdEncoding.DecodeString(part[4]); err == nil {
		p.key, err = base64.RawStdEncoding.DecodeString(part[5])
	}
	if err != nil || len(p.key) == 0 {
		return p, errors.New("a stored password cannot be read")
	}
	return p, nil
}
