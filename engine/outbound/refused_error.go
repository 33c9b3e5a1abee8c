package outbound

import "fmt"

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

// Refused is always true.
func (e *RefusedError) Refused() bool { return true }
