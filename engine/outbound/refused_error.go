package outbound

import (
	"errors"
	"fmt"
)

// RefusedError says that a connection or redirect was refused by the guard. Callers that must not import this package
// find it by its method: errors.As with interface{ Refused() bool }.
type RefusedError struct {
	Address string // host and port that was to be called
	Err     error  // why
}

// Error names the address and the reason.
func (e *RefusedError) Error() string { return fmt.Sprintf("call %s: %v", e.Address, e.Err) }

// Unwrap gives the reason.
func (e *RefusedError) Unwrap() error { return e.Err }

// Words says to the author of a bot why, behind "calling shop.example is not allowed: ".
func (e *RefusedError) Words() string {
	switch {
	case errors.Is(e.Err, errRedirects):
		return "it sends from one address to the next without an end"
	case errors.Is(e.Err, errRedirectBody):
		return "it sends to another server, which would get what was meant for this one"
	case errors.Is(e.Err, errPort):
		return "its port is not one of web servers"
	default:
		return "it is in a private network, and the operator of this server has not allowed it (SCENARIST_ALLOW_HOSTS)"
	}
}

// Refused is always true.
func (e *RefusedError) Refused() bool { return true }
