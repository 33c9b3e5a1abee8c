package remote

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Headers of a call.
const (
	SignatureHeader = "Scenarist-Signature" // t=<Unix seconds>,v1=<hexadecimal HMAC-SHA256 of t, a dot and the body>
	DeadlineHeader  = "Scenarist-Deadline"  // RFC 3339, UTC: until when an answer is of use
	KeyHeader       = "Idempotency-Key"     // the same for every repeat of the same call
)

// Window is how far the time of a signature may be from that of the service, either way.
const Window = 5 * time.Minute

// secretBytes is the length of a secret, before it is encoded.
const secretBytes = 32

// Errors of Verify. A service answers all of them with the status 401.
var (
	ErrUnsigned  = errors.New("there is no signature that can be read")
	ErrSignature = errors.New("the signature is not that of the secret and the body")
	ErrStale     = errors.New("the signature is too old, or from the future")
)

// NewSecret draws a secret for a service from the source of chance, which must be that of crypto/rand outside of tests.
func NewSecret(chance io.Reader) (string, error) {
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(chance, b); err != nil {
		return "", fmt.Errorf("draw a secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// Sign gives the value of SignatureHeader.
func Sign(secret string, now time.Time, body []byte) string {
	at := strconv.FormatInt(now.Unix(), 10)
	return "t=" + at + ",v1=" + hex.EncodeToString(sum(secret, at, body))
}

func sum(secret, at string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return mac.Sum(nil)
}

// Verify is for services in Go: it says whether the header signs the body with one of the secrets. There are two of them while a
// secret is being replaced. Errors are ErrUnsigned, ErrSignature and ErrStale.
func Verify(header string, body []byte, now time.Time, secrets ...string) error {
	var at string
	var given [][]byte
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			at = value
		case "v1":
			if b, err := hex.DecodeString(value); err == nil {
				given = append(given, b)
			}
		}
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || len(given) == 0 {
		return ErrUnsigned
	}
	good := false
	for _, secret := range secrets {
		want := sum(secret, at, body)
		for _, g := range given {
			good = hmac.Equal(g, want) && secret != "" || good
		}
	}
	if !good {
		return ErrSignature
	}
	if off := now.Sub(time.Unix(seconds, 0)); off > Window || off < -Window {
		return ErrStale
	}
	return nil
}
