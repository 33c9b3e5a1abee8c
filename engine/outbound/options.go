package outbound

import "time"

// DefaultMaxRedirects is how many redirects are followed where Options do not say.
const DefaultMaxRedirects = 5

// Options say what the client may do. The zero value is the safe default.
type Options struct {
	// Allow lists what may be called although it is private, or on an unusual port: host names ("crm.local"), addresses
	// ("10.0.0.7", "::1") and networks ("10.0.0.0/8"). All ports of it are allowed.
	Allow []string
	// MaxRedirects limits how many redirects are followed; 0 means DefaultMaxRedirects, less than 0 none: the redirect
	// itself is the answer.
	MaxRedirects int
	// DialTimeout limits the opening of one connection, the TLS handshake apart; 0 means 10 seconds.
	DialTimeout time.Duration
}
