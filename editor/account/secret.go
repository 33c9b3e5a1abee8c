package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// newSecret makes what lets somebody in, 256 bits, and the hash of it that is stored.
func newSecret(prefix string) (secret string, hash []byte) {
	var b [32]byte
	rand.Read(b[:]) // never fails: crypto/rand
	secret = prefix + base64.RawURLEncoding.EncodeToString(b[:])
	return secret, hashOf(secret)
}

// hashOf is what is stored of a secret. Those are random and long, so one round of SHA-256 is enough.
func hashOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// newID makes an id that is no secret, 80 bits.
func newID(prefix string) string { return prefix + strings.ToLower(rand.Text()[:16]) }
